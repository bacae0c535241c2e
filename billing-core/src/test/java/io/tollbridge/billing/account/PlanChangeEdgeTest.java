// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.account.CreditPolicy.PlanChange;
import io.tollbridge.billing.catalog.Catalog;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Changes of plan (R10) where there is little room, of another interval, and that are heard of late. */
class PlanChangeEdgeTest {
    private static final String T = Story.TENANT;
    private static final Instant D10 = Story.T0.plus(Duration.ofDays(10));
    private static final Instant DAY30 = Story.T0.plus(Duration.ofDays(30));
    private static final Instant YEAR = Instant.parse("2027-03-01T10:00:00Z");

    /** STARTER, a slice of 30 days, S=400 U=600, on day 10. */
    private static Story given(PlanChange policy) {
        Story story = Story.with(CreditPolicy.DEFAULT.planChange(policy));
        story.paid("starter", Story.T0, DAY30);
        story.deduct(600);
        return story.at(D10);
    }

    private static Outcome change(Story story, String plan, Instant effectiveAt, @Nullable Instant paidThrough) {
        return story.does(new Command.ChangePlan(T, story.key(), Story.SUB, plan, 1, effectiveAt, paidThrough));
    }

    @ParameterizedTest
    @CsvSource({"PRORATED, 2666", "FULL_DELTA, 4000", "RESET, 4600"})
    void anUpgradeNeedsRoomForWhatItAddsAndNotMore(PlanChange policy, long adds) {
        Story story = given(policy);
        story.lot(Long.MAX_VALUE - 400 - adds);
        assertThat(story.change("pro", 1)).isInstanceOf(Outcome.Granted.class);

        Story tight = given(policy);
        tight.lot(Long.MAX_VALUE - 400 - adds + 1);
        Outcome.Rejected refused = (Outcome.Rejected) tight.change("pro", 1);
        assertThat(refused.code()).isEqualTo(ErrorCode.AMOUNT_OVERFLOW);
        assertThat(tight.slice().planId()).isEqualTo("starter");
    }

    @Test
    void aDowngradeNeedsNoRoomAtAll() {
        Story story = Story.with(CreditPolicy.DEFAULT.planChange(PlanChange.RESET));
        story.paid("pro", Story.T0, DAY30);
        story.deduct(5_000);
        story.lot(Long.MAX_VALUE - 5_000);
        story.lot(4_500);
        assertThat(story.change("starter", 1)).isInstanceOf(Outcome.Noted.class);
        assertThat(story.slice().planId()).isEqualTo("starter");
        assertThat(story.subscription().planId()).isEqualTo("starter");
    }

    @Test
    void anOperatorsAdditionAndResetNeedRoomToo() {
        Story story = given(PlanChange.PRORATED);
        story.lot(Long.MAX_VALUE - 1_000);
        Outcome adjusted = story.does(new Command.AdjustSlice(T, story.key(), 601, Attribution.NONE));
        assertThat(((Outcome.Rejected) adjusted).code()).isEqualTo(ErrorCode.AMOUNT_OVERFLOW);
        story.lot(1);
        Outcome reset = story.does(new Command.ResetSlice(T, story.key(), Attribution.NONE));
        assertThat(((Outcome.Rejected) reset).code()).isEqualTo(ErrorCode.AMOUNT_OVERFLOW);
        assertThat(story.account().subscriptionCredits()).isEqualTo(400);
    }

    @Test
    void aChangeToAYearlyPriceGrowsTheSliceAndTheOthersFollowByThemselves() {
        Story story = Story.subscribed();
        change(story.at(D10), "pro", D10, YEAR);
        assertThat(story.account().subscriptionCredits()).isEqualTo(3_709);
        assertThat(story.subscription().paidThrough()).isEqualTo(YEAR);
        story.at(Story.T1).settle();
        assertThat(story.pools()).containsExactly(5_000L, 0L, 0L, 0L);
        assertThat(story.slice().end()).isEqualTo(Story.T2);
    }

    @Test
    void aChangeThatIsHeardOfAfterALaterPeriodWasPaidSaysNothingAnyMore() {
        for (Instant paidThrough : Arrays.asList(YEAR, null)) {
            Story story = Story.subscribed();
            story.at(Story.T1).paid("starter", Story.T1, Story.T2);
            change(story, "pro", D10, paidThrough);
            assertThat(story.pools()).containsExactly(1_000L, 0L, 0L, 0L);
            assertThat(story.subscription().planId())
                    .as("as the invoice of the renewal says")
                    .isEqualTo("starter");
            assertThat(story.subscription().paidThrough()).isEqualTo(Story.T2);
            assertThat(story.slice().planId()).isEqualTo("starter");
        }
    }

    @Test
    void aChangeTakesEffectInTheSliceThatContainsItsMoment() {
        Story first = Story.subscribed();
        first.at(D10);
        assertThat(change(first, "pro", Story.T0, null)).isInstanceOf(Outcome.Granted.class);
        assertThat(first.pools()).containsExactly(5_000L, 0L, 0L, 0L);
        Story last = Story.subscribed();
        last.at(D10);
        assertThat(change(last, "ent", Story.T1.minusMillis(1), null)).isInstanceOf(Outcome.Noted.class);
        Story after = Story.subscribed();
        after.at(D10);
        assertThat(((Outcome.Rejected) change(after, "ent", Story.T1, null)).code())
                .isEqualTo(ErrorCode.PERIOD_NOT_PAID);
    }

    @Test
    void aPlanThatLeftTheCatalogGoesOnWithWhatItsSlicesHadAtMost() {
        Story story = Story.begins();
        story.paid("starter", Story.T0, YEAR);
        story.does(new Command.AdjustSlice(T, story.key(), 77, Attribution.NONE));
        AccountDecider without = new AccountDecider(Catalog.builder().build(), CreditPolicy.DEFAULT);
        assertThat(without.at(story.account(), Story.T1).subscriptionCredits()).isEqualTo(1_000);
    }
}
