// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.DeductionResult;
import io.tollbridge.billing.account.CreditPolicy;
import io.tollbridge.billing.account.Subscription;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.testkit.stripe.StripeEvent;
import io.tollbridge.billing.testkit.stripe.StripeInvoice;
import io.tollbridge.billing.testkit.stripe.StripeSubscription;
import io.tollbridge.billing.webhook.WebhookReceipt;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Group B, first part: renewals, their order and repetition, the renewal gap, the end of a subscription. */
public abstract class RenewalScenarios extends StripeScenario {
    /** For subclasses. */
    protected RenewalScenarios() {}

    private static StripeSubscription renewed() {
        return starter().period(P2, P3);
    }

    private StripeEvent paid(String invoice) {
        return events().invoicePaid(StripeInvoice.renewal(invoice, renewed()), P2);
    }

    @Test
    @DisplayName("B1: a paid renewal ends what is left and grants the allowance, bundles stay")
    final void renews() {
        givenSubscribed(400, 300);
        int rows = ledger().size();
        clock.set(P2);

        happens(paid("in_2"));

        assertThat(ledgerSince(rows)).containsExactly("EXPIRE SUBSCRIPTION -400", "GRANT SUBSCRIPTION 1000");
        assertCredits(1000, 300, 0);
        assertThat(told()).containsExactly(Notification.Kind.RENEWED);
    }

    @Test
    @DisplayName("B2: the same event again is a duplicate and changes nothing")
    final void ignoresDuplicates() {
        givenSubscribed(400, 300);
        clock.set(P2);
        StripeEvent event = paid("in_2");
        happens(event);
        int rows = ledger().size();

        assertThat(send(event)).isEqualTo(WebhookReceipt.DUPLICATE);
        work();

        assertThat(ledgerSince(rows)).isEmpty();
        assertCredits(1000, 300, 0);
    }

    @Test
    @DisplayName("B2: another event of the same payment grants nothing either")
    final void ignoresTwins() {
        givenSubscribed(400, 300);
        clock.set(P2);
        happens(paid("in_2"));
        int rows = ledger().size();

        happens(events().invoicePaymentSucceeded(StripeInvoice.renewal("in_2", renewed()), P2));
        happens(paid("in_2"));

        assertThat(ledgerSince(rows)).isEmpty();
        assertThat(told()).containsExactly(Notification.Kind.RENEWED);
    }

    @Test
    @DisplayName("B4: an updated period grants nothing before it is paid")
    final void waitsForThePayment() {
        givenSubscribed(400, 300);
        clock.set(P2);

        happens(events().subscriptionUpdated(renewed(), P2));
        assertCredits(400, 300, 0);
        assertThat(billing().subscriptions().current(TENANT).map(Subscription::periodStart))
                .hasValue(P2);
        happens(paid("in_2"));

        assertCredits(1000, 300, 0);
    }

    @Test
    @DisplayName("B5: a payment renews before the updated period is known, which then changes nothing")
    final void acceptsThePaymentFirst() {
        givenSubscribed(400, 300);
        clock.set(P2);

        happens(paid("in_2"));
        int rows = ledger().size();
        happens(events().subscriptionUpdated(renewed(), P2));

        assertThat(ledgerSince(rows)).isEmpty();
        assertCredits(1000, 300, 0);
    }

    @Test
    @DisplayName("B6: a payment grants before the subscription is known, which then changes nothing")
    final void acceptsThePaymentOfAnUnknownSubscription() {
        build(plans(), CreditPolicy.DEFAULT);
        remember(TENANT);

        happens(events().invoicePaid(StripeInvoice.first("in_1", starter()), P1));
        assertCredits(1000, 0, 0);
        happens(events().subscriptionCreated(starter().status("incomplete"), P1));

        assertCredits(1000, 0, 0);
        assertThat(rowsOf(EntryType.GRANT)).isEqualTo(1);
    }

    @Test
    @DisplayName("B8: what is left stays spendable while the renewal is awaited, and ends with it")
    final void bridgesTheGap() {
        givenSubscribed(50, 0);
        clock.set(P2.plus(Duration.ofMinutes(20)));
        work();

        deduct(30, null);
        assertCredits(20, 0, 0);
        int rows = ledger().size();
        clock.set(P2.plus(Duration.ofHours(1)));
        happens(paid("in_2"));

        assertThat(ledgerSince(rows)).containsExactly("EXPIRE SUBSCRIPTION -20", "GRANT SUBSCRIPTION 1000");
    }

    @Test
    @DisplayName("B8: a strict policy ends the credits with the period")
    final void bridgesNothingWhenStrict() {
        givenSubscribed(starter(), 1_000, 50, 0, CreditPolicy.DEFAULT.renewalGrace(Duration.ZERO));
        clock.set(P2);

        assertCredits(0, 0, 0);
        assertThat(deduct(1, null)).isInstanceOf(DeductionResult.Insufficient.class);
    }

    @Test
    @DisplayName("B9: what is left ends when 72 hours have passed without a payment")
    final void endsTheGap() {
        givenSubscribed(20, 0);
        int rows = ledger().size();

        clock.set(P2.plus(Duration.ofDays(3)).minusMillis(1));
        work();
        assertCredits(20, 0, 0);
        clock.set(P2.plus(Duration.ofDays(3)));
        assertCredits(0, 0, 0);
        work();

        assertThat(ledgerSince(rows)).containsExactly("EXPIRE SUBSCRIPTION -20");
    }

    @Test
    @DisplayName("B18: a scheduled cancellation is told, and credits end with the period")
    final void cancelsAtPeriodEnd() {
        givenSubscribed(400, 300);

        happens(events().subscriptionUpdated(starter().cancelAtPeriodEnd(), P1.plusSeconds(60)));
        assertCredits(400, 300, 0);
        assertThat(told()).containsExactly(Notification.Kind.CANCEL_SCHEDULED);
        assertThat(billing().getCreditBalance(TENANT).nextResetAt()).isNull();
        int rows = ledger().size();
        clock.set(P2);
        happens(events().subscriptionDeleted(starter().canceled(P2), P2));

        assertThat(ledgerSince(rows)).containsExactly("EXPIRE SUBSCRIPTION -400");
        assertCredits(0, 300, 0);
    }

    @Test
    @DisplayName(
            "B18: a cancellation that the portal schedules as a date ends the credits too, even if its event is lost")
    final void cancelsAtADate() {
        givenSubscribed(400, 300);
        happens(events().subscriptionUpdated(starter().cancelAt(P2), P1.plusSeconds(60)));

        clock.set(P2);
        work();

        assertCredits(0, 300, 0);
    }

    @Test
    @DisplayName("B18: a cancellation that is withdrawn changes nothing")
    final void withdrawsTheCancellation() {
        givenSubscribed(400, 300);
        happens(events().subscriptionUpdated(starter().cancelAtPeriodEnd(), P1.plusSeconds(60)));

        happens(events().subscriptionUpdated(starter().cancellationWithdrawn(), P1.plusSeconds(120)));
        happens(events().subscriptionUpdated(starter().cancelAtPeriodEnd(), P1.plusSeconds(180)));
        assertThat(told()).as("the same end is told once").containsExactly(Notification.Kind.CANCEL_SCHEDULED);
        happens(events().subscriptionUpdated(starter().cancellationWithdrawn(), P1.plusSeconds(240)));
        clock.set(P2.plus(Duration.ofHours(1)));
        work();

        assertCredits(400, 300, 0);
    }

    @Test
    @DisplayName("B19: an immediate cancellation ends the credits at once")
    final void cancelsAtOnce() {
        givenSubscribed(400, 300);

        happens(events().subscriptionDeleted(starter().canceled(P1.plusSeconds(60)), P1.plusSeconds(60)));

        assertCredits(0, 300, 0);
    }

    @Test
    @DisplayName("B19: with KEEP_UNTIL_PERIOD_END the credits stay until the slice ends")
    final void keepsCreditsOfACanceledPeriod() {
        givenSubscribed(
                starter(),
                1_000,
                400,
                300,
                CreditPolicy.DEFAULT.cancellation(CreditPolicy.Cancellation.KEEP_UNTIL_PERIOD_END));

        happens(events().subscriptionDeleted(starter().canceled(P1.plusSeconds(60)), P1.plusSeconds(60)));
        assertCredits(400, 300, 0);
        clock.set(P2);
        work();

        assertCredits(0, 300, 0);
    }

    @Test
    @DisplayName("B5: late, old and repeated events around a renewal leave one grant and the newest period")
    final void convergesInAnyOrder() {
        givenSubscribed(400, 300);
        clock.set(P2.plusSeconds(60));

        for (StripeEvent event : List.of(
                events().subscriptionUpdated(renewed(), P2.plusSeconds(2)),
                events().invoicePaid(StripeInvoice.first("in_1", starter()), P1),
                events().subscriptionUpdated(starter(), P1.plusSeconds(5)),
                paid("in_2"),
                events().subscriptionUpdated(starter().status("past_due").period(P2, P3), P2.minusSeconds(1)))) {
            happens(event);
        }

        assertCredits(1000, 300, 0);
        assertThat(rowsOf(EntryType.GRANT)).isEqualTo(2);
        assertThat(billing().subscriptions().current(TENANT).map(Subscription::periodEnd))
                .hasValue(P3);
    }
}
