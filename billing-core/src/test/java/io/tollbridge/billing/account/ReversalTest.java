// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.ledger.LedgerEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Undoing charges (R21): to where each part came from, the last one first. */
class ReversalTest {
    private static final String T = Story.TENANT;
    private static final ShortfallPolicy OVERAGE = ShortfallPolicy.overage(1_000);

    /** S = 100 and a lot of 50, of which 170 were charged: 20 of them are debt. */
    private static Story charged() {
        Story story = Story.subscribed();
        story.deduct(900);
        story.lot(50);
        story.deduct(170, OVERAGE);
        return story;
    }

    private static Outcome reverse(Story story, Decision charge, @Nullable Long credits) {
        List<LedgerEntry> legs = charge.entries();
        long operation = legs.get(0).operationId();
        return story.does(new Command.Reverse(T, operation, null, credits, Attribution.NONE, legs, charge.grants()));
    }

    @ParameterizedTest
    @CsvSource({"1, 0, 0, 19", "20, 0, 0, 0", "21, 0, 1, 0", "70, 0, 50, 0", "71, 1, 50, 0", "170, 100, 50, 0"})
    void debtGoesFirstThenTheBundlesThenTheSlice(long credits, long slice, long bundles, long debt) {
        Story story = charged();
        Outcome outcome = reverse(story, story.last(), credits);
        assertThat(story.pools()).containsExactly(slice, bundles, 0L, debt);
        long operation = story.last().entries().get(0).operationId();
        assertThat(outcome).isEqualTo(new Outcome.Reversed(operation, slice, bundles, 20 - debt, 0, slice + bundles));
        assertThat(story.slice().used()).isEqualTo(1_000 - slice);
    }

    @Test
    void aPartThatEndsWithALegTouchesNoOther() {
        Story story = charged();
        reverse(story, story.last(), 20L);
        assertThat(story.rows()).containsExactly("REVERSE DEBT -20");
    }

    @Test
    void debtThatABundleSettledMeanwhileComesBackAsABundleOnly() {
        Story story = charged();
        Decision charge = story.last();
        story.lot(20);
        Outcome.Reversed outcome = (Outcome.Reversed) reverse(story, charge, 20L);
        assertThat(story.rows()).containsExactly("ADJUST BUNDLE 20");
        assertThat(outcome.debtReduced()).isZero();
        assertThat(outcome.toBundles()).isEqualTo(20);
        assertThat(story.pools()).containsExactly(0L, 20L, 0L, 0L);
    }

    @Test
    void creditsOfSeveralLotsThatWereUsedUpComeBackEachToItsOwn() {
        Story story = Story.begins();
        story.lot(100);
        story.lot(200);
        story.lot(400);
        story.deduct(300);
        reverse(story, story.last(), null);
        assertThat(story.last().entries())
                .extracting(row -> "#" + row.grantId() + " " + row.amount())
                .containsExactly("#2 200", "#1 100");
        assertThat(story.account().grants()).extracting(Grant::remaining).containsExactlyInAnyOrder(100L, 200L, 400L);
    }

    @Test
    void bundleCreditsThatComeBackSettleDebtFirst() {
        Story story = Story.begins();
        story.lot(100);
        story.deduct(100);
        Decision charge = story.last();
        story.deduct(30, OVERAGE);
        reverse(story, charge, null);
        assertThat(story.pools()).containsExactly(0L, 70L, 0L, 0L);
    }

    @Test
    void creditsOfASliceThatWasClosedAreDropped() {
        Story story = Story.subscribed();
        story.deduct(300);
        Decision charge = story.last();
        story.snapshot(SubscriptionStatus.CANCELED);
        assertThat(reverse(story, charge, null)).isEqualTo(new Outcome.Reversed(0, 0, 0, 0, 300, 0));
        assertThat(story.rows()).isEmpty();
    }

    @Test
    void creditsOfALotThatHasExpiredAreDropped() {
        Story story = Story.begins();
        story.lot(100, Story.T1, false);
        story.deduct(100);
        Decision charge = story.last();
        assertThat(reverse(story.at(Story.T1), charge, null)).isEqualTo(new Outcome.Reversed(0, 0, 0, 0, 100, 0));

        Story inTime = Story.begins();
        inTime.lot(100, Story.T1, false);
        inTime.deduct(100);
        reverse(inTime.at(Story.T1.minusMillis(1)), inTime.last(), null);
        assertThat(inTime.pools()).containsExactly(0L, 100L, 0L, 0L);
    }

    @Test
    void moreThanWasChargedIsNotUndoneNorWhatChargedNothing() {
        Story story = charged();
        assertThat(((Outcome.Rejected) reverse(story, story.last(), 171L)).code())
                .isEqualTo(ErrorCode.OPERATION_UNKNOWN);
        story.lot(20);
        assertThat(((Outcome.Rejected) reverse(story, story.last(), null)).code())
                .isEqualTo(ErrorCode.OPERATION_UNKNOWN);
    }
}
