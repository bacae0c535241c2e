// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.account.SubscriptionSnapshot;
import io.tollbridge.billing.account.SubscriptionStatus;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import io.tollbridge.billing.testkit.stripe.ApiRendering;
import io.tollbridge.billing.testkit.stripe.StripeEvent;
import io.tollbridge.billing.testkit.stripe.StripeEvents;
import io.tollbridge.billing.testkit.stripe.StripeSubscription;
import io.tollbridge.billing.webhook.HandlerResult;
import io.tollbridge.billing.webhook.TenantLink;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What subscription events say; they never grant. */
class SubscriptionEventsTest {
    private static final Instant START = Instant.parse("2026-11-01T10:00:00Z");
    private static final Instant END = Instant.parse("2026-12-01T10:00:00Z");
    private static final Instant TOLD = Instant.parse("2026-11-05T08:00:00Z");

    private static final Catalog CATALOG = Catalog.builder()
            .plan(Plan.monthly("pro", 5_000).stripePrice("price_pro"))
            .build();

    private final LinkedCustomers linked = LinkedCustomers.of(CATALOG, new TenantLink("acme", "cus_1", false));
    private final StripeSubscription pro = StripeSubscription.active("sub_1", "cus_1", "price_pro", START, END);

    @ParameterizedTest
    @EnumSource
    void statesEverythingThatASubscriptionTells(ApiRendering rendering) {
        StripeSubscription seats = pro.quantity(3).status("past_due").anchor(Instant.parse("2026-01-31T10:00:00Z"));

        Command command = Received.command(StripeEvents.in(rendering).subscriptionUpdated(seats, TOLD), linked);

        assertThat(command)
                .isEqualTo(new Command.SubscriptionChanged(
                        "acme",
                        new SubscriptionSnapshot(
                                "sub_1",
                                "pro",
                                3,
                                SubscriptionStatus.PAST_DUE,
                                Instant.parse("2026-01-31T10:00:00Z"),
                                START,
                                END,
                                null,
                                false,
                                TOLD)));
    }

    @ParameterizedTest
    @EnumSource
    void everyTypeOfSubscriptionEventIsAStatement(ApiRendering rendering) {
        StripeEvents stripe = StripeEvents.in(rendering);

        assertThat(snapshot(stripe.subscriptionCreated(pro.trial(), TOLD)).status())
                .isEqualTo(SubscriptionStatus.TRIALING);
        assertThat(snapshot(stripe.subscriptionCreated(pro.trial(), TOLD)).anchor())
                .isEqualTo(END);
        assertThat(snapshot(stripe.subscriptionDeleted(pro.canceled(TOLD), TOLD))
                        .status())
                .isEqualTo(SubscriptionStatus.CANCELED);
        assertThat(snapshot(stripe.subscription("customer.subscription.paused", pro.status("paused"), TOLD))
                        .status())
                .isEqualTo(SubscriptionStatus.PAUSED);
        assertThat(snapshot(stripe.subscription("customer.subscription.resumed", pro, TOLD))
                        .status())
                .isEqualTo(SubscriptionStatus.ACTIVE);
    }

    @ParameterizedTest
    @EnumSource
    void aScheduledCancellationHasItsTimeInEitherForm(ApiRendering rendering) {
        StripeEvents stripe = StripeEvents.in(rendering);
        Instant portal = Instant.parse("2026-11-20T00:00:00Z");

        assertThat(snapshot(stripe.subscriptionUpdated(pro.cancelAtPeriodEnd(), TOLD))
                        .endsAt())
                .isEqualTo(END);
        assertThat(snapshot(stripe.subscriptionUpdated(pro.cancelAt(portal), TOLD))
                        .endsAt())
                .isEqualTo(portal);
        assertThat(snapshot(stripe.subscriptionUpdated(pro.cancelAtPeriodEnd().cancellationWithdrawn(), TOLD))
                        .endsAt())
                .isNull();
    }

    @ParameterizedTest
    @EnumSource
    void pausedCollectionIsNotAStatus(ApiRendering rendering) {
        SubscriptionSnapshot paused =
                snapshot(StripeEvents.in(rendering).subscriptionUpdated(pro.collectionPaused(true), TOLD));

        assertThat(paused.collectionPaused()).isTrue();
        assertThat(paused.status()).isEqualTo(SubscriptionStatus.ACTIVE);
    }

    @ParameterizedTest
    @EnumSource
    void aPriceThatIsNotInTheCatalogIsKeptAside(ApiRendering rendering) {
        HandlerResult result = Received.handled(
                StripeEvents.in(rendering).subscriptionCreated(pro.price("price_gold", 9_900), TOLD), linked);

        assertThat(result)
                .isInstanceOfSatisfying(
                        HandlerResult.Quarantine.class,
                        quarantine -> assertThat(quarantine.why()).contains("price price_gold of subscription sub_1"));
    }

    @ParameterizedTest
    @EnumSource
    void aQuantityOfNothingIsKeptAside(ApiRendering rendering) {
        HandlerResult result =
                Received.handled(StripeEvents.in(rendering).subscriptionUpdated(pro.quantity(0), TOLD), linked);

        assertThat(result).isInstanceOf(HandlerResult.Quarantine.class);
    }

    @ParameterizedTest
    @EnumSource
    void severalItemsNeedExactlyOnePlan(ApiRendering rendering) {
        StripeEvent event = StripeEvents.in(rendering).subscriptionUpdated(pro, TOLD);

        assertThat(Received.handled(withSecondItem(event, "price_pro"), linked))
                .isInstanceOfSatisfying(
                        HandlerResult.Quarantine.class,
                        quarantine -> assertThat(quarantine.why()).contains("2 items that are plans"));
        assertThat(snapshot(withSecondItem(event, "price_seats")).planId()).isEqualTo("pro");
    }

    private static StripeEvent withSecondItem(StripeEvent event, String price) {
        JsonObject root = JsonParser.parseString(event.json()).getAsJsonObject();
        JsonArray items = root.getAsJsonObject("data")
                .getAsJsonObject("object")
                .getAsJsonObject("items")
                .getAsJsonArray("data");
        JsonObject second = items.get(0).getAsJsonObject().deepCopy();
        second.getAsJsonObject(second.has("price") ? "price" : "plan").addProperty("id", price);
        items.add(second);
        return new StripeEvent(event.id(), event.type(), event.created(), root.toString());
    }

    private SubscriptionSnapshot snapshot(StripeEvent event) {
        return ((Command.SubscriptionChanged) Received.command(event, linked)).snapshot();
    }
}
