// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import com.google.gson.JsonObject;
import io.tollbridge.billing.testkit.stripe.internal.Fields;
import org.jspecify.annotations.Nullable;

/** A refusal in Stripe's shape. Thrown by resources, written out by {@link Api}. */
final class StripeError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final boolean remembered;
    private final transient Fields error;

    private StripeError(int status, boolean remembered, String type, @Nullable String code, String message) {
        super(message);
        this.status = status;
        this.remembered = remembered;
        this.error = new Fields();
        if (code != null) {
            error.put("code", code).put("doc_url", "https://stripe.com/docs/error-codes/" + code.replace('_', '-'));
        }
        error.put("message", message).put("type", type);
    }

    /** A request that fails before anything is carried out; the idempotency layer forgets it. */
    static StripeError invalid(int status, @Nullable String code, @Nullable String param, String message) {
        StripeError error = new StripeError(status, false, "invalid_request_error", code, message);
        return param == null ? error : error.with("param", param);
    }

    /** A request that is well formed but not possible in this state; the idempotency layer remembers it. */
    static StripeError state(String code, @Nullable String param, String message) {
        StripeError error = new StripeError(400, true, "invalid_request_error", code, message);
        return param == null ? error : error.with("param", param);
    }

    static StripeError missing(String object, String id, @Nullable String param) {
        return invalid(404, "resource_missing", param, "No such " + object.replace('_', ' ') + ": '" + id + "'");
    }

    static StripeError missingParam(String param) {
        return invalid(400, "parameter_missing", param, "Missing required param: " + param + ".");
    }

    static StripeError invalidParam(String param, String message) {
        return invalid(400, null, param, message);
    }

    /** A refusal by the card's bank. */
    static StripeError card(String code, String declineCode, String message) {
        return new StripeError(402, true, "card_error", code, message).with("decline_code", declineCode);
    }

    /** A failure of Stripe itself; the idempotency layer remembers it. */
    static StripeError internal() {
        return new StripeError(
                500, true, "api_error", null, "An unknown error occurred (this one was ordered from the fake Stripe).");
    }

    static StripeError authentication(String message) {
        return invalid(401, null, null, message);
    }

    static StripeError rateLimited(String code, String message) {
        return invalid(429, code, null, message);
    }

    static StripeError keyInUse(String key) {
        return invalid(
                409,
                "idempotency_key_in_use",
                null,
                "There is currently another in-progress request using this Idempotent Key (that probably means you"
                        + " submitted twice, and the other request is still going through): " + key
                        + ". Please try again later.");
    }

    static StripeError keyReused(String message) {
        return new StripeError(400, false, "idempotency_error", null, message);
    }

    StripeError with(String name, @Nullable Object value) {
        error.put(name, value);
        return this;
    }

    int status() {
        return status;
    }

    boolean remembered() {
        return remembered;
    }

    JsonObject body(String requestId, boolean livemode) {
        String mode = livemode ? "" : "test/";
        error.put("request_log_url", "https://dashboard.stripe.com/" + mode + "logs/" + requestId);
        return new Fields().put("error", error).json();
    }
}
