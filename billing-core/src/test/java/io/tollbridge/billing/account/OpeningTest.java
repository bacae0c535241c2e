// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** H14: balances that tenants bring along, and the trial that begins a subscription. */
class OpeningTest {
    private static final Instant UNTIL = Story.T0.plus(Duration.ofDays(10));
    private static final Attribution BY = new Attribution("jane", "import");

    private static Outcome opens(Story story, OpeningBalance.@Nullable OpenPeriod period, long bundle) {
        return story.does(new Command.Open(Story.TENANT, new OpeningBalance(period, bundle), BY));
    }

    private static OpeningBalance.OpenPeriod period(@Nullable String subscription, long credits) {
        return new OpeningBalance.OpenPeriod("starter", subscription, credits, UNTIL);
    }

    private static ErrorCode refusal(Outcome outcome) {
        return ((Outcome.Rejected) outcome).code();
    }

    @Test
    void anOpeningBalanceOfBothPoolsIsOneOperation() {
        Story story = Story.begins();
        Outcome.Granted opened = (Outcome.Granted) opens(story, period("sub_1", 400), 250);
        assertThat(story.rows()).containsExactly("OPENING SUBSCRIPTION 400", "OPENING BUNDLE 250");
        assertThat(story.last().entries()).extracting(row -> row.key()).containsExactly("f:opening", null);
        assertThat(story.last().entries()).extracting(row -> row.reason()).containsOnly("import");
        assertThat(opened.credits()).isEqualTo(650);
        assertThat(story.pools()).containsExactly(400L, 250L, 0L, 0L);
        assertThat(List.of(story.slice().allowance(), story.slice().used())).containsExactly(1_000L, 600L);
        assertThat(story.slice().end()).isEqualTo(UNTIL);
        assertThat(story.slice().subscriptionId()).isEqualTo("sub_1");
    }

    @Test
    void oneOfThePoolsMayBeEmpty() {
        Story bundles = Story.begins();
        opens(bundles, null, 1);
        assertThat(bundles.rows()).containsExactly("OPENING BUNDLE 1");
        assertThat(bundles.account().slice()).isNull();

        Story slice = Story.begins();
        opens(slice, period(null, 1), 0);
        assertThat(slice.rows()).containsExactly("OPENING SUBSCRIPTION 1");
        assertThat(slice.slice().subscriptionId()).isEqualTo("opening");

        Story used = Story.begins();
        opens(used, period("sub_1", 0), 0);
        assertThat(used.rows()).isEmpty();
        assertThat(used.slice().used()).isEqualTo(1_000);
        assertThat(used.last().grants()).extracting(Grant::credits).containsExactly(1_000L);
    }

    @Test
    void moreThanThePlanGrantsIsTheAllowance() {
        Story story = Story.begins();
        opens(story, period("sub_1", 1_700), 0);
        assertThat(List.of(story.slice().allowance(), story.slice().used())).containsExactly(1_700L, 0L);
    }

    @ParameterizedTest
    @CsvSource({"251, 0", "250, 1", "101, 1", "100, 2", "1, 2", "0, 3"})
    void thresholdsThatWerePassedBeforeTheImportAreNotTold(long left, int passed) {
        Story story = Story.begins();
        opens(story, period("sub_1", left), 0);
        assertThat(Integer.bitCount(story.slice().thresholdsFired())).isEqualTo(passed);
        assertThat(story.thresholds()).isEmpty();
        if (left > 1) {
            story.deduct(left - 1);
            story.deduct(1);
            assertThat(story.thresholds()).doesNotHaveDuplicates().last().isEqualTo("100 PENDING [100]");
            assertThat(story.thresholds().size()).isGreaterThanOrEqualTo(3 - passed);
        }
    }

    @Test
    void aLedgerIsOpenedOnceAndOnlyBeforeItsFirstRow() {
        Story bundles = Story.begins();
        bundles.lot(1);
        assertThat(refusal(opens(bundles, null, 5))).isEqualTo(ErrorCode.LEDGER_NOT_EMPTY);

        Story spent = Story.begins();
        opens(spent, period("sub_1", 0), 0);
        assertThat(refusal(opens(spent, null, 5))).isEqualTo(ErrorCode.LEDGER_NOT_EMPTY);
    }

    @Test
    void aPeriodThatIsOverOrOfAnUnknownPlanOrTooMuchIsRefusedAsAWhole() {
        Story story = Story.begins().at(UNTIL);
        assertThat(refusal(opens(story, period("sub_1", 5), 5))).isEqualTo(ErrorCode.ARGUMENT_INVALID);
        story.at(UNTIL.minusMillis(1));
        assertThat(refusal(opens(story, new OpeningBalance.OpenPeriod("gone", null, 5, UNTIL), 0)))
                .isEqualTo(ErrorCode.ARGUMENT_INVALID);
        assertThat(refusal(opens(story, period("sub_1", 5), Long.MAX_VALUE - 4)))
                .isEqualTo(ErrorCode.AMOUNT_OVERFLOW);
        assertThat(story.account()).isEqualTo(Account.unknown(Story.TENANT));
        assertThat(opens(story, period("sub_1", 5), 5).succeeded()).isTrue();
    }

    @Test
    void thePaidPeriodThatAnAnonymousOpeningIsAPartOfGrantsNothingMore() {
        Story story = Story.begins();
        opens(story, period(null, 400), 0);
        PaidPeriod paid =
                new PaidPeriod("sub_1", "starter", 1, UNTIL.minus(Duration.ofDays(31)), UNTIL, null, false, Story.T0);
        assertThat(story.paid(paid)).isInstanceOf(Outcome.Noted.class);
        assertThat(story.pools()).containsExactly(400L, 0L, 0L, 0L);
        assertThat(story.slice().subscriptionId()).isEqualTo("sub_1");
        assertThat(story.subscription().id()).isEqualTo("sub_1");
        assertThat(story.subscription().paidThrough()).isEqualTo(UNTIL);
    }

    @ParameterizedTest
    @CsvSource({"0, -1", "1, 0"})
    void aPaidPeriodThatDoesNotSpanTheOpeningReplacesIt(long startSeconds, long endSeconds) {
        Story story = Story.begins();
        opens(story, period(null, 400), 0);
        Instant start = startSeconds == 0 ? Story.T0.minusSeconds(60) : Story.T0;
        Instant end = UNTIL.plusSeconds(endSeconds);
        story.paid(new PaidPeriod("sub_1", "starter", 1, start, end, start, false, Story.T0));
        assertThat(story.pools()).containsExactly(1_000L, 0L, 0L, 0L);
        assertThat(story.rows()).containsExactly("EXPIRE SUBSCRIPTION -400", "GRANT SUBSCRIPTION 1000");
    }

    @Test
    void aTrialThatIsProlongedMovesItsEndOnly() {
        Story story = Story.begins();
        assertThat(story.paid(Story.trial("sub_1", "starter", Story.T0, UNTIL)).succeeded())
                .isTrue();
        assertThat(story.pools()).containsExactly(100L, 0L, 0L, 0L);
        assertThat(story.subscription().status()).isEqualTo(SubscriptionStatus.TRIALING);
        assertThat(story.subscription().anchor()).isEqualTo(UNTIL);
        story.deduct(30);

        Outcome prolonged = story.paid(Story.trial("sub_1", "starter", Story.T0, UNTIL.plusSeconds(9)));

        assertThat(prolonged).isEqualTo(new Outcome.Noted("the trial runs until " + UNTIL.plusSeconds(9)));
        assertThat(story.slice().end()).isEqualTo(UNTIL.plusSeconds(9));
        assertThat(story.subscription().paidThrough())
                .as("a trial pays for nothing")
                .isNull();
        assertThat(story.pools()).containsExactly(70L, 0L, 0L, 0L);
        story.paid(Story.trial("sub_1", "starter", Story.T0, UNTIL));
        assertThat(story.slice().end())
                .as("an older statement shortens nothing")
                .isEqualTo(UNTIL.plusSeconds(9));
    }

    @Test
    void theAnchorOfATrialThatSaysNoneIsItsEndAndOfAPaidPeriodItsStart() {
        Story trial = Story.begins();
        trial.paid(new PaidPeriod("sub_1", "starter", 1, Story.T0, UNTIL, null, true, Story.T0));
        assertThat(trial.subscription().anchor()).isEqualTo(UNTIL);
        Story paid = Story.begins();
        paid.paid(new PaidPeriod("sub_1", "starter", 1, Story.T0, UNTIL, null, false, Story.T0));
        assertThat(paid.subscription().anchor()).isEqualTo(Story.T0);
        assertThat(paid.subscription().status()).isEqualTo(SubscriptionStatus.ACTIVE);
    }

    @Test
    void aTrialOfNothingIsNotUsedUp() {
        Story story = Story.begins();
        Outcome nothing = story.paid(Story.trial("sub_1", "ent", Story.T0, UNTIL));
        assertThat(nothing).isInstanceOf(Outcome.Noted.class);
        assertThat(story.account().trialUsed()).isFalse();
        assertThat(story.subscription().id()).isEqualTo("sub_1");
    }

    @Test
    void aTrialThatDoesNotFitIsRefused() {
        Story story = Story.begins();
        story.lot(Long.MAX_VALUE - 99);
        assertThat(refusal(story.paid(Story.trial("sub_1", "starter", Story.T0, UNTIL))))
                .isEqualTo(ErrorCode.AMOUNT_OVERFLOW);
        assertThat(story.account().trialUsed()).isFalse();
    }
}
