// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.tollbridge.billing.ledger.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConsumptionTest {
    private static final Instant SOON = Story.T0.plus(Duration.ofDays(10));
    private static final Instant LATER = Story.T0.plus(Duration.ofDays(20));

    private static Story given(long subscription, long bundle) {
        Story story = Story.subscribed();
        story.deduct(1_000 - subscription);
        if (bundle > 0) {
            story.lot(bundle);
        }
        return story;
    }

    static Stream<Arguments> deductions() {
        ShortfallPolicy over100 = ShortfallPolicy.overage(100);
        return Stream.of(
                // S, B, cost, policy, S B H D afterwards, charged, unmet
                arguments(1_000, 500, 300, ShortfallPolicy.REFUSE, List.of(700L, 500L, 0L, 0L), 300, 0),
                arguments(100, 500, 250, ShortfallPolicy.REFUSE, List.of(0L, 350L, 0L, 0L), 250, 0),
                arguments(100, 50, 150, ShortfallPolicy.REFUSE, List.of(0L, 0L, 0L, 0L), 150, 0),
                arguments(100, 50, 150, ShortfallPolicy.PARTIAL, List.of(0L, 0L, 0L, 0L), 150, 0),
                arguments(100, 50, 200, ShortfallPolicy.PARTIAL, List.of(0L, 0L, 0L, 0L), 150, 50),
                arguments(0, 1, 200, ShortfallPolicy.PARTIAL, List.of(0L, 0L, 0L, 0L), 1, 199),
                arguments(100, 50, 250, over100, List.of(0L, 0L, 0L, 100L), 250, 0),
                arguments(0, 0, 100, over100, List.of(0L, 0L, 0L, 100L), 100, 0),
                arguments(100, 0, 40, over100, List.of(60L, 0L, 0L, 0L), 40, 0),
                arguments(5, 0, 0, ShortfallPolicy.REFUSE, List.of(5L, 0L, 0L, 0L), 0, 0),
                arguments(0, 0, 0, ShortfallPolicy.PARTIAL, List.of(0L, 0L, 0L, 0L), 0, 0));
    }

    @ParameterizedTest
    @MethodSource("deductions")
    void chargesWhatThePolicyAllows(
            long subscription,
            long bundle,
            long cost,
            ShortfallPolicy policy,
            List<Long> poolsAfter,
            long charged,
            long unmet) {
        Story story = given(subscription, bundle);
        Outcome.Consumed consumed = (Outcome.Consumed) story.deduct(cost, policy);
        assertThat(story.pools()).isEqualTo(poolsAfter);
        assertThat(consumed.charged()).isEqualTo(charged);
        assertThat(consumed.unmet()).isEqualTo(unmet);
        assertThat(consumed.asDebt()).isEqualTo(poolsAfter.get(3));
        assertThat(consumed.spendableAfter()).isEqualTo(poolsAfter.get(0) + poolsAfter.get(1));
        assertThat(story.last().usage())
                .containsExactly(new UsageDelta(java.time.LocalDate.of(2026, 3, 1), "LLM", 1, charged, 0, 0));
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                arguments(100, 50, 151, ShortfallPolicy.REFUSE),
                arguments(0, 0, 1, ShortfallPolicy.PARTIAL),
                arguments(100, 50, 251, ShortfallPolicy.overage(100)),
                arguments(100, 50, 151, ShortfallPolicy.overage(0)),
                arguments(100, 50, Long.MAX_VALUE, ShortfallPolicy.overage(Long.MAX_VALUE - 200)),
                arguments(0, 0, Long.MAX_VALUE, ShortfallPolicy.REFUSE));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refusesAndWritesOnlyTheDenial(long subscription, long bundle, long cost, ShortfallPolicy policy) {
        Story story = given(subscription, bundle);
        Account before = story.account();
        Outcome.Insufficient refused = (Outcome.Insufficient) story.deduct(cost, policy);
        assertThat(refused.shortfall()).isEqualTo(cost - subscription - bundle);
        assertThat(refused.nextResetAt()).isEqualTo(Story.T1);
        assertThat(story.account()).isSameAs(before);
        assertThat(story.rows()).isEmpty();
        assertThat(story.last().usage())
                .containsExactly(new UsageDelta(java.time.LocalDate.of(2026, 3, 1), "LLM", 0, 0, 1, 0));
    }

    @Test
    void debtGrowsToItsLimitAndNotBeyond() {
        Story story = given(0, 0);
        ShortfallPolicy policy = ShortfallPolicy.overage(100);
        assertThat(story.deduct(60, policy).succeeded()).isTrue();
        assertThat(story.deduct(41, policy).succeeded()).isFalse();
        assertThat(story.deduct(40, policy).succeeded()).isTrue();
        assertThat(story.deduct(1, policy).succeeded()).isFalse();
        assertThat(story.pools()).containsExactly(0L, 0L, 0L, 100L);
    }

    @Test
    void debtOfTheLargestNumberDoesNotOverflow() {
        Story story = given(0, 0);
        ShortfallPolicy policy = ShortfallPolicy.overage(Long.MAX_VALUE);
        assertThat(story.deduct(Long.MAX_VALUE - 1, policy).succeeded()).isTrue();
        assertThat(story.deduct(1, policy).succeeded()).isTrue();
        assertThat(story.deduct(1, policy).succeeded()).isFalse();
        assertThat(story.account().debt()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void usesLotsByExpiryThenPromotionThenAgeThenNumber() {
        Story story = Story.begins();
        story.lot(1); // 1: paid, never expires, oldest
        story.after(Duration.ofMinutes(1)).lot(1, null, true); // 2: gift, never expires
        story.lot(1, LATER, false); // 3
        story.lot(1, LATER, true); // 4
        story.lot(1, SOON, false); // 5
        story.lot(1, SOON, false); // 6: same instant as 5
        story.after(Duration.ofMinutes(1)).lot(1); // 7
        story.deduct(7);
        assertThat(story.last().entries()).extracting(row -> row.grantId()).containsExactly(5L, 6L, 4L, 3L, 2L, 1L, 7L);
    }

    @Test
    void subscriptionCreditsGoBeforeALotThatExpiresEarlier() {
        Story story = given(10, 0);
        story.lot(10, SOON, true);
        story.deduct(15);
        assertThat(story.rows()).containsExactly("DEDUCT SUBSCRIPTION -10", "DEDUCT BUNDLE -5");
        assertThat(story.last().entries())
                .extracting(row -> row.operationId())
                .containsOnly(story.last().entries().get(0).seq());
        assertThat(story.last().entries().get(0).key()).isNotNull();
        assertThat(story.last().entries().get(1).key()).isNull();
    }

    @Test
    void thresholdsFollowSubscriptionUseOnly() {
        Story story = given(260, 500);
        assertThat(story.thresholds()).isEmpty();
        story.deduct(10);
        story.deduct(149);
        story.deduct(1);
        story.deduct(600);
        story.deduct(1);
        assertThat(story.thresholds()).containsExactly("75 PENDING [75]", "90 PENDING [90]", "100 PENDING [100]");
        assertThat(story.slice().used()).isEqualTo(1_000);
        assertThat(story.pools()).containsExactly(0L, 0L, 0L, 0L);
    }

    @Test
    void thresholdsThatAreCrossedAtOnceAreToldOnce() {
        Story story = Story.subscribed();
        story.deduct(1_000);
        assertThat(story.thresholds())
                .containsExactly("75 SUPERSEDED [75]", "90 SUPERSEDED [90]", "100 PENDING [75, 90, 100]");
    }

    static Stream<Arguments> crossings() {
        long max = Long.MAX_VALUE - 10;
        return Stream.of(
                arguments(3, 2, List.of()),
                arguments(3, 3, List.of("100 PENDING [75, 90, 100]")),
                arguments(4, 3, List.of("75 PENDING [75]")),
                arguments(4, 2, List.of()),
                arguments(10, 9, List.of("90 PENDING [75, 90]")),
                arguments(max, max / 4 * 3, List.of()),
                arguments(max, max / 4 * 3 + 3, List.of("75 PENDING [75]")),
                arguments(max, max / 10 * 9 - 1, List.of("75 PENDING [75]")),
                arguments(max, max - max / 10, List.of("90 PENDING [75, 90]")),
                arguments(max, max - 1, List.of("90 PENDING [75, 90]")),
                arguments(max, max, List.of("100 PENDING [75, 90, 100]")));
    }

    @ParameterizedTest
    @MethodSource("crossings")
    void thresholdsAreExact(long allowance, long used, List<String> told) {
        Story story = Story.subscribed();
        Slice.SliceGrant grant = Slice.SliceGrant.of(Story.SUB, "starter", 1, Story.T0, Story.T1, allowance);
        Draft draft = new Draft(story.account(), Story.T0);
        draft.slice(Slice.opened(1, grant, 0).withUsed(used));
        Thresholds.check(draft);
        assertThat(draft.decided(new Outcome.Noted("")).notifications())
                .filteredOn(row -> row.status() == io.tollbridge.billing.notification.Notification.Status.PENDING)
                .extracting(row -> row.threshold() + " " + row.status() + " " + row.crossed())
                .isEqualTo(told);
    }

    @Test
    void anAllowanceOfNothingFiresNothing() {
        Story story = Story.subscribed();
        story.does(new Command.TakeAway(Story.TENANT, story.key(), Pool.SUBSCRIPTION, 1_000, Attribution.NONE));
        story.lot(10);
        story.deduct(10);
        assertThat(story.thresholds()).isEmpty();
    }
}
