// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LotTest {
    private static final Instant D10 = Story.T0.plus(Duration.ofDays(10));
    private static final Instant D20 = Story.T0.plus(Duration.ofDays(20));

    @ParameterizedTest
    @CsvSource({"0, 500, 0, 500, 0", "50, 500, 0, 450, 50", "500, 500, 0, 0, 500", "800, 500, 300, 0, 500"})
    void debtIsRepaidFirst(long debt, long bought, long debtAfter, long bundleAfter, long repaid) {
        Story story = Story.begins();
        story.does(new TenantCommand.Mute(Story.TENANT, 1));
        story.deduct(debt, ShortfallPolicy.overage(1_000));
        Outcome.Granted granted = (Outcome.Granted) story.lot(bought);
        assertThat(story.pools()).containsExactly(0L, bundleAfter, 0L, debtAfter);
        assertThat(granted.credits()).isEqualTo(bought);
        assertThat(granted.debtRepaid()).isEqualTo(repaid);
        assertThat(granted.spendableAfter()).isEqualTo(bundleAfter);
    }

    @Test
    void subscriptionGrantsDoNotRepayDebt() {
        Story story = Story.begins();
        story.does(new TenantCommand.Mute(Story.TENANT, 1));
        story.deduct(50, ShortfallPolicy.overage(1_000));
        story.paid("starter", Story.T0, Story.T1);
        story.does(new Command.AdjustSlice(Story.TENANT, story.key(), 10, Attribution.NONE));
        assertThat(story.pools()).containsExactly(1_010L, 0L, 0L, 50L);
    }

    @Test
    void eachSourceHasItsKindOfRow() {
        Story story = Story.begins();
        for (Grant.Source source : Grant.Source.values()) {
            story.does(new Command.AddLot(
                    Story.TENANT, story.key(), source, 1, null, true, new Attribution("ann", "because")));
        }
        assertThat(story.allRows())
                .containsExactly(
                        "ADJUST BUNDLE 1", "PURCHASE BUNDLE 1", "GIFT BUNDLE 1", "ADJUST BUNDLE 1", "OPENING BUNDLE 1");
        assertThat(story.last().entries()).allMatch(row -> "ann".equals(row.actor()) && "because".equals(row.reason()));
    }

    @Test
    void aLotMustExpireInTheFuture() {
        Story story = Story.begins();
        assertThat(((Outcome.Rejected) story.lot(1, Story.T0, false)).code()).isEqualTo(ErrorCode.ARGUMENT_INVALID);
        assertThat(story.lot(1, Story.T0.plusMillis(1), false).succeeded()).isTrue();
    }

    @Test
    void lotsExpireEachAtItsTime() {
        Story story = Story.begins();
        story.lot(10, D10, false);
        story.lot(7, D20, false);
        story.deduct(2);
        story.at(D10.minusMillis(1)).settle();
        assertThat(story.pools()).containsExactly(0L, 15L, 0L, 0L);
        story.at(D10).settle();
        assertThat(story.rows()).containsExactly("EXPIRE BUNDLE -8");
        story.at(D20).settle();
        assertThat(story.rows()).containsExactly("EXPIRE BUNDLE -7");
        assertThat(story.account().grants()).isEmpty();
    }

    @Test
    void anExpiredLotCannotBeSpentByTheCommandThatFindsItExpired() {
        Story story = Story.begins();
        story.lot(10, D10, false);
        assertThat(story.at(D10).deduct(1).succeeded()).isFalse();
        assertThat(story.rows()).containsExactly("EXPIRE BUNDLE -10");
        assertThat(story.pools()).containsExactly(0L, 0L, 0L, 0L);
    }

    @Test
    void creditsThatDoNotFitAreRefusedAndTheLastThatFitAreNot() {
        Story story = Story.begins();
        story.lot(Long.MAX_VALUE - 10);
        story.hold(100);
        assertThat(((Outcome.Rejected) story.lot(11)).code()).isEqualTo(ErrorCode.AMOUNT_OVERFLOW);
        assertThat(story.lot(10).succeeded()).isTrue();
        assertThat(((Outcome.Rejected) story.lot(1)).code()).isEqualTo(ErrorCode.AMOUNT_OVERFLOW);
        assertThat(story.account().spendable()).isEqualTo(Long.MAX_VALUE - 100);
    }

    @Test
    void aSliceThatIsDueIsCutToWhatFits() {
        Story story = Story.begins();
        story.local("free");
        story.deduct(50);
        story.lot(Long.MAX_VALUE - 50);
        story.lot(30);
        story.at(Story.T1).settle();
        assertThat(story.pools()).containsExactly(20L, Long.MAX_VALUE - 20, 0L, 0L);
        story.deduct(70);
        story.at(Story.T2).settle();
        assertThat(story.pools()).containsExactly(50L, Long.MAX_VALUE - 70, 0L, 0L);
    }
}
