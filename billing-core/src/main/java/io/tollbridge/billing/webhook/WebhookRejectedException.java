// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.webhook;

import io.tollbridge.billing.BillingException;
import io.tollbridge.billing.ErrorCode;

/**
 * A webhook request is not genuine, or not an event. Nothing was stored; the sender is answered with 400. The message
 * never holds any part of the request.
 */
public final class WebhookRejectedException extends BillingException {
    private static final long serialVersionUID = 1;

    private final Reason reason;

    /** A rejection; the message says what was expected. */
    public WebhookRejectedException(Reason reason, String message) {
        super(ErrorCode.WEBHOOK_REJECTED, message, null);
        this.reason = reason;
    }

    /** Why it was rejected. */
    public Reason reason() {
        return reason;
    }

    /** Why a request is rejected. */
    public enum Reason {
        /** The signature header is missing or not of the documented form. */
        HEADER_MALFORMED,
        /** No configured secret made this signature for this body. */
        SIGNATURE_MISMATCH,
        /** The signature is older than the tolerance: possibly a replay. */
        TOO_OLD,
        /** The signature is from the future by more than the tolerance. */
        TOO_NEW,
        /** The body is not an event: not UTF-8, not JSON, or without id, type, object or data. */
        NOT_AN_EVENT
    }
}
