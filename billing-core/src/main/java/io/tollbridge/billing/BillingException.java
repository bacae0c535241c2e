// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing;

import org.jspecify.annotations.Nullable;

/**
 * Root of this library's errors, except for arguments that no account could ever accept: those are
 * {@link InvalidArgumentException}. Messages name the tenant, the value and the fix; they never hold secrets, payloads
 * or connection strings.
 */
public abstract class BillingException extends RuntimeException implements BillingFailure {
    private static final long serialVersionUID = 1;

    private final ErrorCode code;

    /** An error with its code and, where one exists, its cause. */
    protected BillingException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    @Override
    public final ErrorCode code() {
        return code;
    }

    @Override
    public boolean retryable() {
        return false;
    }
}
