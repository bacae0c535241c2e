// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.notification.Notification;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class HoldTest {
    private static final Instant SOON = Story.T0.plus(Duration.ofDays(10));

    /** S=5, B=10: the state that holds begin with when nothing else is said. */
    private static Story given() {
        Story story = Story.subscribed();
        story.deduct(995);
        story.lot(10);
        return story;
    }

    private static Outcome.HoldEnded ended(Outcome outcome) {
        return (Outcome.HoldEnded) outcome;
    }

    private static ErrorCode code(Outcome outcome) {
        return ((Outcome.Rejected) outcome).code();
    }

    @Test
    void aHoldMovesCreditsInTheOrderOfUse() {
        Story story = given();
        Hold hold = story.hold(8);
        assertThat(story.pools()).containsExactly(0L, 7L, 8L, 0L);
        assertThat(story.rows())
                .containsExactly("HOLD SUBSCRIPTION -5", "HOLD BUNDLE -3", "HOLD HELD 5", "HOLD HELD 3");
        assertThat(hold.legs()).containsExactly(new Hold.Leg(true, 1, 5), new Hold.Leg(false, 2, 3));
        assertThat(hold.expiresAt()).isEqualTo(Story.T0.plus(Duration.ofHours(1)));
        assertThat(story.slice().used()).isEqualTo(995);
    }

    @Test
    void aHoldIsAllOrNothing() {
        Story story = given();
        Outcome refused = story.does(new Command.PlaceHold(Story.TENANT, story.key(), "LLM", 16, Duration.ofHours(1)));
        assertThat(((Outcome.Insufficient) refused).shortfall()).isEqualTo(1);
        assertThat(story.pools()).containsExactly(5L, 10L, 0L, 0L);
        assertThat(story.account().holds()).isEmpty();
    }

    @Test
    void aCaptureOfLessGivesTheLastCreditsBackFirst() {
        Story story = given();
        Hold hold = story.hold(8);
        Outcome.HoldEnded captured = ended(story.capture(hold, 4));
        assertThat(story.rows())
                .containsExactly(
                        "CAPTURE HELD -4",
                        "RELEASE HELD -3",
                        "RELEASE BUNDLE 3",
                        "RELEASE HELD -1",
                        "RELEASE SUBSCRIPTION 1");
        assertThat(story.pools()).containsExactly(1L, 10L, 0L, 0L);
        assertThat(captured.hold().settled()).isEqualTo(4);
        assertThat(captured.hold().settledFromSubscription()).isEqualTo(4);
        assertThat(story.slice().used()).isEqualTo(999);
        assertThat(story.last().entries()).allMatch(row -> row.relatedOperationId() == hold.operationId());
    }

    @Test
    void aCaptureOfMoreTakesTheRestFromWhatIsSpendable() {
        Story story = given();
        Hold hold = story.hold(8);
        Outcome.HoldEnded captured = ended(story.capture(hold, 18));
        assertThat(story.pools()).containsExactly(0L, 0L, 0L, 0L);
        assertThat(captured.hold().settled()).isEqualTo(15);
        assertThat(captured.hold().settledFromSubscription()).isEqualTo(5);
        assertThat(captured.hold().unmet()).isEqualTo(3);
    }

    @Test
    void aCaptureOfNothingReleasesAll() {
        Story story = given();
        Hold hold = story.hold(8);
        story.capture(hold, 0);
        assertThat(story.pools()).containsExactly(5L, 10L, 0L, 0L);
        assertThat(story.slice().used()).isEqualTo(995);
        assertThat(ended(story.capture(hold, 0)).repeated()).isTrue();
    }

    @Test
    void theSameCaptureAgainMovesNothingAndAnotherOneConflicts() {
        Story story = given();
        Hold hold = story.hold(8);
        story.capture(hold, 18);
        Account after = story.account();
        Outcome.HoldEnded again = ended(story.capture(hold, 18));
        assertThat(again.repeated()).isTrue();
        assertThat(again.hold().unmet()).isEqualTo(3);
        Outcome.Rejected other = (Outcome.Rejected) story.capture(hold, 15);
        assertThat(other.code()).isEqualTo(ErrorCode.IDEMPOTENCY_CONFLICT);
        assertThat(other.message()).contains("captured with 18 credits").contains("again with 15");
        assertThat(code(story.release(hold))).isEqualTo(ErrorCode.HOLD_ENDED);
        assertThat(story.account()).isSameAs(after);
    }

    @Test
    void aReleasedHoldIsReleasedOnceAndCannotBeCaptured() {
        Story story = given();
        Hold hold = story.hold(8);
        assertThat(ended(story.release(hold)).dropped()).isZero();
        assertThat(story.pools()).containsExactly(5L, 10L, 0L, 0L);
        assertThat(ended(story.release(hold)).repeated()).isTrue();
        assertThat(code(story.capture(hold, 1))).isEqualTo(ErrorCode.HOLD_ENDED);
        assertThat(story.told()).isEmpty();
    }

    @Test
    void anUnknownHoldIsRefused() {
        Story story = given();
        assertThat(code(story.does(new Command.Capture(Story.TENANT, "o:nothing", 1, 0))))
                .isEqualTo(ErrorCode.HOLD_UNKNOWN);
        assertThat(code(story.does(new Command.Release(Story.TENANT, "o:nothing", false))))
                .isEqualTo(ErrorCode.HOLD_UNKNOWN);
    }

    @Test
    void aHoldExpiresAtItsTimeAndNotBefore() {
        Story story = given();
        Hold hold = story.hold(8);
        story.after(Duration.ofHours(1).minusMillis(1)).expire(hold);
        assertThat(story.pools()).containsExactly(0L, 7L, 8L, 0L);
        story.after(Duration.ofMillis(1)).expire(hold);
        assertThat(story.pools()).containsExactly(5L, 10L, 0L, 0L);
        story.expire(hold);
        assertThat(story.told()).containsExactly(Notification.Kind.HOLD_EXPIRED);
    }

    @Test
    void aLateCaptureIsAFreshDeduction() {
        Story story = given();
        Hold hold = story.hold(8);
        story.after(Duration.ofHours(1)).expire(hold);
        Outcome.HoldEnded late = ended(story.capture(hold, 20));
        assertThat(story.rows()).containsExactly("CAPTURE SUBSCRIPTION -5", "CAPTURE BUNDLE -10");
        assertThat(late.hold().settled()).isEqualTo(15);
        assertThat(late.hold().unmet()).isEqualTo(5);
        assertThat(ended(story.capture(hold, 20)).repeated()).isTrue();
        assertThat(code(story.release(hold))).isEqualTo(ErrorCode.HOLD_ENDED);
    }

    @Test
    void anOpenHoldOverItsTimeIsStillGoodUntilItIsSwept() {
        Story story = given();
        Hold hold = story.hold(14);
        story.after(Duration.ofHours(2)).capture(hold, 15);
        assertThat(story.pools()).containsExactly(0L, 0L, 0L, 0L);
    }

    @Test
    void creditsOfAFinishedSliceAreDroppedOnReleaseAndTheOthersReturn() {
        Story story = given();
        Hold hold = story.hold(8);
        story.at(Story.T1).paid("starter", Story.T1, Story.T2);
        assertThat(story.pools()).containsExactly(1_000L, 7L, 8L, 0L);
        assertThat(ended(story.release(hold)).dropped()).isEqualTo(5);
        assertThat(story.rows()).containsExactly("RELEASE HELD -3", "RELEASE BUNDLE 3", "EXPIRE HELD -5");
        assertThat(story.pools()).containsExactly(1_000L, 10L, 0L, 0L);
    }

    @Test
    void creditsOfAFinishedSliceStayCapturableAndDoNotCountInTheNewOne() {
        Story story = given();
        Hold hold = story.hold(8);
        story.at(Story.T1).paid("starter", Story.T1, Story.T2);
        Outcome.HoldEnded captured = ended(story.capture(hold, 10));
        assertThat(story.rows()).containsExactly("CAPTURE HELD -5", "CAPTURE HELD -3", "CAPTURE SUBSCRIPTION -2");
        assertThat(story.slice().used()).isEqualTo(2);
        assertThat(captured.hold().settledFromSubscription()).isEqualTo(7);
        assertThat(story.pools()).containsExactly(998L, 7L, 0L, 0L);
    }

    @Test
    void creditsOfAClosedSliceWithoutASuccessorAreDropped() {
        Story story = given();
        Hold hold = story.hold(8);
        story.snapshot(SubscriptionStatus.CANCELED);
        assertThat(story.pools()).containsExactly(0L, 7L, 8L, 0L);
        assertThat(ended(story.release(hold)).dropped()).isEqualTo(5);
        assertThat(story.pools()).containsExactly(0L, 10L, 0L, 0L);
    }

    @Test
    void creditsOfAnExpiredLotAreDroppedOnReleaseAndCapturableBefore() {
        Story story = Story.begins();
        story.lot(10, SOON, false);
        Hold released = story.hold(4);
        Hold captured = story.hold(3);
        story.at(SOON).settle();
        assertThat(story.rows()).containsExactly("EXPIRE BUNDLE -3");
        assertThat(story.pools()).containsExactly(0L, 0L, 7L, 0L);
        assertThat(ended(story.release(released)).dropped()).isEqualTo(4);
        assertThat(ended(story.capture(captured, 3)).hold().settled()).isEqualTo(3);
        assertThat(story.pools()).containsExactly(0L, 0L, 0L, 0L);
        assertThat(story.account().grants()).isEmpty();
    }

    @Test
    void bundleCreditsThatComeBackRepayDebtFirst() {
        Story story = Story.begins();
        story.lot(10);
        Hold hold = story.hold(8);
        story.deduct(7, ShortfallPolicy.overage(100));
        assertThat(story.pools()).containsExactly(0L, 0L, 8L, 5L);
        story.release(hold);
        assertThat(story.rows())
                .containsExactly("RELEASE HELD -8", "RELEASE BUNDLE 8", "DEBT_REPAID BUNDLE -5", "DEBT_REPAID DEBT -5");
        assertThat(story.pools()).containsExactly(0L, 3L, 0L, 0L);
    }

    @Test
    void subscriptionCreditsThatComeBackDoNotRepayDebt() {
        Story story = Story.subscribed();
        Hold hold = story.hold(1_000);
        story.deduct(7, ShortfallPolicy.overage(100));
        story.release(hold);
        assertThat(story.pools()).containsExactly(1_000L, 0L, 0L, 7L);
    }

    @Test
    void captureCountsTowardsTheThresholdsAndTheHoldItselfDoesNot() {
        Story story = Story.subscribed();
        Hold hold = story.hold(800);
        assertThat(story.thresholds()).isEmpty();
        story.capture(hold, 750);
        assertThat(story.thresholds()).containsExactly("75 PENDING [75]");
    }

    @Test
    void aHoldOfNothingCanBeCapturedWithSomething() {
        Story story = given();
        Hold hold = story.hold(0);
        assertThat(hold.legs()).isEmpty();
        story.capture(hold, 6);
        assertThat(story.pools()).containsExactly(0L, 9L, 0L, 0L);
    }

    @Test
    void aHoldOverAnUpgradeReturnsToTheSameSlice() {
        Story story = Story.subscribed();
        Hold hold = story.hold(80);
        story.change("pro", 1);
        story.release(hold);
        assertThat(story.pools()).containsExactly(5_000L, 0L, 0L, 0L);
    }

    @Test
    void aHoldMayEmptyALot() {
        Story story = Story.begins();
        story.lot(10);
        Hold hold = story.hold(10);
        assertThat(story.pools()).containsExactly(0L, 0L, 10L, 0L);
        story.release(hold);
        assertThat(story.pools()).containsExactly(0L, 10L, 0L, 0L);
    }

    @Test
    void creditsHeldBeforeAResettingUpgradeDoNotComeBackBesideTheNewAllowance() {
        Story story = Story.subscribed(CreditPolicy.DEFAULT.planChange(CreditPolicy.PlanChange.RESET));
        Hold hold = story.hold(1_000);
        story.change("pro", 1);
        assertThat(ended(story.release(hold)).dropped()).isEqualTo(1_000);
        assertThat(story.pools()).containsExactly(5_000L, 0L, 0L, 0L);
    }

    @Test
    void creditsHeldBeforeAnOperatorsResetDoNotComeBackBesideTheNewAllowance() {
        Story story = Story.subscribed();
        Hold hold = story.hold(1_000);
        story.does(new Command.ResetSlice(Story.TENANT, story.key(), Attribution.NONE));
        story.release(hold);
        assertThat(story.pools()).containsExactly(1_000L, 0L, 0L, 0L);
    }

    @Test
    void creditsHeldBeforeAResetStayCapturableAndDoNotCountAfterIt() {
        Story story = Story.subscribed();
        Hold hold = story.hold(1_000);
        story.does(new Command.ResetSlice(Story.TENANT, story.key(), Attribution.NONE));
        story.capture(hold, 1_000);
        assertThat(story.pools()).containsExactly(1_000L, 0L, 0L, 0L);
        assertThat(story.slice().used()).isZero();
        assertThat(story.thresholds()).isEmpty();
    }

    @Test
    void aCaptureAfterTheSliceHasEndedTellsNoThreshold() {
        Story story = Story.subscribed();
        Hold hold = story.hold(1_000);
        story.snapshot(SubscriptionStatus.CANCELED);
        story.capture(hold, 1_000);
        assertThat(story.thresholds()).isEmpty();
    }

    @Test
    void whatNothingIsLeftForBecomesDebtWhenTheCaptureAllowsIt() {
        Story story = given();
        Hold hold = story.hold(8);
        Outcome.HoldEnded captured = ended(story.does(new Command.Capture(Story.TENANT, hold.id(), 20, 5)));
        assertThat(story.pools()).containsExactly(0L, 0L, 0L, 5L);
        assertThat(captured.hold().settled()).isEqualTo(20);
        assertThat(captured.hold().settledAsDebt()).isEqualTo(5);
        assertThat(captured.hold().unmet()).isZero();
        assertThat(captured.hold().endOperationId())
                .isEqualTo(story.last().entries().get(0).operationId());
    }

    @Test
    void debtBeyondTheLimitOfTheCaptureIsReportedAsUnmet() {
        Story story = given();
        story.deduct(16, ShortfallPolicy.overage(1));
        Hold hold = story.hold(0);
        Outcome.HoldEnded captured = ended(story.does(new Command.Capture(Story.TENANT, hold.id(), 5, 5)));
        assertThat(story.pools()).containsExactly(0L, 0L, 0L, 1L);
        assertThat(captured.hold().unmet()).isEqualTo(5);
        assertThat(captured.hold().settledAsDebt()).isZero();
    }
}
