// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import io.tollbridge.billing.payment.Money;
import io.tollbridge.billing.payment.PaymentTruth.Dispute;
import io.tollbridge.billing.payment.PaymentTruth.Phase;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Facts of a dispute. Its status counts, and what has come back; the names of its events say neither. */
final class DisputeReader {
    private final StripeJson json;

    DisputeReader(StripeJson json) {
        this.json = IntentReader.typed(json, "dispute");
    }

    /** The payment, null when only the charge is named, as before 2019. */
    @Nullable
    String payment() {
        return json.reference("payment_intent");
    }

    @Nullable
    String charge() {
        return json.reference("charge");
    }

    Money amount() {
        return IntentReader.money(json, "amount");
    }

    Dispute dispute() {
        String id = json.mandatory("id", json.reference("id"));
        Phase phase = phase();
        boolean gone = phase == Phase.AT_RISK || phase == Phase.LOST;
        return new Dispute(id, phase, gone ? withoutReinstated() : 0);
    }

    private Phase phase() {
        String status = json.mandatory("status", json.text("status"));
        return switch (status) {
            case "warning_needs_response", "warning_under_review" -> Phase.INQUIRY;
            case "needs_response", "under_review" -> Phase.AT_RISK;
            case "lost" -> Phase.LOST;
            // why charge_refunded: old versions said so of an inquiry that ended with a refund, which counts by itself
            case "won", "warning_closed", "prevented", "charge_refunded" -> Phase.OVER;
            default -> throw json.unreadable("status", "is none that this library knows");
        };
    }

    /**
     * The disputed amount less the part that came back. The balance is kept in the account's currency, which need not be
     * the payment's; so the part is taken, rounded in favour of what is missing.
     */
    private long withoutReinstated() {
        long disputed = amount().minorUnits();
        BigInteger withdrawn = BigInteger.ZERO;
        BigInteger reinstated = BigInteger.ZERO;
        String currency = null;
        for (StripeJson moved : json.entries("balance_transactions")) {
            String moving = moved.mandatory("currency", moved.text("currency"));
            if (currency != null && !currency.equals(moving)) {
                throw json.unreadable("balance_transactions", "are in more than one currency");
            }
            currency = moving;
            BigInteger amount = BigInteger.valueOf(moved.mandatory("amount", moved.integer("amount")));
            if (amount.signum() < 0) {
                withdrawn = withdrawn.subtract(amount);
            } else {
                reinstated = reinstated.add(amount);
            }
        }
        if (withdrawn.signum() == 0) {
            return disputed;
        }
        BigInteger back = reinstated.min(withdrawn);
        return disputed
                - BigInteger.valueOf(disputed).multiply(back).divide(withdrawn).longValueExact();
    }
}
