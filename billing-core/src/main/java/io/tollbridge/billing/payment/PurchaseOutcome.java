// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.payment;

import io.tollbridge.billing.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * What became of a purchase attempt. Only {@link Unknown} needs {@code resolve}; only {@link Failed} and
 * {@link Declined} allow another attempt, with the next number.
 */
public sealed interface PurchaseOutcome {
    /**
     * The money was taken. Credit what was {@code received}, after comparing it with what was ordered.
     *
     * @param paymentId the service's id of the payment
     * @param customerId who paid
     * @param received how much was taken, which the service says and not the attempt
     */
    record Succeeded(String paymentId, String customerId, Money received) implements PurchaseOutcome {}

    /** The bank has not decided yet, which may take days. Nothing may be credited; the outcome comes as a webhook. */
    record Processing(String paymentId) implements PurchaseOutcome {}

    /**
     * The bank wants the customer to confirm. Nothing is taken unless the customer does; meanwhile no other attempt may
     * be made. {@code cancelPayment} ends it.
     */
    record RequiresAction(String paymentId) implements PurchaseOutcome {}

    /**
     * The bank refused. Nothing was taken. The payment still exists and could be confirmed by other means, unless
     * {@code cancelPayment} ends it.
     *
     * @param paymentId the service's id of the payment, null when it does not tell
     * @param decline why
     */
    record Declined(@Nullable String paymentId, Decline decline) implements PurchaseOutcome {}

    /**
     * Nothing was taken and nothing will be: the request was not sent, was refused as it stands, or was canceled.
     *
     * @param code {@code GATEWAY_UNAVAILABLE}, {@code GATEWAY_RATE_LIMITED}, {@code GATEWAY_REJECTED},
     *     {@code GATEWAY_OBJECT_UNKNOWN}, {@code GATEWAY_NOT_AUTHORIZED} or {@code GATEWAY_ATTEMPT_SPENT}
     * @param reason for logs; no secret, no personal data
     */
    record Failed(ErrorCode code, String reason) implements PurchaseOutcome {}

    /**
     * Nobody knows: the money may have been taken. Never show this as failed, never make another attempt; call
     * {@code resolve} later.
     *
     * @param reason for logs; no secret, no personal data
     */
    record Unknown(String reason) implements PurchaseOutcome {}
}
