// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.payment.Money;
import io.tollbridge.billing.payment.PaymentTruth;
import io.tollbridge.billing.payment.PaymentTruth.Dispute;
import io.tollbridge.billing.payment.PaymentTruth.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** B34 by table: what goes back of a subscription's money takes its share of what that payment granted, never debt. */
class PeriodRefundTest {
    private static final PaidPeriod MARCH = Story.period("starter", Story.T0, Story.T1);
    private static final PaidPeriod APRIL = Story.period("starter", Story.T1, Story.T2);
    private static final Instant YEAR_END = Instant.parse("2027-03-01T10:00:00Z");
    private static final PaidPeriod YEAR = Story.period("starter", Story.T0, YEAR_END);
    private static final long PRICE = 2_000;

    private Story story = Story.subscribed();
    private PaidPeriod period = MARCH;
    private String payment = "pi_1";
    private long whole = PRICE;
    private long received = PRICE;
    private long opened = 1_000;

    private @Nullable Instant mark() {
        return story.subscription().readingOf(payment);
    }

    private PaymentTruth truth(long refunded, Dispute... disputes) {
        return new PaymentTruth(
                payment,
                null,
                PaymentTruth.State.SUCCEEDED,
                Money.of(received, "usd"),
                received,
                refunded,
                List.of(disputes),
                null);
    }

    /** A reading that began when the payment bore the mark. */
    private Outcome reads(@Nullable Instant mark, PaymentTruth truth) {
        Slice slice = story.account().slice();
        PaymentCommand.Opened found = slice == null ? null : new PaymentCommand.Opened(slice.start(), opened);
        return story.does(new PaymentCommand.SettlePeriod(Story.TENANT, period, truth, whole, mark, found));
    }

    private Outcome reads(long refunded, Dispute... disputes) {
        return reads(mark(), truth(refunded, disputes));
    }

    private long left() {
        return story.account().subscriptionCredits();
    }

    private static ErrorCode refusal(Outcome outcome) {
        return ((Outcome.Rejected) outcome).code();
    }

    @ParameterizedTest(name = "{0} used, {1} back: {2} left")
    @CsvSource({
        "0,    '0',                0",
        "0,    '1',                0",
        "0,    '2',                1",
        "0,    '667',              333",
        "0,    '667 1333 2000',    1000",
        "0,    '2000',             1000",
        "0,    '2000 2000 2000',   1000",
        "0,    '5000',             1000",
        "0,    '2000 1000',        500",
        "0,    '2000 0',           0",
        "0,    '1000 0 1000',      500",
        "600,  '1000',             400",
        "600,  '800',              400",
        "600,  '798',              399",
        "1000, '2000',             0",
    })
    void theShareOfWhatWentBackIsTakenAsFarAsItIsThere(long used, String readings, long taken) {
        if (used > 0) {
            story.deduct(used);
        }
        Arrays.stream(readings.split(" ", -1)).forEach(refunded -> {
            assertThat(reads(Long.parseLong(refunded)).succeeded()).isTrue();
        });
        assertThat(left()).isEqualTo(1_000 - used - taken);
        assertThat(story.account().debt()).isZero();
        assertThat(story.slice().allowance()).as("what it is measured by stays").isEqualTo(1_000);
    }

    @ParameterizedTest(name = "{0} used, all back, then {1}: {2} left")
    @CsvSource({"600, 0, 400", "600, 1000, 0", "600, 800, 0", "600, 798, 1", "1000, 0, 0", "0, 500, 750"})
    void whatWasTakenFromNobodyDoesNotComeBack(long used, long refunded, long left) {
        if (used > 0) {
            story.deduct(used);
        }
        reads(PRICE);
        assertThat(left()).isZero();
        reads(refunded);
        assertThat(left()).isEqualTo(left);
    }

    @Test
    void aReadingThatAnotherOneOvertookIsRefused() {
        Instant none = mark();
        assertThat(reads(none, truth(1_000)).succeeded()).isTrue();
        Instant first = mark();
        assertThat(refusal(reads(none, truth(2_000)))).isEqualTo(ErrorCode.READING_OUTDATED);
        assertThat(refusal(reads(none, truth(0)))).isEqualTo(ErrorCode.READING_OUTDATED);
        assertThat(left()).isEqualTo(500);
        assertThat(reads(none, truth(1_000)).succeeded())
                .as("it tells nothing new")
                .isTrue();
        assertThat(mark()).isEqualTo(first);
        assertThat(reads(first, truth(2_000)).succeeded()).isTrue();
        assertThat(left()).isZero();
    }

    @Test
    void aReadingFromBeforeARefundFailedIsRefusedThoughTheNewerOneMovedNothing() {
        Instant none = mark();
        PaymentTruth older = truth(2_000);
        reads(none, truth(0));
        assertThat(refusal(reads(none, older))).isEqualTo(ErrorCode.READING_OUTDATED);
        assertThat(left()).isEqualTo(1_000);

        Instant known = mark();
        reads(known, truth(0));
        assertThat(mark()).as("each reading moves the mark on").isNotEqualTo(known);
        assertThat(refusal(reads(known, older))).isEqualTo(ErrorCode.READING_OUTDATED);
    }

    @Test
    void anUpgradeIsNotPaidByTheRenewalAndIsNotTakenForIt() {
        story.at(Instant.parse("2026-03-16T22:00:00Z")).change("pro", 1);
        assertThat(left()).isEqualTo(3_000);
        reads(PRICE);
        assertThat(left()).as("what the upgrade granted stays").isEqualTo(2_000);
        reads(PRICE);
        assertThat(left()).isEqualTo(2_000);
    }

    @Test
    void anUpgradeAfterTheRefundChangesNothingAboutWhatWasTaken() {
        reads(1_000);
        story.at(Instant.parse("2026-03-16T22:00:00Z")).change("pro", 1);
        assertThat(left()).isEqualTo(2_500);
        reads(1_000);
        assertThat(left()).isEqualTo(2_500);
        reads(0);
        assertThat(left()).isEqualTo(3_000);
    }

    @Test
    void aPeriodThatIsGrantedAfterItsRefundIsGrantedLessThat() {
        period = APRIL;
        reads(1_000);
        assertThat(left()).as("the slice before is another payment's").isEqualTo(1_000);

        story.at(Story.T1).paid(APRIL);
        assertThat(story.rows())
                .containsExactly(
                        "EXPIRE SUBSCRIPTION -1000", "GRANT SUBSCRIPTION 1000", "CLAWBACK_SUB SUBSCRIPTION -500");
        assertThat(left()).isEqualTo(500);

        reads(1_000);
        assertThat(left()).isEqualTo(500);
        reads(0);
        assertThat(left()).as("the refund failed").isEqualTo(1_000);
    }

    @Test
    void aRefundOfASubscriptionThatNothingIsKnownOfWaitsForIt() {
        story = Story.begins();
        assertThat(refusal(reads(null, truth(PRICE)))).isEqualTo(ErrorCode.NO_CURRENT_SLICE);
        story.at(Story.T1);
        assertThat(reads(null, truth(PRICE)).succeeded())
                .as("its period is over")
                .isTrue();
        assertThat(story.account()).isEqualTo(Account.unknown(Story.TENANT));
    }

    @Test
    void theNextPeriodIsWhole() {
        reads(PRICE);
        story.at(Story.T1).paid(APRIL);
        assertThat(left()).isEqualTo(1_000);
        reads(0);
        assertThat(left()).as("what failed was about the slice before").isEqualTo(1_000);
        reads(PRICE);
        assertThat(left()).isEqualTo(1_000);
    }

    @Test
    void aSliceThatHasEndedGivesAndTakesNothing() {
        reads(1_000);
        story.after(Duration.ofDays(1)).snapshot(SubscriptionStatus.UNPAID);
        reads(PRICE);
        reads(0);
        assertThat(story.pools()).containsExactly(0L, 0L, 0L, 0L);
    }

    @Test
    void eachSliceOfAPaidYearIsOpenedLessItsShare() {
        story = Story.begins();
        story.snapshot(SubscriptionStatus.ACTIVE);
        story.paid(YEAR);
        period = YEAR;
        reads(500);
        assertThat(left()).isEqualTo(750);

        story.at(Story.T1).settle();
        assertThat(story.rows())
                .containsExactly(
                        "EXPIRE SUBSCRIPTION -750", "GRANT SUBSCRIPTION 1000", "CLAWBACK_SUB SUBSCRIPTION -250");
        reads(PRICE);
        assertThat(left()).isZero();
        story.at(Story.T2).settle();
        assertThat(left()).as("nothing is paid any more").isZero();
        reads(0);
        assertThat(left()).as("all is paid again").isEqualTo(1_000);
        story.at(Instant.parse("2026-06-01T10:00:00Z")).settle();
        assertThat(left()).isEqualTo(1_000);
    }

    @Test
    void theFirstCommandInALaterSliceMayBeTheRefund() {
        story = Story.begins();
        story.snapshot(SubscriptionStatus.ACTIVE);
        story.paid(YEAR);
        period = YEAR;
        story.at(Story.T1);
        reads(1_000);
        assertThat(left()).isEqualTo(500);
        reads(1_000);
        assertThat(left()).isEqualTo(500);
    }

    @Test
    void aLaterSliceOfABiggerPlanIsNotTakenWholeForTheOldPayment() {
        story = Story.begins();
        story.snapshot(SubscriptionStatus.ACTIVE);
        story.paid(YEAR);
        period = YEAR;
        reads(PRICE);
        story.change("pro", 1);
        story.at(Story.T1).settle();
        assertThat(left()).as("5000 less the 1000 that went back").isEqualTo(4_000);
    }

    @Test
    void creditsThatAResetReplacedDoNotComeBack() {
        reads(1_000);
        assertThat(left()).isEqualTo(500);
        story.does(new Command.ResetSlice(Story.TENANT, story.key(), new Attribution("ann", "sorry")));
        assertThat(left()).isEqualTo(1_000);
        reads(0);
        assertThat(left()).as("the reset has given them already").isEqualTo(1_000);
        reads(PRICE);
        assertThat(left()).as("what goes back later does").isZero();
    }

    @Test
    void aPaymentThatABalanceHelpedStandsForItsPartOfThePeriod() {
        received = 500;
        reads(500);
        assertThat(left()).isEqualTo(750);
    }

    @Test
    void anInvoiceThatTellsNoTotalIsWorthItsPayment() {
        whole = 0;
        reads(1_000);
        assertThat(left()).isEqualTo(500);
    }

    @Test
    void aPeriodThatWasPaidByBalanceAloneHasNothingToGiveBack() {
        received = 0;
        assertThat(reads(0).succeeded()).isTrue();
        assertThat(left()).isEqualTo(1_000);
        assertThat(mark()).isNull();
    }

    @Test
    void twoPaymentsOfOnePeriodStandForTheirPartsEach() {
        received = 1_200;
        reads(1_200);
        assertThat(left()).isEqualTo(400);
        payment = "pi_2";
        received = 800;
        reads(400);
        assertThat(left()).isEqualTo(200);
        payment = "pi_1";
        reads(0);
        assertThat(left()).isEqualTo(800);
    }

    @Test
    void aDisputeIsToldAndTakesNothingUntilItIsLost() {
        reads(0, new Dispute("dp_1", Phase.AT_RISK, PRICE));
        assertThat(left()).isEqualTo(1_000);
        assertThat(story.told()).contains(Notification.Kind.DISPUTE);
        reads(0, new Dispute("dp_1", Phase.LOST, 1_000));
        assertThat(left()).isEqualTo(500);
        reads(0, new Dispute("dp_1", Phase.LOST, 1_000));
        assertThat(left()).isEqualTo(500);
        reads(1_000, new Dispute("dp_1", Phase.LOST, 1_500));
        assertThat(left()).as("never more than all").isZero();
        reads(0, new Dispute("dp_1", Phase.OVER, 0));
        assertThat(left()).isEqualTo(1_000);
    }

    @Test
    void nothingIsBoughtByItselfWhileASubscriptionsMoneyIsAtRisk() {
        Buying buying = new Buying(story);
        buying.configure(Buying.WISH);
        reads(0, new Dispute("dp_1", Phase.AT_RISK, PRICE));
        story.deduct(900);
        assertThat(buying.all()).isEmpty();
        assertThat(buying.breaker().disputeLocked()).isFalse();

        reads(0, new Dispute("dp_1", Phase.OVER, 0));
        story.deduct(1);
        assertThat(buying.all()).hasSize(1);
    }

    @Test
    void aPurchaseThatWaitsIsNotSentOnceASubscriptionsMoneyIsAtRisk() {
        Buying buying = new Buying(story);
        buying.configure(Buying.WISH);
        story.deduct(900);
        reads(0, new Dispute("dp_1", Phase.AT_RISK, PRICE));
        buying.send(buying.last());
        assertThat(buying.last().state()).isEqualTo(Purchase.State.CANCELED);
    }

    @Test
    void afterALossAutomaticPurchasesWaitForAnAdminOnce() {
        Buying buying = new Buying(story);
        buying.configure(Buying.WISH);
        Dispute lost = new Dispute("dp_1", Phase.LOST, PRICE);
        reads(0, lost);
        assertThat(buying.breaker().disputeLocked()).isTrue();
        story.does(new PurchaseCommand.Steer(Story.TENANT, false, new Attribution("ann", "it is fine"), "seed"));
        reads(0, lost);
        assertThat(buying.breaker().disputeLocked()).as("told again").isFalse();
    }

    @Test
    void aPaymentOfASubscriptionThatDoesNotRuleIsKeptWithIt() {
        Subscription ended = new Subscription(
                "sub_0",
                "starter",
                1,
                SubscriptionStatus.CANCELED,
                Story.T0,
                null,
                null,
                Story.T1,
                null,
                false,
                Story.T0,
                Story.T0,
                null,
                List.of());
        Draft draft = new Draft(story.account(), story.now());
        draft.putOther(ended);
        PaidPeriod other = new PaidPeriod("sub_0", "starter", 1, Story.T0, Story.T1, null, false, Story.T0);
        Outcome outcome = PeriodRefunds.outcome(
                draft, new PaymentCommand.SettlePeriod(Story.TENANT, other, truth(PRICE), PRICE, null, null));
        assertThat(outcome.succeeded()).isTrue();
        assertThat(requireNonNull(draft.other("sub_0")).payment("pi_1")).isNotNull();
        assertThat(draft.decided(outcome).entries()).isEmpty();
    }
}
