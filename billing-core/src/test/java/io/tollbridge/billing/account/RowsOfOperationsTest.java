// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.ledger.Pool;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each operation's rows say what they are for, by whom they were made, under which key, and what they follow from. */
class RowsOfOperationsTest {
    private static final String T = Story.TENANT;
    private static final OperationKey KEY = OperationKey.caller("job", 7);
    private static final Attribution BY = new Attribution("jane", "because");
    private static final LocalDate TODAY = LocalDate.of(2026, 3, 1);

    /** S = 1000 of 1000 and a lot of 500: one row each. */
    private static Story given() {
        Story story = Story.subscribed();
        story.lot(500);
        return story;
    }

    /** The last rows, each as "seq/operation TYPE POOL grant amount = after; feature, key, by, after". */
    private static List<String> told(Story story) {
        return story.last().entries().stream().map(RowsOfOperationsTest::told).toList();
    }

    private static String told(LedgerEntry row) {
        return row.seq() + "/" + row.operationId() + " " + row.type() + " " + row.pool() + " #" + row.grantId() + " "
                + row.amount() + " = " + row.balanceAfter() + "/" + row.spendableAfter() + said(" for ", row.feature())
                + said(" key ", row.key()) + (row.fingerprint() == 0 ? "" : ":" + row.fingerprint())
                + said(" by ", row.actor()) + said(" as ", row.reason())
                + (row.relatedOperationId() == 0 ? "" : " after " + row.relatedOperationId());
    }

    private static String said(String word, @Nullable String value) {
        return value == null ? "" : word + value;
    }

    @Test
    void ofADeductionOverBothPoolsIntoDebt() {
        Story story = given();
        story.does(new Command.Deduct(T, KEY, "LLM", 1_520, ShortfallPolicy.overage(20)));
        assertThat(told(story))
                .containsExactly(
                        "3/3 DEDUCT SUBSCRIPTION #1 -1000 = 0/500 for LLM key k:job:7",
                        "4/3 DEDUCT BUNDLE #2 -500 = 0/0 for LLM",
                        "5/3 DEDUCT DEBT #0 20 = 20/0 for LLM");
    }

    @Test
    void ofAHoldAndItsCapture() {
        Story story = given();
        Hold hold =
                ((Outcome.Held) story.does(new Command.PlaceHold(T, KEY, "LLM", 1_100, Duration.ofHours(1)))).hold();
        assertThat(hold.operationId()).isEqualTo(3);
        assertThat(told(story))
                .containsExactly(
                        "3/3 HOLD SUBSCRIPTION #1 -1000 = 0/500 for LLM key k:job:7",
                        "4/3 HOLD BUNDLE #2 -100 = 400/400 for LLM",
                        "5/3 HOLD HELD #1 1000 = 1000/400 for LLM",
                        "6/3 HOLD HELD #2 100 = 1100/400 for LLM");
        story.capture(hold, 1_030);
        assertThat(told(story))
                .containsExactly(
                        "7/7 CAPTURE HELD #1 -1000 = 100/400 for LLM after 3",
                        "8/7 CAPTURE HELD #2 -30 = 70/400 for LLM after 3",
                        "9/7 RELEASE HELD #2 -70 = 0/400 for LLM after 3",
                        "10/7 RELEASE BUNDLE #2 70 = 470/470 for LLM after 3");
        assertThat(story.last().usage()).containsExactly(new UsageDelta(TODAY, "LLM", 1, 1_030, 0, 0));
        assertThat(((Outcome.HoldEnded) story.does(new Command.FindHold(T, hold.id())))
                        .hold()
                        .settled())
                .isEqualTo(1_030);
        assertThat(story.does(new Command.FindHold(T, "k:none"))).isInstanceOf(Outcome.Rejected.class);
    }

    @Test
    void ofARelease() {
        Story story = given();
        Hold hold = story.hold(10);
        story.release(hold);
        assertThat(told(story))
                .containsExactly(
                        "5/5 RELEASE HELD #1 -10 = 0/1490 for LLM after 3",
                        "6/5 RELEASE SUBSCRIPTION #1 10 = 1000/1500 for LLM after 3");
        assertThat(((Outcome.HoldEnded) story.release(hold)).repeated()).isTrue();
        assertThat(((Outcome.HoldEnded) story.expire(hold)).repeated()).isTrue();
    }

    @Test
    void ofARefusalThereAreNoneButItIsCounted() {
        Story story = given();
        story.does(new Command.PlaceHold(T, KEY, "LLM", 1_501, Duration.ofHours(1)));
        assertThat(told(story)).isEmpty();
        assertThat(story.last().usage()).containsExactly(new UsageDelta(TODAY, "LLM", 0, 0, 1, 0));
    }

    @Test
    void ofAReversalOfAPart() {
        Story story = given();
        story.deduct(1_200);
        List<LedgerEntry> legs = story.last().entries();
        story.after(Duration.ofDays(1));
        story.does(new Command.Reverse(T, 3, null, 250L, BY, legs, List.of()));
        assertThat(told(story))
                .containsExactly(
                        "5/5 REVERSE BUNDLE #2 200 = 500/500 for LLM key f:reverse:3:250 by jane as because after 3",
                        "6/5 REVERSE SUBSCRIPTION #1 50 = 50/550 for LLM by jane as because after 3");
        assertThat(story.last().usage()).containsExactly(new UsageDelta(TODAY, "LLM", 0, -250, 0, 0));
        assertThat(story.slice().used()).isEqualTo(950);
    }

    @Test
    void ofAReversalOfAllTheUseGoesToo() {
        Story story = given();
        story.deduct(10);
        story.does(new Command.Reverse(T, 3, null, null, BY, story.last().entries(), List.of()));
        assertThat(story.last().usage()).containsExactly(new UsageDelta(TODAY, "LLM", -1, -10, 0, 0));
        assertThat(((Outcome.Reversed) story.last().outcome()).toSubscription()).isEqualTo(10);
    }

    @Test
    void ofAReversalThatDoesNotFitThereAreNone() {
        Story story = given();
        story.deduct(1_000);
        List<LedgerEntry> legs = story.last().entries();
        story.lot(Long.MAX_VALUE - 1_000);
        Outcome refused = story.does(new Command.Reverse(T, 3, null, null, BY, legs, List.of()));
        assertThat(refused).isInstanceOf(Outcome.Rejected.class);
        assertThat(refused.succeeded()).isFalse();
    }

    @Test
    void ofAnOperatorsCorrections() {
        Story story = given();
        story.does(new Command.AdjustSlice(T, KEY, 30, BY));
        assertThat(told(story))
                .containsExactly("3/3 ADJUST SUBSCRIPTION #1 30 = 1030/1530 key k:job:7 by jane as because");
        story.does(new Command.TakeAway(T, KEY, Pool.SUBSCRIPTION, 1_030, BY));
        assertThat(told(story))
                .containsExactly("4/4 ADJUST SUBSCRIPTION #1 -1030 = 0/500 key k:job:7 by jane as because");
        story.does(new Command.TakeAway(T, KEY, Pool.BUNDLE, 500, BY));
        assertThat(told(story)).containsExactly("5/5 ADJUST BUNDLE #2 -500 = 0/0 key k:job:7 by jane as because");
        assertThat(story.does(new Command.TakeAway(T, KEY, Pool.BUNDLE, 1, BY)))
                .isEqualTo(new Outcome.Insufficient(1, 0, Story.T1));
    }

    @Test
    void ofAWaivedUse() {
        Story story = given();
        story.does(new Command.Waive(T, KEY, "LLM", 5, BY));
        assertThat(told(story))
                .containsExactly("3/3 WAIVE SUBSCRIPTION #1 0 = 1000/1500 for LLM key k:job:7 by jane as because");
        assertThat(story.last().usage()).containsExactly(new UsageDelta(TODAY, "LLM", 1, 0, 0, 5));
    }

    @Test
    void ofAReset() {
        Story story = given();
        story.deduct(400);
        story.does(new Command.ResetSlice(T, KEY, BY));
        assertThat(told(story))
                .containsExactly(
                        "4/4 EXPIRE SUBSCRIPTION #1 -600 = 0/500 key k:job:7 by jane as because",
                        "5/4 GRANT SUBSCRIPTION #3 1000 = 1000/1500 by jane as because");
    }

    @Test
    void ofAnUpgradeAndARenewal() {
        Story story = Story.subscribed();
        story.at(Story.T0.plus(Duration.ofDays(31).dividedBy(2)));
        story.does(new Command.ChangePlan(T, KEY, Story.SUB, "pro", 1, story.now(), null));
        assertThat(told(story)).containsExactly("2/2 PLAN_CHANGE SUBSCRIPTION #1 2000 = 3000/3000 key k:job:7");
        story.at(Story.T1).paid("starter", Story.T1, Story.T2);
        assertThat(told(story))
                .containsExactly(
                        "3/3 EXPIRE SUBSCRIPTION #1 -3000 = 0/0 key f:slice:sub_1:" + Story.T1.toEpochMilli(),
                        "4/3 GRANT SUBSCRIPTION #2 1000 = 1000/1000");
    }

    @Test
    void ofWhatTimeAloneEndsNameNobodyAndEachLotIsAnOperationOfItsOwn() {
        Story story = Story.subscribed();
        Instant soon = Story.T1.plus(Duration.ofDays(1));
        story.lot(5, soon, false);
        story.lot(7, soon.plusSeconds(1), false);
        story.at(Story.T1.plus(Duration.ofDays(3))).deduct(1);
        assertThat(told(story))
                .containsExactly(
                        "4/4 EXPIRE BUNDLE #2 -5 = 7/1007",
                        "5/5 EXPIRE BUNDLE #3 -7 = 0/1000",
                        "6/6 EXPIRE SUBSCRIPTION #1 -1000 = 0/0");
    }

    @Test
    void ofALotWhoseGiftPaysDebt() {
        Story story = Story.begins();
        // why: overage of an unknown tenant is refused
        story.does(new Command.Waive(T, story.key(), "LLM", 1, BY));
        story.deduct(30, ShortfallPolicy.overage(30));
        story.does(new Command.AddLot(T, KEY, Grant.Source.GIFT, 100, null, true, BY));
        assertThat(told(story))
                .containsExactly(
                        "3/3 GIFT BUNDLE #1 100 = 100/100 key k:job:7 by jane as because",
                        "4/3 DEBT_REPAID BUNDLE #1 -30 = 70/70 by jane as because",
                        "5/3 DEBT_REPAID DEBT #0 -30 = 0/70 by jane as because");
    }

    @Test
    void ofAPaidPeriodThatSomebodyRepairsNameThemAndWhatTimeHasEndedNamesNobody() {
        Story story = Story.subscribed();
        story.lot(7, Story.T1.minusSeconds(1), false);
        PaidPeriod second = Story.period("starter", Story.T1, Story.T2);
        story.at(Story.T1.plusSeconds(60)).does(new Attributed(new Command.OpenSlice(T, second), BY));
        assertThat(told(story))
                .containsExactly(
                        "3/3 EXPIRE BUNDLE #2 -7 = 0/1000",
                        "4/4 EXPIRE SUBSCRIPTION #1 -1000 = 0/0 key f:" + slice() + " by jane as because",
                        "5/4 GRANT SUBSCRIPTION #3 1000 = 1000/1000 by jane as because");
    }

    private static String slice() {
        return "slice:" + Story.SUB + ":" + Story.T1.toEpochMilli();
    }

    @Test
    void ofACommandThatNamesSomebodyItselfAreTheirs() {
        Story story = given();
        Attribution other = new Attribution("tom", "on her behalf");
        story.does(new Attributed(new Command.AddLot(T, KEY, Grant.Source.GIFT, 1, null, true, BY), other));
        assertThat(told(story)).singleElement().asString().endsWith("by jane as because");
    }
}
