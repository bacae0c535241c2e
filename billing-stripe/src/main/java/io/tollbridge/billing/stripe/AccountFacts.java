// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import com.stripe.Stripe;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.payment.GatewayFacts;
import io.tollbridge.billing.payment.GatewayFacts.Endpoint;
import io.tollbridge.billing.payment.GatewayFacts.Price;
import io.tollbridge.billing.payment.Money;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Asks Stripe what a diagnosis needs to know. A part that cannot be read does not hide the others. */
final class AccountFacts {
    private final StripeSettings settings;
    private final String apiKey;
    private final StripeApi api;
    private final Map<String, String> unread = new LinkedHashMap<>();
    private @Nullable Instant serverTime;

    AccountFacts(StripeSettings settings, String apiKey, StripeApi api) {
        this.settings = settings;
        this.apiKey = apiKey;
        this.api = api;
    }

    GatewayFacts read(Set<String> priceIds) {
        StripeJson endpoints = get("webhook endpoints", "/v1/webhook_endpoints?limit=100");
        StripeJson portals = get("portal configuration", "/v1/billing_portal/configurations?is_default=true&limit=1");
        Map<String, Price> prices = new LinkedHashMap<>();
        for (String id : priceIds) {
            StripeJson price = get("price " + id, "/v1/prices/" + id);
            if (price != null) {
                prices.put(id, price(id, price));
            }
        }
        return new GatewayFacts(
                ApiKeys.live(apiKey),
                serverTime,
                Stripe.API_VERSION,
                settings.webhookUrl().orElse(null),
                endpoints == null
                        ? null
                        : endpoints.entries("data").stream()
                                .map(AccountFacts::endpoint)
                                .toList(),
                portals == null
                        ? null
                        : portals.entries("data").stream()
                                .anyMatch(portal -> Boolean.TRUE.equals(portal.flag("active"))),
                prices,
                unread);
    }

    private @Nullable StripeJson get(String part, String path) {
        Answer answer = api.get("reading the " + part, path);
        if (answer instanceof Answer.Done done) {
            serverTime = serverTime == null ? done.reply().date() : serverTime;
            return done.body();
        }
        if (!(answer instanceof Answer.Refused refused) || Failures.code(refused) != ErrorCode.GATEWAY_OBJECT_UNKNOWN) {
            unread.put(
                    part,
                    String.valueOf(Failures.of("reading the " + part, answer).getMessage()));
        }
        return null;
    }

    private static Endpoint endpoint(StripeJson endpoint) {
        return new Endpoint(
                endpoint.mandatory("id", endpoint.reference("id")),
                endpoint.mandatory("url", endpoint.text("url")),
                "enabled".equals(endpoint.text("status")),
                Set.copyOf(endpoint.texts("enabled_events")),
                endpoint.text("api_version"));
    }

    private Price price(String id, StripeJson price) {
        Long amount = price.integer("unit_amount");
        String currency = price.text("currency");
        StripeJson recurring = price.expanded("recurring");
        Long count = recurring == null ? null : recurring.integer("interval_count");
        return new Price(
                Boolean.TRUE.equals(price.flag("active")),
                amount == null || currency == null ? null : new Money(amount, currency),
                recurring == null ? null : recurring.text("interval"),
                count == null ? 1 : count,
                settings.freePrices().contains(id));
    }
}
