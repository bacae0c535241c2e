// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.payment;

import org.jspecify.annotations.Nullable;

/**
 * Why a bank refused.
 *
 * @param code the payment service's error code, such as {@code card_declined}
 * @param reason the finer code, such as {@code insufficient_funds}, null when there is none
 * @param hard true when the same card must not be charged again (lost, stolen, expired, revoked, "do not try again");
 *     false when it may work later. An unknown reason is not hard: what limits repeats is the breaker, which counts both
 * @param cardFingerprint of the card that was refused, to notice another one, null when the service gives none
 */
public record Decline(
        String code,
        @Nullable String reason,
        boolean hard,
        @Nullable String cardFingerprint) {}
