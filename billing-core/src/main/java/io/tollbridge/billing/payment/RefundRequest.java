// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.payment;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.InvalidArgumentException;
import org.jspecify.annotations.Nullable;

/**
 * Money to be given back.
 *
 * @param key of the stored attempt
 * @param tenantId whose purchase; sent as metadata
 * @param purchaseId which purchase; sent as metadata
 * @param paymentId the payment
 * @param minorUnits how much of it in the payment's currency, null for all that is left
 */
public record RefundRequest(
        RequestKey key,
        String tenantId,
        String purchaseId,
        String paymentId,
        @Nullable Long minorUnits) {
    public RefundRequest {
        if (minorUnits != null && minorUnits < 1) {
            throw new InvalidArgumentException(
                    ErrorCode.AMOUNT_INVALID, "a refund is 1 minor unit or more, not " + minorUnits);
        }
    }
}
