// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What Stripe says when a bank refuses. */
final class Declines {
    private static final Map<String, String> MESSAGES = Map.of(
            "insufficient_funds", "Your card has insufficient funds.",
            "expired_card", "Your card has expired.",
            "incorrect_cvc", "Your card's security code is incorrect.",
            "processing_error", "An error occurred while processing your card. Try again in a little bit.",
            "authentication_required", "Your card was declined. This transaction requires authentication.");

    private Declines() {}

    static StripeError error(@Nullable String code, @Nullable String declineCode) {
        String reason = declineCode == null ? "generic_decline" : declineCode;
        return StripeError.card(code == null ? "card_declined" : code, reason, message(reason))
                .with("advice_code", advice(reason))
                .with("network_decline_code", "05");
    }

    static String message(String declineCode) {
        return MESSAGES.getOrDefault(declineCode, "Your card was declined.");
    }

    private static String advice(String declineCode) {
        return switch (declineCode) {
            case "lost_card", "stolen_card", "fraudulent" -> "do_not_try_again";
            case "expired_card", "incorrect_cvc", "authentication_required" -> "confirm_card_data";
            default -> "try_again_later";
        };
    }
}
