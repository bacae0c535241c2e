// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.ledger.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanChangeTest {
    private static final Instant DAY30 = Story.T0.plus(Duration.ofDays(30));
    private static final Instant DAY10 = Story.T0.plus(Duration.ofDays(10));

    /** STARTER, a slice of 30 days, S=400 U=600, on day 10. */
    private static Story given(CreditPolicy.PlanChange policy) {
        Story story = Story.with(CreditPolicy.DEFAULT.planChange(policy));
        story.snapshot(SubscriptionStatus.ACTIVE);
        story.paid("starter", Story.T0, DAY30);
        story.deduct(600);
        return story.at(DAY10);
    }

    @ParameterizedTest
    @CsvSource({
        "PRORATED, 3066, 3666, 600, 2",
        "FULL_DELTA, 4400, 5000, 600, 2",
        "RESET, 5000, 5000, 0, 2",
        "NONE, 400, 1000, 600, 1"
    })
    @DisplayName("B12, B14: an upgrade on day 10 of 30 adds what the policy says")
    void upgrade(CreditPolicy.PlanChange policy, long left, long allowance, long used, int epoch) {
        Story story = given(policy);
        story.change("pro", 1);
        Slice slice = story.slice();
        assertThat(List.of(slice.remaining(), slice.allowance(), slice.used(), (long) slice.epoch()))
                .containsExactly(left, allowance, used, (long) epoch);
        assertThat(slice.planId()).isEqualTo("pro");
        assertThat(story.subscription().planId()).isEqualTo("pro");
    }

    @Test
    void proratingRoundsDownAndReachesZeroAtTheEnd() {
        Story story = given(CreditPolicy.PlanChange.PRORATED);
        story.at(DAY30.minusMillis(1)).change("pro", 1);
        assertThat(story.slice().remaining()).isEqualTo(400);
        assertThat(story.slice().planId()).isEqualTo("pro");
        Outcome late = story.at(DAY30.plus(Duration.ofDays(1))).change("ent", 1);
        assertThat(((Outcome.Rejected) late).code()).isEqualTo(ErrorCode.PERIOD_NOT_PAID);
        assertThat(story.slice().remaining()).isEqualTo(400);
    }

    @Test
    void aChangeFromBeforeTheSliceAddsNothing() {
        Story story = given(CreditPolicy.PlanChange.PRORATED);
        Command early =
                new Command.ChangePlan(Story.TENANT, story.key(), Story.SUB, "pro", 1, Story.T0.minusMillis(1), null);
        assertThat(story.does(early)).isInstanceOf(Outcome.Noted.class);
        assertThat(story.pools()).containsExactly(400L, 0L, 0L, 0L);
        assertThat(story.slice().planId()).isEqualTo("starter");
    }

    @Test
    void goingDownAndUpAgainAddsNothingTwice() {
        Story story = given(CreditPolicy.PlanChange.PRORATED);
        story.change("pro", 1);
        story.change("starter", 1);
        assertThat(story.slice().remaining()).isEqualTo(3_066);
        story.change("pro", 1);
        assertThat(story.slice().remaining()).isEqualTo(3_066);
        story.change("ent", 1);
        assertThat(story.slice().remaining()).isEqualTo(3_066 + 10_000);
    }

    @Test
    @DisplayName("B15: a downgrade takes nothing before the renewal, which grants the new plan")
    void downgrade() {
        Story story = Story.with(CreditPolicy.DEFAULT);
        story.paid("pro", Story.T0, DAY30);
        story.deduct(900);
        story.at(DAY10).change("starter", 1);
        assertThat(story.pools()).containsExactly(4_100L, 0L, 0L, 0L);
        assertThat(story.slice().planId()).isEqualTo("starter");
        story.at(DAY30).paid("starter", DAY30, DAY30.plus(Duration.ofDays(30)));
        assertThat(story.rows()).containsExactly("EXPIRE SUBSCRIPTION -4100", "GRANT SUBSCRIPTION 1000");
    }

    @Test
    @DisplayName("B32: more seats add their part of what is left")
    void quantity() {
        Story story = Story.with(CreditPolicy.DEFAULT);
        story.paid(new PaidPeriod(Story.SUB, "starter", 3, Story.T0, DAY30, Story.T0, false, Story.T0));
        story.deduct(1_800);
        story.at(Story.T0.plus(Duration.ofDays(15))).change("starter", 5);
        assertThat(story.pools()).containsExactly(2_200L, 0L, 0L, 0L);
        assertThat(story.slice().quantity()).isEqualTo(5);
    }

    @Test
    void fewerSeatsTakeNothingAndCountAtTheRenewal() {
        Instant day15 = Story.T0.plus(Duration.ofDays(15));
        Instant day60 = DAY30.plus(Duration.ofDays(30));
        Story story = Story.with(CreditPolicy.DEFAULT);
        story.paid(new PaidPeriod(Story.SUB, "starter", 5, Story.T0, DAY30, Story.T0, false, Story.T0));
        story.deduct(1_800);
        story.at(day15).change("starter", 2);
        assertThat(story.pools()).containsExactly(3_200L, 0L, 0L, 0L);
        assertThat(story.slice().quantity()).isEqualTo(2);
        story.change("starter", 4);
        assertThat(story.pools()).as("four seats were paid before").containsExactly(3_200L, 0L, 0L, 0L);
        story.change("starter", 6);
        assertThat(story.pools()).as("the sixth seat for half the slice").containsExactly(3_700L, 0L, 0L, 0L);
        story.change("starter", 2);
        story.at(DAY30).paid(new PaidPeriod(Story.SUB, "starter", 2, DAY30, day60, Story.T0, false, DAY30));
        assertThat(story.rows()).containsExactly("EXPIRE SUBSCRIPTION -3700", "GRANT SUBSCRIPTION 2000");
    }

    @Test
    void fewerSeatsOfADearerPlanAddWhatTheyGrantMore() {
        Story story = given(CreditPolicy.PlanChange.PRORATED);
        story.change("starter", 4);
        assertThat(story.slice().remaining()).isEqualTo(400 + 2_000);
        story.change("pro", 1);
        assertThat(story.slice().remaining()).isEqualTo(400 + 2_000 + 666);
    }

    @ParameterizedTest
    @CsvSource({
        "PRORATED, 8066, 8666, 600, 3",
        "FULL_DELTA, 19400, 20000, 600, 3",
        "RESET, 20000, 20000, 0, 3",
        "NONE, 400, 1000, 600, 1"
    })
    void twoUpgradesInOneSliceEachAddTheirOwnPart(
            CreditPolicy.PlanChange policy, long left, long allowance, long used, int epoch) {
        Story story = given(policy);
        story.change("pro", 1);
        story.at(Story.T0.plus(Duration.ofDays(20))).change("ent", 1);
        Slice slice = story.slice();
        assertThat(List.of(slice.remaining(), slice.allowance(), slice.used(), (long) slice.epoch()))
                .containsExactly(left, allowance, used, (long) epoch);
        assertThat(slice.planId()).isEqualTo("ent");
    }

    @Test
    void aNewEpochFiresThresholdsAgainAgainstTheNewAllowance() {
        Story story = given(CreditPolicy.PlanChange.PRORATED);
        story.deduct(200);
        story.change("pro", 1);
        story.deduct(1_949);
        assertThat(story.thresholds()).containsExactly("75 PENDING [75]");
        story.deduct(1);
        assertThat(story.thresholds()).containsExactly("75 PENDING [75]", "75 PENDING [75]");
    }

    @Test
    void aChangeWithoutAnOpenSliceOfThatSubscriptionIsRefused() {
        Story nothing = Story.begins();
        assertThat(((Outcome.Rejected) nothing.change("pro", 1)).code()).isEqualTo(ErrorCode.NO_CURRENT_SLICE);
        Story story = given(CreditPolicy.PlanChange.PRORATED);
        assertThat(((Outcome.Rejected) story.change("nonsense", 1)).code()).isEqualTo(ErrorCode.UNKNOWN_PLAN);
        Command other = new Command.ChangePlan(Story.TENANT, story.key(), "sub_2", "pro", 1, Story.T0, null);
        assertThat(((Outcome.Rejected) story.does(other)).code()).isEqualTo(ErrorCode.NO_CURRENT_SLICE);
        story.snapshot(SubscriptionStatus.CANCELED);
        assertThat(((Outcome.Rejected) story.change("pro", 1)).code()).isEqualTo(ErrorCode.NO_CURRENT_SLICE);
    }

    @ParameterizedTest
    @CsvSource({"PRORATED", "FULL_DELTA", "RESET"})
    void anUpgradeThatDoesNotFitIsRefusedAndChangesNothing(CreditPolicy.PlanChange policy) {
        Story story = given(policy);
        story.lot(Long.MAX_VALUE / 2);
        Account before = story.account();
        Outcome outcome = story.change("huge", 2);
        assertThat(((Outcome.Rejected) outcome).code()).isEqualTo(ErrorCode.AMOUNT_OVERFLOW);
        assertThat(story.account()).isSameAs(before);
    }

    @Test
    void anAdjustmentGrowsAllowanceAndRestAlikeAndUnfiresNothing() {
        Story story = given(CreditPolicy.PlanChange.PRORATED);
        story.deduct(150);
        story.does(new Command.AdjustSlice(Story.TENANT, story.key(), 1_000, new Attribution("ann", "sorry")));
        assertThat(story.slice().remaining()).isEqualTo(1_250);
        assertThat(story.slice().allowance()).isEqualTo(2_000);
        story.deduct(749);
        story.deduct(1);
        assertThat(story.thresholds()).containsExactly("75 PENDING [75]");
        story.deduct(300);
        assertThat(story.thresholds()).containsExactly("75 PENDING [75]", "90 PENDING [90]");
    }

    @Test
    void aResetEndsTheRestAndGrantsThePlanAnew() {
        Story story = given(CreditPolicy.PlanChange.PRORATED);
        story.does(new Command.ResetSlice(Story.TENANT, story.key(), new Attribution("ann", "sorry")));
        assertThat(story.rows()).containsExactly("EXPIRE SUBSCRIPTION -400", "GRANT SUBSCRIPTION 1000");
        assertThat(story.slice().used()).isZero();
        assertThat(story.slice().epoch()).isEqualTo(2);
        assertThat(story.slice().end()).isEqualTo(DAY30);
    }

    @Test
    void correctionsNeedAnOpenSlice() {
        Story story = Story.begins();
        Command adjust = new Command.AdjustSlice(Story.TENANT, story.key(), 1, Attribution.NONE);
        Command reset = new Command.ResetSlice(Story.TENANT, story.key(), Attribution.NONE);
        assertThat(((Outcome.Rejected) story.does(adjust)).code()).isEqualTo(ErrorCode.NO_CURRENT_SLICE);
        assertThat(((Outcome.Rejected) story.does(reset)).code()).isEqualTo(ErrorCode.NO_CURRENT_SLICE);
    }

    @Test
    void aChangeInsideATrialGrantsNothingBeforeItIsPaid() {
        Story story = Story.begins();
        story.paid(Story.trial(Story.SUB, "starter", Story.T0, Story.T1));
        story.change("pro", 1);
        assertThat(story.pools()).containsExactly(100L, 0L, 0L, 0L);
    }

    @Test
    void aSecondTrialDoesNotGetCreditsByAChange() {
        Story story = Story.begins();
        story.paid(Story.trial("sub_0", "starter", Story.T0, Story.T1));
        story.says(new SubscriptionSnapshot(
                "sub_0", "starter", 1, SubscriptionStatus.CANCELED, Story.T0, null, null, null, false, Story.T0));
        story.paid(Story.trial(Story.SUB, "starter", Story.T0, Story.T1));
        story.change("pro", 1);
        assertThat(story.pools()).containsExactly(0L, 0L, 0L, 0L);
    }

    @Test
    void aResettingChangeThatDoesNotFitBesideBundlesIsRefused() {
        Story story = given(CreditPolicy.PlanChange.RESET);
        story.lot(Long.MAX_VALUE - 4_400);
        assertThat(((Outcome.Rejected) story.change("pro", 1)).code()).isEqualTo(ErrorCode.AMOUNT_OVERFLOW);
        assertThat(story.pools()).containsExactly(400L, Long.MAX_VALUE - 4_400, 0L, 0L);
    }

    @ParameterizedTest
    @CsvSource({"PRORATED", "FULL_DELTA", "RESET"})
    void aChangeInTheGraceOfAnEndedSliceAddsNothingAndRepeatsNoThreshold(CreditPolicy.PlanChange policy) {
        Story story = given(policy);
        story.deduct(200);
        Outcome late = story.at(DAY30.plus(Duration.ofHours(1))).change("pro", 1);
        assertThat(((Outcome.Rejected) late).code()).isEqualTo(ErrorCode.PERIOD_NOT_PAID);
        story.deduct(1);
        assertThat(story.pools()).containsExactly(199L, 0L, 0L, 0L);
        assertThat(story.thresholds()).containsExactly("75 PENDING [75]");
    }

    @Test
    void aChangeThatIsHeardOfAfterTheRenewalAddsNothing() {
        Story story = Story.subscribed();
        story.at(Story.T1).paid("starter", Story.T1, Story.T2);
        story.does(new Command.ChangePlan(Story.TENANT, story.key(), Story.SUB, "ent", 1, DAY10, null));
        assertThat(story.pools()).containsExactly(1_000L, 0L, 0L, 0L);
    }

    @Test
    void aChangeThatIsHeardOfLateInsideItsSliceAddsWhatItWouldHaveAddedInTime() {
        Story story = given(CreditPolicy.PlanChange.PRORATED);
        story.at(DAY30.minusMillis(1));
        story.does(new Command.ChangePlan(Story.TENANT, story.key(), Story.SUB, "pro", 1, DAY10, null));
        assertThat(story.pools()).containsExactly(3_066L, 0L, 0L, 0L);
    }

    @Test
    void resettingATrialGrantsTheTrialOnly() {
        Story story = Story.begins();
        story.paid(Story.trial(Story.SUB, "starter", Story.T0, Story.T1));
        story.deduct(60);
        story.does(new Command.ResetSlice(Story.TENANT, story.key(), Attribution.NONE));
        assertThat(story.pools()).containsExactly(100L, 0L, 0L, 0L);
    }

    @Test
    void creditsTakenAwayAfterAResetNeverMakeTheAllowanceNegative() {
        Story story = Story.subscribed();
        Hold hold = story.hold(1_000);
        story.does(new Command.ResetSlice(Story.TENANT, story.key(), Attribution.NONE));
        story.release(hold);
        Command away = new Command.TakeAway(Story.TENANT, story.key(), Pool.SUBSCRIPTION, 1_500, Attribution.NONE);
        assertThat(story.does(away)).isInstanceOf(Outcome.Insufficient.class);
        assertThat(story.slice().allowance()).isEqualTo(1_000);
    }
}
