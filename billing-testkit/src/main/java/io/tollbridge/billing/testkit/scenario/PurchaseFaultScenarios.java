// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollbridge.billing.AutoPurchaseSettings;
import io.tollbridge.billing.BillingException;
import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.BillingStoreException;
import io.tollbridge.billing.CreditType;
import io.tollbridge.billing.PurchaseOrder;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.account.Purchase.State;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.notification.Notification.Kind;
import io.tollbridge.billing.testkit.StoreFault;
import io.tollbridge.billing.testkit.scenario.ScriptedPayments.NodeDied;
import io.tollbridge.billing.testkit.scenario.ScriptedPayments.Script;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** E17, E19, C3: purchases whose node dies before or after each commit, and two nodes at once. */
public abstract class PurchaseFaultScenarios extends PurchaseNodesScenario {
    /** For subclasses. */
    protected PurchaseFaultScenarios() {}

    @ParameterizedTest(name = "transaction {1} after the deduction: {0}")
    @CsvSource({
        "COMMIT_LOST, 1",
        "ANSWER_LOST, 1",
        "COMMIT_LOST, 2",
        "ANSWER_LOST, 2",
        "COMMIT_LOST, 3",
        "ANSWER_LOST, 3",
        "COMMIT_LOST, 4",
        "ANSWER_LOST, 4",
        "UNAVAILABLE, 3",
        "UNAVAILABLE, 4",
        "UNAVAILABLE, 1",
        "UNAVAILABLE, 2",
        "FAILED, 1",
        "FAILED, 2"
    })
    @DisplayName("E17: a node that dies around a commit of a purchase leaves one charge and one grant")
    final void survivesADeathAroundEachCommit(StoreFault fault, int transaction) {
        givenAuto(300);
        deduct(150, null);
        // the third transaction says that it is about to be sent, the fourth one what came of it
        store().crashAt(fault, transaction);
        workUntilDeath();

        BillingService next = otherNode();
        for (int i = 0; i < 5; i++) {
            clock.advance(Duration.ofMinutes(5));
            next.runDueWork();
        }

        assertCredits(150, 500, 0);
        assertThat(payments.taken()).isEqualTo(1000);
        assertThat(payments.sent()).isLessThanOrEqualTo(1);
        assertThat(rowsOf(EntryType.PURCHASE)).isEqualTo(1);
        assertThat(told(Kind.AUTO_PURCHASED)).isEqualTo(1);
        assertThat(onlyPurchase().state()).isEqualTo(State.GRANTED);
        assertThat(next.autoPurchase().status(TENANT).purchases()).isEqualTo(1);
    }

    /** An automatic purchase is marked as sent, and its node dies before it is. */
    private BillingService diesBeforeSending() {
        givenAuto(300);
        deduct(150, null);
        payments.next(Script.NODE_DIES);
        assertThatThrownBy(this::work).isInstanceOf(NodeDied.class);
        assertStates(State.SENT);
        return otherNode();
    }

    private static void stop(BillingService node, String who) {
        switch (who) {
            case "the tenant" -> node.autoPurchase().disable(TENANT);
            case "an operator" -> node.autoPurchase().stop(TENANT, "ann", "asked by mail");
            default -> node.autoPurchase().haltAll("ann", "an incident");
        }
    }

    private void later(BillingService node, Duration by) {
        clock.advance(by);
        node.runDueWork();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"the tenant", "an operator", "an operator for all"})
    @DisplayName("what a dead node may not have sent is not sent once nobody wants it any more, and ends in an hour")
    final void sendsNothingAfterItWasStopped(String who) {
        BillingService next = diesBeforeSending();
        stop(next, who);

        later(next, Duration.ofMinutes(5));
        assertStates(State.UNKNOWN);
        for (int i = 0; i < 4; i++) {
            later(next, Duration.ofMinutes(30));
        }
        assertStates(State.CANCELED);
        assertThat(payments.taken()).isZero();
        assertThat(next.autoPurchase().status(TENANT).purchases())
                .as("of the cap")
                .isZero();
        assertThat(next.autoPurchase().status(TENANT).failures()).isZero();
        assertCredits(150, 0, 0);
    }

    @Test
    @DisplayName("what was sent before it was stopped is found without sending, and granted")
    final void findsWhatWasSentBeforeItWasStopped() {
        givenAuto(300);
        payments.next(Script.LOST_AFTER_CHARGE);
        deduct(150, null);
        work();
        assertStates(State.UNKNOWN);
        stop(billing(), "the tenant");

        later(billing(), Duration.ofMinutes(5));
        assertStates(State.GRANTED);
        assertThat(payments.taken()).isEqualTo(1000);
        assertCredits(150, 500, 0);
    }

    @Test
    @DisplayName("what waits for the customer when it is stopped is canceled, not waited for")
    final void cancelsWhatWaitsWhenItIsStopped() {
        givenAuto(300);
        payments.next(Script.ACTION_LOST);
        deduct(150, null);
        work();
        assertStates(State.UNKNOWN);
        stop(billing(), "an operator");

        later(billing(), Duration.ofMinutes(5));
        assertStates(State.FAILED);
        assertThat(payments.collectible()).isZero();
    }

    @Test
    @DisplayName(
            "stopped and wanted again within the hour, it is sent under its own key, once, if credits are still low")
    final void isSentWhenItIsWantedAgain() {
        BillingService next = diesBeforeSending();
        stop(next, "the tenant");
        later(next, Duration.ofMinutes(5));
        enable(AutoPurchaseSettings.of("pack500"));

        later(next, Duration.ofMinutes(30));
        assertStates(State.GRANTED);
        assertThat(payments.taken()).isEqualTo(1000);
    }

    @Test
    @DisplayName("what a dead node may not have sent is not sent when credits have come from elsewhere")
    final void isNotSentWhenCreditsHaveCome() {
        BillingService next = diesBeforeSending();
        next.addCredits(TENANT, 100, CreditType.BUNDLE);

        for (int i = 0; i < 5; i++) {
            later(next, Duration.ofMinutes(30));
        }
        assertStates(State.CANCELED);
        assertThat(payments.taken()).isZero();
    }

    @ParameterizedTest(name = "after {0} minutes: {1}")
    @CsvSource({"5, GRANTED", "59, GRANTED", "61, CANCELED", "600, CANCELED"})
    @DisplayName("what somebody wanted and a dead node may not have sent is sent within an hour, and never later")
    final void nobodyIsChargedLongAfterTheyWentAway(long minutes, State end) {
        givenCard(0);
        payments.next(Script.NODE_DIES);
        assertThatThrownBy(() -> billing().purchases().buy(PurchaseOrder.of(TENANT, "pack500")))
                .isInstanceOf(NodeDied.class);
        assertStates(State.SENT);

        later(otherNode(), Duration.ofMinutes(minutes));
        assertStates(end);
        assertThat(payments.taken()).isEqualTo(end == State.GRANTED ? 1000 : 0);
    }

    @ParameterizedTest(name = "after {0} minutes: {1}")
    @CsvSource({"4, CREATED", "5, GRANTED", "59, GRANTED", "60, CANCELED"})
    @DisplayName("what somebody wanted and nobody has begun to send is sent within an hour, and never later")
    final void nothingIsBegunLongAfterTheyWentAway(long minutes, State end) {
        givenCard(0);
        store().crashAt(StoreFault.ANSWER_LOST, 1);
        try {
            billing().purchases().buy(PurchaseOrder.of(TENANT, "pack500"));
        } catch (BillingException died) {
            assertThat(died).isInstanceOf(BillingStoreException.class);
        }
        store().heal();
        assertStates(State.CREATED);

        later(otherNode(), Duration.ofMinutes(minutes));
        assertStates(end);
        assertThat(payments.sent()).isEqualTo(end == State.GRANTED ? 1 : 0);
    }

    @ParameterizedTest(name = "the bank has {0} it; {1} at transaction {2}")
    @CsvSource({
        "declined, NONE, 1, FAILED",
        "declined, COMMIT_LOST, 1, FAILED",
        "declined, ANSWER_LOST, 1, FAILED",
        "succeeded, NONE, 1, GRANTED",
        "succeeded, COMMIT_LOST, 1, GRANTED",
        "succeeded, ANSWER_LOST, 1, GRANTED"
    })
    @DisplayName("E14: a debit that the bank refuses after days is canceled before it fails, counted once, by any node")
    final void aRefusedDebitIsCanceledBeforeItFails(String bank, String fault, int transaction, State end)
            throws Exception {
        givenAuto(300);
        payments.next(Script.PROCESS);
        deduct(150, null);
        work();
        assertStates(State.PROCESSING);
        payments.becomes(payments.last(), bank);
        clock.advance(Duration.ofDays(1));
        if (!fault.equals("NONE")) {
            store().crashAt(StoreFault.valueOf(fault), transaction);
        }
        BillingService other = otherNode();
        together(this::workUntilDeath, other::runDueWork);
        clock.advance(Duration.ofHours(2));
        other.runDueWork();

        assertStates(end);
        assertThat(payments.collectible()).isZero();
        assertThat(other.autoPurchase().status(TENANT).failures()).isEqualTo(end == State.FAILED ? 1 : 0);
        assertThat(told(Kind.AUTO_PURCHASE_FAILED)).isEqualTo(end == State.FAILED ? 1 : 0);
        assertCredits(150, end == State.GRANTED ? 500 : 0, 0);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"COMMIT_LOST", "ANSWER_LOST"})
    @DisplayName("a deduction whose commit is lost buys nothing, or once with its retry")
    final void aLostDeductionBuysOnce(StoreFault fault) {
        givenAuto(300);
        store().failAt(fault, 1);
        deduct(150, "k1");
        deduct(150, "k1");
        work();
        assertCredits(150, 500, 0);
        assertThat(payments.sent()).isEqualTo(1);
    }

    @Test
    @DisplayName("C3: two nodes that look after the same purchase at once charge and grant it once")
    final void twoNodesGrantOnce() throws Exception {
        givenAuto(300);
        BillingService other = otherNode();
        for (int i = 0; i < 3; i++) {
            payments.next(i == 1 ? Script.LOST_AFTER_CHARGE : Script.SUCCEED);
            deduct(i == 0 ? 150 : 500, null);
            together(
                    () -> billing().runDueWork(),
                    other::runDueWork,
                    () -> billing().runDueWork());
            clock.advance(Duration.ofMinutes(5));
            together(other::runDueWork, () -> billing().runDueWork());
        }
        assertThat(payments.sent()).isEqualTo(3);
        assertThat(payments.taken()).isEqualTo(3000);
        assertThat(rowsOf(EntryType.PURCHASE)).isEqualTo(3);
        assertThat(purchases()).extracting(Purchase::state).containsOnly(State.GRANTED);
    }

    @Test
    @DisplayName("the same key on two nodes at once, twice, is one charge and one grant")
    final void twoNodesChargeOnceForAKey() throws Exception {
        givenCard(0);
        BillingService other = otherNode();
        PurchaseOrder clicked = PurchaseOrder.of(TENANT, "pack500").idempotencyKey("click");
        together(
                () -> billing().purchases().buy(clicked),
                () -> other.purchases().buy(clicked),
                () -> billing().purchases().buy(clicked));

        assertThat(payments.sent()).isEqualTo(1);
        assertThat(other.purchases().buy(clicked).state()).isEqualTo(State.GRANTED);
        assertCredits(0, 500, 0);
    }

    @ParameterizedTest(name = "{0} at transaction {1}")
    @CsvSource({
        "COMMIT_LOST, 1",
        "ANSWER_LOST, 1",
        "COMMIT_LOST, 2",
        "ANSWER_LOST, 2",
        "COMMIT_LOST, 3",
        "ANSWER_LOST, 3"
    })
    @DisplayName("a node dies while it charges, and the customer's second try with the same key is the same purchase")
    final void aKeyOutlivesItsNode(StoreFault fault, int transaction) {
        givenCard(0);
        PurchaseOrder clicked = PurchaseOrder.of(TENANT, "pack500").idempotencyKey("click");
        store().crashAt(fault, transaction);
        try {
            billing().purchases().buy(clicked);
        } catch (BillingException died) {
            assertThat(died).isInstanceOf(BillingStoreException.class);
        }
        store().heal();

        BillingService next = otherNode();
        next.purchases().buy(clicked);
        clock.advance(Duration.ofMinutes(5));
        next.runDueWork();
        assertThat(next.purchases().buy(clicked).state()).isEqualTo(State.GRANTED);
        assertThat(payments.taken()).isEqualTo(1000);
        assertCredits(0, 500, 0);
    }

    @Test
    @DisplayName("concurrent deductions on two nodes begin one purchase, and never more than the cap")
    final void concurrentDeductionsBeginOne() throws Exception {
        givenAuto(250, AutoPurchaseSettings.of("pack500").atMost(2, 5000));
        BillingService other = otherNode();
        for (int round = 0; round < 4; round++) {
            together(
                    () -> billing().deductCredits(TENANT, 30),
                    () -> other.deductCredits(TENANT, 30),
                    () -> billing().deductCredits(TENANT, 30));
            assertThat(purchases().stream().filter(Purchase::open).count()).isLessThanOrEqualTo(1);
            work();
            deduct(Math.max(0, billing().getCreditBalance(TENANT).spendable() - 250), null);
            work();
        }
        assertThat(payments.sent()).isEqualTo(2);
        assertThat(payments.taken()).isEqualTo(2000);
    }

    @Test
    @DisplayName("the kill switch holds on every node until it is undone")
    final void theKillSwitchHolds() {
        givenAuto(300);
        billing().autoPurchase().haltAll("ops", "looking into it");
        deduct(150, null);
        work();
        otherNode().runDueWork();
        assertStates(State.CREATED);
        assertThat(payments.sent()).isZero();
        billing().autoPurchase().resumeAll("ops", "all clear");
        work();
        assertCredits(150, 500, 0);
    }
}
