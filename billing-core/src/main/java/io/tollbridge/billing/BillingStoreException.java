// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing;

import org.jspecify.annotations.Nullable;

/** The database did not do what was asked. {@link #code()} tells whether anything can have been written. */
public final class BillingStoreException extends BillingException {
    private static final long serialVersionUID = 1;

    /**
     * A failure of the store.
     *
     * @param code {@link ErrorCode#STORE_UNAVAILABLE}, {@link ErrorCode#STORE_CONTENTION},
     *     {@link ErrorCode#OUTCOME_UNKNOWN}, {@link ErrorCode#STORE_FAILED} or {@link ErrorCode#OVERLOADED}
     * @param message what was being done; no connection strings, no payloads
     * @param cause the driver's error, null when there is none
     */
    public BillingStoreException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(code, message, cause);
    }

    @Override
    public boolean retryable() {
        return code() != ErrorCode.STORE_FAILED;
    }
}
