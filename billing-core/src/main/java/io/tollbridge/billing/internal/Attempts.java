// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.BillingStoreException;
import io.tollbridge.billing.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The attempts at one transaction: which failure is worth another one, and what the last one leaves unknown. */
final class Attempts {
    private static final int MOST = 8;
    /** How often a batch is tried against others before it is tried in halves. */
    private static final int MOST_OF_BATCH = 3;

    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final List<BillingStoreException> earlier = new ArrayList<>();
    private final int mostContended;
    private @Nullable BillingStoreException unknown;
    private @Nullable BillingStoreException last;
    private int made;
    private int contended;

    /** Attempts at something of which an earlier attempt may have been written. */
    Attempts(@Nullable BillingStoreException unknown) {
        this(unknown, MOST);
    }

    private Attempts(@Nullable BillingStoreException unknown, int mostContended) {
        this.unknown = unknown;
        this.mostContended = mostContended;
    }

    /** The same for something that can be tried in parts when others keep being preferred, or that is such a part. */
    static Attempts atBatch(@Nullable BillingStoreException unknown) {
        return new Attempts(unknown, MOST_OF_BATCH);
    }

    /** The attempt of which nobody knows whether it was written; null when there is none. */
    @Nullable
    BillingStoreException unknown() {
        return unknown;
    }

    /** Why the last attempt failed; null when none has. */
    @Nullable
    BillingStoreException last() {
        return last;
    }

    /**
     * Returns after a pause when another attempt is worth it.
     *
     * @throws BillingStoreException what to report when it is not
     */
    void again(BillingStoreException failure) {
        made++;
        last = failure;
        contended += failure.code() == ErrorCode.STORE_CONTENTION ? 1 : 0;
        if (failure.code() == ErrorCode.OUTCOME_UNKNOWN) {
            unknown = failure;
        }
        boolean repeat = failure.code() == ErrorCode.STORE_CONTENTION
                || (unknown != null && failure.code() != ErrorCode.STORE_FAILED);
        if (!repeat || made == MOST || contended == mostContended) {
            // why: once an outcome was unknown, a later failure to ask again does not make it known
            throw withOthers(unknown == null ? failure : unknown, failure);
        }
        earlier.add(failure);
        pause();
    }

    private BillingStoreException withOthers(BillingStoreException thrown, BillingStoreException last) {
        earlier.stream().filter(other -> other != thrown).forEach(thrown::addSuppressed);
        if (last != thrown) {
            thrown.addSuppressed(last);
        }
        return thrown;
    }

    private void pause() {
        long longest = FIRST_PAUSE_NANOS << made;
        LockSupport.parkNanos(longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2));
    }
}
