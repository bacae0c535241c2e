// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Stripe's test payment methods: by id, by token and by number. */
final class TestCards {
    private static final Map<String, TestCard> BY_NAME = new LinkedHashMap<>();
    private static final Map<String, TestCard> BY_NUMBER = new LinkedHashMap<>();

    static {
        good("visa", "visa", "4242424242424242");
        good("visa_debit", "visa", "4000056655665556");
        good("mastercard", "mastercard", "5555555555554444");
        good("amex", "amex", "378282246310005");
        good("discover", "discover", "6011111111111117");
        declined("chargeDeclined", "4000000000000002", "card_declined", "generic_decline");
        declined("chargeDeclinedInsufficientFunds", "4000000000009995", "card_declined", "insufficient_funds");
        declined("chargeDeclinedLostCard", "4000000000009987", "card_declined", "lost_card");
        declined("chargeDeclinedStolenCard", "4000000000009979", "card_declined", "stolen_card");
        declined("chargeDeclinedFraudulent", "4100000000000019", "card_declined", "fraudulent");
        declined("chargeDeclinedExpiredCard", "4000000000000069", "expired_card", "expired_card");
        declined("chargeDeclinedIncorrectCvc", "4000000000000127", "incorrect_cvc", "incorrect_cvc");
        declined("chargeDeclinedProcessingError", "4000000000000119", "processing_error", "processing_error");
        special("chargeCustomerFail", "4000000000000341", TestCard.Kind.FAILS_AFTER_ATTACHING, "generic_decline");
        special("authenticationRequired", "4000002760003184", TestCard.Kind.ALWAYS_ASKS, null);
        special("threeDSecure2Required", "4000000000003220", TestCard.Kind.ALWAYS_ASKS, null);
        special("threeDSecureRequired", "4000000000003063", TestCard.Kind.ALWAYS_ASKS, null);
        special("authenticationRequiredOnSetup", "4000002500003155", TestCard.Kind.ASKS_UNTIL_SET_UP, null);
        special(
                "authenticationRequiredChargeDeclinedInsufficientFunds",
                "4000008260003178",
                TestCard.Kind.ALWAYS_ASKS,
                "insufficient_funds");
        special("createDispute", "4000000000000259", TestCard.Kind.DISPUTED, "fraudulent");
        special("createDisputeProductNotReceived", "4000000000002685", TestCard.Kind.DISPUTED, "product_not_received");
        special("createDisputeInquiry", "4000000000001976", TestCard.Kind.INQUIRED, "general");
        special("pendingRefund", "4000000000007726", TestCard.Kind.REFUND_PENDS, null);
        special("refundFail", "4000000000005126", TestCard.Kind.REFUND_FAILS, null);
        bank("pm_sepaDebit", "DE89370400440532013000", TestCard.Kind.PAYS_LATER);
        bank("pm_sepaDebit_fails", "DE62370400440532013001", TestCard.Kind.FAILS_LATER);
        add("pm_bankTransfer", "customer_balance", "bank transfer", TestCard.Kind.TRANSFERS, null, null);
    }

    private TestCards() {}

    /** By {@code pm_card_visa} or {@code tok_visa}; {@code pm_card_visa_chargeDeclined} is another way to write one. */
    static Optional<TestCard> named(String id) {
        String plain = id.replace("tok_", "pm_card_");
        TestCard card = BY_NAME.get(plain);
        return Optional.ofNullable(card == null ? BY_NAME.get(plain.replace("pm_card_visa_", "pm_card_")) : card);
    }

    static Optional<TestCard> numbered(String number) {
        return Optional.ofNullable(BY_NUMBER.get(number.replace(" ", "").toUpperCase(Locale.ROOT)));
    }

    private static void good(String name, String brand, String number) {
        add("pm_card_" + name, brand, number, TestCard.Kind.GOOD, null, null);
    }

    private static void declined(String name, String number, String code, String declineCode) {
        add("pm_card_" + name, "visa", number, TestCard.Kind.DECLINED, code, declineCode);
    }

    private static void special(String name, String number, TestCard.Kind kind, @Nullable String reason) {
        add("pm_card_" + name, "visa", number, kind, "card_declined", reason);
    }

    private static void bank(String id, String iban, TestCard.Kind kind) {
        add(id, "sepa_debit", iban, kind, null, null);
    }

    private static void add(
            String id,
            String brand,
            String number,
            TestCard.Kind kind,
            @Nullable String code,
            @Nullable String reason) {
        TestCard card = new TestCard(id, brand, number.substring(number.length() - 4), kind, code, reason);
        BY_NAME.put(id, card);
        BY_NUMBER.put(number, card);
    }
}
