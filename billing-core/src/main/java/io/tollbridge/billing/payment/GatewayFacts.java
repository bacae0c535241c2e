// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.payment;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a payment service says about the account, for a diagnosis. A part that could not be read is null, and
 * {@code unread} says why.
 *
 * @param keyLive true when the API key is for real money
 * @param serverTime the service's clock, to the second; null when it did not answer
 * @param apiVersion the API version that this library speaks
 * @param expectedEndpoint where webhooks are expected, null when no public URL is configured
 * @param endpoints the registered webhook endpoints
 * @param portalReady true when the customer portal has a default configuration that is active
 * @param prices the prices that were asked for; those that do not exist are missing
 * @param unread parts that could not be read, by name, with the reason and the fix
 */
public record GatewayFacts(
        boolean keyLive,
        @Nullable Instant serverTime,
        String apiVersion,
        @Nullable String expectedEndpoint,
        @Nullable List<Endpoint> endpoints,
        @Nullable Boolean portalReady,
        Map<String, Price> prices,
        Map<String, String> unread) {
    public GatewayFacts {
        endpoints = endpoints == null ? null : List.copyOf(endpoints);
        prices = Map.copyOf(prices);
        unread = Map.copyOf(unread);
    }

    /**
     * A registered webhook endpoint.
     *
     * @param id the service's id
     * @param url where events are sent
     * @param enabled false when it was switched off, which Stripe also does after days of failures
     * @param eventTypes what is sent, {@code *} for everything
     * @param apiVersion in which version events are written, null for the account's default
     */
    public record Endpoint(
            String id,
            String url,
            boolean enabled,
            Set<String> eventTypes,
            @Nullable String apiVersion) {
        public Endpoint {
            eventTypes = Set.copyOf(eventTypes);
        }
    }

    /**
     * A price.
     *
     * @param active false when it can no longer be sold
     * @param amount of one unit, null for prices in tiers or chosen by the customer
     * @param interval {@code day}, {@code week}, {@code month} or {@code year}; null for a price paid once
     * @param intervalCount how many intervals a period has
     * @param namedFree true when the settings name it as a price of 0
     */
    public record Price(
            boolean active,
            @Nullable Money amount,
            @Nullable String interval,
            long intervalCount,
            boolean namedFree) {}
}
