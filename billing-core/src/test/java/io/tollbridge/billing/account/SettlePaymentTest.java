// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.catalog.Bundle;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.ledger.Pool;
import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.payment.Decline;
import io.tollbridge.billing.payment.Money;
import io.tollbridge.billing.payment.PaymentTruth;
import io.tollbridge.billing.payment.PaymentTruth.Dispute;
import io.tollbridge.billing.payment.PaymentTruth.Phase;
import io.tollbridge.billing.payment.PaymentTruth.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a reading of a payment does to its purchase. */
class SettlePaymentTest {
    private static final Catalog CATALOG = Catalog.builder()
            .bundle(Bundle.of("pack", 1_000).price(3_000, "usd"))
            .build();

    private final AccountDecider decider = new AccountDecider(CATALOG, CreditPolicy.DEFAULT);
    private final Map<Long, Grant> grants = new TreeMap<>();
    private final List<Notification.Kind> told = new ArrayList<>();
    private Account account = Account.unknown("acme");
    private Instant now = Story.T0;

    private Outcome does(Command command) {
        Decision decision = decider.decide(account, command, now);
        account = decision.after();
        decision.grants().forEach(grant -> grants.put(grant.id(), grant));
        decision.notifications().forEach(one -> told.add(one.kind()));
        return decision.outcome();
    }

    private void begins(Purchase.Kind kind) {
        does(new PurchaseCommand.RequestPurchase(
                "acme", "p1", new PurchaseCommand.Wish(kind, "pack", 1, false, Attribution.NONE), "seed"));
        assertThat(purchase().state()).isEqualTo(Purchase.State.CREATED);
    }

    private Purchase purchase() {
        return requireNonNull(requireNonNull(account.purchasing()).purchase("p1"));
    }

    private @Nullable Instant mark() {
        return purchase().payment().truthAt();
    }

    private Outcome settles(PaymentTruth truth, boolean pageComplete, @Nullable Instant mark) {
        Grant lot = grants.get(purchase().payment().grantId());
        return does(new PaymentCommand.SettlePayment("acme", "p1", truth, pageComplete, mark, lot));
    }

    private Outcome settles(PaymentTruth truth) {
        return settles(truth, false, mark());
    }

    private static PaymentTruth truth(String payment, State state, long received, long refunded, Dispute... disputes) {
        return new PaymentTruth(
                payment, null, state, Money.of(3_000, "usd"), received, refunded, List.of(disputes), null);
    }

    private static PaymentTruth refunded(long money) {
        return truth("pi_1", State.SUCCEEDED, 3_000, money);
    }

    @Test
    void aReadingThatAnotherOneOvertookIsRefused() {
        begins(Purchase.Kind.MANUAL);
        settles(refunded(0));
        Instant before = mark();

        assertThat(settles(refunded(2_000), false, before).succeeded()).isTrue();
        Outcome.Rejected refused = (Outcome.Rejected) settles(refunded(1_000), false, before);

        assertThat(refused.code()).isEqualTo(ErrorCode.READING_OUTDATED);
        assertThat(account.bundleCredits()).isEqualTo(334);
        assertThat(settles(refunded(1_000)).succeeded()).isTrue();
        assertThat(account.bundleCredits()).isEqualTo(667);
    }

    @Test
    void readingsOfOneMillisecondAreToldApart() {
        begins(Purchase.Kind.MANUAL);
        Instant none = mark();
        assertThat(settles(refunded(1_000), false, none).succeeded()).isTrue();
        assertThat(settles(refunded(2_000), false, none).succeeded()).isFalse();
        assertThat(settles(refunded(2_000), false, now).succeeded()).isFalse();
        assertThat(account.bundleCredits()).isEqualTo(667);
    }

    @Test
    void theSameReadingAgainChangesNothingHoweverOldItsMark() {
        begins(Purchase.Kind.MANUAL);
        settles(refunded(1_000), false, null);
        Account settled = account;
        assertThat(settles(refunded(1_000), false, null).succeeded()).isTrue();
        assertThat(account).isEqualTo(settled);
    }

    private Outcome seesGranted(PaymentTruth truth, @Nullable Instant mark) {
        Grant lot = grants.get(purchase().payment().grantId());
        return does(new PaymentCommand.SettlePayment("acme", "p1", truth, false, mark, true, lot));
    }

    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"OPEN", "DECLINED", "ACTION_REQUIRED", "PROCESSING", "CANCELED"})
    void creditsWithoutMoneyAreTakenBackAndComeBackWithIt(State state) {
        begins(Purchase.Kind.MANUAL);
        settles(refunded(0));
        does(new Command.Deduct("acme", OperationKey.generated("k1"), "LLM", 300, ShortfallPolicy.REFUSE));
        PaymentTruth unpaid = truth("pi_1", state, 0, 0);

        assertThat(seesGranted(unpaid, mark()).succeeded()).isTrue();
        assertThat(account.bundleCredits()).isZero();
        assertThat(account.debt()).isEqualTo(300);
        assertThat(purchase().payment().lost()).isEqualTo(3_000);
        assertThat(purchase().state()).isEqualTo(Purchase.State.GRANTED);
        assertThat(told).doesNotContain(Notification.Kind.DISPUTE);

        Account taken = account;
        assertThat(seesGranted(unpaid, mark()).succeeded()).isTrue();
        assertThat(account).isEqualTo(taken);

        settles(refunded(0));
        assertThat(account.bundleCredits()).isEqualTo(700);
        assertThat(account.debt()).isZero();
    }

    @Test
    void aReadingThatBeganBeforeTheGrantTakesNothingBack() {
        begins(Purchase.Kind.CHECKOUT);
        PaymentTruth processing = truth("pi_1", State.PROCESSING, 0, 0);
        settles(processing);
        Instant before = mark();
        settles(refunded(0));

        settles(processing, false, before);
        assertThat(account.bundleCredits()).isEqualTo(1_000);
        settles(processing);
        assertThat(account.bundleCredits()).isEqualTo(1_000);
    }

    @Test
    void whatWasReadBeforeAnotherReadingWasAppliedTakesNothingBack() {
        begins(Purchase.Kind.MANUAL);
        settles(refunded(0));
        Instant before = mark();
        settles(refunded(1_000));

        Outcome.Rejected refused = (Outcome.Rejected) seesGranted(truth("pi_1", State.CANCELED, 0, 0), before);
        assertThat(refused.code()).isEqualTo(ErrorCode.READING_OUTDATED);
        assertThat(account.bundleCredits()).isEqualTo(667);
    }

    @Test
    void anotherPaymentThatFailedSaysNothingAboutTheOneThatWasGranted() {
        begins(Purchase.Kind.MANUAL);
        settles(refunded(0));
        seesGranted(truth("pi_2", State.CANCELED, 0, 0), mark());
        assertThat(account.bundleCredits()).isEqualTo(1_000);
    }

    @Test
    void aReadingFromBeforeARefundFailedIsRefusedThoughTheNewerOneMovedNothing() {
        begins(Purchase.Kind.MANUAL);
        settles(refunded(0));
        Instant before = mark();
        PaymentTruth older = refunded(3_000);
        assertThat(settles(refunded(0), false, before).succeeded()).isTrue();

        assertThat(settles(older, false, before).succeeded()).isFalse();
        assertThat(account.bundleCredits()).isEqualTo(1_000);
    }

    /** What is over for one kind and state may be tried again in another. */
    @ParameterizedTest(name = "{0} in {1}, payment {2} refused: {3}")
    @CsvSource({
        "MANUAL, PROCESSING,      pi_1, UNKNOWN",
        "MANUAL, PROCESSING,      pi_9, PROCESSING",
        "MANUAL, SENT,            pi_1, SENT",
        "MANUAL, ACTION_REQUIRED, pi_1, ACTION_REQUIRED",
        "MANUAL, UNKNOWN,         pi_1, UNKNOWN",
        "CHECKOUT, PROCESSING,    pi_1, PROCESSING",
    })
    void aRefusedPaymentEndsOnlyWhenNobodyCanTryAgain(
            Purchase.Kind kind, Purchase.State state, String payment, Purchase.State end) {
        begins(kind);
        if (kind == Purchase.Kind.MANUAL) {
            does(new PurchaseCommand.SendPurchase("acme", "p1", "cus_1", "pm_1", "credits", "fingerprint"));
        }
        if (state != Purchase.State.SENT) {
            does(new PurchaseCommand.PurchaseProgress("acme", "p1", state, "pi_1", now));
        }
        assertThat(purchase().state()).isEqualTo(state);
        now = now.plusSeconds(60);
        settles(truth(payment, State.DECLINED, 0, 0));
        assertThat(purchase().state()).isEqualTo(end);
        if (end != state) {
            assertThat(purchase().dueAt()).as("somebody cancels it at once").isEqualTo(now);
            assertThat(purchase().payment().paymentId()).isEqualTo(payment);
        }
    }

    @Test
    void aRefusedPaymentWhoseIdIsNotKnownYetIsTakenNoteOf() {
        begins(Purchase.Kind.MANUAL);
        does(new PurchaseCommand.SendPurchase("acme", "p1", "cus_1", "pm_1", "credits", "fingerprint"));
        does(new PurchaseCommand.PurchaseProgress("acme", "p1", Purchase.State.PROCESSING, null, now));
        settles(truth("pi_1", State.DECLINED, 0, 0));
        assertThat(purchase().state()).isEqualTo(Purchase.State.UNKNOWN);
        assertThat(purchase().payment().paymentId()).isEqualTo("pi_1");
    }

    @ParameterizedTest(name = "{0} after {1}, canceled at the service: {2}, {3} failures")
    @CsvSource({
        "MANUAL,   pi_1, CANCELED, payment_canceled",
        "CHECKOUT, pi_1, CANCELED, payment_canceled",
        "MANUAL,   pi_9, PROCESSING, ",
    })
    void aCanceledPaymentOfThisAttemptEndsIt(
            Purchase.Kind kind, String payment, Purchase.State end, @Nullable String why) {
        begins(kind);
        if (kind == Purchase.Kind.MANUAL) {
            does(new PurchaseCommand.SendPurchase("acme", "p1", "cus_1", "pm_1", "credits", "fingerprint"));
        }
        does(new PurchaseCommand.PurchaseProgress("acme", "p1", Purchase.State.PROCESSING, "pi_1", now));
        settles(truth(payment, State.CANCELED, 0, 0));
        assertThat(purchase().state()).isEqualTo(end);
        Decline failure = purchase().failure();
        assertThat(failure == null ? null : failure.code()).isEqualTo(why);
    }

    @Test
    void theReasonOfARefusalIsKeptWithTheCancellation() {
        begins(Purchase.Kind.MANUAL);
        Decline declined = new Decline("card_declined", "stolen_card", true, "fp_1");
        settles(new PaymentTruth("pi_1", null, State.CANCELED, Money.of(3_000, "usd"), 0, 0, List.of(), declined));
        assertThat(purchase().failure()).isEqualTo(declined);
    }

    @Test
    void anAutomaticPaymentThatIsCanceledAtTheServiceCountsAsAFailureOnce() {
        Story story = Story.subscribed();
        Buying buying = new Buying(story);
        buying.configure(Buying.WISH);
        story.deduct(900);
        Purchase purchase = buying.last();
        buying.send(purchase);
        PaymentTruth canceled = new PaymentTruth("pi_1", null, State.CANCELED, Buying.PRICE, 0, 0, List.of(), null);
        PaymentCommand settle =
                new PaymentCommand.SettlePayment(Story.TENANT, purchase.id(), canceled, false, null, null);
        story.does(settle);
        story.does(settle);
        assertThat(buying.now(purchase).state()).isEqualTo(Purchase.State.FAILED);
        assertThat(buying.breaker().failures()).isEqualTo(1);
        assertThat(buying.spending().automatic())
                .as("its place in the cap is free")
                .isZero();
    }

    @Test
    void aSecondPartShowsMoreAndTheSamePartChangesNothing() {
        begins(Purchase.Kind.CHECKOUT);
        settles(truth("pi_1", State.ACTION_REQUIRED, 0, 0));
        assertThat(purchase().payment().received()).as("nothing has come").isNull();
        settles(truth("pi_1", State.PROCESSING, 1, 0));
        settles(truth("pi_1", State.PROCESSING, 2_999, 0));
        assertThat(purchase().payment().received()).isEqualTo(Money.of(2_999, "usd"));
        settles(truth("pi_2", State.PROCESSING, 5, 0));
        assertThat(purchase().payment().received()).as("of another payment").isEqualTo(Money.of(2_999, "usd"));
        settles(refunded(0));
        settles(truth("pi_1", State.PROCESSING, 7, 0));
        assertThat(purchase().payment().received()).as("all of it").isEqualTo(Money.of(3_000, "usd"));
    }

    @Test
    void aPaymentThatIsOpenSaysNothing() {
        begins(Purchase.Kind.MANUAL);
        Account before = account;
        assertThat(settles(truth("pi_1", State.OPEN, 0, 0)).succeeded()).isTrue();
        assertThat(account).isEqualTo(before);
    }

    @Test
    void creditsThatDoNotFitAreNotGivenBackAndTheReadingIsRefused() {
        begins(Purchase.Kind.MANUAL);
        settles(refunded(0));
        settles(refunded(3_000));
        does(new Command.AddLot(
                "acme",
                OperationKey.generated("gift"),
                Grant.Source.GIFT,
                Long.MAX_VALUE - 999,
                null,
                false,
                Attribution.NONE));
        Account full = account;
        assertThat(((Outcome.Rejected) settles(refunded(0))).code()).isEqualTo(ErrorCode.AMOUNT_OVERFLOW);
        assertThat(account).isEqualTo(full);
    }

    @Test
    void aPaymentThatIsRefundedWhenItIsHeardOfGrantsAndTakesAtOnce() {
        begins(Purchase.Kind.MANUAL);
        settles(refunded(3_000));
        assertThat(purchase().state()).isEqualTo(Purchase.State.GRANTED);
        assertThat(account.bundleCredits()).isZero();
        assertThat(account.debt()).isZero();
    }

    @Test
    void anAmountThatWasNotOrderedGrantsNothingAndItsRefundTakesNothing() {
        begins(Purchase.Kind.MANUAL);
        settles(truth("pi_1", State.SUCCEEDED, 2_999, 0));
        assertThat(purchase().state()).isEqualTo(Purchase.State.MISMATCH);
        settles(truth("pi_1", State.SUCCEEDED, 2_999, 2_999));
        assertThat(purchase().payment().refunded()).isEqualTo(2_999);
        assertThat(account.balance(Pool.DEBT)).isZero();
        assertThat(told).contains(Notification.Kind.PURCHASE_MISMATCH);
    }

    @Test
    void theDebtThatARefundMadeIsNotedUntilItIsUndone() {
        begins(Purchase.Kind.MANUAL);
        settles(refunded(0));
        does(new Command.Deduct("acme", OperationKey.generated("k1"), "LLM", 800, ShortfallPolicy.REFUSE));
        settles(refunded(3_000));
        assertThat(purchase().payment().clawedDebt()).isEqualTo(800);
        settles(refunded(0));
        assertThat(purchase().payment().clawedDebt()).isZero();
        assertThat(account.bundleCredits()).isEqualTo(200);
    }

    @Test
    void aSecondPaymentIsToldAndReversesNothing() {
        begins(Purchase.Kind.MANUAL);
        settles(refunded(0));
        settles(truth("pi_2", State.SUCCEEDED, 3_000, 3_000));
        assertThat(account.bundleCredits()).isEqualTo(1_000);
        assertThat(purchase().payment().paymentId()).isEqualTo("pi_1");
        assertThat(told).contains(Notification.Kind.PURCHASE_MISMATCH);
    }

    /** C11. */
    @Test
    void aPartOfTheMoneyIsShownAndGrantsNothing() {
        begins(Purchase.Kind.CHECKOUT);
        settles(truth("pi_1", State.PROCESSING, 1_200, 0));
        assertThat(purchase().state()).isEqualTo(Purchase.State.PROCESSING);
        assertThat(purchase().payment().received()).isEqualTo(Money.of(1_200, "usd"));
        assertThat(account.bundleCredits()).isZero();
        settles(refunded(0));
        assertThat(purchase().state()).isEqualTo(Purchase.State.GRANTED);
        assertThat(account.bundleCredits()).isEqualTo(1_000);
    }

    @Test
    void aSubmittedPageWhoseMoneyComesByOtherWaysWaitsForIt() {
        begins(Purchase.Kind.CHECKOUT);
        does(new PurchaseCommand.OpenPage("acme", "p1", "cus_1", "cs_1", Story.T1));
        PaymentTruth asked = truth("pi_1", State.ACTION_REQUIRED, 0, 0);
        settles(asked);
        assertThat(purchase().state()).isEqualTo(Purchase.State.ACTION_REQUIRED);
        settles(asked, true, mark());
        assertThat(purchase().state()).isEqualTo(Purchase.State.PROCESSING);
        settles(asked);
        assertThat(purchase().state()).isEqualTo(Purchase.State.PROCESSING);
    }

    @Test
    void aRefusalOnAPageIsNotTheEndUntilThePageIsSubmitted() {
        begins(Purchase.Kind.CHECKOUT);
        PaymentTruth declined = truth("pi_1", State.DECLINED, 0, 0);
        settles(declined);
        assertThat(purchase().open()).isTrue();
        settles(declined, true, mark());
        assertThat(purchase().state()).isEqualTo(Purchase.State.FAILED);
    }

    @Test
    void whatIsPaidAfterItFailedIsGranted() {
        begins(Purchase.Kind.CHECKOUT);
        settles(truth("pi_1", State.DECLINED, 0, 0), true, mark());
        settles(refunded(0));
        assertThat(purchase().state()).isEqualTo(Purchase.State.GRANTED);
        assertThat(account.bundleCredits()).isEqualTo(1_000);
    }

    @Test
    void aCanceledPaymentEndsThePurchaseAndALateRefusalChangesNothingMore() {
        begins(Purchase.Kind.MANUAL);
        settles(truth("pi_1", State.CANCELED, 0, 0));
        assertThat(purchase().state()).isEqualTo(Purchase.State.CANCELED);
        settles(truth("pi_1", State.DECLINED, 0, 0), true, mark());
        assertThat(purchase().state()).isEqualTo(Purchase.State.CANCELED);
    }

    @Test
    void disputesAreCountedEachOnceAndALossStopsAutomaticPurchases() {
        begins(Purchase.Kind.MANUAL);
        settles(refunded(0));
        Dispute open = new Dispute("dp_1", Phase.AT_RISK, 3_000);
        settles(truth("pi_1", State.SUCCEEDED, 3_000, 0, open));
        settles(truth("pi_1", State.SUCCEEDED, 3_000, 0, open));
        settles(truth("pi_1", State.SUCCEEDED, 3_000, 0, open, new Dispute("dp_2", Phase.AT_RISK, 5)));
        assertThat(breaker().disputes()).isEqualTo(1);
        assertThat(breaker().disputeLocked()).isFalse();
        assertThat(account.frozenCredits()).isEqualTo(1_000);

        settles(truth("pi_1", State.SUCCEEDED, 3_000, 0, new Dispute("dp_1", Phase.LOST, 3_000)));
        assertThat(breaker().disputes()).isZero();
        assertThat(breaker().disputeLocked()).isTrue();
        assertThat(account.frozenCredits()).isZero();
    }

    private Breaker breaker() {
        return requireNonNull(account.purchasing()).breaker();
    }

    @Test
    void aPurchaseThatIsNotStoredIsRefusedAndMayBeTriedAgain() {
        Outcome outcome = does(new PaymentCommand.SettlePayment("acme", "p9", refunded(0), false, null, null));
        assertThat(((Outcome.Rejected) outcome).code()).isEqualTo(ErrorCode.PURCHASE_UNKNOWN);
        now = now.plusSeconds(1);
        assertThat(account).isEqualTo(Account.unknown("acme"));
    }

    @Test
    void aReadingThatBeganBeforeTheOneThatGrantedIsRefusedWhateverWasKnownBefore() {
        begins(Purchase.Kind.CHECKOUT);
        settles(truth("pi_1", State.PROCESSING, 0, 0));
        Instant before = mark();
        // a refund was seen by one reading, and had failed before the other one, which was applied first
        settles(refunded(0), false, before);
        Outcome.Rejected refused = (Outcome.Rejected) settles(refunded(1_000), false, before);

        assertThat(refused.code()).isEqualTo(ErrorCode.READING_OUTDATED);
        assertThat(account.bundleCredits()).isEqualTo(1_000);
    }
}
