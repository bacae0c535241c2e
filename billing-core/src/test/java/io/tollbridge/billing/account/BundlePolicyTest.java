// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bundles that can be spent only while a subscription lives (R9), if the host wants it so. */
class BundlePolicyTest {
    private static final CreditPolicy TIED = CreditPolicy.DEFAULT.bundlesNeedSubscription(true);
    private static final Instant D10 = Story.T0.plus(Duration.ofDays(10));

    /** S = 0, B = 300. */
    private static Story given(CreditPolicy policy) {
        Story story = Story.subscribed(policy);
        story.deduct(1_000);
        story.lot(300);
        return story;
    }

    private static long usable(Story story) {
        return story.decider().usable(story.account(), story.now());
    }

    @ParameterizedTest
    @CsvSource({
        "ACTIVE, true",
        "TRIALING, true",
        "PAST_DUE, true",
        "UNPAID, false",
        "PAUSED, false",
        "CANCELED, false",
        "INCOMPLETE_EXPIRED, false"
    })
    void tiedBundlesAreUsableWhileTheSubscriptionLives(SubscriptionStatus status, boolean lives) {
        Story story = given(TIED).at(D10);
        story.snapshot(status);
        assertThat(usable(story)).isEqualTo(lives ? 300 : 0);
        assertThat(story.deduct(1).succeeded()).isEqualTo(lives);
        assertThat(story.account().bundleCredits()).as("kept").isEqualTo(lives ? 299 : 300);

        Story free = given(CreditPolicy.DEFAULT).at(D10);
        free.snapshot(status);
        assertThat(usable(free)).isEqualTo(300);
        assertThat(free.deduct(300).succeeded()).isTrue();
    }

    @Test
    void tiedBundlesAreNotUsableBeforeASubscriptionIsPaid() {
        Story story = Story.with(TIED);
        story.lot(300);
        assertThat(story.deduct(1)).isEqualTo(new Outcome.Insufficient(1, 0, null));
        story.snapshot(SubscriptionStatus.INCOMPLETE);
        assertThat(story.deduct(1)).isEqualTo(new Outcome.Insufficient(1, 0, null));
        story.paid("starter", Story.T0, Story.T1);
        assertThat(usable(story)).isEqualTo(1_300);
        assertThat(story.deduct(1_300).succeeded()).isTrue();
    }

    @Test
    void tiedBundlesAreUsableUntilAScheduledEnd() {
        Story story = given(TIED);
        story.says(new SubscriptionSnapshot(
                Story.SUB, "starter", 1, SubscriptionStatus.ACTIVE, Story.T0, null, null, D10, false, Story.T0));
        story.at(D10.minusMillis(1));
        assertThat(usable(story)).isEqualTo(300);
        assertThat(story.deduct(1).succeeded()).isTrue();
        story.at(D10);
        assertThat(usable(story)).isZero();
        assertThat(story.deduct(1).succeeded()).isFalse();
    }

    @Test
    void aLocalPlanIsASubscriptionToo() {
        Story story = Story.with(TIED);
        story.local("free");
        story.lot(300);
        assertThat(story.deduct(350).succeeded()).isTrue();
    }

    @Test
    void nobodyOwesBesideBundlesThatAreOutOfReach() {
        Story story = given(TIED).at(D10);
        story.snapshot(SubscriptionStatus.CANCELED);
        assertThat(story.deduct(5, ShortfallPolicy.overage(100)).succeeded()).isFalse();
        assertThat(story.pools()).containsExactly(0L, 300L, 0L, 0L);
    }

    @Test
    void aHoldOfBundlesThatGetOutOfReachStaysCapturableButTakesNoMore() {
        Story story = given(TIED).at(D10);
        Hold hold = story.hold(100);
        story.snapshot(SubscriptionStatus.CANCELED);
        Outcome.HoldEnded captured = (Outcome.HoldEnded) story.capture(hold, 120);
        assertThat(captured.hold().settled()).isEqualTo(100);
        assertThat(captured.hold().unmet()).isEqualTo(20);
        assertThat(story.pools()).containsExactly(0L, 200L, 0L, 0L);
    }
}
