// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing;

/** The operation contradicts the state of the account, or of the service when it is closed. Nothing was written. */
public final class OperationRejectedException extends BillingException {
    private static final long serialVersionUID = 1;

    /** A contradiction; the message says what to do about it. */
    public OperationRejectedException(ErrorCode code, String message) {
        super(code, message, null);
    }
}
