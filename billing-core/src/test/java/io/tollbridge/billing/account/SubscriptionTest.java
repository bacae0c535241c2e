// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.notification.Notification;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubscriptionTest {
    private static final Instant DAY10 = Story.T0.plus(Duration.ofDays(10));
    private static final Duration GRACE = Duration.ofDays(3);

    private static SubscriptionSnapshot says(
            String id, SubscriptionStatus status, @Nullable Instant endsAt, boolean paused, Instant at) {
        return new SubscriptionSnapshot(id, "starter", 1, status, Story.T0, null, null, endsAt, paused, at);
    }

    private static Story given() {
        Story story = Story.subscribed();
        story.deduct(600);
        story.lot(300);
        return story.at(DAY10);
    }

    @ParameterizedTest
    @CsvSource({
        "ACTIVE, 400", "TRIALING, 400", "PAST_DUE, 400", "INCOMPLETE, 400",
        "UNPAID, 0", "CANCELED, 0", "INCOMPLETE_EXPIRED, 0", "PAUSED, 0"
    })
    void statusesEndOrKeepSubscriptionCreditsAndNeverBundles(SubscriptionStatus status, long left) {
        Story story = given();
        story.snapshot(status);
        assertThat(story.pools()).containsExactly(left, 300L, 0L, 0L);
        story.snapshot(status);
        assertThat(story.rows()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"ACTIVE, false, 72", "PAST_DUE, false, 72", "ACTIVE, true, 0", "TRIALING, false, 72"})
    void creditsOfAnEndedSliceLastForTheGrace(SubscriptionStatus status, boolean paused, int hours) {
        Story story = given();
        story.says(says(Story.SUB, status, null, paused, DAY10));
        Instant end = Story.T1.plus(Duration.ofHours(hours));
        assertThat(story.decider().nextDue(story.account(), story.now())).isEqualTo(end);
        story.at(end.minusMillis(1)).settle();
        assertThat(story.pools()).containsExactly(400L, 300L, 0L, 0L);
        story.at(end).settle();
        assertThat(story.pools()).containsExactly(0L, 300L, 0L, 0L);
    }

    @Test
    void strictGraceEndsCreditsWithTheSlice() {
        Story story = Story.subscribed(CreditPolicy.DEFAULT.renewalGrace(Duration.ZERO));
        assertThat(story.at(Story.T1.minusMillis(1)).deduct(1).succeeded()).isTrue();
        assertThat(story.at(Story.T1).deduct(1).succeeded()).isFalse();
    }

    @Test
    @DisplayName("B18: a scheduled end is told once and ends the credits on time, without grace")
    void scheduledEnd() {
        Story story = given();
        story.says(says(Story.SUB, SubscriptionStatus.ACTIVE, Story.T1, false, DAY10));
        story.says(says(Story.SUB, SubscriptionStatus.ACTIVE, Story.T1, false, DAY10.plusSeconds(1)));
        assertThat(story.told()).containsExactly(Notification.Kind.CANCEL_SCHEDULED);
        assertThat(story.pools()).containsExactly(400L, 300L, 0L, 0L);
        assertThat(story.decider().nextResetAt(story.account())).isNull();
        story.at(Story.T1).settle();
        assertThat(story.pools()).containsExactly(0L, 300L, 0L, 0L);
    }

    @Test
    void anEndThatWasTakenBackEndsNothing() {
        Story story = given();
        story.says(says(Story.SUB, SubscriptionStatus.ACTIVE, Story.T1, false, DAY10));
        story.says(says(Story.SUB, SubscriptionStatus.ACTIVE, null, false, DAY10.plusSeconds(1)));
        story.at(Story.T1).settle();
        assertThat(story.pools()).containsExactly(400L, 300L, 0L, 0L);
    }

    @Test
    @DisplayName("B19: with KEEP_UNTIL_PERIOD_END a cancellation keeps the credits until the slice ends, without grace")
    void keepUntilPeriodEnd() {
        Story story =
                Story.subscribed(CreditPolicy.DEFAULT.cancellation(CreditPolicy.Cancellation.KEEP_UNTIL_PERIOD_END));
        story.at(DAY10).snapshot(SubscriptionStatus.CANCELED);
        story.at(Story.T1.minusMillis(1)).settle();
        assertThat(story.pools()).containsExactly(1_000L, 0L, 0L, 0L);
        story.at(Story.T1).settle();
        assertThat(story.pools()).containsExactly(0L, 0L, 0L, 0L);
        assertThat(story.decider().nextDue(story.account(), story.now())).isNull();
    }

    @Test
    void keepingDoesNotKeepTheCreditsOfAnUnpaidSubscription() {
        Story story =
                Story.subscribed(CreditPolicy.DEFAULT.cancellation(CreditPolicy.Cancellation.KEEP_UNTIL_PERIOD_END));
        story.at(DAY10).snapshot(SubscriptionStatus.UNPAID);
        assertThat(story.pools()).containsExactly(0L, 0L, 0L, 0L);
    }

    @Test
    void olderStatementsAreIgnoredAndTheLatestOfOneMomentCounts() {
        Story story = given();
        story.says(says(Story.SUB, SubscriptionStatus.PAST_DUE, null, false, DAY10));
        story.says(says(Story.SUB, SubscriptionStatus.UNPAID, null, false, DAY10.minusMillis(1)));
        assertThat(story.subscription().status()).isEqualTo(SubscriptionStatus.PAST_DUE);
        story.says(says(Story.SUB, SubscriptionStatus.ACTIVE, null, false, DAY10));
        assertThat(story.subscription().status()).isEqualTo(SubscriptionStatus.ACTIVE);
    }

    @Test
    void nothingRevivesAnEndedSubscription() {
        Story story = given();
        story.snapshot(SubscriptionStatus.CANCELED);
        story.after(Duration.ofDays(1)).snapshot(SubscriptionStatus.ACTIVE);
        assertThat(story.subscription().status()).isEqualTo(SubscriptionStatus.CANCELED);
        story.at(Story.T1).paid("starter", Story.T1, Story.T2);
        assertThat(story.subscription().status()).isEqualTo(SubscriptionStatus.CANCELED);
        assertThat(story.pools()).containsExactly(0L, 300L, 0L, 0L);
        assertThat(story.slices()).endsWith("SKIPPED " + Story.T1 + " 0");
    }

    @Test
    void aPaymentThatIsNewerThanTheStatementRevives() {
        Story story = given();
        story.at(Story.T1.plusSeconds(10)).snapshot(SubscriptionStatus.UNPAID);
        PaidPeriod period = Story.period("starter", Story.T1, Story.T2);
        story.at(Story.T1.plusSeconds(30))
                .paid(new PaidPeriod(
                        Story.SUB, "starter", 1, period.start(), period.end(), Story.T0, false, story.now()));
        assertThat(story.subscription().status()).isEqualTo(SubscriptionStatus.ACTIVE);
        story.says(says(Story.SUB, SubscriptionStatus.PAST_DUE, null, false, Story.T1.plusSeconds(20)));
        assertThat(story.subscription().status()).isEqualTo(SubscriptionStatus.ACTIVE);
        assertThat(story.pools()).containsExactly(1_000L, 300L, 0L, 0L);
    }

    @Test
    @DisplayName("B10: a payment on day 5 after the grace grants once and leaves the slice's end")
    void latePayment() {
        Story story = given();
        story.at(Story.T1).snapshot(SubscriptionStatus.PAST_DUE);
        story.at(Story.T1.plus(GRACE)).settle();
        assertThat(story.pools()).containsExactly(0L, 300L, 0L, 0L);
        story.at(Story.T1.plus(Duration.ofDays(5))).paid("starter", Story.T1, Story.T2);
        assertThat(story.pools()).containsExactly(1_000L, 300L, 0L, 0L);
        assertThat(story.slice().start()).isEqualTo(Story.T1);
        assertThat(story.slice().end()).isEqualTo(Story.T2);
    }

    @Test
    void statementsGrantNothing() {
        for (SubscriptionStatus status : SubscriptionStatus.values()) {
            Story story = Story.begins();
            story.snapshot(status);
            assertThat(story.pools()).containsExactly(0L, 0L, 0L, 0L);
            assertThat(story.decider().nextDue(story.account(), story.now())).isNull();
        }
    }

    @Test
    void anotherLiveSubscriptionIsAContradictionAndADeadOneIsNot() {
        Story story = given();
        assertThat(((Outcome.Rejected) story.says(says("sub_2", SubscriptionStatus.ACTIVE, null, false, DAY10))).code())
                .isEqualTo(ErrorCode.SECOND_SUBSCRIPTION);
        assertThat(story.says(says("sub_2", SubscriptionStatus.INCOMPLETE, null, false, DAY10))
                        .succeeded())
                .isTrue();
        assertThat(story.says(says("sub_2", SubscriptionStatus.CANCELED, null, false, DAY10))
                        .succeeded())
                .isTrue();
        assertThat(story.subscription().id()).isEqualTo(Story.SUB);
        assertThat(story.pools()).containsExactly(400L, 300L, 0L, 0L);
    }

    @Test
    void aLocalPlanRunsByMonthsFromTheDayItWasStarted() {
        Story story = Story.begins();
        story.local("free");
        assertThat(story.pools()).containsExactly(50L, 0L, 0L, 0L);
        story.deduct(20);
        story.local("free");
        assertThat(story.pools()).containsExactly(30L, 0L, 0L, 0L);
        assertThat(story.decider().nextDue(story.account(), story.now())).isEqualTo(Story.T1);
        story.at(Story.T1.minusMillis(1)).settle();
        assertThat(story.pools()).containsExactly(30L, 0L, 0L, 0L);
        story.at(Story.T1).deduct(1);
        assertThat(story.pools()).containsExactly(49L, 0L, 0L, 0L);
    }

    @Test
    void missedMonthsOfALocalPlanAreSkipped() {
        Story story = Story.begins();
        story.local("free");
        story.at(Instant.parse("2026-07-15T00:00:00Z")).settle();
        assertThat(story.slices())
                .containsExactly(
                        "CLOSED 2026-03-01T10:00:00Z 50",
                        "SKIPPED 2026-04-01T10:00:00Z 0",
                        "SKIPPED 2026-05-01T10:00:00Z 0",
                        "SKIPPED 2026-06-01T10:00:00Z 0",
                        "OPEN 2026-07-01T10:00:00Z 50");
        assertThat(story.pools()).containsExactly(50L, 0L, 0L, 0L);
    }

    @Test
    void leavingALocalPlanAndComingBackGrantsTheMonthOnce() {
        Story story = Story.begins();
        story.local("free");
        story.deduct(50);
        story.paid("starter", Story.T0, Story.T1);
        assertThat(((Outcome.Rejected) story.local("free")).code()).isEqualTo(ErrorCode.SUBSCRIPTION_ACTIVE);
        story.after(Duration.ofDays(1)).snapshot(SubscriptionStatus.CANCELED);
        story.local("free");
        assertThat(story.pools()).containsExactly(0L, 0L, 0L, 0L);
        story.at(Story.T1).settle();
        assertThat(story.pools()).containsExactly(50L, 0L, 0L, 0L);
    }

    @Test
    void switchingLocalPlansBackAndForthAddsTheDifferenceOnce() {
        Story story = Story.begins();
        story.local("free");
        story.local("freer");
        story.local("free");
        story.local("freer");
        assertThat(story.pools()).containsExactly(80L, 0L, 0L, 0L);
        story.at(Story.T1).settle();
        assertThat(story.pools()).containsExactly(80L, 0L, 0L, 0L);
    }

    @Test
    void onlyAPlanWithoutAStripePriceCanBeStartedHere() {
        Story story = Story.begins();
        assertThat(((Outcome.Rejected) story.local("pro")).code()).isEqualTo(ErrorCode.PLAN_NOT_LOCAL);
        assertThat(((Outcome.Rejected) story.local("nonsense")).code()).isEqualTo(ErrorCode.UNKNOWN_PLAN);
    }

    @Test
    void aClockThatGoesBackChangesNothing() {
        Story story = Story.begins();
        story.at(Story.T1).local("free");
        story.lot(10, Story.T2, false);
        Account before = story.account();
        story.at(Story.T0).settle();
        assertThat(story.account()).isSameAs(before);
        assertThat(story.deduct(55).succeeded()).isTrue();
        assertThat(story.pools()).containsExactly(0L, 5L, 0L, 0L);
    }

    @Test
    void aStatementThatWasReadLaterCountsWhateverTheClockOfTheOneBeforeSaid() {
        Story story = Story.subscribed();
        Instant ahead = Story.T0.plus(Duration.ofDays(400));
        story.says(says(Story.SUB, SubscriptionStatus.PAST_DUE, null, false, ahead));
        SubscriptionSnapshot active = says(Story.SUB, SubscriptionStatus.ACTIVE, null, false, DAY10);

        story.at(DAY10).says(active);
        assertThat(story.subscription().status()).as("older, by the clocks").isEqualTo(SubscriptionStatus.PAST_DUE);
        story.does(new Command.SubscriptionChanged(Story.TENANT, active, ahead.minusMillis(1)));
        assertThat(story.subscription().status())
                .as("another one was applied since it was asked for")
                .isEqualTo(SubscriptionStatus.PAST_DUE);
        story.does(new Command.SubscriptionChanged(Story.TENANT, active, ahead));
        assertThat(story.subscription().status()).isEqualTo(SubscriptionStatus.ACTIVE);
        assertThat(story.subscription().snapshotAt())
                .as("what a wrong clock said is forgotten")
                .isEqualTo(DAY10);
    }

    @Test
    void aLateStatementOfAnEndedSubscriptionDoesNotReplaceALocalPlan() {
        Story story = Story.subscribed();
        story.at(DAY10).snapshot(SubscriptionStatus.CANCELED);
        story.local("free");
        story.says(says(Story.SUB, SubscriptionStatus.ACTIVE, null, false, Story.T0.plusSeconds(5)));
        assertThat(story.subscription().local()).isTrue();
        assertThat(story.pools()).containsExactly(50L, 0L, 0L, 0L);
    }

    @Test
    void anUnpaidSubscriptionGetsNothingByAnOlderPayment() {
        Story story = Story.subscribed();
        story.at(Story.T1.plusSeconds(20))
                .says(says(Story.SUB, SubscriptionStatus.UNPAID, null, false, Story.T1.plusSeconds(10)));
        story.paid(
                new PaidPeriod(Story.SUB, "starter", 1, Story.T1, Story.T2, Story.T0, false, Story.T1.plusSeconds(5)));
        assertThat(story.subscription().status()).isEqualTo(SubscriptionStatus.UNPAID);
        assertThat(story.pools()).containsExactly(0L, 0L, 0L, 0L);
    }

    @Test
    void anEndIsBelievedWheneverItWasSaid() {
        Story story = Story.subscribed();
        story.at(DAY10).says(says(Story.SUB, SubscriptionStatus.ACTIVE, null, false, DAY10.plusSeconds(30)));
        story.says(says(Story.SUB, SubscriptionStatus.CANCELED, null, false, DAY10.plusSeconds(10)));
        assertThat(story.pools()).containsExactly(0L, 0L, 0L, 0L);
    }

    @Test
    void nothingIsDueAfterAScheduledEndInsideAPaidYear() {
        Story story = Story.begins();
        story.paid("starter", Story.T0, Instant.parse("2027-03-01T10:00:00Z"));
        Instant endsAt = Story.T1.plus(Duration.ofDays(10));
        story.says(says(Story.SUB, SubscriptionStatus.ACTIVE, endsAt, false, Story.T0));
        story.at(endsAt.plusSeconds(1)).settle();
        assertThat(story.pools()).containsExactly(0L, 0L, 0L, 0L);
        assertThat(story.decider().nextDue(story.account(), story.now())).isNull();
    }

    @Test
    void aLocalPlanWaitsForTheCreditsThatACanceledSubscriptionKeeps() {
        Story story =
                Story.subscribed(CreditPolicy.DEFAULT.cancellation(CreditPolicy.Cancellation.KEEP_UNTIL_PERIOD_END));
        story.deduct(600);
        story.at(DAY10).snapshot(SubscriptionStatus.CANCELED);
        story.local("free");
        assertThat(story.pools()).containsExactly(400L, 0L, 0L, 0L);
        story.at(Story.T1).settle();
        assertThat(story.pools()).containsExactly(50L, 0L, 0L, 0L);
    }

    @Test
    void keptCreditsGetNoGraceByAReturnToTheLocalPlan() {
        Story story = Story.with(CreditPolicy.DEFAULT.cancellation(CreditPolicy.Cancellation.KEEP_UNTIL_PERIOD_END));
        story.at(DAY10).local("free");
        story.paid(new PaidPeriod(
                Story.SUB, "starter", 1, DAY10, DAY10.plus(Duration.ofDays(31)), Story.T0, false, DAY10));
        story.after(Duration.ofDays(20)).snapshot(SubscriptionStatus.CANCELED);
        story.local("free");
        Instant sliceEnd = story.slice().end();
        assertThat(story.decider().nextDue(story.account(), story.now()))
                .isNotNull()
                .isBeforeOrEqualTo(sliceEnd);
        story.at(sliceEnd).settle();
        assertThat(story.account().subscriptionCredits()).isLessThanOrEqualTo(50);
    }

    @Test
    void aLocalPlanThatLeftTheCatalogGrantsNoOtherPlansCredits() {
        Story story = Story.begins();
        story.local("free");
        story.paid("ent", Story.T0, Story.T1);
        story.at(DAY10).snapshot(SubscriptionStatus.CANCELED);
        story.local("free");
        AccountDecider later = new AccountDecider(Catalog.builder().build(), CreditPolicy.DEFAULT);
        assertThat(later.at(story.account(), Story.T1).subscriptionCredits()).isZero();
    }

    @Test
    void oddQuantitiesAreNotEvenStated() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SubscriptionSnapshot(
                        Story.SUB,
                        "starter",
                        0,
                        SubscriptionStatus.ACTIVE,
                        Story.T0,
                        null,
                        null,
                        null,
                        false,
                        Story.T0));
    }
}
