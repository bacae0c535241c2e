// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.account.CreditPolicy.ClawbackShortfall;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What happens to a lot whose money goes back, or may go back; on the rules alone. */
class ClawbackTest {
    private static final Instant D10 = Story.T0.plus(Duration.ofDays(10));

    @ParameterizedTest
    @CsvSource({
        "1000, 0, 3000, 0",
        "1000, 1000, 3000, 333",
        "1000, 2000, 3000, 666",
        "1000, 2999, 3000, 999",
        "1000, 3000, 3000, 1000",
        "1000, 3001, 3000, 1000",
        "500, 500, 1500, 166",
        "1, 1, 2, 0",
        "9223372036854775807, 9223372036854775806, 9223372036854775807, 9223372036854775806",
        "9223372036854775807, 9223372036854775807, 3, 9223372036854775807",
        "9223372036854775807, 1, 2, 4611686018427387903"
    })
    void theShareOfAPriceIsExactAndRoundedDown(long credits, long part, long whole, long share) {
        assertThat(ClawbackRules.share(credits, part, whole)).isEqualTo(share);
    }

    @Test
    void theShareNeverOverflowsNorShrinks() {
        Random random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            long credits = random.nextLong(Long.MAX_VALUE);
            long whole = 1 + random.nextLong(Long.MAX_VALUE - 1);
            long part = random.nextLong(whole);
            long share = ClawbackRules.share(credits, part, whole);
            BigInteger product = BigInteger.valueOf(credits).multiply(BigInteger.valueOf(part));
            assertThat(BigInteger.valueOf(share).multiply(BigInteger.valueOf(whole)))
                    .isLessThanOrEqualTo(product);
            assertThat(ClawbackRules.share(credits, part + 1, whole)).isBetween(share, credits);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 9223372036854775807, 9223372036854775807", "1, 9223372036854775807, 9223372036854775807", "1, 2, 3"
    })
    void moneyThatIsMoreThanALongCountsAsTheGreatest(long a, long b, long sum) {
        assertThat(ClawbackRules.sum(a, b)).isEqualTo(sum);
    }

    /** The lot has 1000; so many are used and frozen, another lot has so many; so many are clawed and in doubt then. */
    @ParameterizedTest(name = "{0} used, {1} frozen, {2} elsewhere, {5}: {3} clawed and {4} in doubt")
    @CsvSource({
        "0,    300, 0,  200,  100, DEBT,    'CLAWBACK FROZEN -200'",
        "0,    300, 0,  300,  0,   DEBT,    'CLAWBACK FROZEN -300'",
        "0,    300, 0,  301,  0,   DEBT,    'CLAWBACK FROZEN -300; CLAWBACK BUNDLE -1'",
        "0,    300, 0,  1000, 0,   DEBT,    'CLAWBACK FROZEN -300; CLAWBACK BUNDLE -700'",
        "900,  0,   0,  100,  0,   DEBT,    'CLAWBACK BUNDLE -100'",
        "900,  0,   50, 150,  0,   DEBT,    'CLAWBACK BUNDLE -100; CLAWBACK BUNDLE -50'",
        "900,  0,   50, 151,  0,   DEBT,    'CLAWBACK BUNDLE -100; CLAWBACK BUNDLE -50; CLAWBACK DEBT 1'",
        "900,  0,   50, 151,  0,   FORGIVE, 'CLAWBACK BUNDLE -100; CLAWBACK BUNDLE -50; CLAWBACK DEBT 1; WRITE_OFF DEBT -1'",
        "1000, 0,   50, 1,    0,   DEBT,    'CLAWBACK BUNDLE -1'",
        "1000, 0,   0,  1,    0,   DEBT,    'CLAWBACK DEBT 1'",
        "0,    0,   0,  0,    1,   DEBT,    'FREEZE BUNDLE -1; FREEZE FROZEN 1'",
        "999,  0,   0,  0,    5,   DEBT,    'FREEZE BUNDLE -1; FREEZE FROZEN 1'",
        "0,    5,   0,  0,    4,   DEBT,    'UNFREEZE FROZEN -1; UNFREEZE BUNDLE 1'",
        "0,    5,   0,  0,    5,   DEBT,    ''",
    })
    void whatIsTakenComesFromTheLotThenFromOthersThenItIsOwed(
            long used,
            long frozen,
            long elsewhere,
            long clawed,
            long doubted,
            ClawbackShortfall shortfall,
            String legs) {
        Lots lots = new Lots(shortfall);
        lots.buy(1_000, null);
        if (used > 0) {
            lots.use(used);
        }
        if (elsewhere > 0) {
            lots.buy(elsewhere, null);
        }
        lots.settles(0, frozen);
        lots.settles(clawed, doubted);
        assertThat(String.join("; ", lots.legs)).isEqualTo(legs);
        assertThat(lots.row(1).clawback().disputed()).isEqualTo(doubted);

        lots.settles(0, 0);
        assertThat(lots.account.bundleCredits())
                .as("when the money has come after all, nothing has changed")
                .isEqualTo(1_000 - used + elsewhere);
        assertThat(lots.row(1).clawback()).isEqualTo(Clawback.NONE);
        assertThat(lots.account.debt()).isZero();
        assertThat(lots.account.frozenCredits()).isZero();
    }

    @Test
    void whatIsLeftIsTakenFirst() {
        Lots lots = Lots.of(1_000, null);
        assertThat(lots.settles(1_000, 0).pools()).containsExactly(0L, 0L, 0L, 0L);
        assertThat(lots.legs).containsExactly("CLAWBACK BUNDLE -1000");
    }

    @Test
    void partsAddUpToTheWholeAndARepetitionTakesNothing() {
        Lots lots = Lots.of(1_000, null);
        assertThat(lots.settles(333, 0).pools().get(0)).isEqualTo(667);
        assertThat(lots.settles(333, 0).legs).isEmpty();
        assertThat(lots.settles(666, 0).pools().get(0)).isEqualTo(334);
        assertThat(lots.settles(1_000, 0).pools().get(0)).isZero();
    }

    @Test
    void whatIsUsedIsDebtAndTheNextBundleRepaysIt() {
        Lots lots = Lots.of(1_000, null);
        lots.use(800);
        assertThat(lots.settles(1_000, 0).pools()).containsExactly(0L, 0L, 0L, 800L);
        assertThat(lots.legs).containsExactly("CLAWBACK BUNDLE -200", "CLAWBACK DEBT 800");
        lots.buy(1_000, null);
        assertThat(lots.pools()).containsExactly(200L, 0L, 0L, 0L);
    }

    @Test
    void whatIsUsedIsWrittenOffWhenThePolicySaysSo() {
        Lots lots = new Lots(ClawbackShortfall.FORGIVE);
        lots.buy(1_000, null);
        lots.use(800);
        assertThat(lots.settles(1_000, 0).pools()).containsExactly(0L, 0L, 0L, 0L);
        assertThat(lots.legs).containsExactly("CLAWBACK BUNDLE -200", "CLAWBACK DEBT 800", "WRITE_OFF DEBT -800");
    }

    @Test
    void otherLotsPayBeforeThereIsDebtTheLastToExpireFirst() {
        Lots lots = Lots.of(1_000, D10);
        lots.use(1_000);
        long soon = lots.buy(300, D10);
        long never = lots.buy(300, null);
        long later = lots.buy(300, D10.plusSeconds(1));
        lots.settles(700, 0);
        assertThat(lots.row(never).remaining()).isZero();
        assertThat(lots.row(later).remaining()).isZero();
        assertThat(lots.row(soon).remaining()).isEqualTo(200);
        assertThat(lots.settles(1_000, 0).pools()).containsExactly(0L, 0L, 0L, 100L);
    }

    @Test
    void whatEndedUnusedCountsAsTaken() {
        Lots lots = Lots.of(1_000, D10);
        lots.use(200);
        lots.settles(333, 0);
        lots.at(D10);
        assertThat(lots.row(1).clawback().expired()).isEqualTo(467);
        assertThat(lots.settles(800, 0).legs).isEmpty();
        assertThat(lots.settles(1_000, 0).pools()).containsExactly(0L, 0L, 0L, 200L);
    }

    @Test
    void heldCreditsPayTheClawWhenTheyAreReleased() {
        Lots lots = Lots.of(1_000, null);
        String hold = lots.hold(600);
        assertThat(lots.settles(1_000, 0).pools()).containsExactly(0L, 600L, 0L, 600L);
        lots.release(hold);
        assertThat(lots.pools()).containsExactly(0L, 0L, 0L, 0L);
    }

    @Test
    void heldCreditsThatAreUsedStayOwed() {
        Lots lots = Lots.of(1_000, null);
        String hold = lots.hold(600);
        lots.settles(1_000, 0);
        lots.capture(hold, 600);
        assertThat(lots.pools()).containsExactly(0L, 0L, 0L, 600L);
    }

    @Test
    void heldCreditsWhoseClawWasForgivenAreNotGivenAwayWhenTheyAreReleased() {
        Lots lots = new Lots(ClawbackShortfall.FORGIVE);
        lots.buy(1_000, null);
        String hold = lots.hold(600);
        assertThat(lots.settles(1_000, 0).pools()).containsExactly(0L, 600L, 0L, 0L);
        lots.release(hold);
        assertThat(lots.pools()).containsExactly(0L, 0L, 0L, 0L);
        assertThat(lots.settles(0, 0).pools()).containsExactly(1_000L, 0L, 0L, 0L);
    }

    @ParameterizedTest
    @EnumSource(ClawbackShortfall.class)
    void aRefundThatFailsLeavesNoTrace(ClawbackShortfall shortfall) {
        Lots lots = new Lots(shortfall);
        lots.buy(1_000, null);
        lots.use(800);
        lots.settles(1_000, 0);
        lots.settles(0, 0);
        assertThat(lots.pools()).containsExactly(200L, 0L, 0L, 0L);
        assertThat(lots.row(1).clawback()).isEqualTo(Clawback.NONE);
    }

    @Test
    void aDebtThatWasPaidMeanwhileComesBackAsCredits() {
        Lots lots = Lots.of(1_000, null);
        lots.use(800);
        lots.settles(1_000, 0);
        lots.buy(1_000, null);
        assertThat(lots.settles(0, 0).pools()).containsExactly(1_200L, 0L, 0L, 0L);
    }

    @Test
    void whatComesBackToALotThatHasEndedEndsExceptForWhatWasTakenElsewhere() {
        Lots lots = Lots.of(1_000, D10);
        lots.use(800);
        long other = lots.buy(500, null);
        lots.settles(1_000, 0);
        assertThat(lots.pools()).containsExactly(0L, 0L, 0L, 300L);
        lots.at(D10);
        lots.settles(0, 0);
        assertThat(lots.row(other).remaining()).isZero();
        assertThat(lots.pools()).containsExactly(500L, 0L, 0L, 0L);
        assertThat(lots.legs).containsExactly("CLAWBACK_UNDONE DEBT -300", "CLAWBACK_UNDONE BUNDLE 500");
        assertThat(lots.row(1).clawback().expired()).isEqualTo(200);
    }

    @Test
    void aDisputeFreezesWhatIsLeftAndGivesItBackWhenItIsWon() {
        Lots lots = Lots.of(1_000, null);
        lots.use(300);
        assertThat(lots.settles(0, 1_000).pools()).containsExactly(0L, 0L, 700L, 0L);
        assertThat(lots.legs).containsExactly("FREEZE BUNDLE -700", "FREEZE FROZEN 700");
        assertThat(lots.settles(0, 1_000).legs).isEmpty();
        assertThat(lots.settles(0, 0).pools()).containsExactly(700L, 0L, 0L, 0L);
        assertThat(lots.legs).containsExactly("UNFREEZE FROZEN -700", "UNFREEZE BUNDLE 700");
    }

    @Test
    void aLostDisputeTakesWhatIsFrozenFirst() {
        Lots lots = Lots.of(1_000, null);
        lots.use(300);
        lots.settles(0, 1_000);
        assertThat(lots.settles(1_000, 0).pools()).containsExactly(0L, 0L, 0L, 300L);
        assertThat(lots.legs).containsExactly("CLAWBACK FROZEN -700", "CLAWBACK DEBT 300");
        assertThat(lots.settles(0, 0).pools()).containsExactly(700L, 0L, 0L, 0L);
    }

    @Test
    void aDisputeOverAPartFreezesThatPart() {
        Lots lots = Lots.of(1_000, null);
        assertThat(lots.settles(0, 333).pools()).containsExactly(667L, 0L, 333L, 0L);
        assertThat(lots.settles(333, 333).pools()).containsExactly(334L, 0L, 333L, 0L);
    }

    @Test
    void creditsThatComeBackToADisputedLotAreFrozenToo() {
        Lots lots = Lots.of(1_000, null);
        String hold = lots.hold(600);
        assertThat(lots.settles(0, 1_000).pools()).containsExactly(0L, 600L, 400L, 0L);
        lots.release(hold);
        assertThat(lots.pools()).containsExactly(0L, 0L, 1_000L, 0L);
        assertThat(lots.settles(0, 0).pools()).containsExactly(1_000L, 0L, 0L, 0L);
    }

    @Test
    void whatIsUnfrozenPaysDebtFirst() {
        Lots lots = Lots.of(1_000, null);
        lots.settles(0, 1_000);
        long other = lots.buy(500, null);
        lots.use(500);
        lots.settles(other, 500, 0);
        assertThat(lots.pools()).containsExactly(0L, 0L, 1_000L, 500L);
        assertThat(lots.settles(0, 0).pools()).containsExactly(500L, 0L, 0L, 0L);
    }

    @Test
    void whatIsUnfrozenAfterTheLotHasEndedEnds() {
        Lots lots = Lots.of(1_000, D10);
        lots.settles(0, 1_000);
        lots.at(D10);
        assertThat(lots.pools()).containsExactly(0L, 0L, 1_000L, 0L);
        assertThat(lots.settles(0, 0).pools()).containsExactly(0L, 0L, 0L, 0L);
        assertThat(lots.legs).containsExactly("EXPIRE FROZEN -1000");
        assertThat(lots.settles(1_000, 0).pools()).containsExactly(0L, 0L, 0L, 0L);
    }

    @Test
    void whatWouldOverflowIsRefusedAsAWhole() {
        Lots lots = Lots.of(1_000, null);
        lots.settles(1_000, 0);
        lots.buy(Long.MAX_VALUE - 10, null);
        Outcome.Rejected rejected = lots.tries(1, 0, 0);
        assertThat(rejected).isNotNull();
        assertThat(rejected.code()).isEqualTo(ErrorCode.AMOUNT_OVERFLOW);
        assertThat(lots.pools().get(0)).isEqualTo(Long.MAX_VALUE - 10);
    }

    /**
     * Whatever the history: what counts as clawed follows the money alone, and credits are neither made nor lost. A
     * failure names its seed.
     */
    @ParameterizedTest
    @EnumSource(ClawbackShortfall.class)
    void clawedCreditsFollowTheMoneyInAnyHistory(ClawbackShortfall shortfall) {
        for (int seed = 0; seed < 2_000; seed++) {
            try {
                new ClawbackHistory(seed, shortfall).play();
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("seed " + seed, failure);
            }
        }
    }

    /** Two lots, random use, holds, refunds that succeed and fail, disputes in both outcomes. */
    private static final class ClawbackHistory {
        private static final long CREDITS = 1_000;
        private static final long PRICE = 2_999;

        private final Random random;
        private final Lots lots;
        private final List<String> holds = new java.util.ArrayList<>();
        private final long[] refunded = {0, 0};
        private final long[] lost = {0, 0};
        private final long[] atRisk = {0, 0};
        private long used;

        ClawbackHistory(long seed, ClawbackShortfall shortfall) {
            random = new Random(seed);
            lots = new Lots(shortfall);
            lots.buy(CREDITS, null);
            lots.buy(CREDITS, null);
        }

        void play() {
            for (int step = 0; step < 40; step++) {
                step();
                check();
            }
            holds.forEach(lots::release);
            holds.clear();
            for (int lot = 0; lot < 2; lot++) {
                refunded[lot] = 0;
                lost[lot] = 0;
                atRisk[lot] = 0;
                settle(lot);
            }
            check();
            assertThat(lots.account.spendable())
                    .as("all money is there again: so are all credits that were not used")
                    .isEqualTo(2 * CREDITS - used);
        }

        private void step() {
            int lot = random.nextInt(2);
            switch (random.nextInt(7)) {
                case 0 -> use();
                case 1 -> place();
                case 2 -> end();
                case 3 -> refunded[lot] = random.nextLong(PRICE + 1);
                case 4 -> lost[lot] = random.nextBoolean() ? 0 : random.nextLong(PRICE + 1);
                case 5 -> atRisk[lot] = random.nextBoolean() ? 0 : random.nextLong(PRICE + 1);
                default -> settle(lot);
            }
            settle(lot);
        }

        private void use() {
            long credits = random.nextLong(lots.account.spendable() + 1);
            lots.use(credits);
            used += credits;
        }

        private void place() {
            if (lots.account.spendable() > 0) {
                holds.add(lots.hold(1 + random.nextLong(lots.account.spendable())));
            }
        }

        private void end() {
            if (!holds.isEmpty()) {
                String hold = holds.remove(random.nextInt(holds.size()));
                if (random.nextBoolean()) {
                    lots.release(hold);
                } else {
                    long credits = java.util.Objects.requireNonNull(lots.holds.get(hold))
                            .credits();
                    lots.capture(hold, credits);
                    used += credits;
                }
            }
        }

        private void settle(int lot) {
            long gone = ClawbackRules.sum(refunded[lot], lost[lot]);
            long target = ClawbackRules.share(CREDITS, gone, PRICE);
            long doubted = ClawbackRules.share(CREDITS, ClawbackRules.sum(gone, atRisk[lot]), PRICE);
            lots.settles(lot + 1, target, doubted - target);
        }

        private void check() {
            long clawed = 0;
            long forgiven = 0;
            for (Grant lot : lots.rows.values()) {
                clawed += lot.clawback().clawed();
                forgiven += lot.clawback().forgiven();
                assertThat(lot.frozen()).isLessThanOrEqualTo(lot.clawback().disputed());
                assertThat(lot.remaining() == 0
                                || lot.frozen() == lot.clawback().disputed())
                        .as("what is disputed and there is frozen in %s", lot)
                        .isTrue();
            }
            List<Long> pools = lots.pools();
            assertThat(pools.get(0) + pools.get(1) + pools.get(2) - pools.get(3))
                    .as("bought, less what was used and clawed, is there or owed")
                    .isEqualTo(2 * CREDITS - used - clawed + forgiven);
        }
    }
}
