// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

/** A fact that must be known is missing from a payload or not of its documented form. The message names its path only. */
final class UnreadablePayloadException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnreadablePayloadException(String message) {
        super(message);
    }
}
