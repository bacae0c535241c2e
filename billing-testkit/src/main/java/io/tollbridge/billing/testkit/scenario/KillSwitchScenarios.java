// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tollbridge.billing.AutoPurchaseHalt;
import io.tollbridge.billing.AutoPurchaseHalt.Use;
import io.tollbridge.billing.BillingException;
import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.CheckoutResult;
import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.DeductionResult;
import io.tollbridge.billing.PurchaseOrder;
import io.tollbridge.billing.account.Purchase.State;
import io.tollbridge.billing.doctor.Finding;
import io.tollbridge.billing.doctor.Finding.Check;
import io.tollbridge.billing.testkit.StoreFault;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** R16: the switch that stops all automatic purchases on all nodes, and who used it. */
public abstract class KillSwitchScenarios extends PurchaseNodesScenario {
    /** For subclasses. */
    protected KillSwitchScenarios() {}

    @Test
    @DisplayName("every node knows whether the kill switch is on, and who used it last and why")
    final void everyNodeKnowsWhoUsedIt() {
        givenAuto(300);
        assertThat(billing().autoPurchase().halt()).isEqualTo(new AutoPurchaseHalt(false, null, null));
        Use halt = new Use(clock.instant(), "ops", "looking into it");
        billing().autoPurchase().haltAll("ops", "looking into it");
        deduct(150, null);
        work();
        BillingService other = otherNode();
        other.runDueWork();
        assertStates(State.CREATED);
        assertThat(payments.sent()).isZero();
        assertThat(other.autoPurchase().halt()).isEqualTo(new AutoPurchaseHalt(true, halt, null));
        assertThat(other.autoPurchase().status(TENANT).haltedForAll()).isTrue();

        clock.advance(Duration.ofHours(1));
        Use resumption = new Use(clock.instant(), "ann", "all clear");
        other.autoPurchase().resumeAll("ann", "all clear");
        assertThat(billing().autoPurchase().halt()).isEqualTo(new AutoPurchaseHalt(false, halt, resumption));
        work();
        assertCredits(150, 500, 0);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"COMMIT_LOST", "ANSWER_LOST"})
    @DisplayName("a node that dies while it halts has halted with a name and a reason, or not at all")
    final void haltsWithANameOrNotAtAll(StoreFault fault) {
        givenAuto(300);
        store().crashAt(fault, 1);
        assertThatExceptionOfType(BillingException.class)
                .isThrownBy(() -> billing().autoPurchase().haltAll("ops", "an incident"));
        store().heal();
        AutoPurchaseHalt halt = otherNode().autoPurchase().halt();
        assertThat(halt.halted()).isEqualTo(fault == StoreFault.ANSWER_LOST);
        assertThat(halt.halt() != null).isEqualTo(halt.halted());
    }

    @Test
    @DisplayName("what is halted just before it is sent is not sent")
    final void haltsAtTheLastMoment() {
        givenAuto(300);
        deduct(150, null);
        payments.beforeTheCardIsLookedAt(() -> billing().autoPurchase().haltAll("ops", "an incident"));
        work();
        assertStates(State.CREATED);
        assertThat(payments.sent()).isZero();
        billing().autoPurchase().resumeAll("ops", "all clear");
        work();
        assertCredits(150, 500, 0);
    }

    @Test
    @DisplayName("the doctor tells that the kill switch is on, by whom and why")
    final void theDoctorTells() {
        givenCard(300);
        assertThat(billing().doctor().findings()).noneMatch(finding -> finding.check() == Check.AUTO_PURCHASE);
        billing().autoPurchase().haltAll("ops", "an incident");
        assertThat(otherNode().doctor().problems())
                .filteredOn(finding -> finding.check() == Check.AUTO_PURCHASE)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.severity()).isEqualTo(Finding.Severity.WARNING);
                    assertThat(finding.message()).contains("by ops at " + clock.instant() + ": an incident");
                    assertThat(finding.fix()).contains("resumeAll");
                });
    }

    @Test
    @DisplayName("while the kill switch is on, people can still buy; what was to be bought by itself gives way")
    final void peopleBuyWhileItIsOn() {
        givenAuto(300);
        billing().autoPurchase().haltAll("ops", "an incident");
        deduct(150, null);
        work();
        assertThat(billing()
                        .purchases()
                        .buy(PurchaseOrder.of(TENANT, "pack500"))
                        .state())
                .as("what was begun a moment ago may be about to be sent")
                .isEqualTo(State.CREATED);
        clock.advance(Duration.ofMinutes(5));
        assertThat(billing()
                        .purchases()
                        .buy(PurchaseOrder.of(TENANT, "pack500"))
                        .state())
                .isEqualTo(State.GRANTED);
        assertCredits(150, 500, 0);
        deduct(500, null);
        clock.advance(Duration.ofMinutes(5));
        assertThat(billing().purchases().checkout(TENANT, "pack500", 1)).isInstanceOf(CheckoutResult.Opened.class);
        billing().autoPurchase().resumeAll("ops", "all clear");
        work();
        assertThat(payments.sent()).isEqualTo(1);
        assertThat(billing().autoPurchase().status(TENANT).purchases()).isZero();
    }

    @Test
    @DisplayName("E3: in mode WAIT the call itself succeeds, whichever node carries the purchase out")
    final void waitsForAnotherNode() throws Exception {
        givenAuto(100);
        BillingService other = otherNode();
        DeductionResult[] result = new DeductionResult[1];
        together(
                () -> result[0] = billing()
                        .autoPurchase()
                        .deductWaiting(Deduction.of(TENANT).cost(300), Duration.ofSeconds(60)),
                () -> {
                    while (other.autoPurchase().status(TENANT).purchases() == 0
                            && !Thread.currentThread().isInterrupted()) {
                        Thread.onSpinWait();
                    }
                    other.runDueWork();
                });
        assertThat(result[0]).isInstanceOf(DeductionResult.Deducted.class);
    }
}
