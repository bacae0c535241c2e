// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.catalog;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.InvalidArgumentException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * A plan: how many credits a tenant gets for each monthly slice. Immutable; each method returns a new plan.
 *
 * <p>A plan with Stripe prices is granted when Stripe says that a period is paid. A plan without one (a free plan) runs
 * on its own monthly clock from the day that the tenant was put on it (R24).
 *
 * @param id the host's name for it, 1-255 characters
 * @param monthlyCredits credits for each slice and unit of quantity, 0 or more
 * @param trialCredits credits of a trial, once for each tenant (R11), 0 or more; 0 by default
 * @param stripePrices ids of the Stripe prices that stand for this plan, whatever their interval
 * @param terms what the host takes some of these prices for, by price id; only the diagnosis reads it
 */
public record Plan(
        String id, long monthlyCredits, long trialCredits, Set<String> stripePrices, Map<String, PriceTerms> terms) {
    public Plan {
        CatalogChecks.id("plan", id);
        CatalogChecks.notNegative("monthly credits of plan " + id, monthlyCredits);
        CatalogChecks.notNegative("trial credits of plan " + id, trialCredits);
        stripePrices = Set.copyOf(stripePrices);
        terms = Map.copyOf(terms);
    }

    /** A plan of so many credits for each monthly slice, without a Stripe price yet. */
    public static Plan monthly(String id, long monthlyCredits) {
        return new Plan(id, monthlyCredits, 0, Set.of(), Map.of());
    }

    /** This plan, sold under one more Stripe price. A yearly price of the plan is one more call of this. */
    public Plan stripePrice(String priceId) {
        CatalogChecks.id("Stripe price", priceId);
        Set<String> prices = new LinkedHashSet<>(stripePrices);
        if (!prices.add(priceId)) {
            throw new InvalidArgumentException(
                    ErrorCode.CATALOG_INVALID, "plan " + id + " names the Stripe price " + priceId + " twice");
        }
        return new Plan(id, monthlyCredits, trialCredits, prices, terms);
    }

    /**
     * This plan, sold under one more Stripe price of which the diagnosis is to make sure that it is what it is taken for.
     *
     * @param priceId Stripe's id of the price
     * @param minorUnits what one unit costs, in minor units
     * @param currency three letters, in any case
     * @param interval how often it is paid
     */
    public Plan stripePrice(String priceId, long minorUnits, String currency, PriceTerms.Interval interval) {
        Map<String, PriceTerms> known = new LinkedHashMap<>(terms);
        known.put(priceId, new PriceTerms(minorUnits, currency, interval));
        Plan sold = stripePrice(priceId);
        return new Plan(id, monthlyCredits, trialCredits, sold.stripePrices(), known);
    }

    /** This plan with so many credits for a tenant's first trial. */
    public Plan trialCredits(long credits) {
        return new Plan(id, monthlyCredits, credits, stripePrices, terms);
    }

    /** True when the plan runs on its own clock because it has no Stripe price. */
    public boolean local() {
        return stripePrices.isEmpty();
    }
}
