// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.payment;

import org.jspecify.annotations.Nullable;

/**
 * A stored means of payment.
 *
 * @param id the service's id
 * @param type such as {@code card} or {@code sepa_debit}
 * @param fingerprint the same for the same card or account wherever it was entered, null when the service gives none
 */
public record PaymentMethod(
        String id, String type, @Nullable String fingerprint) {}
