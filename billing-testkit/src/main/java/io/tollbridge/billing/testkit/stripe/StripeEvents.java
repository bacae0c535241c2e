// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import io.tollbridge.billing.testkit.stripe.internal.Fields;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Makes the events that Stripe would send about a state, in the words of one API version. Immutable and thread-safe.
 *
 * <pre>{@code
 * StripeSubscription pro = StripeSubscription.active("sub_1", "cus_1", "price_pro", start, end).tenant("acme");
 * StripeEvents stripe = StripeEvents.in(ApiRendering.DAHLIA_2026_07_29);
 * StripeEvent event = stripe.invoicePaid(StripeInvoice.first("in_1", pro), start);
 * String header = WebhookSigner.of("whsec_test").header(event, now);
 * billing.webhooks().receive(event.body(), header);
 * }</pre>
 */
public final class StripeEvents {
    private static final Gson GSON = new GsonBuilder()
            .serializeNulls()
            .setPrettyPrinting()
            .disableHtmlEscaping()
            .create();

    private final ApiRendering rendering;
    private final @Nullable String apiVersion;
    private final boolean livemode;
    private final @Nullable String account;
    private final String idPrefix;
    private final AtomicLong lastId;

    private StripeEvents(
            ApiRendering rendering,
            @Nullable String apiVersion,
            boolean livemode,
            @Nullable String account,
            String idPrefix,
            AtomicLong lastId) {
        this.rendering = rendering;
        this.apiVersion = apiVersion;
        this.livemode = livemode;
        this.account = account;
        this.idPrefix = idPrefix;
        this.lastId = lastId;
    }

    /** Events of test mode, from the account itself, with ids {@code evt_1}, {@code evt_2}, and so on. */
    public static StripeEvents in(ApiRendering rendering) {
        return new StripeEvents(rendering, rendering.version(), false, null, "evt_", new AtomicLong());
    }

    /** Events of live mode, or of test mode. */
    public StripeEvents livemode(boolean live) {
        return new StripeEvents(rendering, apiVersion, live, account, idPrefix, lastId);
    }

    /** Events of a connected account. */
    public StripeEvents account(String accountId) {
        return new StripeEvents(rendering, apiVersion, livemode, accountId, idPrefix, lastId);
    }

    /** Events that claim another version of the same shape in {@code api_version}, or none. */
    public StripeEvents apiVersion(@Nullable String version) {
        return new StripeEvents(rendering, version, livemode, account, idPrefix, lastId);
    }

    /** Events whose ids begin like this and are counted from 1, to keep the events of several sources apart. */
    public StripeEvents idPrefix(String prefix) {
        return new StripeEvents(rendering, apiVersion, livemode, account, prefix, new AtomicLong());
    }

    /** {@code customer.subscription.created}. */
    public StripeEvent subscriptionCreated(StripeSubscription subscription, Instant created) {
        return subscription("customer.subscription.created", subscription, created);
    }

    /** {@code customer.subscription.updated}. */
    public StripeEvent subscriptionUpdated(StripeSubscription subscription, Instant created) {
        return subscription("customer.subscription.updated", subscription, created);
    }

    /** {@code customer.subscription.deleted}, which Stripe sends when a subscription has ended. */
    public StripeEvent subscriptionDeleted(StripeSubscription subscription, Instant created) {
        return subscription("customer.subscription.deleted", subscription, created);
    }

    /** An event of another type about a subscription, such as {@code customer.subscription.paused}. */
    public StripeEvent subscription(String type, StripeSubscription subscription, Instant created) {
        return event(type, new SubscriptionRendering(rendering, livemode).render(subscription, created), created);
    }

    /** {@code invoice.paid}. */
    public StripeEvent invoicePaid(StripeInvoice invoice, Instant created) {
        return invoice("invoice.paid", invoice, created);
    }

    /** {@code invoice.payment_succeeded}, which Stripe sends beside {@code invoice.paid}. */
    public StripeEvent invoicePaymentSucceeded(StripeInvoice invoice, Instant created) {
        return invoice("invoice.payment_succeeded", invoice, created);
    }

    /** An event of another type about an invoice, such as {@code invoice.payment_failed}. */
    public StripeEvent invoice(String type, StripeInvoice invoice, Instant created) {
        return event(type, new InvoiceRendering(rendering, livemode).render(invoice, created), created);
    }

    private StripeEvent event(String type, JsonObject object, Instant created) {
        String id = idPrefix + lastId.incrementAndGet();
        Fields event = new Fields().put("id", id).put("object", "event");
        if (account != null) {
            event.put("account", account);
        }
        event.put("api_version", apiVersion)
                .put("created", created)
                .put("data", new Fields().put("object", object))
                .put("livemode", livemode)
                .put("pending_webhooks", 1)
                .put("request", new Fields().put("id", null).put("idempotency_key", null))
                .put("type", type);
        return new StripeEvent(id, type, created, GSON.toJson(event.json()));
    }
}
