// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.AutoPurchaseSettings;
import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.account.Purchase.State;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.notification.Notification.Kind;
import io.tollbridge.billing.testkit.StoreFault;
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
        "UNAVAILABLE, 1",
        "UNAVAILABLE, 2",
        "FAILED, 1",
        "FAILED, 2"
    })
    @DisplayName("E17: a node that dies around a commit of a purchase leaves one charge and one grant")
    final void survivesADeathAroundEachCommit(StoreFault fault, int transaction) {
        givenAuto(300);
        deduct(150, null);
        // the first transaction says that it is about to be sent, the second one what came of it, the third a job
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

    @ParameterizedTest(name = "{0}")
    @CsvSource({"the tenant", "an operator", "an operator for all"})
    @DisplayName("what a dead node may not have sent is not sent once nobody wants it any more")
    final void sendsNothingAfterItWasStopped(String who) {
        givenAuto(300);
        deduct(150, null);
        store().crashAt(StoreFault.ANSWER_LOST, 1);
        workUntilDeath();
        BillingService next = otherNode();
        switch (who) {
            case "the tenant" -> next.autoPurchase().disable(TENANT);
            case "an operator" -> next.autoPurchase().stop(TENANT, "ann", "asked by mail");
            default -> next.autoPurchase().haltAll("ann", "an incident");
        }

        clock.advance(Duration.ofMinutes(5));
        next.runDueWork();
        assertThat(payments.sent()).isZero();
        assertThat(payments.taken()).isZero();
        assertThat(onlyPurchase().state()).isEqualTo(State.UNKNOWN);
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
