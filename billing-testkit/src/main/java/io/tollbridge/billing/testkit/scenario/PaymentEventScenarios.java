// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.AutoPurchaseSettings;
import io.tollbridge.billing.CreditGrant;
import io.tollbridge.billing.PurchaseOrder;
import io.tollbridge.billing.account.CreditPolicy;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.payment.HostedPage;
import io.tollbridge.billing.testkit.stripe.ApiRendering;
import io.tollbridge.billing.testkit.stripe.StripeEvents;
import io.tollbridge.billing.testkit.stripe.StripeInvoice;
import io.tollbridge.billing.testkit.stripe.StripeSubscription;
import io.tollbridge.billing.testkit.stripe.fake.Fault;
import io.tollbridge.billing.webhook.WebhookStatus;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Group C, the side of the webhooks: one payment, many events, one grant. */
public abstract class PaymentEventScenarios extends PaymentScenario {
    /** For subclasses. */
    protected PaymentEventScenarios() {}

    private Purchase only() {
        return billing().purchases().history(TENANT, null, 10).get(0);
    }

    @Test
    @DisplayName("C1: a payment that succeeds at once is granted at once, and its webhooks change nothing")
    final void grantedAtOnce() {
        givenCustomer();
        Purchase purchase = billing().purchases().buy(PurchaseOrder.of(TENANT, "pack500"));
        assertThat(purchase.state()).isEqualTo(Purchase.State.GRANTED);
        assertCredits(0, 500, 0);

        stripe.webhooks().chaos().duplicates(100).twins(100).shuffled();
        settle();

        assertCredits(0, 500, 0);
        assertThat(rowsOf(EntryType.PURCHASE)).isEqualTo(1);
    }

    @Test
    @DisplayName("C3: when the webhook is first, the call finds the credits granted")
    final void theWebhookMayBeFirst() {
        givenCustomer();
        stripe.chaos().next("POST /v1/payment_intents", Fault.DROP_AFTER, Fault.DROP_AFTER, Fault.DROP_AFTER);
        Purchase purchase = billing().purchases().buy(PurchaseOrder.of(TENANT, "pack500"));
        assertThat(purchase.state()).isIn(Purchase.State.UNKNOWN, Purchase.State.GRANTED);
        settle();

        later(Duration.ofMinutes(10));

        assertCredits(0, 500, 0);
        assertThat(rowsOf(EntryType.PURCHASE)).isEqualTo(1);
    }

    @Test
    @DisplayName("C4: a call whose outcome is unknown is granted by the webhook, through the purchase's id")
    final void anUnknownOutcomeIsSettledByTheWebhook() {
        givenCustomer();
        Fault lost = Fault.DROP_AFTER;
        stripe.chaos().next("POST /v1/payment_intents", lost, lost, lost, lost, lost, lost);
        Purchase purchase = billing().purchases().buy(PurchaseOrder.of(TENANT, "pack500"));
        assertThat(purchase.state()).isEqualTo(Purchase.State.UNKNOWN);
        assertThat(purchase.payment().paymentId()).isNull();
        assertCredits(0, 0, 0);
        stripe.chaos().off();

        later(Duration.ofSeconds(5));

        assertCredits(0, 500, 0);
        assertThat(stored(purchase).state()).isEqualTo(Purchase.State.GRANTED);
        assertThat(stored(purchase).payment().paymentId()).isNotNull();
    }

    @Test
    @DisplayName("C7: a delayed payment on a page is granted only when the bank has paid")
    final void aDelayedPaymentWaits() {
        givenCustomer();
        String page = opensPage("pack500");
        stripe.control().completeCheckout(page, "pm_sepaDebit");
        settle();
        assertCredits(0, 0, 0);
        assertThat(only().state()).isEqualTo(Purchase.State.PROCESSING);

        later(Duration.ofDays(5));

        assertCredits(0, 500, 0);
        assertThat(only().state()).isEqualTo(Purchase.State.GRANTED);
    }

    @Test
    @DisplayName("C7: a delayed payment on a page that fails is failed")
    final void aDelayedPaymentMayFail() {
        givenCustomer();
        String page = opensPage("pack500");
        stripe.control().completeCheckout(page, "pm_sepaDebit_fails");
        settle();
        assertThat(only().state()).isEqualTo(Purchase.State.PROCESSING);

        later(Duration.ofDays(5));

        assertCredits(0, 0, 0);
        assertThat(only().state()).isEqualTo(Purchase.State.FAILED);
    }

    @Test
    @DisplayName("C7: the events of a delayed payment may come in any order")
    final void aDelayedPaymentInAnyOrder() {
        givenCustomer();
        stripe.webhooks().chaos().shuffled().duplicates(100).twins(100).delayed(100, Duration.ofDays(6));
        String page = opensPage("pack500");
        stripe.control().completeCheckout(page, "pm_sepaDebit");

        for (int day = 0; day < 14; day++) {
            later(Duration.ofDays(1));
        }

        assertCredits(0, 500, 0);
        assertThat(rowsOf(EntryType.PURCHASE)).isEqualTo(1);
    }

    @Test
    @DisplayName("C8: a page, its payment and its invoice are one grant")
    final void aPageIsGrantedOnce() {
        givenCustomer();
        String page = opensPage("pack500");
        stripe.webhooks().chaos().duplicates(100).twins(100).shuffled();

        stripe.control().completeCheckout(page);
        settle();

        assertCredits(0, 500, 0);
        assertThat(rowsOf(EntryType.PURCHASE)).isEqualTo(1);
    }

    @Test
    @DisplayName("C8: a page whose time is over is closed, and what is paid all the same is granted")
    final void anAbandonedPageIsClosed() {
        givenCustomer();
        String page = opensPage("pack500");
        stripe.control().expireCheckout(page);
        settle();

        assertThat(only().state()).isEqualTo(Purchase.State.EXPIRED);
        assertCredits(0, 0, 0);
    }

    @Test
    @DisplayName("C17: an event of live mode is kept aside on an installation for test mode")
    final void refusesTheOtherMode() {
        givenCustomer();
        StripeSubscription subscription = StripeSubscription.active(
                        "sub_live", customer, "price_starter", BEGIN, BEGIN.plus(Duration.ofDays(30)))
                .tenant(TENANT);
        send(StripeEvents.in(ApiRendering.DAHLIA_2026_07_29)
                .livemode(true)
                .invoicePaid(StripeInvoice.first("in_live", subscription), clock.instant()));
        billing().runDueWork();

        assertThat(billing().webhooks().list(WebhookStatus.QUARANTINED, 10))
                .singleElement()
                .satisfies(kept -> assertThat(kept.note()).contains("live"));
        assertCredits(0, 0, 0);
    }

    @Test
    @DisplayName("R13: a payment that names a purchase that is not stored waits, and is kept for a person at last")
    final void aPurchaseThatIsNotStoredIsWaitedFor() {
        givenCustomer(shop(), CreditPolicy.DEFAULT, "pm_card_visa");
        calls.post(
                "/v1/payment_intents",
                "amount=1000&currency=usd&confirm=true&off_session=true&payment_method=pm_card_visa&customer="
                        + customer + "&metadata[tollbridge_tenant]=acme&metadata[tollbridge_purchase]=nowhere");
        settle();
        assertThat(billing().webhooks().list(WebhookStatus.RECEIVED, 10)).isNotEmpty();

        for (int i = 0; i < 20; i++) {
            clock.advance(Duration.ofHours(7));
            billing().runDueWork();
        }

        assertThat(billing().webhooks().list(WebhookStatus.QUARANTINED, 10)).isNotEmpty();
        assertCredits(0, 0, 0);
    }

    @Test
    @DisplayName("R13: a payment of the host's own is none of ours, nor is its refund")
    final void otherPaymentsAreIgnored() {
        givenCustomer();
        String payment = FakeStripeCalls.text(
                calls.post(
                        "/v1/payment_intents",
                        "amount=1000&currency=usd&confirm=true&off_session=true&payment_method=pm_card_visa&customer="
                                + customer),
                "id");
        calls.post("/v1/refunds", "payment_intent=" + payment);
        settle();

        assertThat(billing().webhooks().list(WebhookStatus.IGNORED, 100))
                .anySatisfy(ignored -> assertThat(ignored.note()).contains("no purchase"));
        assertThat(ledger()).isEmpty();
    }

    /** A tenant whose bank wants each charge confirmed, and one that was begun by itself. */
    private Purchase givenToConfirm() {
        givenCustomer(shop(), CreditPolicy.DEFAULT, "pm_card_authenticationRequired");
        billing().autoPurchase().enable(TENANT, AutoPurchaseSettings.of("pack500"), "I agree", "user-1");
        billing().purchases().gift(CreditGrant.bundle(TENANT, 250).by("support", "welcome"));
        uses(100);
        settle();
        assertThat(only().state()).isEqualTo(Purchase.State.ACTION_REQUIRED);
        assertThat(told(Notification.Kind.PURCHASE_ACTION_REQUIRED)).isEqualTo(1);
        return only();
    }

    private Optional<HostedPage> confirmation(Purchase purchase) {
        return billing().purchases().confirmationPage(TENANT, purchase.id(), "/billing");
    }

    @Test
    @DisplayName("E13: the customer follows the link and confirms, also at the second try, and is charged once")
    final void confirmsByLink() {
        Purchase purchase = givenToConfirm();
        HostedPage page = confirmation(purchase).orElseThrow();
        assertThat(page.id()).isEqualTo(paymentOf(purchase));
        assertThat(page.toString()).doesNotContain("http");
        assertThat(confirmation(purchase)).contains(page);

        stripe.control().failAuthentication(paymentOf(purchase));
        settle();
        assertThat(only().state()).isEqualTo(Purchase.State.ACTION_REQUIRED);
        assertThat(confirmation(purchase)).isPresent();
        stripe.control().authenticate(paymentOf(purchase));
        settle();

        assertCredits(0, 650, 0);
        assertThat(rowsOf(EntryType.PURCHASE)).isEqualTo(1);
        assertThat(confirmation(purchase)).isEmpty();
    }

    @Test
    @DisplayName("E13: a link that is followed when the payment was confirmed or canceled leads nowhere")
    final void aLinkEnds() {
        Purchase purchase = givenToConfirm();
        confirmation(purchase);
        stripe.control().authenticate(paymentOf(purchase));
        assertThat(confirmation(purchase)).as("before the webhook").isEmpty();
        assertThat(only().state()).isEqualTo(Purchase.State.GRANTED);
        settle();
        uses(500);
        settle();
        Purchase second = billing().purchases().history(TENANT, null, 10).get(0);
        assertThat(second.state()).isEqualTo(Purchase.State.ACTION_REQUIRED);
        later(Duration.ofHours(25));
        assertThat(confirmation(second)).isEmpty();
        assertThat(stored(second).state()).isEqualTo(Purchase.State.FAILED);
        assertCredits(0, 150, 0);
    }
}
