// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.account.Outcome;
import io.tollbridge.billing.event.BillingEvent;
import io.tollbridge.billing.event.BillingEvent.Deduction.Result;
import io.tollbridge.billing.event.BillingListener;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the host's listener; what it throws stays here. Thread-safe. */
final class Signals {
    /** For parts that tell nobody. */
    static final Signals NONE = new Signals(BillingListener.NONE);

    private static final Logger log = LoggerFactory.getLogger(Signals.class);

    private final BillingListener listener;
    private final AtomicLong failures = new AtomicLong();

    Signals(BillingListener listener) {
        this.listener = listener;
    }

    /** False when nobody listens, so that nothing need be prepared. */
    boolean heard() {
        return listener != BillingListener.NONE;
    }

    void tell(BillingEvent event) {
        try {
            listener.on(event);
        } catch (RuntimeException | LinkageError failure) {
            long count = failures.incrementAndGet();
            // why only some: an event comes with each charge, and a log must not fill up with it
            if (Long.bitCount(count) == 1) {
                log.warn("The billing listener has failed {} times, now on {}", count, event, failure);
            }
        }
    }

    /** Tells how a use of credits was answered; of other commands, nothing. */
    void answered(Command command, @Nullable CommandResult result) {
        if (heard() && isUse(command)) {
            tell(new BillingEvent.Deduction(result == null ? Result.FAILED : of(result)));
        }
    }

    private static boolean isUse(Command command) {
        return command instanceof Command.Deduct
                || command instanceof Command.PlaceHold
                || command instanceof Command.Capture;
    }

    private static Result of(CommandResult result) {
        if (result instanceof CommandResult.Decided decided) {
            if (decided.outcome() instanceof Outcome.Insufficient) {
                return Result.INSUFFICIENT;
            }
            return decided.outcome() instanceof Outcome.Rejected ? Result.REJECTED : Result.CHARGED;
        }
        return result instanceof CommandResult.Repeated ? Result.REPEATED : Result.REJECTED;
    }
}
