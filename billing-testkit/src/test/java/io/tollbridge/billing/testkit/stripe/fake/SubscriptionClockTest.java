// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.model.Customer;
import com.stripe.model.Invoice;
import com.stripe.model.Subscription;
import com.stripe.param.InvoicePayParams;
import com.stripe.param.SubscriptionCreateParams;
import com.stripe.param.SubscriptionCreateParams.TrialSettings.EndBehavior.MissingPaymentMethod;
import com.stripe.param.SubscriptionUpdateParams;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SubscriptionClockTest extends SubscribedTest {
    @Test
    void theFirstInvoiceIsPaidAtOnce() throws StripeException {
        Subscription subscription = subscribe(payer("pm_card_visa"), monthly(2_000));

        assertThat(subscription.getStatus()).isEqualTo("active");
        assertThat(end(subscription)).isEqualTo(Instant.parse("2026-02-01T00:00:00Z"));
        Invoice invoice = latest(subscription);
        assertThat(invoice.getStatus()).isEqualTo("paid");
        assertThat(invoice.getBillingReason()).isEqualTo("subscription_create");
        assertThat(invoice.getAmountPaid()).isEqualTo(2_000);
        assertThat(invoice.getParent().getSubscriptionDetails().getSubscription())
                .isEqualTo(subscription.getId());
        assertThat(types()).contains("customer.subscription.created", "invoice.paid", "invoice.payment_succeeded");
    }

    @Test
    void aCustomerWithoutACardCannotSubscribe() throws StripeException {
        Customer customer = customer();
        var price = monthly(2_000);

        assertThatThrownBy(() -> subscribe(customer, price))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        e -> assertThat(e.getCode()).isEqualTo("resource_missing"));
    }

    @Test
    void aRenewalIsADraftForAnHourAndThenPaid() throws StripeException {
        Subscription subscription = subscribe(payer("pm_card_visa"), monthly(2_000));
        stripe.clock().advanceTo(end(subscription));

        Invoice draft = latest(subscription);
        assertThat(draft.getStatus()).isEqualTo("draft");
        assertThat(draft.getBillingReason()).isEqualTo("subscription_cycle");
        assertThat(fresh(subscription).getStatus()).isEqualTo("active");
        assertThat(end(fresh(subscription))).isEqualTo(Instant.parse("2026-03-01T00:00:00Z"));
        int before = types().size();

        stripe.clock().advance(Duration.ofHours(1));

        assertThat(latest(subscription).getStatus()).isEqualTo("paid");
        assertThat(latest(subscription).getId()).isEqualTo(draft.getId());
        assertThat(typesAfter(before))
                .containsSubsequence(
                        "invoice.finalized", "payment_intent.succeeded", "invoice.paid", "invoice_payment.paid");
    }

    @Test
    void periodsAreCountedFromTheAnchorSoThatThe31stComesBack() throws StripeException {
        stripe.clock().advanceTo(Instant.parse("2026-01-31T10:00:00Z"));
        Subscription subscription = subscribe(payer("pm_card_visa"), monthly(2_000));
        assertThat(end(subscription)).isEqualTo(Instant.parse("2026-02-28T10:00:00Z"));

        stripe.clock().advance(Duration.ofDays(40));

        assertThat(end(fresh(subscription))).isEqualTo(Instant.parse("2026-03-31T10:00:00Z"));
    }

    @Test
    void aYearOfRenewalsIsTwelveInvoices() throws StripeException {
        Subscription subscription = subscribe(payer("pm_card_visa"), monthly(2_000));

        stripe.clock().advance(Duration.ofDays(365).plusHours(2));

        assertThat(client.v1()
                        .invoices()
                        .list(com.stripe.param.InvoiceListParams.builder()
                                .setSubscription(subscription.getId())
                                .setLimit(100L)
                                .build())
                        .getData())
                .hasSize(13)
                .allMatch(invoice -> invoice.getStatus().equals("paid"));
    }

    @Test
    void aTrialHasAnInvoiceOfZeroAndThenBecomesPaid() throws StripeException {
        Subscription trial = client.v1()
                .subscriptions()
                .create(to(payer("pm_card_visa"), monthly(2_000))
                        .setTrialPeriodDays(14L)
                        .build());
        assertThat(trial.getStatus()).isEqualTo("trialing");
        assertThat(latest(trial).getTotal()).isZero();
        assertThat(latest(trial).getStatus()).isEqualTo("paid");
        assertThat(latest(trial).getLines().getData().get(0).getPeriod().getEnd())
                .isEqualTo(trial.getTrialEnd());

        stripe.clock().advance(Duration.ofDays(11));
        assertThat(types()).last().isEqualTo("customer.subscription.trial_will_end");
        stripe.clock().advance(Duration.ofDays(3).plusHours(1));

        assertThat(fresh(trial).getStatus()).isEqualTo("active");
        assertThat(latest(trial).getBillingReason()).isEqualTo("subscription_cycle");
        assertThat(latest(trial).getAmountPaid()).isEqualTo(2_000);
        assertThat(end(fresh(trial))).isEqualTo(Instant.parse("2026-02-15T00:00:00Z"));
    }

    private Subscription trialWithoutCard(MissingPaymentMethod then) throws StripeException {
        return client.v1()
                .subscriptions()
                .create(to(customer(), monthly(2_000))
                        .setTrialPeriodDays(14L)
                        .setTrialSettings(SubscriptionCreateParams.TrialSettings.builder()
                                .setEndBehavior(SubscriptionCreateParams.TrialSettings.EndBehavior.builder()
                                        .setMissingPaymentMethod(then)
                                        .build())
                                .build())
                        .build());
    }

    @Test
    void aTrialWithoutACardPausesAndIsResumed() throws StripeException {
        Subscription trial = trialWithoutCard(MissingPaymentMethod.PAUSE);
        stripe.clock().advance(Duration.ofDays(14));
        assertThat(fresh(trial).getStatus()).isEqualTo("paused");
        assertThat(types()).last().isEqualTo("customer.subscription.paused");
        pays(client.v1().customers().retrieve(trial.getCustomer()), "pm_card_visa");

        client.v1().subscriptions().resume(trial.getId());

        assertThat(fresh(trial).getStatus()).isEqualTo("active");
        assertThat(latest(trial).getStatus()).isEqualTo("paid");
    }

    @Test
    void aTrialWithoutACardIsCanceledWhenThatIsWished() throws StripeException {
        Subscription trial = trialWithoutCard(MissingPaymentMethod.CANCEL);

        stripe.clock().advance(Duration.ofDays(14));

        assertThat(fresh(trial).getStatus()).isEqualTo("canceled");
    }

    private Subscription overdue(String afterwards) throws StripeException {
        stripe.control().dunning(afterwards, Duration.ofDays(3), Duration.ofDays(5));
        Subscription subscription = subscribe(payer("pm_card_visa"), monthly(2_000));
        stripe.control().declineNextCharges(3, "insufficient_funds");
        stripe.clock().advanceTo(end(subscription).plus(Duration.ofHours(1)));
        return subscription;
    }

    @Test
    void aRenewalThatFailsIsTriedAgainAndRecovers() throws StripeException {
        Subscription subscription = overdue("cancel");
        assertThat(fresh(subscription).getStatus()).isEqualTo("past_due");
        assertThat(latest(subscription).getAttemptCount()).isEqualTo(1);
        assertThat(latest(subscription).getNextPaymentAttempt())
                .isEqualTo(Instant.parse("2026-02-04T01:00:00Z").getEpochSecond());

        stripe.control().acceptCharges();
        stripe.clock().advance(Duration.ofDays(3));

        assertThat(fresh(subscription).getStatus()).isEqualTo("active");
        assertThat(latest(subscription).getStatus()).isEqualTo("paid");
        assertThat(latest(subscription).getAttemptCount()).isEqualTo(1);
    }

    @Test
    void aPaymentOutOfBandRecoversWithoutAPaymentSucceeding() throws StripeException {
        Subscription subscription = overdue("cancel");
        int before = types().size();

        client.v1()
                .invoices()
                .pay(
                        latest(subscription).getId(),
                        InvoicePayParams.builder().setPaidOutOfBand(true).build());

        assertThat(fresh(subscription).getStatus()).isEqualTo("active");
        assertThat(typesAfter(before)).contains("invoice.paid").doesNotContain("invoice.payment_succeeded");
    }

    @Test
    void theLastFailureEndsTheSubscription() throws StripeException {
        Subscription subscription = overdue("cancel");

        stripe.clock().advance(Duration.ofDays(8));

        assertThat(fresh(subscription).getStatus()).isEqualTo("canceled");
        assertThat(types()).last().isEqualTo("customer.subscription.deleted");
        assertThat(latest(subscription).getAttemptCount()).isEqualTo(3);
    }

    @Test
    void theLastFailureLeavesItUnpaidWhenThatIsTheAccountsSetting() throws StripeException {
        Subscription subscription = overdue("unpaid");
        stripe.clock().advance(Duration.ofDays(8));
        assertThat(fresh(subscription).getStatus()).isEqualTo("unpaid");

        stripe.clock().advance(Duration.ofDays(30));

        assertThat(latest(subscription).getStatus()).isEqualTo("draft");
    }

    @Test
    void pausedCollectionVoidsInvoicesAndStaysActive() throws StripeException {
        Subscription subscription = subscribe(payer("pm_card_visa"), monthly(2_000));
        update(
                subscription,
                SubscriptionUpdateParams.builder()
                        .setPauseCollection(SubscriptionUpdateParams.PauseCollection.builder()
                                .setBehavior(SubscriptionUpdateParams.PauseCollection.Behavior.VOID)
                                .build()));

        stripe.clock().advanceTo(end(subscription).plus(Duration.ofHours(1)));

        assertThat(fresh(subscription).getStatus()).isEqualTo("active");
        assertThat(latest(subscription).getStatus()).isEqualTo("void");
    }

    @Test
    void aCancellationAtPeriodEndCanBeTakenBackUntilThen() throws StripeException {
        Subscription subscription = subscribe(payer("pm_card_visa"), monthly(2_000));
        Subscription ending =
                update(subscription, SubscriptionUpdateParams.builder().setCancelAtPeriodEnd(true));
        assertThat(ending.getCancelAtPeriodEnd()).isTrue();
        assertThat(ending.getCancelAt()).isEqualTo(end(subscription).getEpochSecond());
        assertThat(ending.getCanceledAt()).isNotNull();

        Subscription staying =
                update(subscription, SubscriptionUpdateParams.builder().setCancelAtPeriodEnd(false));
        assertThat(staying.getCancelAt()).isNull();
        assertThat(staying.getCanceledAt()).isNull();

        update(subscription, SubscriptionUpdateParams.builder().setCancelAtPeriodEnd(true));
        stripe.clock().advanceTo(end(subscription));
        assertThat(fresh(subscription).getStatus()).isEqualTo("canceled");
        assertThat(fresh(subscription).getEndedAt()).isEqualTo(end(subscription).getEpochSecond());
    }

    @Test
    void aCancellationAtAMomentLeavesTheFlagAlone() throws StripeException {
        Subscription subscription = subscribe(payer("pm_card_visa"), monthly(2_000));
        Instant at = stripe.clock().instant().plus(Duration.ofDays(10));

        Subscription ending =
                update(subscription, SubscriptionUpdateParams.builder().setCancelAt(at.getEpochSecond()));
        assertThat(ending.getCancelAtPeriodEnd()).isFalse();
        stripe.clock().advanceTo(at);

        assertThat(fresh(subscription).getStatus()).isEqualTo("canceled");
    }

    @Test
    void cancelingNowEndsItNow() throws StripeException {
        Subscription subscription = subscribe(payer("pm_card_visa"), monthly(2_000));

        Subscription canceled = client.v1().subscriptions().cancel(subscription.getId());

        assertThat(canceled.getStatus()).isEqualTo("canceled");
        assertThat(types()).last().isEqualTo("customer.subscription.deleted");
    }

    @Test
    void anIncompleteSubscriptionExpiresAfter23Hours() throws StripeException {
        Subscription subscription = client.v1()
                .subscriptions()
                .create(to(customer(), monthly(2_000))
                        .setPaymentBehavior(SubscriptionCreateParams.PaymentBehavior.DEFAULT_INCOMPLETE)
                        .build());
        assertThat(subscription.getStatus()).isEqualTo("incomplete");

        stripe.clock().advance(Duration.ofHours(23));

        assertThat(fresh(subscription).getStatus()).isEqualTo("incomplete_expired");
        assertThat(latest(subscription).getStatus()).isEqualTo("void");
    }
}
