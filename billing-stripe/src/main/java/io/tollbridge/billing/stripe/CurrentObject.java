// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.tollbridge.billing.payment.RecordKind;
import io.tollbridge.billing.webhook.WebhookEvent;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Replaces the object in an event by what Stripe has on record now. What Stripe does not know (any more), or what it
 * keeps no record of, stays as it was delivered. Thread-safe.
 */
final class CurrentObject {
    private static final Map<String, RecordKind> KINDS = Map.of(
            "customer", RecordKind.CUSTOMER,
            "subscription", RecordKind.SUBSCRIPTION,
            "invoice", RecordKind.INVOICE,
            "payment_intent", RecordKind.PAYMENT,
            "charge", RecordKind.CHARGE,
            "refund", RecordKind.REFUND,
            "dispute", RecordKind.DISPUTE,
            "checkout.session", RecordKind.CHECKOUT_SESSION);

    private final BiFunction<RecordKind, String, Optional<byte[]>> retrieve;

    CurrentObject(BiFunction<RecordKind, String, Optional<byte[]>> retrieve) {
        this.retrieve = retrieve;
    }

    WebhookEvent in(WebhookEvent event, Instant now) {
        String id = event.objectId();
        if (id == null || !event.key().account().isEmpty()) {
            // why not of connected accounts: the API key is the platform's, which would be asked for its own objects
            return event;
        }
        JsonObject envelope = JsonParser.parseString(event.payload()).getAsJsonObject();
        JsonObject data = envelope.getAsJsonObject("data");
        JsonElement name = data.getAsJsonObject("object").get("object");
        RecordKind kind = name != null && name.isJsonPrimitive() ? KINDS.get(name.getAsString()) : null;
        if (kind == null) {
            return event;
        }
        return retrieve.apply(kind, id)
                .map(bytes -> {
                    data.add("object", JsonParser.parseString(new String(bytes, UTF_8)));
                    return new WebhookEvent(
                            event.key(),
                            event.type(),
                            id,
                            event.apiVersion(),
                            asOf(event, kind, now),
                            envelope.toString());
                })
                .orElse(event);
    }

    /**
     * A subscription is a state, which was so when it was read. Anything else is about something that happened, which
     * was when it was told: an invoice that is read late must not outweigh what has come after it was paid.
     */
    private static Instant asOf(WebhookEvent event, RecordKind kind, Instant now) {
        return kind == RecordKind.SUBSCRIPTION && now.isAfter(event.created()) ? now : event.created();
    }
}
