// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.internal;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.tollbridge.billing.testkit.stripe.ApiRendering;
import java.util.function.UnaryOperator;

/** Rewrites objects of the current API version into the words of another one. What is given is changed. */
public final class OldWords {
    private OldWords() {}

    /**
     * An invoice.
     *
     * @param preBasil how it becomes one of before basil
     */
    public static JsonObject invoice(JsonObject invoice, ApiRendering version, UnaryOperator<JsonObject> preBasil) {
        if (!version.beforeBasil()) {
            return invoice;
        }
        JsonElement details =
                invoice.get("parent") instanceof JsonObject parent ? parent.get("subscription_details") : null;
        JsonObject old = preBasil.apply(invoice);
        if (version == ApiRendering.ACACIA_2024_12_18 && details instanceof JsonObject known) {
            JsonObject metadata = new JsonObject();
            metadata.add("metadata", known.get("metadata"));
            old.add("subscription_details", metadata);
        }
        return withoutPrices(old, "lines", version);
    }

    /** A line of an invoice, which {@link PreBasil} has rewritten where it had to. */
    public static JsonObject line(JsonObject line, ApiRendering version) {
        if (version.before(ApiRendering.PRE_BASIL_2020_08_27)) {
            line.remove("price");
        }
        return line;
    }

    /** A subscription. */
    public static JsonObject subscription(JsonObject subscription, ApiRendering version) {
        if (!version.beforeBasil()) {
            if (version.before(ApiRendering.CLOVER_2025_09_30)) {
                subscription.remove("billing_mode");
            }
            return subscription;
        }
        return withoutPrices(PreBasil.subscription(subscription), "items", version);
    }

    private static JsonObject withoutPrices(JsonObject owner, String list, ApiRendering version) {
        if (owner.get(list) instanceof JsonObject entries) {
            entries.getAsJsonArray("data").forEach(entry -> line(entry.getAsJsonObject(), version));
        }
        return owner;
    }
}
