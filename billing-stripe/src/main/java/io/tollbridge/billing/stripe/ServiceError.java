// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import io.tollbridge.billing.payment.Decline;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The error of a refusal: codes only. Stripe's text is left out, because it quotes what was sent.
 *
 * @param type such as {@code card_error}
 * @param code such as {@code resource_missing}, null when there is none
 * @param declineCode the bank's reason, null when there is none
 * @param adviceCode what Stripe advises about repeating, null when there is none
 * @param param the parameter that is wrong, null when there is none
 * @param payment the payment that was declined, null when there is none
 * @param fingerprint of the card, null when there is none
 */
record ServiceError(
        @Nullable String type,
        @Nullable String code,
        @Nullable String declineCode,
        @Nullable String adviceCode,
        @Nullable String param,
        @Nullable StripeJson payment,
        @Nullable String fingerprint) {
    /** Codes of docs.stripe.com/declines/codes after which the same card must not be charged again. */
    private static final Set<String> HARD = Set.of(
            "card_not_supported",
            "currency_not_supported",
            "expired_card",
            "fraudulent",
            "incorrect_number",
            "invalid_account",
            "invalid_number",
            "lost_card",
            "merchant_blacklist",
            "new_account_information_available",
            "not_permitted",
            "pickup_card",
            "restricted_card",
            "revocation_of_all_authorizations",
            "revocation_of_authorization",
            "security_violation",
            "stolen_card",
            "stop_payment_order",
            "testmode_decline",
            "transaction_not_allowed");

    private static final Pattern CODE = Pattern.compile("[A-Za-z0-9_.\\[\\]-]{1,80}");

    /** The error of an answer; without codes where there are none that can be read. */
    static ServiceError in(StripeJson body) {
        StripeJson error = body.expanded("error");
        return error == null ? new ServiceError(null, null, null, null, null, null, null) : of(error);
    }

    /** An {@code error} or a {@code last_payment_error}. */
    static ServiceError of(StripeJson error) {
        StripeJson method = error.expanded("payment_method");
        StripeJson card = method == null ? null : method.expanded("card");
        return new ServiceError(
                code(error, "type"),
                code(error, "code"),
                code(error, "decline_code"),
                code(error, "advice_code"),
                code(error, "param"),
                error.expanded("payment_intent"),
                card == null ? null : code(card, "fingerprint"));
    }

    private static @Nullable String code(StripeJson json, String name) {
        try {
            String text = json.text(name);
            return text != null && CODE.matcher(text).matches() ? text : null;
        } catch (UnreadablePayloadException other) {
            return null;
        }
    }

    /** True when the bank wants the customer to confirm. */
    boolean wantsCustomer() {
        return "authentication_required".equals(code) || "authentication_required".equals(declineCode);
    }

    /** True when the key was used for another request. */
    boolean keyConflict() {
        return "idempotency_error".equals(type);
    }

    /** The refusal of a bank. */
    Decline decline() {
        String reason = declineCode == null ? code : declineCode;
        boolean hard = switch (adviceCode == null ? "" : adviceCode) {
            case "do_not_try_again" -> true;
            case "try_again_later" -> false;
            default -> reason != null && HARD.contains(reason);
        };
        return new Decline(code == null ? "card_declined" : code, declineCode, hard, fingerprint);
    }

    /** Codes for logs and messages. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(code == null ? String.valueOf(type) : code);
        if (declineCode != null) {
            text.append(", ").append(declineCode);
        }
        if (param != null) {
            text.append(", parameter ").append(param);
        }
        return text.toString();
    }
}
