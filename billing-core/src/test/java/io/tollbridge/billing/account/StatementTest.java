// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is believed of statements about a subscription, and what is recorded of paid periods that grant nothing. */
class StatementTest {
    private static final Instant D5 = Story.T0.plus(Duration.ofDays(5));
    private static final Instant D10 = Story.T0.plus(Duration.ofDays(10));
    private static final CreditPolicy KEEPING =
            CreditPolicy.DEFAULT.cancellation(CreditPolicy.Cancellation.KEEP_UNTIL_PERIOD_END);

    private static SubscriptionSnapshot says(
            String id, SubscriptionStatus status, Instant anchor, @Nullable Instant endsAt, Instant at) {
        return new SubscriptionSnapshot(id, "starter", 1, status, anchor, null, null, endsAt, false, at);
    }

    private static SubscriptionSnapshot active(Instant anchor, @Nullable Instant endsAt) {
        return says(Story.SUB, SubscriptionStatus.ACTIVE, anchor, endsAt, Story.T0);
    }

    private static SubscriptionSnapshot ends(@Nullable Instant endsAt, Instant at) {
        return says(Story.SUB, SubscriptionStatus.ACTIVE, Story.T0, endsAt, at);
    }

    @Test
    void anAnchorIsBelievedAsLongAsNothingIsPaid() {
        Story story = Story.begins();
        story.says(active(Story.T0, null));
        story.says(active(D5, null));
        assertThat(story.subscription().anchor()).isEqualTo(D5);
    }

    @Test
    void anAnchorOfAPaidSubscriptionIsBelievedWhenTheOpenSliceBeginsAtOneOfItsMonths() {
        Story story = Story.subscribed();
        story.says(active(Story.T2, null));
        assertThat(story.subscription().anchor()).isEqualTo(Story.T2);
        story.says(active(D5, null));
        assertThat(story.subscription().anchor()).isEqualTo(Story.T2);
    }

    @Test
    void anAnchorMovesFreelyInATrial() {
        Story story = Story.begins();
        story.paid(Story.trial(Story.SUB, "starter", Story.T0, D10));
        story.says(says(Story.SUB, SubscriptionStatus.TRIALING, D5, null, Story.T0));
        assertThat(story.subscription().anchor()).isEqualTo(D5);
    }

    @Test
    void anAnchorIsNotHeldAgainstTheSliceOfAnotherSubscription() {
        Story story = Story.subscribed();
        story.at(D5).snapshot(SubscriptionStatus.UNPAID);
        story.paid(new PaidPeriod("sub_2", "pro", 1, D5, Story.T1, D5, false, D5));
        assertThat(story.subscription().id()).isEqualTo("sub_2");
        story.says(says(Story.SUB, SubscriptionStatus.UNPAID, D10, null, D10));
        assertThat(story.last().subscriptions())
                .singleElement()
                .satisfies(other -> assertThat(other.anchor()).isEqualTo(D10));
    }

    @Test
    void theEndOfASubscriptionThatDoesNotRuleIsRecordedSoThatNothingIsGrantedForItLater() {
        Story story = Story.subscribed();
        story.says(says("sub_2", SubscriptionStatus.CANCELED, Story.T0, null, Story.T0));
        assertThat(story.last().subscriptions())
                .singleElement()
                .satisfies(other -> assertThat(other.status()).isEqualTo(SubscriptionStatus.CANCELED));
        story.at(D5).snapshot(SubscriptionStatus.CANCELED);
        Outcome late = story.paid(new PaidPeriod("sub_2", "pro", 1, Story.T0, Story.T1, Story.T0, false, D5));
        assertThat(late).isInstanceOf(Outcome.Noted.class);
        assertThat(story.pools()).containsExactly(0L, 0L, 0L, 0L);
    }

    @Test
    void aScheduledEndIsToldAtOnceAndAgainWhenItMoves() {
        Story story = Story.subscribed();
        story.says(active(Story.T0, Story.T1));
        assertThat(story.last().notifications())
                .extracting(row -> row.key())
                .containsExactly("subscription:sub_1:ends:" + Story.T1.toEpochMilli());
        story.says(active(Story.T0, Story.T1));
        assertThat(story.last().notifications()).isEmpty();
        story.says(active(Story.T0, Story.T2));
        assertThat(story.last().notifications())
                .extracting(row -> row.key())
                .containsExactly("subscription:sub_1:ends:" + Story.T2.toEpochMilli());
        story.says(active(Story.T0, null));
        assertThat(story.last().notifications()).isEmpty();
    }

    @Test
    void theEndOfASubscriptionThatHasEndedIsNotToldAsScheduled() {
        Story story = Story.subscribed();
        story.says(says(Story.SUB, SubscriptionStatus.CANCELED, Story.T0, Story.T1, Story.T0));
        assertThat(story.told()).isEmpty();
    }

    private static void grantsNothing(Story story, PaidPeriod period, String why) {
        long credits = story.account().subscriptionCredits();
        assertThat(story.paid(period))
                .isEqualTo(new Outcome.Noted(
                        "the paid period from " + period.start() + " " + why + "; nothing was granted"));
        assertThat(story.account().subscriptionCredits()).isEqualTo(credits);
        assertThat(story.last().grants())
                .singleElement()
                .satisfies(row -> assertThat(row.state()).isEqualTo(Grant.State.SKIPPED));
    }

    @Test
    void aPaidPeriodThatGrantsNothingIsRecordedWithTheReason() {
        PaidPeriod second = Story.period("starter", Story.T1, Story.T2);

        Story late = Story.subscribed();
        late.at(Story.T2.plus(Duration.ofDays(9))).settle();
        grantsNothing(late, second, "ended at " + Story.T2);

        Story canceled = Story.subscribed().at(Story.T1.plusSeconds(9));
        canceled.snapshot(SubscriptionStatus.CANCELED);
        grantsNothing(canceled, second, "belongs to a subscription that has ended");

        Story unpaid = Story.subscribed().at(Story.T1.plusSeconds(9));
        unpaid.snapshot(SubscriptionStatus.UNPAID);
        assertThat(unpaid.paid(second))
                .as("it may be granted once the subscription is in good standing again")
                .isEqualTo(new Outcome.Noted(
                        "the paid period from " + Story.T1 + " belongs to a subscription that is UNPAID since; nothing"
                                + " was granted",
                        false));
        assertThat(unpaid.last().grants()).isEmpty();
        unpaid.at(Story.T1.plusSeconds(60)).snapshot(SubscriptionStatus.ACTIVE);
        assertThat(unpaid.paid(second)).isInstanceOf(Outcome.Granted.class);

        Story ended = Story.subscribed();
        Instant endsAt = Story.T1.plusSeconds(60);
        ended.says(active(Story.T0, endsAt));
        ended.at(endsAt).settle();
        grantsNothing(ended, second, "belongs to a subscription that ended at " + endsAt);

        Story endedSince = Story.subscribed();
        endedSince.says(ends(Story.T1, Story.T1.plusSeconds(9)));
        endedSince.at(Story.T1).settle();
        grantsNothing(endedSince, second, "belongs to a subscription that ended at " + Story.T1);

        Story earlier = Story.subscribed();
        earlier.at(Story.T1.minusSeconds(1)).paid(second);
        grantsNothing(earlier, Story.period("starter", D5, Story.T1), "lies before the current slice");
    }

    @Test
    void aPeriodThatBeginsWhenTheSubscriptionWasToEndIsGrantedByANewerPaymentInAnyOrder() {
        PaidPeriod second = Story.period("starter", Story.T1, Story.T2);

        Story heardBefore = Story.subscribed();
        heardBefore.says(ends(Story.T1, D10));
        heardBefore.at(Story.T1.plusSeconds(60)).settle();
        assertThat(heardBefore.pools()).containsExactly(0L, 0L, 0L, 0L);
        assertThat(heardBefore.paid(second)).isInstanceOf(Outcome.Granted.class);

        Story heardAfter = Story.subscribed();
        heardAfter.at(Story.T1.plusSeconds(60)).paid(second);
        heardAfter.says(ends(Story.T1, D10));

        for (Story story : List.of(heardBefore, heardAfter)) {
            story.settle();
            assertThat(story.pools()).containsExactly(1_000L, 0L, 0L, 0L);
            assertThat(story.subscription().endsAt()).isNull();
            story.says(ends(null, D10.plusSeconds(60)));
            assertThat(story.pools()).containsExactly(1_000L, 0L, 0L, 0L);
            assertThat(story.subscription().endsAt()).isNull();
        }
    }

    @Test
    void aPaymentLeavesAnEndAloneThatLiesInsideItsPeriodOrWasSaidLater() {
        Story inside = Story.subscribed();
        inside.says(ends(Story.T1.plusSeconds(1), D10));
        inside.at(Story.T1).paid("starter", Story.T1, Story.T2);
        assertThat(inside.subscription().endsAt()).isEqualTo(Story.T1.plusSeconds(1));

        Story insideHeardAfter = Story.subscribed();
        insideHeardAfter.at(Story.T1).paid("starter", Story.T1, Story.T2);
        insideHeardAfter.says(ends(Story.T1.plusSeconds(1), D10));
        assertThat(insideHeardAfter.subscription().endsAt()).isEqualTo(Story.T1.plusSeconds(1));

        Story later = Story.subscribed();
        later.at(Story.T1.minusSeconds(1)).paid("starter", Story.T1, Story.T2);
        later.says(ends(Story.T1, Story.T1));
        assertThat(later.subscription().endsAt()).isEqualTo(Story.T1);
    }

    @Test
    void aPaidPeriodIsGrantedAsLongAsAScheduledEndIsStillToCome() {
        Story story = Story.begins();
        story.says(active(Story.T0, D10));
        assertThat(story.at(D10.minusMillis(1)).paid("starter", Story.T0, Story.T1))
                .isInstanceOf(Outcome.Granted.class);
    }

    @Test
    void aPaidPeriodWhoseSliceIsOpenIsNotRecordedAgain() {
        Story story = Story.subscribed();
        assertThat(story.paid("starter", Story.T0, Story.T1))
                .isEqualTo(new Outcome.Noted("the slice from " + Story.T0 + " is open already"));
        assertThat(story.last().grants()).isEmpty();
    }

    @Test
    void aPaidPeriodOfASubscriptionThatHasEndedIsGrantedWhereCreditsAreKept() {
        Story story = Story.with(KEEPING);
        story.snapshot(SubscriptionStatus.CANCELED);
        assertThat(story.paid("starter", Story.T0, Story.T1)).isInstanceOf(Outcome.Granted.class);
        assertThat(story.pools()).containsExactly(1_000L, 0L, 0L, 0L);
    }

    @Test
    void theNewestPaymentSaysWhichPlanAndHowMany() {
        Story story = Story.subscribed();
        Instant paidAt = Story.T1.minusSeconds(1);
        story.at(paidAt).paid(new PaidPeriod(Story.SUB, "pro", 2, Story.T1, Story.T2, Story.T0, false, paidAt));
        assertThat(story.subscription().planId()).isEqualTo("pro");
        assertThat(story.subscription().quantity()).isEqualTo(2);
        assertThat(story.subscription().paidThrough()).isEqualTo(Story.T2);
        story.paid(new PaidPeriod(Story.SUB, "ent", 3, D5, Story.T1, Story.T0, false, D5));
        assertThat(story.subscription().planId()).isEqualTo("pro");
        assertThat(story.subscription().quantity()).isEqualTo(2);
        assertThat(story.subscription().paidThrough()).isEqualTo(Story.T2);
        assertThat(story.subscription().paidAt()).isEqualTo(paidAt);
    }

    @ParameterizedTest
    @CsvSource({"0, true", "1, true", "-1, false"})
    void aSliceThatIsPaidMustFitBesideAllOtherCredits(long room, boolean fits) {
        Story held = Story.begins();
        held.lot(Long.MAX_VALUE - 1_000 - room);
        held.hold(500);
        assertThat(held.paid("starter", Story.T0, Story.T1).succeeded()).isEqualTo(fits);
        Story frozen = Story.begins();
        frozen.lot(Long.MAX_VALUE - 1_000 - room);
        frozen.frozen(1, 500);
        assertThat(frozen.paid("starter", Story.T0, Story.T1).succeeded()).isEqualTo(fits);
    }

    @Test
    void creditsThatDoNotFitBesideFrozenOnesAreRefused() {
        Story story = Story.begins();
        story.lot(Long.MAX_VALUE - 10);
        story.frozen(1, 100);
        assertThat(story.lot(11).succeeded()).isFalse();
        assertThat(story.lot(10).succeeded()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"0", "-1"})
    void oddQuantitiesOfAChangeAreNotEvenStated(long quantity) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Command.ChangePlan(
                        Story.TENANT, OperationKey.generated("x"), Story.SUB, "pro", quantity, Story.T0, null))
                .withMessageContaining("quantity");
    }
}
