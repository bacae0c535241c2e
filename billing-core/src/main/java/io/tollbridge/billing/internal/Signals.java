// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.account.Outcome;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.event.BillingEvent;
import io.tollbridge.billing.event.BillingEvent.Deduction.Answer;
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
        } finally {
            BackgroundWorker.forgetInterrupt();
        }
    }

    /** Tells how a use of credits was answered, and where a purchase has got; of other commands, nothing. */
    void answered(Command command, @Nullable CommandResult result) {
        if (!heard()) {
            return;
        }
        if (result instanceof CommandResult.Decided decided
                && decided.outcome() instanceof Outcome.Purchased purchased
                && purchased.changed()) {
            moved(purchased.purchase());
        } else if (isUse(command)) {
            tell(new BillingEvent.Deduction(result == null ? Answer.FAILED : of(result)));
        }
    }

    private void moved(Purchase purchase) {
        BillingEvent.Purchase.Result reached = reached(purchase.state());
        if (reached != null) {
            tell(new BillingEvent.Purchase(reached, purchase.kind() == Purchase.Kind.AUTO));
        }
    }

    private static BillingEvent.Purchase.@Nullable Result reached(Purchase.State state) {
        return switch (state) {
            case CREATED, SENT, PROCESSING -> null;
            case ACTION_REQUIRED -> BillingEvent.Purchase.Result.ACTION_REQUIRED;
            case UNKNOWN -> BillingEvent.Purchase.Result.UNKNOWN;
            case GRANTED -> BillingEvent.Purchase.Result.GRANTED;
            case FAILED -> BillingEvent.Purchase.Result.FAILED;
            case CANCELED, EXPIRED -> BillingEvent.Purchase.Result.CANCELED;
            case MISMATCH -> BillingEvent.Purchase.Result.MISMATCH;
        };
    }

    private static boolean isUse(Command command) {
        return command instanceof Command.Deduct
                || command instanceof Command.PlaceHold
                || command instanceof Command.Capture;
    }

    private static Answer of(CommandResult result) {
        if (result instanceof CommandResult.Decided decided) {
            if (decided.outcome() instanceof Outcome.Insufficient) {
                return Answer.INSUFFICIENT;
            }
            return decided.outcome() instanceof Outcome.Rejected ? Answer.REJECTED : Answer.CHARGED;
        }
        return result instanceof CommandResult.Repeated ? Answer.REPEATED : Answer.REJECTED;
    }
}
