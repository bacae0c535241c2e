// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.tollbridge.billing.InvalidArgumentException;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.ledger.Pool;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Usage thresholds (R17): those that are muted, and those of the slice's and the bundles' credits together. */
class ThresholdTest {
    private static final String T = Story.TENANT;
    private static final CreditPolicy TOTAL = CreditPolicy.DEFAULT.thresholdBasis(CreditPolicy.ThresholdBasis.TOTAL);

    /** A lot of so many credits, and then a paid slice of 1000 beside it. */
    private static Story total(long bundles) {
        Story story = Story.with(TOTAL);
        story.lot(bundles);
        story.paid("starter", Story.T0, Story.T1);
        return story;
    }

    private static Outcome mute(Story story, Integer... percents) {
        return story.does(new TenantCommand.Mute(T, Thresholds.bits(List.of(percents))));
    }

    private static Outcome reverse(Story story, List<LedgerEntry> legs) {
        long operation = legs.get(0).operationId();
        return story.does(new Command.Reverse(T, operation, null, null, Attribution.NONE, legs, List.of()));
    }

    static Stream<Arguments> mutings() {
        return Stream.of(
                arguments(List.of(75), 750, List.of("75 SUPPRESSED [75]")),
                arguments(List.of(75), 900, List.of("75 SUPPRESSED [75]", "90 PENDING [75, 90]")),
                arguments(List.of(90), 900, List.of("75 PENDING [75, 90]", "90 SUPPRESSED [90]")),
                arguments(
                        List.of(100),
                        1_000,
                        List.of("75 SUPERSEDED [75]", "90 PENDING [75, 90, 100]", "100 SUPPRESSED [100]")),
                arguments(
                        List.of(75, 100),
                        1_000,
                        List.of("75 SUPPRESSED [75]", "90 PENDING [75, 90, 100]", "100 SUPPRESSED [100]")),
                arguments(
                        List.of(75, 90, 100),
                        1_000,
                        List.of("75 SUPPRESSED [75]", "90 SUPPRESSED [90]", "100 SUPPRESSED [100]")),
                arguments(
                        List.of(),
                        1_000,
                        List.of("75 SUPERSEDED [75]", "90 SUPERSEDED [90]", "100 PENDING [75, 90, 100]")));
    }

    @ParameterizedTest
    @MethodSource("mutings")
    void theHighestThatIsNotMutedIsDeliveredAndNamesAll(List<Integer> muted, long used, List<String> told) {
        Story story = Story.subscribed();
        mute(story, muted.toArray(Integer[]::new));
        story.deduct(used);
        assertThat(story.thresholds()).isEqualTo(told);
    }

    @Test
    void aThresholdThatWasMutedWhenItWasCrossedIsNotToldLater() {
        Story story = Story.subscribed();
        mute(story, 75);
        story.deduct(750);
        mute(story);
        story.deduct(1);
        assertThat(story.thresholds()).containsExactly("75 SUPPRESSED [75]");
    }

    static Stream<Arguments> sets() {
        return Stream.of(
                arguments(List.of(), 0),
                arguments(List.of(75), 1),
                arguments(List.of(90), 2),
                arguments(List.of(75, 90), 3),
                arguments(List.of(100), 4),
                arguments(List.of(75, 100), 5),
                arguments(List.of(75, 90, 100), 7));
    }

    @ParameterizedTest
    @MethodSource("sets")
    void setsOfThresholdsAreStoredAsBitsAndComeBack(List<Integer> percents, int bits) {
        assertThat(Thresholds.bits(percents)).isEqualTo(bits);
        assertThat(Thresholds.percents(bits)).isEqualTo(percents);
        assertThat(Thresholds.percents(bits | 8))
                .as("with a bit of no threshold")
                .isEqualTo(percents);
    }

    @ParameterizedTest
    @ValueSource(ints = {-75, 0, 1, 74, 76, 101})
    void whatIsNoThresholdCannotBeChosen(int percent) {
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> Thresholds.bits(List.of(75, percent)))
                .withMessageContaining("none of " + percent);
    }

    @Test
    @DisplayName("F14: on the total basis 1125 of 1000 and 500 are 75 percent")
    void totalBasis() {
        Story story = total(500);
        story.deduct(1_000);
        story.deduct(124);
        assertThat(story.thresholds()).isEmpty();
        story.deduct(1);
        assertThat(story.thresholds()).containsExactly("75 PENDING [75]");
        story.deduct(375);
        assertThat(story.thresholds())
                .containsExactly("75 PENDING [75]", "90 SUPERSEDED [90]", "100 PENDING [90, 100]");
    }

    @Test
    void useOfBundlesThatCameLaterCountsAndTheBasisStays() {
        Story story = Story.subscribed(TOTAL);
        story.hold(500);
        story.deduct(500);
        story.lot(400);
        story.deduct(249);
        assertThat(story.thresholds()).isEmpty();
        story.deduct(1);
        assertThat(story.thresholds()).containsExactly("75 PENDING [75]");
    }

    @Test
    void bundleCreditsThatComeBackAreNotUsed() {
        Story story = Story.subscribed(TOTAL);
        story.hold(500);
        story.deduct(500);
        story.lot(400);
        story.deduct(200);
        reverse(story, story.last().entries());
        story.deduct(249);
        assertThat(story.thresholds()).isEmpty();
        story.deduct(1);
        assertThat(story.thresholds()).containsExactly("75 PENDING [75]");
    }

    @Test
    void bundleCreditsThatWereUsedBeforeTheSliceAndComeBackInsideItDoNotReduceItsUse() {
        Story story = total(500);
        story.deduct(1_100);
        List<LedgerEntry> former = story.last().entries();
        story.at(Story.T1).paid("starter", Story.T1, Story.T2);
        story.deduct(1_049);
        int told = story.thresholds().size();
        reverse(story, former);
        assertThat(story.account().bundleCredits()).isEqualTo(451);
        story.deduct(1);
        assertThat(story.thresholds()).hasSize(told + 1).last().isEqualTo("75 PENDING [75]");
    }

    @Test
    void capturedCreditsCountOnceWhereverTheyWereHeld() {
        Story story = total(500);
        Hold hold = story.hold(1_100);
        story.capture(hold, 1_100);
        assertThat(story.thresholds()).isEmpty();
        story.deduct(24);
        assertThat(story.thresholds()).isEmpty();
        story.deduct(1);
        assertThat(story.thresholds()).containsExactly("75 PENDING [75]");
    }

    @Test
    void whatACaptureTakesBeyondTheHoldCountsToo() {
        Story story = total(500);
        Hold hold = story.hold(1_100);
        story.capture(hold, 1_125);
        assertThat(story.thresholds()).containsExactly("75 PENDING [75]");
    }

    @Test
    void bundlesThatPayForAllCrossNothingOnTheSubscriptionBasis() {
        Story story = Story.subscribed();
        story.deduct(700);
        story.does(new Command.TakeAway(T, story.key(), Pool.SUBSCRIPTION, 300, Attribution.NONE));
        story.lot(50);
        story.deduct(10);
        assertThat(story.slice().used()).isEqualTo(story.slice().allowance());
        assertThat(story.thresholds()).isEmpty();
    }

    @Test
    void useAfterTheSliceHasEndedIsNotItsUse() {
        Story story = total(500);
        story.after(Duration.ofDays(1)).snapshot(SubscriptionStatus.CANCELED);
        story.deduct(500);
        assertThat(story.slice().bundlesUsed()).isZero();
        assertThat(story.thresholds()).isEmpty();
    }

    @Test
    void useInsideTheSliceIsCountedByPool() {
        Story story = total(500);
        story.deduct(1_010);
        assertThat(List.of(story.slice().used(), story.slice().bundlesUsed())).containsExactly(1_000L, 10L);
        assertThat(story.slice().bundlesAtStart()).isEqualTo(500);
    }

    @Test
    void aTotalBasisBeyondTheLargestNumberIsTheLargestNumber() {
        long most = Long.MAX_VALUE - 1_000;
        Story story = total(most);
        story.does(new Command.TakeAway(T, story.key(), Pool.BUNDLE, most, Attribution.NONE));
        story.does(new Command.AdjustSlice(T, story.key(), 5_000, Attribution.NONE));
        story.deduct(6_000);
        assertThat(story.thresholds()).isEmpty();
    }

    @Test
    void theCountOfUsedBundlesNeitherGoesBelowZeroNorWrapsAround() {
        Slice slice = total(500).slice();
        assertThat(slice.withBundlesUsed(0).bundlesUsed()).isZero();
        assertThat(slice.withBundlesUsed(5).withBundlesUsed(-4).bundlesUsed()).isEqualTo(1);
        assertThat(slice.withBundlesUsed(5).withBundlesUsed(-7).bundlesUsed()).isZero();
        assertThat(slice.withBundlesUsed(Long.MAX_VALUE).withBundlesUsed(1).bundlesUsed())
                .isEqualTo(Long.MAX_VALUE);
    }
}
