// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.ledger.Pool;
import io.tollbridge.billing.notification.Notification;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What concerns a tenant as a whole: a ledger in doubt and the lock, forgiven debt, erasure. */
class TenantTest {
    private static final String T = Story.TENANT;
    private static final OperationKey KEY = OperationKey.caller("job", 7);
    private static final Attribution BY = new Attribution("jane", "because");
    private static final Instant D10 = Story.T0.plus(Duration.ofDays(10));
    private static final Instant LONG_AFTER = Story.T2.plus(Duration.ofDays(10));
    private static final CreditPolicy LOCKING = CreditPolicy.DEFAULT.lockOnDrift(true);
    private static final Command DRIFT = new TenantCommand.NoteDrift(T, "17", "lot 2 differs by 5");
    private static final Command UNLOCK = new TenantCommand.Unlock(T, BY);

    /** S = 1000 until T1, and a lot of 500 that ends on day 10. */
    private static Story given(CreditPolicy policy) {
        Story story = Story.subscribed(policy);
        story.lot(500, D10, false);
        return story;
    }

    private static Story locked() {
        Story story = given(LOCKING);
        story.does(DRIFT);
        return story;
    }

    private static Story erased() {
        Story story = given(LOCKING);
        erase(story);
        return story;
    }

    private static Outcome erase(Story story, Hold... holds) {
        return story.does(new TenantCommand.Erase(T, BY, List.of()).resolved(List.of(holds)));
    }

    private static Command.Deduct deduct(long credits) {
        return new Command.Deduct(T, KEY, "LLM", credits, ShortfallPolicy.REFUSE);
    }

    private static Command.PlaceHold place(long credits) {
        return new Command.PlaceHold(T, KEY, "LLM", credits, Duration.ofHours(1));
    }

    private static ErrorCode code(Outcome outcome) {
        return ((Outcome.Rejected) outcome).code();
    }

    @Test
    void driftIsToldToOperatorsAndTheTenantGoesOn() {
        Story story = given(CreditPolicy.DEFAULT);
        story.does(DRIFT);
        assertThat(story.last().notifications())
                .containsExactly(new Notification(
                        "drift:17",
                        Notification.Kind.DRIFT,
                        Notification.Status.PENDING,
                        0,
                        List.of(),
                        "lot 2 differs by 5",
                        Story.T0));
        assertThat(story.rows()).isEmpty();
        assertThat(story.account().standing()).isEqualTo(Account.Standing.OPEN);
        assertThat(story.deduct(1).succeeded()).isTrue();
    }

    static Stream<Command> whatTheLockBars() {
        return Stream.of(
                deduct(0),
                deduct(1),
                place(1),
                new Command.Capture(T, "k:none", 1, 0),
                new Command.AddLot(T, KEY, Grant.Source.GIFT, 1, null, true, BY),
                new Command.AdjustSlice(T, KEY, 1, BY),
                new Command.OpenSlice(T, Story.period("starter", Story.T2, LONG_AFTER.plus(Duration.ofDays(1)))),
                new Command.StartLocalPlan(T, "free"),
                new Command.Settle(T),
                new TenantCommand.Mute(T, 1),
                new TenantCommand.ForgiveDebt(T, KEY, 1, BY));
    }

    @ParameterizedTest
    @MethodSource("whatTheLockBars")
    void aLockedAccountStandsStill(Command command) {
        Story story = locked().at(LONG_AFTER);
        Account before = story.account();
        Outcome.Rejected refused = (Outcome.Rejected) story.does(command);
        assertThat(refused.code()).isEqualTo(ErrorCode.TENANT_LOCKED);
        assertThat(refused.message()).contains("tenant acme").contains("unlock");
        assertThat(story.account()).isSameAs(before);
        assertThat(story.pools()).containsExactly(1_000L, 500L, 0L, 0L);
        assertThat(story.rows()).isEmpty();
        assertThat(story.last().usage()).isEmpty();
    }

    @Test
    void aLockedAccountIsNeitherDueNorUsable() {
        Story open = given(LOCKING);
        assertThat(open.decider().nextDue(open.account(), open.now())).isEqualTo(D10);
        assertThat(open.decider().usable(open.account(), open.now())).isEqualTo(1_500);
        Story story = locked();
        assertThat(story.account().standing()).isEqualTo(Account.Standing.LOCKED);
        assertThat(story.decider().nextDue(story.account(), story.now())).isNull();
        assertThat(story.decider().usable(story.account(), story.now())).isZero();
    }

    @Test
    void driftOfALockedAccountIsToldToo() {
        Story story = locked();
        story.does(new TenantCommand.NoteDrift(T, "18", "row 3 is missing"));
        assertThat(story.told()).containsExactly(Notification.Kind.DRIFT, Notification.Kind.DRIFT);
        assertThat(story.account().standing()).isEqualTo(Account.Standing.LOCKED);
    }

    @Test
    void aHoldOfALockedAccountCanBeLookedUpButNotEnded() {
        Story story = given(LOCKING);
        Hold hold = story.hold(10);
        story.does(DRIFT);
        Account before = story.account();
        story.at(LONG_AFTER);
        Outcome.HoldEnded found = (Outcome.HoldEnded) story.does(new Command.FindHold(T, hold.id()));
        assertThat(found.hold()).isEqualTo(hold);
        assertThat(code(story.capture(hold, 1))).isEqualTo(ErrorCode.TENANT_LOCKED);
        assertThat(code(story.release(hold))).isEqualTo(ErrorCode.TENANT_LOCKED);
        assertThat(story.account()).isSameAs(before);
    }

    @Test
    void lookingUpAHoldOfAnOpenAccountAppliesTheTimeLikeEveryCommand() {
        Story story = given(CreditPolicy.DEFAULT);
        Hold hold = story.hold(10);
        story.at(D10).does(new Command.FindHold(T, hold.id()));
        assertThat(story.rows()).containsExactly("EXPIRE BUNDLE -500");
    }

    @Test
    void unlockingAppliesTheTimeThatStoodStillAndSaysByWhom() {
        Story story = locked().at(D10);
        story.does(UNLOCK);
        assertThat(story.rows()).containsExactly("EXPIRE BUNDLE -500", "UNLOCK SUBSCRIPTION 0");
        LedgerEntry row = story.last().entries().get(1);
        assertThat(List.of(row.seq(), row.operationId())).containsExactly(4L, 4L);
        assertThat(row.actor()).isEqualTo("jane");
        assertThat(row.reason()).isEqualTo("because");
        assertThat(story.account().standing()).isEqualTo(Account.Standing.OPEN);
        assertThat(story.deduct(1_000).succeeded()).isTrue();
    }

    @Test
    void unlockingAnAccountThatIsOpenLeavesNoTrace() {
        Story story = given(LOCKING);
        Account before = story.account();
        assertThat(story.does(UNLOCK)).isEqualTo(new Outcome.Noted("the account is not locked"));
        assertThat(story.account()).isSameAs(before);
        assertThat(story.rows()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1, 79", "79, 1", "80, 0"})
    void debtIsForgivenUpToAllOfIt(long credits, long left) {
        Story story = Story.subscribed();
        story.deduct(1_080, ShortfallPolicy.overage(100));
        Outcome forgiven = story.does(new TenantCommand.ForgiveDebt(T, KEY, credits, BY));
        assertThat(story.rows()).containsExactly("WRITE_OFF DEBT " + -credits);
        LedgerEntry row = story.last().entries().get(0);
        assertThat(forgiven).isEqualTo(new Outcome.Granted(row.seq(), 0, 0, credits, 0));
        assertThat(row.key()).isEqualTo(KEY.stored());
        assertThat(row.actor()).isEqualTo("jane");
        assertThat(story.pools()).containsExactly(0L, 0L, 0L, left);
    }

    @Test
    void moreThanIsOwedIsNotForgiven() {
        Story story = Story.subscribed();
        story.deduct(1_080, ShortfallPolicy.overage(100));
        assertThat(code(story.does(new TenantCommand.ForgiveDebt(T, KEY, 81, BY))))
                .isEqualTo(ErrorCode.AMOUNT_INVALID);
        assertThat(story.pools()).containsExactly(0L, 0L, 0L, 80L);
    }

    @Test
    void erasureReleasesHoldsThenEndsEveryCreditInOneOperationAndForgetsTheWishes() {
        Story story = given(CreditPolicy.DEFAULT);
        story.does(new TenantCommand.Mute(T, 5));
        Hold hold = story.hold(1_200);
        Outcome erased = erase(story, hold);
        assertThat(erased).isEqualTo(new Outcome.Erased(1_500));
        assertThat(story.rows())
                .containsExactly(
                        "RELEASE HELD -200",
                        "RELEASE BUNDLE 200",
                        "RELEASE HELD -1000",
                        "RELEASE SUBSCRIPTION 1000",
                        "EXPIRE SUBSCRIPTION -1000",
                        "EXPIRE BUNDLE -500");
        assertThat(story.last().entries())
                .extracting(LedgerEntry::operationId)
                .containsExactly(7L, 7L, 7L, 7L, 11L, 11L);
        assertThat(story.last().entries()).extracting(LedgerEntry::actor).containsOnly("jane");
        assertThat(story.last().holds()).extracting(Hold::state).containsExactly(Hold.State.RELEASED);
        assertThat(story.last().grants()).extracting(Grant::state).containsOnly(Grant.State.CLOSED);
        assertThat(story.pools()).containsExactly(0L, 0L, 0L, 0L);
        assertThat(story.account().standing()).isEqualTo(Account.Standing.ERASED);
        assertThat(story.account().mutedThresholds()).isZero();
        assertThat(story.decider().nextDue(story.account(), story.now())).isNull();
        assertThat(story.decider().at(story.account(), LONG_AFTER)).isSameAs(story.account());
    }

    @Test
    void erasureEndsWhatADisputeFroze() {
        Story story = Story.begins();
        story.lot(500);
        story.frozen(1, 200);
        assertThat(story.account().frozenCredits()).isEqualTo(200);
        assertThat(erase(story)).isEqualTo(new Outcome.Erased(500));
        assertThat(story.rows()).containsExactly("EXPIRE BUNDLE -300", "EXPIRE FROZEN -200");
        assertThat(story.account().frozenCredits()).isZero();
        assertThat(story.last().grants()).extracting(Grant::state).containsExactly(Grant.State.CLOSED);
    }

    @Test
    void erasureWritesDebtOff() {
        Story story = Story.subscribed();
        story.deduct(1_080, ShortfallPolicy.overage(100));
        assertThat(erase(story)).isEqualTo(new Outcome.Erased(0));
        assertThat(story.rows()).containsExactly("WRITE_OFF DEBT -80");
        assertThat(story.pools()).containsExactly(0L, 0L, 0L, 0L);
    }

    @Test
    void erasureOfATenantThatHasNothingLeavesARowForTheRecord() {
        Story story = Story.begins();
        story.does(new TenantCommand.Mute(T, 1));
        assertThat(erase(story)).isEqualTo(new Outcome.Erased(0));
        assertThat(story.rows()).containsExactly("EXPIRE SUBSCRIPTION 0");
        assertThat(story.last().entries().get(0).actor()).isEqualTo("jane");
        assertThat(story.account().standing()).isEqualTo(Account.Standing.ERASED);
    }

    @Test
    void erasureOfAnUnknownTenantDoesNothing() {
        Story story = Story.begins();
        assertThat(erase(story)).isEqualTo(new Outcome.Noted("tenant acme is not known"));
        assertThat(story.account()).isEqualTo(Account.unknown(T));
    }

    @Test
    void aLockedTenantCanBeErased() {
        Story story = locked();
        assertThat(erase(story)).isEqualTo(new Outcome.Erased(1_500));
        assertThat(story.account().standing()).isEqualTo(Account.Standing.ERASED);
    }

    static Stream<Arguments> whatAnErasedTenantAnswers() {
        Outcome gone = new Outcome.Noted("tenant acme was erased");
        return Stream.of(
                arguments(deduct(0), new Outcome.Consumed(0, 0, 0, 0, 0, 0)),
                arguments(deduct(7), new Outcome.Insufficient(7, 0, null)),
                arguments(place(1), new Outcome.Insufficient(1, 0, null)),
                arguments(new Command.TakeAway(T, KEY, Pool.BUNDLE, 7, BY), new Outcome.Insufficient(7, 0, null)),
                arguments(new Command.Settle(T), gone),
                arguments(new TenantCommand.Erase(T, BY, List.of()), gone));
    }

    @ParameterizedTest
    @MethodSource("whatAnErasedTenantAnswers")
    void anErasedTenantAnswersLikeAnUnknownOne(Command command, Outcome answer) {
        Story story = erased();
        Account before = story.account();
        assertThat(story.at(LONG_AFTER).does(command)).isEqualTo(answer);
        assertThat(story.account()).isSameAs(before);
        assertThat(story.decider().usable(story.account(), story.now())).isZero();
    }

    static Stream<Command> whatWouldMakeItKnownAgain() {
        return Stream.of(
                place(0),
                new Command.AddLot(T, KEY, Grant.Source.GIFT, 1, null, true, BY),
                new Command.OpenSlice(T, Story.period("starter", Story.T1, Story.T2)),
                new Command.StartLocalPlan(T, "free"),
                new Command.Waive(T, KEY, "LLM", 1, BY),
                new Command.FindHold(T, "k:none"),
                new TenantCommand.Mute(T, 1),
                UNLOCK);
    }

    @ParameterizedTest
    @MethodSource("whatWouldMakeItKnownAgain")
    void nothingMakesAnErasedTenantKnownAgain(Command command) {
        Story story = erased();
        Account before = story.account();
        assertThat(code(story.does(command))).isEqualTo(ErrorCode.TENANT_ERASED);
        assertThat(story.account()).isSameAs(before);
    }

    @Test
    void driftOfAnErasedTenantsLedgerIsToldAndLocksNothing() {
        Story story = erased();
        story.does(DRIFT);
        assertThat(story.told()).containsExactly(Notification.Kind.DRIFT);
        assertThat(story.account().standing()).isEqualTo(Account.Standing.ERASED);
    }
}
