// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.tollbridge.billing.testkit.stripe.internal.Fields;
import io.tollbridge.billing.testkit.stripe.internal.OldWords;
import io.tollbridge.billing.testkit.stripe.internal.PreBasil;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Writes out a subscription. */
record SubscriptionRendering(ApiRendering rendering, boolean livemode) {
    /** The library's metadata key, written down here so that a change of it does not go unnoticed. */
    static final String TENANT_KEY = "tollbridge_tenant";

    JsonObject render(StripeSubscription of, Instant created) {
        boolean ending = of.cancelAt() != null || of.endedAt() != null;
        Fields json = new Fields()
                .put("id", of.id())
                .put("object", "subscription")
                .put("application", null)
                .put("billing_cycle_anchor", of.anchor())
                .put("cancel_at", of.cancelAt())
                .put("cancel_at_period_end", of.cancelsAtPeriodEnd())
                .put("canceled_at", ending ? created : null)
                .put("collection_method", "charge_automatically")
                .put("created", of.periodStart())
                .put("currency", PriceRendering.CURRENCY)
                .put("customer", of.customer())
                .put("default_payment_method", null)
                .put("ended_at", of.endedAt())
                .put("items", items(of))
                .put("latest_invoice", null)
                .put("livemode", livemode)
                .put("metadata", metadata(of))
                .put("pause_collection", pause(of))
                .put("pending_update", null)
                .put("schedule", null)
                .put("start_date", of.periodStart())
                .put("status", of.status())
                .put("test_clock", null)
                .put("trial_end", of.trialEnd())
                .put("trial_start", of.trialStart());
        json.put("billing_mode", new Fields().put("flexible", null).put("type", "flexible"))
                .put("discounts", new JsonArray());
        return OldWords.subscription(json.json(), rendering);
    }

    static Fields metadata(StripeSubscription of) {
        Fields metadata = new Fields();
        if (of.tenant() != null) {
            metadata.put(TENANT_KEY, of.tenant());
        }
        return metadata;
    }

    static String itemId(StripeSubscription of) {
        return "si_" + of.id();
    }

    private Fields items(StripeSubscription of) {
        Fields item = new Fields()
                .put("id", itemId(of))
                .put("object", "subscription_item")
                .put("billing_thresholds", null)
                .put("created", of.periodStart())
                .put("current_period_end", of.periodEnd())
                .put("current_period_start", of.periodStart())
                .put("discounts", new JsonArray())
                .put("metadata", new Fields())
                .put("plan", PreBasil.plan(PriceRendering.price(price(of)).json()))
                .put("price", PriceRendering.price(price(of)))
                .put("quantity", of.quantity())
                .put("subscription", of.id())
                .put("tax_rates", new JsonArray());
        JsonArray data = new JsonArray();
        data.add(item.json());
        return Fields.list("/v1/subscription_items?subscription=" + of.id(), false, data);
    }

    private PriceRendering price(StripeSubscription of) {
        return new PriceRendering(
                of.price(),
                of.unitAmount(),
                of.periodStart(),
                PriceRendering.Interval.of(of.periodStart(), of.periodEnd()),
                livemode);
    }

    private static @Nullable Fields pause(StripeSubscription of) {
        return of.pausesCollection() ? new Fields().put("behavior", "void").put("resumes_at", null) : null;
    }
}
