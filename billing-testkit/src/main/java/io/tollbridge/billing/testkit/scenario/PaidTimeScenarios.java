// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.payment.RecordPage.StoredRecord;
import io.tollbridge.billing.reconcile.Healing;
import io.tollbridge.billing.webhook.WebhookDecision;
import io.tollbridge.billing.webhook.WebhookQuery;
import io.tollbridge.billing.webhook.WebhookStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** B11, R12: what was paid is granted, and nothing else, whatever the clocks and the order of what is heard. */
public abstract class PaidTimeScenarios extends HealingFixture {
    /** For subclasses. */
    protected PaidTimeScenarios() {}

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private void pay() {
        merchant.send("POST", "/v1/invoices/" + merchant.latestInvoice(subscription) + "/pay");
    }

    private String status() {
        return merchant.get("/v1/subscriptions/" + subscription).get("status").getAsString();
    }

    private void quantity(long quantity) {
        quantity(quantity, "always_invoice");
    }

    /** With the nightly comparison of each. */
    private void threeDaysGoBy(BillingService billing) {
        for (int day = 0; day < 3; day++) {
            stripe.clock().advance(Duration.ofDays(1));
            settle(billing);
        }
    }

    /** An unpaid renewal of which the webhooks wait. */
    private void givenUnpaid(BillingService billing) {
        stripe.control().dunning("unpaid", Duration.ofDays(1));
        stripe.control().declineNextCharges(2);
        stripe.clock().advance(MONTH.plus(Duration.ofHours(2)));
        settle(billing);
        assertThat(status()).isEqualTo("past_due");
        stripe.clock().advance(Duration.ofDays(1));
        assertThat(status()).isEqualTo("unpaid");
    }

    @Test
    @DisplayName("B11: who pays a minute after a node whose clock is two minutes ahead heard of unpaid gets the period")
    final void paysBesideANodeAhead() {
        BillingService billing = givenSubscribed(Healing.REPAIR, starter);
        BillingService ahead =
                node(store, Healing.NONE, () -> stripe.clock().instant().plus(Duration.ofMinutes(2)));
        givenUnpaid(billing);
        stripe.webhooks().deliver();
        ahead.runDueWork();
        assertSubscriptionCredits(billing, 0);

        stripe.clock().advance(MINUTE);
        stripe.control().acceptCharges();
        pay();
        assertThat(status()).isEqualTo("active");
        settle(billing);
        threeDaysGoBy(billing);

        billing.webhooks().replay(WebhookQuery.all(), WebhookDecision.by("amy", "the paid period is missing"));
        settle(billing);

        assertSubscriptionCredits(billing, 1_000);
    }

    @Test
    @DisplayName("B11: who pays in the second in which it was heard that the subscription is unpaid gets the period")
    final void paysInTheSameSecond() {
        BillingService billing = givenSubscribed(Healing.REPAIR, starter);
        givenUnpaid(billing);
        stripe.clock()
                .advance(Duration.ofMillis(1_300 - stripe.clock().instant().toEpochMilli() % 1_000));
        stripe.webhooks().deliver();
        billing.runDueWork();
        assertSubscriptionCredits(billing, 0);

        stripe.clock().advance(Duration.ofMillis(300));
        stripe.control().acceptCharges();
        pay();
        assertThat(status()).isEqualTo("active");
        stripe.webhooks().loseWaiting();
        // the invoice's event comes first, then those about the subscription
        arrive(
                billing,
                eventsAtStripe().stream()
                        .filter(event -> event.payload().contains("\"type\":\"invoice.paid\""))
                        .limit(1)
                        .toList());
        everythingArrives(billing);
        settle(billing);
        threeDaysGoBy(billing);

        assertSubscriptionCredits(billing, 1_000);
    }

    @Test
    @DisplayName("a larger quantity for the year, heard of after the month's end, counts for the months that follow")
    final void changesOfAYearHeardLate() {
        BillingService billing = givenSubscribed(Healing.REPAIR, yearly);
        stripe.clock().advance(MONTH.minus(Duration.ofHours(1)));
        settle(billing);
        quantity(3);
        stripe.webhooks().loseWaiting();
        stripe.clock().advance(Duration.ofHours(2));
        billing.runDueWork();
        List<StoredRecord> oldestFirst = new ArrayList<>(eventsAtStripe());
        Collections.reverse(oldestFirst);
        arrive(billing, oldestFirst);
        settle(billing);
        threeDaysGoBy(billing);
        stripe.clock().advance(MONTH);
        settle(billing);

        assertThat(billing.getCreditBalance("acme").allowance())
                .as("three units are paid for the rest of the year")
                .isEqualTo(3_000);
    }

    @Test
    @DisplayName("who goes from a yearly to a monthly price gets no second month whose payment fails")
    final void fromYearToMonth() {
        BillingService billing = givenSubscribed(Healing.REPAIR, yearly);
        stripe.clock().advance(Duration.ofDays(10));
        settle(billing);
        merchant.send(
                "POST",
                "/v1/subscriptions/" + subscription,
                "items[0][id]=" + item(),
                "items[0][price]=" + pro,
                "billing_cycle_anchor=now",
                "proration_behavior=none");
        settle(billing);
        long has = billing.getCreditBalance("acme").subscription();
        assertThat(has).isPositive();
        billing.deductCredits("acme", has);
        long grants = grants(billing).size();
        stripe.control().declineNextCharges(20);

        for (int day = 0; day < 40; day++) {
            stripe.clock().advance(Duration.ofDays(1));
            settle(billing);
        }

        assertThat(status()).isNotEqualTo("active");
        assertThat(grants(billing)).as("nothing was paid").hasSize((int) grants);
    }

    @Test
    @DisplayName("of two changes of a yearly quantity that come in the other order the later one counts for the year")
    final void changesOfAYearInTheOtherOrder() {
        BillingService billing = givenSubscribed(Healing.REPAIR, yearly);
        stripe.clock().advance(Duration.ofDays(10));
        settle(billing);
        int before = eventsAtStripe().size();
        quantity(7);
        stripe.clock().advance(Duration.ofHours(1));
        quantity(1);
        stripe.webhooks().loseWaiting();

        List<StoredRecord> events = new ArrayList<>(eventsAtStripe());
        assertThat(events.size()).isGreaterThan(before);
        // newest first, as the list is, one after the other
        for (StoredRecord event : events) {
            arrive(billing, List.of(event));
        }
        settle(billing);
        threeDaysGoBy(billing);
        stripe.clock().advance(MONTH);
        settle(billing);

        assertThat(billing.getCreditBalance("acme").allowance())
                .as("one unit is paid")
                .isEqualTo(1_000);
    }

    @Test
    @DisplayName("what was read again from Stripe a minute later counts, also when the first reader's clock was ahead")
    final void laterReadingsCount() {
        BillingService billing = givenSubscribed(Healing.NONE, starter);
        BillingService ahead =
                node(store, Healing.NONE, () -> stripe.clock().instant().plus(Duration.ofMinutes(2)));
        stripe.clock().advance(Duration.ofDays(1));
        merchant.send("POST", "/v1/subscriptions/" + subscription, "metadata[step]=1");
        stripe.webhooks().deliver();
        ahead.runDueWork();

        stripe.clock().advance(MINUTE);
        stripe.control().cancelInPortal(subscription);
        settle(billing);

        assertThat(billing.getCreditBalance("acme").nextResetAt())
                .as("it ends with the period")
                .isNull();
        assertThat(billing.notifications().list("acme", 100))
                .extracting(Notification::kind)
                .contains(Notification.Kind.CANCEL_SCHEDULED);
    }

    @Test
    @DisplayName("of two items of a subscription the one that is no plan can change without needing a person")
    final void theOtherItemChanges() {
        BillingService billing = node(store, Healing.REPAIR);
        String customer = billing.customers().ensureStripeCustomer("acme");
        merchant.card(customer);
        String seats = merchant.price(5_00, "month");
        subscription = FakeMerchant.id(merchant.send(
                "POST",
                "/v1/subscriptions",
                "customer=" + customer,
                "items[0][price]=" + starter,
                "items[1][price]=" + seats));
        settle(billing);
        assertSubscriptionCredits(billing, 1_000);
        JsonObject other = merchant.get("/v1/subscriptions/" + subscription)
                .getAsJsonObject("items")
                .getAsJsonArray("data")
                .get(1)
                .getAsJsonObject();
        stripe.clock().advance(Duration.ofDays(1));
        merchant.send(
                "POST",
                "/v1/subscriptions/" + subscription,
                "items[0][id]=" + FakeMerchant.id(other),
                "items[0][quantity]=3",
                "proration_behavior=always_invoice");

        // asserts that nothing is quarantined
        settle(billing);
    }

    @Test
    @DisplayName("an upgrade that is paid while the renewal is owed counts once the renewal is paid on day 8")
    final void upgradesWhilePastDue() {
        BillingService billing = givenSubscribed(Healing.REPAIR, starter);
        stripe.control().dunning("past_due", Duration.ofDays(30));
        stripe.control().declineNextCharges(1);
        stripe.clock().advance(MONTH.plus(Duration.ofHours(2)));
        settle(billing);
        String renewal = merchant.latestInvoice(subscription);
        assertThat(status()).isEqualTo("past_due");
        stripe.control().acceptCharges();
        stripe.clock().advance(Duration.ofHours(10));
        merchant.upgrade(subscription, pro);
        assertThat(merchant.get("/v1/invoices/" + merchant.latestInvoice(subscription))
                        .get("status")
                        .getAsString())
                .isEqualTo("paid");
        for (int hour = 0; hour < 8 * 24; hour++) {
            stripe.clock().advance(Duration.ofHours(1));
            stripe.webhooks().deliver();
            billing.runDueWork();
        }
        merchant.send("POST", "/v1/invoices/" + renewal + "/pay");
        for (int hour = 0; hour < 72; hour++) {
            stripe.clock().advance(Duration.ofHours(1));
            stripe.webhooks().deliver();
            billing.runDueWork();
        }

        assertThat(billing.webhooks().list(WebhookStatus.QUARANTINED, 1)).isEmpty();
        assertThat(billing.getCreditBalance("acme").subscription())
                .as("STARTER's 1,000, and 4,000 more for 660 of 672 hours")
                .isEqualTo(4_928);
    }

    @Test
    @DisplayName("two changes that one invoice settles count as the later one, and need no person")
    final void twoChangesOnOneInvoice() {
        BillingService billing = givenSubscribed(Healing.REPAIR, starter);
        stripe.clock().advance(Duration.ofDays(10));
        settle(billing);
        // Stripe's default: settled by the next invoice, whatever it is for
        quantity(2, "create_prorations");
        stripe.clock().advance(Duration.ofDays(1));
        settle(billing);
        quantity(3);

        // asserts that nothing is quarantined
        settle(billing);

        // 400 are left; one unit more for 21 of 31 days adds 677, another one for 20 of them 645
        assertSubscriptionCredits(billing, 1_722);
        billing.webhooks().replay(WebhookQuery.all(), WebhookDecision.by("amy", "nothing is missing"));
        settle(billing);
        assertSubscriptionCredits(billing, 1_722);
    }

    @Test
    @DisplayName("R10: two nodes that work on two upgrades at once add what one node would")
    final void twoNodesAtTwoChanges() {
        BillingService billing = givenSubscribed(Healing.NONE, starter);
        BillingService other = node(newNodeOver(), Healing.NONE);
        stripe.clock().advance(Duration.ofDays(10));
        settle(billing);
        quantity(2);
        stripe.clock().advance(Duration.ofDays(1));
        quantity(3);
        stripe.webhooks().deliver();

        CompletableFuture<Void> there = CompletableFuture.runAsync(other::runDueWork);
        billing.runDueWork();
        there.join();
        settle(billing);

        // as in twoChangesOnOneInvoice
        assertSubscriptionCredits(billing, 1_722);
    }

    @Test
    @DisplayName(
            "what is paid for a price that the catalog lacks is kept aside each time, while no other item is a plan")
    final void noItemIsAPlan() {
        BillingService billing = givenSubscribed(Healing.NONE, starter);
        stripe.clock().advance(Duration.ofDays(1));
        merchant.upgrade(subscription, merchant.price(500_00, "month"));
        stripe.clock().advance(Duration.ofDays(1));
        quantity(2);

        stripe.webhooks().deliver();
        billing.runDueWork();

        assertThat(billing.webhooks()
                        .find(WebhookQuery.of(WebhookStatus.QUARANTINED).type("invoice.paid"), 10))
                .hasSize(2)
                .allSatisfy(aside -> assertThat(aside.note()).contains("the catalog has no plan for price"));
        assertSubscriptionCredits(billing, 400);
    }
}
