// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.stripe.Stripe;
import com.stripe.model.Event;
import com.stripe.model.Invoice;
import com.stripe.model.InvoiceLineItem;
import com.stripe.model.Subscription;
import com.stripe.net.Webhook;
import io.tollbridge.billing.testkit.stripe.ApiRendering;
import io.tollbridge.billing.testkit.stripe.StripeEvent;
import io.tollbridge.billing.testkit.stripe.StripeEvents;
import io.tollbridge.billing.testkit.stripe.StripeInvoice;
import io.tollbridge.billing.testkit.stripe.StripeInvoiceLine;
import io.tollbridge.billing.testkit.stripe.StripeSubscription;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The testkit's events are what Stripe's own library takes for genuine, in shape too. */
class RenderingTest {
    private static final Instant START = Instant.parse("2026-11-01T10:00:00Z");
    private static final Instant MIDDLE = Instant.parse("2026-11-16T10:00:00Z");
    private static final Instant END = Instant.parse("2026-12-01T10:00:00Z");

    private final StripeSubscription starter = StripeSubscription.active("sub_1", "cus_1", "price_starter", START, END)
            .tenant("acme")
            .quantity(2);
    private final StripeSubscription pro = starter.price("price_pro", 8_000);
    private final StripeInvoice upgrade = StripeInvoice.update(
            "in_1",
            pro,
            StripeInvoiceLine.unusedTime(starter, MIDDLE, 2_000),
            StripeInvoiceLine.remainingTime(pro, MIDDLE, 8_000));

    @Test
    void theNewestRenderingIsThatOfThePinnedLibrary() {
        assertThat(ApiRendering.DAHLIA_2026_07_29.version()).isEqualTo(Stripe.API_VERSION);
    }

    @Test
    void stripesLibraryReadsTheInvoice() {
        Invoice invoice =
                (Invoice) typed(StripeEvents.in(ApiRendering.DAHLIA_2026_07_29).invoicePaid(upgrade, MIDDLE));

        assertThat(invoice.getBillingReason()).isEqualTo("subscription_update");
        assertThat(invoice.getStatus()).isEqualTo("paid");
        assertThat(invoice.getTotal()).isEqualTo(6_000);
        assertThat(invoice.getCustomer()).isEqualTo("cus_1");
        assertThat(invoice.getParent().getSubscriptionDetails().getSubscription())
                .isEqualTo("sub_1");
        assertThat(invoice.getParent().getSubscriptionDetails().getMetadata())
                .containsEntry(StripeMetadata.TENANT, "acme");
        InvoiceLineItem credit = invoice.getLines().getData().get(0);
        InvoiceLineItem charge = invoice.getLines().getData().get(1);
        assertThat(credit.getAmount()).isEqualTo(-2_000);
        assertThat(credit.getParent()
                        .getSubscriptionItemDetails()
                        .getProrationDetails()
                        .getCreditedItems())
                .isNotNull();
        assertThat(charge.getPricing().getPriceDetails().getPrice()).isEqualTo("price_pro");
        assertThat(charge.getQuantity()).isEqualTo(2);
        assertThat(charge.getParent().getSubscriptionItemDetails().getProration())
                .isTrue();
        assertThat(charge.getPeriod().getStart()).isEqualTo(MIDDLE.getEpochSecond());
        assertThat(charge.getPeriod().getEnd()).isEqualTo(END.getEpochSecond());
    }

    @Test
    void stripesLibraryReadsTheSubscription() {
        Subscription subscription = (Subscription) typed(
                StripeEvents.in(ApiRendering.DAHLIA_2026_07_29).subscriptionUpdated(pro.cancelAtPeriodEnd(), MIDDLE));

        assertThat(subscription.getStatus()).isEqualTo("active");
        assertThat(subscription.getBillingCycleAnchor()).isEqualTo(START.getEpochSecond());
        assertThat(subscription.getCancelAt()).isEqualTo(END.getEpochSecond());
        assertThat(subscription.getCancelAtPeriodEnd()).isTrue();
        assertThat(subscription.getMetadata()).containsEntry(StripeMetadata.TENANT, "acme");
        assertThat(subscription.getItems().getData()).singleElement().satisfies(item -> {
            assertThat(item.getPrice().getId()).isEqualTo("price_pro");
            assertThat(item.getQuantity()).isEqualTo(2);
            assertThat(item.getCurrentPeriodEnd()).isEqualTo(END.getEpochSecond());
        });
    }

    @Test
    void theOldRenderingHasTheOldFieldsAndNotTheNew() {
        StripeEvents old = StripeEvents.in(ApiRendering.PRE_BASIL_2020_08_27);
        JsonObject invoice = object(old.invoicePaid(upgrade, MIDDLE));
        JsonObject line =
                invoice.getAsJsonObject("lines").getAsJsonArray("data").get(0).getAsJsonObject();
        JsonObject subscription = object(old.subscriptionUpdated(pro, MIDDLE));

        assertThat(invoice.keySet())
                .contains("subscription", "paid", "payment_intent", "charge")
                .doesNotContain("parent");
        assertThat(line.keySet())
                .contains("price", "plan", "proration", "subscription")
                .doesNotContain("pricing", "parent");
        assertThat(line.get("type").getAsString()).isEqualTo("invoiceitem");
        assertThat(subscription.keySet()).contains("current_period_start", "current_period_end", "plan", "quantity");
        assertThat(typedOrEmpty(old.invoicePaid(upgrade, MIDDLE)))
                .as("Stripe's library does not read it as this version")
                .isEmpty();
    }

    @Test
    void aCouponLeavesTheLinesAsTheyAre() {
        Invoice invoice = (Invoice) typed(StripeEvents.in(ApiRendering.DAHLIA_2026_07_29)
                .invoicePaid(StripeInvoice.first("in_1", pro).coupon(), START));

        assertThat(invoice.getSubtotal()).isEqualTo(16_000);
        assertThat(invoice.getTotal()).isZero();
        assertThat(invoice.getLines().getData().get(0).getAmount()).isEqualTo(16_000);
    }

    @Test
    void eventsCarryWhatTheyAreToldTo() {
        StripeEvents stripe = StripeEvents.in(ApiRendering.DAHLIA_2026_07_29);
        StripeEvent first = stripe.subscriptionCreated(pro, START);
        StripeEvent second = stripe.livemode(true)
                .account("acct_1")
                .apiVersion(null)
                .subscriptionDeleted(pro.canceled(MIDDLE), MIDDLE);
        JsonObject event = JsonParser.parseString(second.json()).getAsJsonObject();

        assertThat(Set.of(first.id(), second.id())).containsExactlyInAnyOrder("evt_1", "evt_2");
        assertThat(event.get("livemode").getAsBoolean()).isTrue();
        assertThat(event.get("account").getAsString()).isEqualTo("acct_1");
        assertThat(event.get("api_version").isJsonNull()).isTrue();
        assertThat(event.get("created").getAsLong()).isEqualTo(MIDDLE.getEpochSecond());
        assertThat(object(second).get("ended_at").getAsLong()).isEqualTo(MIDDLE.getEpochSecond());
        assertThat(object(second).get("livemode").getAsBoolean()).isTrue();
        assertThat(StripeEvents.in(ApiRendering.DAHLIA_2026_07_29)
                        .idPrefix("evt_b")
                        .invoice("invoice.payment_failed", upgrade.status("open"), MIDDLE)
                        .id())
                .isEqualTo("evt_b1");
    }

    private static JsonObject object(StripeEvent event) {
        return JsonParser.parseString(event.json())
                .getAsJsonObject()
                .getAsJsonObject("data")
                .getAsJsonObject("object");
    }

    private static Object typed(StripeEvent event) {
        return requireNonNull(typedOrEmpty(event).orElse(null));
    }

    private static Optional<?> typedOrEmpty(StripeEvent event) {
        Event parsed = Webhook.constructEventWithoutVerification(event.json());
        assertThat(parsed.getId()).isEqualTo(event.id());
        return parsed.getDataObjectDeserializer().getObject();
    }
}
