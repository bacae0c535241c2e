// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.payment;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.InvalidArgumentException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/**
 * One stored attempt to charge a purchase to a stored means of payment, without the customer being there. Everything
 * that is sent is frozen in it. Another amount, card or customer is another attempt with the next number.
 *
 * <p>The row must be committed before the attempt is first sent, and must say that it is about to be sent: after a crash
 * nobody else knows.
 *
 * @param tenantId for whom; sent as metadata
 * @param purchaseId the purchase, unique in this installation for ever; sent as metadata and part of the key
 * @param number which attempt of the purchase, 1 or more
 * @param customerId the tenant's customer
 * @param paymentMethodId what is charged
 * @param amount how much
 * @param description on the customer's receipt; no personal data
 * @param firstSentAt when it was stored that it is about to be sent, by this installation's clock
 */
public record PurchaseAttempt(
        String tenantId,
        String purchaseId,
        int number,
        String customerId,
        String paymentMethodId,
        Money amount,
        String description,
        Instant firstSentAt) {
    public PurchaseAttempt {
        amount.chargeable();
        if (description.length() > 500) {
            throw new InvalidArgumentException(
                    ErrorCode.ARGUMENT_INVALID,
                    "the description of purchase " + purchaseId + " has " + description.length()
                            + " characters; 500 are allowed");
        }
    }

    /** The key of the charge. */
    public RequestKey key() {
        return new RequestKey("purchase", purchaseId, number);
    }

    /**
     * SHA-256 over everything that is sent, in hexadecimal. Store it with the attempt and compare before sending again:
     * a difference means that the row was changed, and the request must not be sent under the same key.
     */
    public String fingerprint() {
        // why: line feeds separate, so they are escaped; the format must never change, stored rows hold its results
        String text = String.join(
                "\n",
                "1",
                escaped(tenantId),
                key().value(),
                escaped(customerId),
                escaped(paymentMethodId),
                Long.toString(amount.minorUnits()),
                amount.currency(),
                escaped(description));
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\n", "\\n");
    }
}
