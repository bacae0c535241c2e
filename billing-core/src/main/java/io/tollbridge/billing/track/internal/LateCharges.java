// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.track.internal;

import io.tollbridge.billing.BillingFailure;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Charges for work that is done and that the database did not take at once. They are repeated until they go through;
 * each is one that may be repeated. What is here when the process dies is not charged: its hold expires. Thread-safe.
 */
public final class LateCharges {
    /** So many charges are kept, about a megabyte; a database that is away for longer loses what comes after. */
    private static final int CAPACITY = 10_000;

    private static final Logger log = LoggerFactory.getLogger(LateCharges.class);

    private final BlockingQueue<Late> waiting = new ArrayBlockingQueue<>(CAPACITY);

    /** A charge that may be repeated. */
    interface Late {
        /** Makes it. */
        void charge();

        /** What is charged, for the log. */
        String what();
    }

    /** Makes a charge now, or later when that fails in a way that may pass. Never throws a runtime exception. */
    void settle(Late late) {
        boolean ignored = attempt(late);
    }

    /** Repeats what is waiting, each charge once; returns how many of them went through. */
    public int repeat() {
        int settled = 0;
        for (int left = waiting.size(); left > 0; left--) {
            Late late = waiting.poll();
            if (late != null && attempt(late)) {
                settled++;
            }
        }
        return settled;
    }

    /** A last attempt at what is waiting. */
    public void close() {
        repeat();
        if (!waiting.isEmpty()) {
            log.error("Closed with {} charges that could not be made; their holds will expire", waiting.size());
            waiting.forEach(late -> log.error("Not charged: {}", late.what()));
            waiting.clear();
        }
    }

    private boolean attempt(Late late) {
        try {
            late.charge();
            return true;
        } catch (RuntimeException failure) {
            boolean mayPass = failure instanceof BillingFailure known && known.retryable();
            if (mayPass && waiting.offer(late)) {
                log.error("The work is done and was not charged yet; it is tried again: {}", late.what(), failure);
            } else {
                log.error("The work is done and was not charged: {}", late.what(), failure);
            }
            return false;
        }
    }
}
