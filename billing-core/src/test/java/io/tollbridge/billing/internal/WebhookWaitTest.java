// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.account.OperationKey;
import io.tollbridge.billing.account.PaidPeriod;
import io.tollbridge.billing.account.SubscriptionSnapshot;
import io.tollbridge.billing.account.SubscriptionStatus;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import io.tollbridge.billing.webhook.HandlerResult;
import io.tollbridge.billing.webhook.WebhookEvent;
import io.tollbridge.billing.webhook.WebhookStatus;
import io.tollbridge.billing.webhook.WebhookTask;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A paid change of a period that is not paid yet. */
class WebhookWaitTest extends WebhookProcessing {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Instant NEXT = BEGIN.plus(DAY.multipliedBy(31));

    WebhookWaitTest() {
        super(Catalog.builder()
                .plan(Plan.monthly("starter", 1_000).stripePrice("price_starter"))
                .plan(Plan.monthly("pro", 5_000).stripePrice("price_pro"))
                .build());
    }

    @BeforeEach
    void givenAnUpgradeWhileTheRenewalIsOwed() {
        says(SubscriptionStatus.ACTIVE);
        paid(BEGIN, NEXT);
        now = NEXT.plus(DAY);
        says(SubscriptionStatus.PAST_DUE);
        Instant upgraded = now;
        handling = event -> HandlerResult.apply(
                new Command.ChangePlan(T, OperationKey.fact("plan-change:in_1"), "sub_1", "pro", 1, upgraded, null));
        arrives("evt_1", "known");
    }

    private void says(SubscriptionStatus status) {
        executor.execute(new Command.SubscriptionChanged(
                T, new SubscriptionSnapshot("sub_1", "starter", 1, status, BEGIN, null, null, null, false, now)));
    }

    private void paid(Instant start, Instant end) {
        executor.execute(new Command.OpenSlice(T, new PaidPeriod("sub_1", "starter", 1, start, end, null, false, now)));
    }

    /** Until an instant, or until it waits no more. */
    private int attemptsUntil(Instant end) {
        int attempts = 0;
        while (event("evt_1").status() == WebhookStatus.RECEIVED
                && event("evt_1").dueAt().isBefore(end)) {
            now = event("evt_1").dueAt();
            attempts += processor.processPending();
        }
        return attempts;
    }

    @Test
    void waitsForWeeksAndTakesEffectWithinHoursOfThePayment() {
        int attempts = attemptsUntil(NEXT.plus(DAY.multipliedBy(20)));
        assertThat(attempts).isBetween(60, 100);
        assertThat(event("evt_1").note()).contains("PERIOD_NOT_PAID").contains("waits for the payment of its period");

        paid(NEXT, NEXT.plus(DAY.multipliedBy(30)));
        Instant paidAt = now;
        attemptsUntil(Instant.MAX);

        assertThat(event("evt_1").status()).isEqualTo(WebhookStatus.DONE);
        assertThat(Duration.between(paidAt, now)).isLessThanOrEqualTo(Duration.ofHours(6));
        assertThat(store.rows().account(T, List.of(), List.of()).subscriptionCredits())
                .as("29 of the period's 30 days were left")
                .isEqualTo(1_000 + 4_000 * 29 / 30);
    }

    @Test
    void isLeftToAPersonWhenTheSubscriptionEnds() {
        attemptsUntil(NEXT.plus(DAY.multipliedBy(10)));
        says(SubscriptionStatus.CANCELED);
        attemptsUntil(Instant.MAX);
        assertThat(event("evt_1").status()).isEqualTo(WebhookStatus.QUARANTINED);
        assertThat(event("evt_1").note()).contains("NO_CURRENT_SLICE");
        assertThat(now).isBefore(NEXT.plus(DAY.multipliedBy(11)));
    }

    @Test
    void isLeftToAPersonAfterTwoMonths() {
        attemptsUntil(Instant.MAX);
        assertThat(event("evt_1").status()).isEqualTo(WebhookStatus.QUARANTINED);
        assertThat(event("evt_1").note()).contains("PERIOD_NOT_PAID");
        assertThat(Duration.between(NEXT.plus(DAY), now).toDays()).isEqualTo(61);
    }

    @Test
    void isLeftToAPersonWhenALaterPeriodIsPaidInstead() {
        attemptsUntil(NEXT.plus(DAY.multipliedBy(20)));
        Instant third = NEXT.plus(DAY.multipliedBy(30));
        attemptsUntil(third.plus(DAY));
        paid(third, third.plus(DAY.multipliedBy(31)));
        attemptsUntil(Instant.MAX);
        assertThat(event("evt_1").status()).isEqualTo(WebhookStatus.QUARANTINED);
        assertThat(event("evt_1").note()).contains("was never paid, and a later one is");
        assertThat(now).isBetween(third.plus(DAY.multipliedBy(3)), third.plus(DAY.multipliedBy(4)));
    }

    @Test
    void isLeftToAPersonAlsoWhenItIsReplayedAfterTheLaterPayment() {
        Instant third = NEXT.plus(DAY.multipliedBy(30));
        attemptsUntil(third.plus(DAY));
        paid(third, third.plus(DAY.multipliedBy(31)));
        for (int replay = 0; replay < 2; replay++) {
            store.inbox().replay(WebhookTask.ours(key("evt_1")), now, "replayed by amy: the endpoint was down");
            attemptsUntil(Instant.MAX);
            assertThat(event("evt_1").status()).isEqualTo(WebhookStatus.QUARANTINED);
        }
    }

    @Test
    void isLeftToAPersonAlsoWhenItIsHeardOfOnlyAfterTheLaterPayment() {
        Instant third = NEXT.plus(DAY.multipliedBy(30));
        now = third.plus(DAY);
        paid(third, third.plus(DAY.multipliedBy(31)));
        attemptsUntil(Instant.MAX);
        assertThat(event("evt_1").status()).isEqualTo(WebhookStatus.QUARANTINED);
        assertThat(event("evt_1").note()).contains("was never paid, and a later one is");
    }

    @ParameterizedTest(name = "heard {0} before the change")
    @ValueSource(booleans = {true, false})
    void isDoneWhenItsOwnPaymentIsHeardOfAfterALaterOne(boolean laterPaymentFirst) {
        Instant third = NEXT.plus(DAY.multipliedBy(30));
        if (laterPaymentFirst) {
            now = third.plus(DAY);
            paid(third, third.plus(DAY.multipliedBy(31)));
        }
        attemptsUntil(third.plus(DAY).plusSeconds(1));
        if (!laterPaymentFirst) {
            now = third.plus(DAY);
            paid(third, third.plus(DAY.multipliedBy(31)));
            attemptsUntil(third.plus(DAY.multipliedBy(2)));
        }
        assertThat(event("evt_1").status()).isEqualTo(WebhookStatus.RECEIVED);
        now = now.plusSeconds(60);
        paid(NEXT, third);
        attemptsUntil(Instant.MAX);
        assertThat(event("evt_1").status()).isEqualTo(WebhookStatus.DONE);
    }

    @Test
    void ofATrialWithoutCreditsIsDoneAfterTheFirstPayment() {
        store.inbox().discard(WebhookTask.ours(key("evt_1")), now, "not in this test");
        says(SubscriptionStatus.CANCELED);
        Instant trial = NEXT.plus(DAY.multipliedBy(30));
        Instant end = trial.plus(DAY.multipliedBy(14));
        now = trial;
        second(SubscriptionStatus.TRIALING, trial, end);
        executor.execute(new Command.OpenSlice(T, new PaidPeriod("sub_2", "starter", 1, trial, end, null, true, now)));
        now = end.plusSeconds(60);
        Instant renewal = end.plus(DAY.multipliedBy(31));
        second(SubscriptionStatus.ACTIVE, end, renewal);
        executor.execute(
                new Command.OpenSlice(T, new PaidPeriod("sub_2", "starter", 1, end, renewal, null, false, now)));
        Instant upgraded = trial.plus(DAY);
        handling = event -> HandlerResult.apply(new Command.ChangePlan(
                T, OperationKey.fact("plan-change:in_2"), "sub_2", "pro", 1, upgraded, null, null, end));
        arrives("evt_2", "known");
        processor.processPending();
        assertThat(event("evt_2").status()).isEqualTo(WebhookStatus.DONE);
    }

    private void second(SubscriptionStatus status, Instant start, Instant end) {
        executor.execute(new Command.SubscriptionChanged(
                T, new SubscriptionSnapshot("sub_2", "starter", 1, status, end, start, end, null, false, now)));
    }

    @Test
    void isDoneWhenItIsHeardOfAfterItsPaidPeriodIsOver() {
        paid(NEXT, NEXT.plus(DAY.multipliedBy(30)));
        Instant third = NEXT.plus(DAY.multipliedBy(30));
        now = third.plus(DAY);
        paid(third, third.plus(DAY.multipliedBy(31)));
        attemptsUntil(Instant.MAX);
        assertThat(event("evt_1").status()).isEqualTo(WebhookStatus.DONE);
    }

    @Test
    void outlivesThatStripeIsAway() {
        Function<WebhookEvent, HandlerResult> upgrade = handling;
        for (int week = 1; week < 4; week++) {
            attemptsUntil(NEXT.plus(DAY.multipliedBy(7L * week)));
            handling = event -> HandlerResult.retry("its object could not be read again: Stripe is away");
            attemptsUntil(now.plus(Duration.ofHours(12)));
            handling = upgrade;
            assertThat(event("evt_1").status()).isEqualTo(WebhookStatus.RECEIVED);
        }
    }

    @Test
    void thatEndsTheProcessEachTimeIsQuarantinedAsSoonAsAnyOther() {
        attemptsUntil(NEXT.plus(DAY.multipliedBy(20)));
        now = event("evt_1").dueAt();
        for (int claim = 0; claim < 12; claim++) {
            assertThat(store.inbox().claim("crashes " + claim, now, now.plusSeconds(1), 10))
                    .hasSize(1);
            now = now.plusSeconds(2);
        }
        processor.processPending();
        assertThat(event("evt_1").status()).isEqualTo(WebhookStatus.QUARANTINED);
        assertThat(event("evt_1").note()).contains("hardly ever came to an end");
    }
}
