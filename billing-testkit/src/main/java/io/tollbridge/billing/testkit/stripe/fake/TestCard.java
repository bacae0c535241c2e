// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import org.jspecify.annotations.Nullable;

/**
 * A payment method whose fate is known.
 *
 * @param id the id that clients may use without creating it
 * @param brand its brand; {@code sepa_debit} for a bank account, {@code customer_balance} for transfers
 * @param last4 its last digits
 * @param kind what becomes of its payments
 * @param code error code of a decline, null for none
 * @param reason decline code, or reason of the dispute, null for none
 */
record TestCard(
        String id,
        String brand,
        String last4,
        Kind kind,
        @Nullable String code,
        @Nullable String reason) {

    /** Stripe's word for the kind of payment method. */
    String type() {
        return brand.equals("sepa_debit") || brand.equals("customer_balance") ? brand : "card";
    }

    /** One card number, one fingerprint. */
    String fingerprint() {
        return "fake" + Integer.toHexString(id.hashCode());
    }

    enum Kind {
        GOOD,
        DECLINED,
        FAILS_AFTER_ATTACHING,
        ALWAYS_ASKS,
        ASKS_UNTIL_SET_UP,
        DISPUTED,
        INQUIRED,
        REFUND_PENDS,
        REFUND_FAILS,
        PAYS_LATER,
        FAILS_LATER,
        TRANSFERS
    }
}
