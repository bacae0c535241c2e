// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.account.CreditPolicy;
import io.tollbridge.billing.account.Subscription;
import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.webhook.WebhookStatus;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Group B, first part: renewals that succeed, in every order, and those that fail. */
@ParameterizedClass(name = "{0}")
@EnumSource
class RenewalJourneyTest extends Journey {
    RenewalJourneyTest(Place place) {
        super(place);
    }

    private void assertRenewedOnce(int rows) {
        assertThat(ledgerSince(rows)).containsExactly("EXPIRE SUBSCRIPTION -400", "GRANT SUBSCRIPTION 1000");
        assertCredits(1_000, 300, 0);
        assertThat(told()).containsOnlyOnce(Notification.Kind.RENEWED);
        assertThat(nextReset()).isEqualTo(P3);
    }

    @Test
    @DisplayName("B1: a paid renewal ends what is left and grants the allowance, bundles stay")
    void renews() {
        givenSubscribed(400, 300);
        int rows = ledger().size();

        arrivesUntil(P2.plus(DRAFT));

        assertRenewedOnce(rows);
    }

    @Test
    @DisplayName("B1: the worker of a started node does it unasked")
    void renewsOnAStartedNode() {
        givenSubscribed(400, 300);
        int rows = ledger().size();
        billing().start();

        here().stripe.clock().advanceTo(P2.plus(DRAFT));
        here().stripe.webhooks().deliver();

        Awaitility.await()
                .atMost(30, TimeUnit.SECONDS)
                .until(() ->
                        billing().webhooks().list(WebhookStatus.RECEIVED, 1).isEmpty());
        assertRenewedOnce(rows);
    }

    @Test
    @DisplayName("B2: every event twice, with the same id: one is stored, both are answered with 2xx, one renewal")
    void ignoresDuplicates() {
        givenSubscribed(400, 300);
        int rows = ledger().size();
        int stored = stored();
        int attempts = here().stripe.webhooks().attempts().size();
        here().stripe.webhooks().chaos().duplicates(100);

        arrivesUntil(P2.plus(DRAFT));

        int arrived = here().stripe.webhooks().attempts().size() - attempts;
        assertThat(arrived).isPositive().isEqualTo(2 * (stored() - stored));
        assertRenewedOnce(rows);
    }

    @Test
    @DisplayName("B2: every event has a twin with another id, which changes nothing")
    void ignoresTwins() {
        givenSubscribed(400, 300);
        int rows = ledger().size();
        here().stripe.webhooks().chaos().twins(100);

        arrivesUntil(P2.plus(DRAFT));

        assertRenewedOnce(rows);
    }

    private int stored() {
        return billing().webhooks().list(null, 1_000).size();
    }

    @Test
    @DisplayName("B4: an updated period grants nothing before it is paid")
    void waitsForThePayment() {
        givenSubscribed(400, 300);
        int rows = ledger().size();
        here().stripe.clock().advanceTo(P2);

        here().bring("customer.subscription.updated");
        assertCredits(400, 300, 0);
        assertThat(ledgerSince(rows)).isEmpty();
        assertThat(billing().subscriptions().current(TENANT).map(Subscription::periodStart))
                .hasValue(P2);

        arrivesUntil(P2.plus(DRAFT));
        here().bringRest();
        assertRenewedOnce(rows);
    }

    @Test
    @DisplayName("B5: a payment renews before the updated period is known, which then changes nothing")
    void acceptsThePaymentFirst() {
        givenSubscribed(400, 300);
        int rows = ledger().size();
        here().stripe.clock().advanceTo(P2.plus(DRAFT));

        here().bring("invoice.paid");
        assertRenewedOnce(rows);
        here().bring("customer.subscription.updated");
        assertRenewedOnce(rows);
        here().bringRest();
        assertRenewedOnce(rows);
    }

    @Test
    @DisplayName("B6: a payment grants before the subscription is known, which then changes nothing")
    void acceptsThePaymentOfAnUnknownSubscription() {
        Installation here = begin(P1, CreditPolicy.DEFAULT);
        String stranger = StripeAccount.id(here.account.post("/v1/customers"));
        here.account.pays(stranger, "pm_card_visa");
        subscription(here.subscribe(stranger, here.sold.starter(), "metadata[tollbridge_tenant]=" + TENANT));

        here.bring("invoice.paid");
        assertCredits(1_000, 0, 0);
        here.bring("customer.subscription.created");
        here.bringRest();

        assertCredits(1_000, 0, 0);
        assertThat(ledgerSince(0)).containsExactly("GRANT SUBSCRIPTION 1000");
        assertThat(billing().customers().customerOf(TENANT)).contains(stranger);
        assertThat(nextReset()).isEqualTo(P2);
    }

    @Test
    @DisplayName("B8: what is left stays spendable while the renewal is awaited, and ends with it")
    void bridgesTheGap() {
        givenSubscribed(50, 0);
        arrivesUntil(P2.plus(Duration.ofMinutes(20)));

        billing().deductCredits(Deduction.of(TENANT).cost(30));
        assertCredits(20, 0, 0);
        int rows = ledger().size();
        arrivesUntil(P2.plus(DRAFT));

        assertThat(ledgerSince(rows)).containsExactly("EXPIRE SUBSCRIPTION -20", "GRANT SUBSCRIPTION 1000");
    }

    @Test
    @DisplayName("B9: what is left ends when 72 hours have passed without a payment")
    void endsTheGap() {
        givenSubscribed(20, 0);
        int rows = ledger().size();
        here().stripe.control().declineNextCharges(100);

        arrivesUntil(P2.plus(Duration.ofHours(72)).minusSeconds(1));
        assertCredits(20, 0, 0);
        assertThat(ledgerSince(rows)).isEmpty();

        timeIs(P2.plus(Duration.ofHours(72)));
        assertCredits(0, 0, 0);
        assertThat(ledgerSince(rows)).containsExactly("EXPIRE SUBSCRIPTION -20");
    }

    @Test
    @DisplayName("B10: a renewal that is paid on day 5 grants the period once, and its end stays where it was")
    void recoversFromPastDue() {
        givenSubscribed(400, 0);
        int rows = ledger().size();
        here().stripe.control().dunning("cancel", Duration.ofDays(5));
        here().stripe.control().declineNextCharges(1, "insufficient_funds");

        arrivesUntil(P2.plus(DRAFT));
        assertThat(atStripe().get("status").getAsString()).isEqualTo("past_due");
        assertThat(billing()
                        .subscriptions()
                        .current(TENANT)
                        .map(known -> known.status().name()))
                .hasValue("PAST_DUE");
        assertCredits(400, 0, 0);
        arrivesUntil(P2.plus(Duration.ofHours(72)));
        assertCredits(0, 0, 0);

        arrivesUntil(P2.plus(DRAFT).plus(Duration.ofDays(5)));
        assertThat(ledgerSince(rows)).containsExactly("EXPIRE SUBSCRIPTION -400", "GRANT SUBSCRIPTION 1000");
        assertCredits(1_000, 0, 0);
        assertThat(nextReset()).isEqualTo(P3);
        assertThat(told())
                .containsOnlyOnce(Notification.Kind.PAYMENT_FAILED)
                .containsOnlyOnce(Notification.Kind.RENEWED);
    }

    @Test
    @DisplayName("B11: an unpaid subscription loses its credits, bundles stay usable")
    void losesCreditsWhenUnpaid() {
        givenSubscribed(20, 300);
        int rows = ledger().size();
        here().stripe.control().dunning("unpaid", Duration.ofDays(1));
        here().stripe.control().declineNextCharges(2);

        arrivesUntil(P2.plus(DRAFT));
        assertCredits(20, 300, 0);
        arrivesUntil(P2.plus(DRAFT).plus(Duration.ofDays(1)));

        assertThat(atStripe().get("status").getAsString()).isEqualTo("unpaid");
        assertThat(ledgerSince(rows)).containsExactly("EXPIRE SUBSCRIPTION -20");
        assertCredits(0, 300, 0);
        billing().deductCredits(TENANT, 100);
        assertCredits(0, 200, 0);
    }

    @Test
    @DisplayName("B18, B5: a cancellation was withdrawn, of which nothing is heard before the next period is paid")
    void believesThePaymentOfAPeriodAfterTheScheduledEnd() {
        givenSubscribed(400, 300);
        int rows = ledger().size();
        here().stripe.control().cancelInPortal(subscription());
        here().deliver();
        timeIs(DAY_10);
        here().stripe.control().keepInPortal(subscription());
        here().stripe.clock().advanceTo(P2.plus(DRAFT));

        here().bring("invoice.paid");
        assertRenewedOnce(rows);
        here().bringRest();

        assertRenewedOnce(rows);
    }
}
