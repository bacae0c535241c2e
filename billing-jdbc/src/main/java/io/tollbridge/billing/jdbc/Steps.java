// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.BillingException;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The steps of one transaction: turns their failures into the library's, and remembers the first, because a transaction
 * with a failed step must not be committed even when the work goes on as if nothing had happened. Not thread-safe.
 */
final class Steps {
    private final Handle handle;
    private final SqlFailures failures;
    private @Nullable BillingException failed;
    private boolean over;

    Steps(Handle handle, SqlFailures failures) {
        this.handle = handle;
        this.failures = failures;
    }

    Handle handle() {
        return handle;
    }

    /** Runs a step. */
    <T> T run(String doing, Supplier<T> step) {
        if (over) {
            throw new IllegalStateException(doing + ": the transaction is over");
        }
        if (failed != null) {
            throw failed;
        }
        try {
            return step.get();
        } catch (RuntimeException error) {
            failed = failures.working(doing, error);
            throw failed;
        }
    }

    /**
     * Ends the steps.
     *
     * @throws BillingException what failed first, whether the work cared or not
     */
    void end() {
        over = true;
        if (failed != null) {
            throw failed;
        }
    }
}
