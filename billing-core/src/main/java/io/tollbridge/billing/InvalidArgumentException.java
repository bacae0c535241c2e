// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing;

/** An argument that no account could ever accept. Thrown before anything is read or written. */
public final class InvalidArgumentException extends IllegalArgumentException implements BillingFailure {
    private static final long serialVersionUID = 1;

    private final ErrorCode code;

    /** An error whose message names the value and the fix. */
    public InvalidArgumentException(ErrorCode code, String message) {
        super(message);
        this.code = code;
    }

    @Override
    public ErrorCode code() {
        return code;
    }

    @Override
    public boolean retryable() {
        return false;
    }
}
