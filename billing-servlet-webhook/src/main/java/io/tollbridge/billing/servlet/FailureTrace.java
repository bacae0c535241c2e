// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet;

import org.jspecify.annotations.Nullable;

/**
 * A failure for the log: its classes and frames without its messages. Database drivers quote values in messages, and a
 * value may be a webhook's payload.
 */
final class FailureTrace extends Exception {
    private static final long serialVersionUID = 1;
    private static final int MAX_CAUSES = 8;

    private FailureTrace(Throwable of, @Nullable FailureTrace cause) {
        super(of.getClass().getName(), cause);
        setStackTrace(of.getStackTrace());
    }

    static FailureTrace of(Throwable failure) {
        return of(failure, MAX_CAUSES);
    }

    private static FailureTrace of(Throwable failure, int causes) {
        Throwable cause = failure.getCause();
        return new FailureTrace(failure, cause == null || causes == 0 ? null : of(cause, causes - 1));
    }
}
