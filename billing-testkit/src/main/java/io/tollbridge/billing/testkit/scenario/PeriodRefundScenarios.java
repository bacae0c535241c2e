// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.tollbridge.billing.AutoPurchaseSettings;
import io.tollbridge.billing.account.CreditPolicy;
import io.tollbridge.billing.catalog.Bundle;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.notification.Notification;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** B34: refunds and disputes of what was paid for a subscription, through the payment service's own webhooks. */
public abstract class PeriodRefundScenarios extends PaymentScenario {
    private String subscription = "";

    /** For subclasses. */
    protected PeriodRefundScenarios() {}

    private String price(String product, String interval, long minorUnits) {
        return FakeStripeCalls.text(
                calls.post(
                        "/v1/prices",
                        "currency=usd&unit_amount=" + minorUnits + "&recurring[interval]=" + interval + "&product="
                                + product),
                "id");
    }

    /** A subscription at Stripe for 20.00 a month or a year, of which nothing was heard yet; its pro price. */
    private String givenSubscribing(String interval) {
        String product = FakeStripeCalls.text(calls.post("/v1/products", "name=Starter"), "id");
        String starter = price(product, interval, 2_000);
        String pro = price(product, interval, 10_000);
        givenCustomer(
                Catalog.builder()
                        .feature("LLM")
                        .plan(Plan.monthly("starter", 1_000).stripePrice(starter))
                        .plan(Plan.monthly("pro", 5_000).stripePrice(pro))
                        .bundle(Bundle.of("pack500", 500).price(1_000, "usd"))
                        .build(),
                CreditPolicy.DEFAULT,
                "pm_card_visa");
        subscription = FakeStripeCalls.text(
                calls.post("/v1/subscriptions", "customer=" + customer + "&items[0][price]=" + starter), "id");
        return pro;
    }

    /** The payment of the first invoice. */
    private String firstPayment() {
        var payments = calls.get("/v1/payment_intents?customer=" + customer).getAsJsonArray("data");
        return FakeStripeCalls.text(payments.get(payments.size() - 1).getAsJsonObject(), "id");
    }

    /** The same, heard of; the payment of its first invoice. */
    private String givenSubscribed(String interval) {
        givenSubscribing(interval);
        settle();
        assertCredits(1_000, 0, 0);
        return firstPayment();
    }

    private String givesBack(String payment, long minorUnits) {
        return FakeStripeCalls.text(
                calls.post("/v1/refunds", "payment_intent=" + payment + "&amount=" + minorUnits), "id");
    }

    @Test
    @DisplayName("B34: a full refund of a renewal takes what is left of the slice and never makes debt")
    final void aRefundedInvoiceTakesFromTheSlice() {
        String payment = givenSubscribed("month");
        uses(600);
        assertCredits(400, 0, 0);

        givesBack(payment, 2_000);
        settle();

        assertCredits(0, 0, 0);
        assertThat(ledger().stream()
                        .filter(row -> row.type() == EntryType.CLAWBACK_SUB)
                        .toList())
                .singleElement()
                .satisfies(row -> assertThat(row.amount()).isEqualTo(-400));
    }

    @Test
    @DisplayName("B34: parts of an invoice take parts of the slice, each once, and come back when the refund fails")
    final void partsOfAnInvoice() {
        String payment = givenSubscribed("month");
        stripe.webhooks().chaos().duplicates(100).twins(100).shuffled();
        String refund = givesBack(payment, 500);
        settle();
        assertCredits(750, 0, 0);
        givesBack(payment, 500);
        settle();
        assertCredits(500, 0, 0);

        stripe.control().failRefund(refund);
        settle();

        assertCredits(750, 0, 0);
        assertThat(rowsOf(EntryType.CLAWBACK_SUB)).isEqualTo(2);
        assertThat(rowsOf(EntryType.CLAWBACK_UNDONE)).isEqualTo(1);
    }

    @Test
    @DisplayName("B34: what was taken from nobody does not come back when the refund fails")
    final void whatWasForgottenStaysForgotten() {
        String payment = givenSubscribed("month");
        uses(600);
        String refund = givesBack(payment, 2_000);
        settle();
        assertCredits(0, 0, 0);

        stripe.control().failRefund(refund);
        settle();

        assertCredits(400, 0, 0);
    }

    @Test
    @DisplayName("B34: a period that is granted after its refund was heard of is granted less what went back")
    final void theRefundMayBeHeardOfFirst() {
        givenSubscribing("month");
        stripe.webhooks().loseWaiting();
        givesBack(firstPayment(), 1_500);
        settle();
        assertCredits(0, 0, 0);

        for (int i = 0; i < 5; i++) {
            later(Duration.ofHours(6));
        }

        assertCredits(250, 0, 0);
        assertThat(rowsOf(EntryType.GRANT)).isEqualTo(1);
    }

    /** The customer changes to another price and pays for it at once; everything is heard of. */
    private void upgradesTo(String price) {
        JsonObject item = calls.get("/v1/subscriptions/" + subscription)
                .getAsJsonObject("items")
                .getAsJsonArray("data")
                .get(0)
                .getAsJsonObject();
        calls.post(
                "/v1/subscriptions/" + subscription,
                "items[0][id]=" + FakeStripeCalls.text(item, "id") + "&items[0][price]=" + price
                        + "&proration_behavior=always_invoice");
        settle();
    }

    @Test
    @DisplayName("B34: only what the refunded invoice has granted is taken, not what an upgrade has added")
    final void anUpgradeIsPaidByItsOwnInvoice() {
        String pro = givenSubscribing("month");
        settle();
        String payment = firstPayment();
        later(Duration.ofDays(10));
        upgradesTo(pro);
        long upgraded = billing().getCreditBalance(TENANT).spendable();
        assertThat(upgraded).isGreaterThan(3_000);

        stripe.webhooks().chaos().duplicates(100).twins(100);
        givesBack(payment, 2_000);
        settle();

        assertCredits(upgraded - 1_000, 0, 0);
    }

    @Test
    @DisplayName("R15: a bank that only asks about the payment for an upgrade changes nothing and bothers nobody")
    final void anInquiryAboutAnUpgradeChangesNothing() {
        String pro = givenSubscribing("month");
        settle();
        later(Duration.ofDays(10));
        stripe.control().changeCard(customer, "pm_card_createDisputeInquiry");

        upgradesTo(pro);

        assertThat(calls.get("/v1/disputes").getAsJsonArray("data")).hasSize(1);
        assertThat(billing().getCreditBalance(TENANT).spendable()).isGreaterThan(3_000);
        assertThat(rowsOf(EntryType.CLAWBACK_SUB)).isZero();
    }

    @Test
    @DisplayName("B34: each slice of a paid year is opened less its share, and the next year is whole")
    final void aRefundedYearTakesFromEachOfItsSlices() {
        String refund = givesBack(givenSubscribed("year"), 1_000);
        settle();
        assertCredits(500, 0, 0);
        later(Duration.ofDays(31));
        assertCredits(500, 0, 0);
        stripe.control().failRefund(refund);
        settle();
        assertCredits(1_000, 0, 0);
        later(Duration.ofDays(31));
        assertCredits(1_000, 0, 0);
    }

    @Test
    @DisplayName("B34: a refund of a period that is over takes nothing from the next one, nor does its failure give")
    final void thePeriodBeforeIsOver() {
        String payment = givenSubscribed("month");
        uses(1);
        later(Duration.ofDays(31));
        // an invoice is a draft for an hour
        later(Duration.ofHours(2));
        assertCredits(1_000, 0, 0);
        String refund = givesBack(payment, 2_000);
        settle();
        assertCredits(1_000, 0, 0);
        stripe.control().failRefund(refund);
        settle();
        assertCredits(1_000, 0, 0);
    }

    @Test
    @DisplayName("R15: a dispute of a subscription's payment stops automatic purchases until it is won")
    final void aDisputeStopsAutomaticPurchases() {
        String payment = givenSubscribed("month");
        billing().autoPurchase().enable(TENANT, AutoPurchaseSettings.of("pack500"), "I agree.", "user-1");
        String dispute = stripe.control().openDispute(calls.charge(payment));
        settle();
        assertThat(billing().autoPurchase().status(TENANT).disputed()).isTrue();
        assertThat(told(Notification.Kind.DISPUTE)).isEqualTo(1);
        uses(900);
        settle();
        assertCredits(100, 0, 0);

        stripe.control().winDispute(dispute);
        settle();
        assertThat(billing().autoPurchase().status(TENANT).disputed()).isFalse();
        uses(1);
        settle();
        assertCredits(99, 500, 0);
    }

    @Test
    @DisplayName("R15: a lost dispute of a subscription's payment takes the share, and an admin lets purchases go on")
    final void aLostDisputeTakesTheShare() {
        String payment = givenSubscribed("month");
        billing().autoPurchase().enable(TENANT, AutoPurchaseSettings.of("pack500"), "I agree.", "user-1");
        String dispute = stripe.control().openDispute(calls.charge(payment), 1_000);
        settle();
        stripe.control().loseDispute(dispute);
        settle();
        assertCredits(500, 0, 0);
        assertThat(billing().autoPurchase().status(TENANT).disputed()).isTrue();

        billing().autoPurchase().resume(TENANT, "ann", "it is fine");
        later(Duration.ofDays(1));
        assertThat(billing().autoPurchase().status(TENANT).disputed()).isFalse();
        assertCredits(500, 0, 0);
    }
}
