// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tollbridge.billing.AutoPurchaseSettings;
import io.tollbridge.billing.AutoPurchaseStatus;
import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.DeductionResult;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.OperationRejectedException;
import io.tollbridge.billing.account.CreditPolicy;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.account.Purchase.State;
import io.tollbridge.billing.account.PurchasePolicy;
import io.tollbridge.billing.account.ShortfallPolicy;
import io.tollbridge.billing.notification.Notification.Kind;
import io.tollbridge.billing.testkit.scenario.ScriptedPayments.Script;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Group E: buying bundles by itself (R16). */
public abstract class AutoPurchaseScenarios extends PurchaseScenario {
    /** For subclasses. */
    protected AutoPurchaseScenarios() {}

    @Test
    @DisplayName("E1: credits that fall below the threshold are bought for, once")
    final void buysBelowTheThreshold() {
        givenAuto(300);
        deduct(150, null);
        assertStates(State.CREATED);
        work();
        assertCredits(150, 500, 0);
        assertStates(State.GRANTED);
        assertThat(payments.sent()).isEqualTo(1);
        assertThat(told(Kind.AUTO_PURCHASED)).isEqualTo(1);
        assertThat(detail(Kind.AUTO_PURCHASED)).isEqualTo("500 credits for 10.00 USD");
        work();
        deduct(10, null);
        work();
        assertThat(payments.taken()).isEqualTo(1000);
    }

    @Test
    @DisplayName("E2: at the threshold nothing is bought; one below, it is")
    final void buysNothingAtTheThreshold() {
        givenAuto(300);
        deduct(100, null);
        work();
        assertThat(purchases()).isEmpty();
        deduct(1, null);
        assertThat(purchases()).hasSize(1);
    }

    @Test
    @DisplayName("E3: a deduction that is refused triggers; after success the retry is charged")
    final void aRefusalTriggers() {
        givenAuto(100);
        assertThat(deduct(300, null)).isInstanceOf(DeductionResult.Insufficient.class);
        work();
        assertThat(deduct(300, null)).isInstanceOf(DeductionResult.Deducted.class);
        assertCredits(0, 300, 0);
        assertThat(payments.sent()).isEqualTo(1);
    }

    @Test
    @DisplayName("E3: a refusal triggers above the threshold too")
    final void aRefusalTriggersAboveTheThreshold() {
        givenAuto(400);
        assertThat(deduct(600, null)).isInstanceOf(DeductionResult.Insufficient.class);
        work();
        assertCredits(400, 500, 0);
    }

    @Test
    @DisplayName("E3: in mode WAIT the call itself succeeds")
    final void aWaitingDeductionSucceeds() {
        givenAuto(100);
        billing().start();
        DeductionResult result =
                billing().autoPurchase().deductWaiting(Deduction.of(TENANT).cost(300), Duration.ofSeconds(30));
        assertThat(result).isInstanceOf(DeductionResult.Deducted.class);
        assertCredits(0, 300, 0);
        assertThat(payments.sent()).isEqualTo(1);
    }

    @Test
    @DisplayName("E3: a deduction waits no longer than it was told, and not at all when nothing is bought")
    final void aWaitIsBounded() {
        givenAuto(100);
        DeductionResult late =
                billing().autoPurchase().deductWaiting(Deduction.of(TENANT).cost(300), Duration.ofMillis(1));
        assertThat(late).isInstanceOf(DeductionResult.Insufficient.class);
        billing().autoPurchase().disable(TENANT);
        work();
        assertStates(State.CANCELED);
        DeductionResult refused =
                billing().autoPurchase().deductWaiting(Deduction.of(TENANT).cost(300), Duration.ofMinutes(1));
        assertThat(refused).isInstanceOf(DeductionResult.Insufficient.class);
        assertThat(payments.sent()).isZero();
    }

    @Test
    @DisplayName("E6: a bundle smaller than the threshold is refused when it is configured")
    final void refusesABundleSmallerThanTheThreshold() {
        givenCard(300);
        assertThatExceptionOfType(OperationRejectedException.class)
                .isThrownBy(() -> enable(AutoPurchaseSettings.of("pack500").threshold(800)))
                .withMessageContaining("500")
                .withMessageContaining("800")
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.AUTO_PURCHASE_INVALID));
        assertThat(billing().autoPurchase().settings(TENANT)).isEmpty();
        enable(AutoPurchaseSettings.of("pack500").threshold(500));
        enable(AutoPurchaseSettings.of("pack500").threshold(800).closeGap(2));
    }

    @Test
    @DisplayName("E7: closing the gap buys as many bundles as it takes, with one charge")
    final void closesTheGap() {
        givenAuto(100, AutoPurchaseSettings.of("pack500").threshold(800).closeGap(10));
        deduct(50, null);
        work();
        assertCredits(50, 1000, 0);
        assertThat(payments.sent()).isEqualTo(1);
        assertThat(payments.taken()).isEqualTo(2000);
    }

    @Test
    @DisplayName("E7: an exact multiple is not bought one more of, and there is a most")
    final void closesTheGapExactly() {
        givenAuto(301, AutoPurchaseSettings.of("pack500").threshold(800).closeGap(2));
        deduct(1, null);
        work();
        assertCredits(300, 500, 0);
        deduct(800, null);
        work();
        assertCredits(0, 1000, 0);
    }

    @Test
    @DisplayName("E8: the cap by count is told once, without asking Stripe, and service goes on to zero")
    final void stopsAtTheCapByCount() {
        givenAuto(199);
        for (int i = 0; i < 3; i++) {
            deduct(1, null);
            work();
            deduct(500, null);
        }
        assertThat(payments.sent()).isEqualTo(3);
        deduct(1, null);
        deduct(1, null);
        work();
        assertThat(payments.sent()).isEqualTo(3);
        assertThat(told(Kind.PURCHASE_CAP_REACHED)).isEqualTo(1);
        long left = billing().getCreditBalance(TENANT).spendable();
        assertThat(deduct(left, null)).isInstanceOf(DeductionResult.Deducted.class);
        assertThat(told(Kind.PURCHASE_CAP_REACHED)).isEqualTo(1);
    }

    @Test
    @DisplayName("E8: the cap by money holds too, and a new period begins a new count")
    final void stopsAtTheCapByMoney() {
        givenAuto(199, AutoPurchaseSettings.of("pack500").atMost(10, 1999));
        deduct(1, null);
        work();
        deduct(550, null);
        work();
        assertThat(payments.sent()).isEqualTo(1);
        assertThat(told(Kind.PURCHASE_CAP_REACHED)).isEqualTo(1);

        clock.advance(Duration.ofDays(31));
        deduct(1000, null);
        work();
        assertThat(payments.sent()).isEqualTo(2);
        AutoPurchaseStatus status = billing().autoPurchase().status(TENANT);
        assertThat(status.purchases()).isEqualTo(1);
        assertThat(status.minorUnits()).isEqualTo(1000);
    }

    @Test
    @DisplayName("E10: after a decline nothing is tried for an hour, then for six, and it is told once each")
    final void waitsAfterADecline() {
        givenAuto(300);
        payments.next(Script.DECLINE, Script.DECLINE);
        deduct(150, null);
        work();
        assertStates(State.FAILED);
        assertThat(payments.collectible()).as("nothing may be collected later").isZero();
        assertThat(told(Kind.AUTO_PURCHASE_FAILED)).isEqualTo(1);
        clock.advance(Duration.ofMinutes(59));
        deduct(1, null);
        work();
        assertThat(payments.sent()).isEqualTo(1);
        assertThat(billing().autoPurchase().status(TENANT).nextAttemptAt()).isEqualTo(BEGIN.plus(Duration.ofHours(1)));

        clock.advance(Duration.ofMinutes(1));
        deduct(1, null);
        work();
        assertThat(payments.sent()).isEqualTo(2);
        clock.advance(Duration.ofHours(6).minusMillis(1));
        deduct(1, null);
        work();
        assertThat(payments.sent()).isEqualTo(2);
        clock.advance(Duration.ofMillis(1));
        deduct(1, null);
        work();
        assertCredits(146, 500, 0);
        assertThat(told(Kind.AUTO_PURCHASE_FAILED)).isEqualTo(2);
        assertThat(billing().autoPurchase().status(TENANT).failures()).isZero();
    }

    @Test
    @DisplayName("E13: the bank wants the customer: no other attempt; confirmed, the credits come")
    final void waitsForTheCustomer() {
        givenAuto(300);
        payments.next(Script.ACTION);
        deduct(150, null);
        work();
        assertStates(State.ACTION_REQUIRED);
        assertThat(told(Kind.PURCHASE_ACTION_REQUIRED)).isEqualTo(1);
        deduct(10, null);
        clock.advance(Duration.ofHours(12));
        deduct(10, null);
        work();
        assertThat(payments.sent()).isEqualTo(1);
        payments.becomes(payments.last(), "succeeded");
        clock.advance(Duration.ofHours(12));
        work();
        assertCredits(130, 500, 0);
    }

    @Test
    @DisplayName("E13: not confirmed for 24 hours, the payment is canceled, which counts as a failure")
    final void cancelsWhatWasNotConfirmed() {
        givenAuto(300);
        payments.next(Script.ACTION);
        deduct(150, null);
        work();
        clock.advance(Duration.ofHours(24));
        work();
        assertStates(State.FAILED);
        assertThat(payments.collectible()).isZero();
        assertThat(billing().autoPurchase().status(TENANT).failures()).isEqualTo(1);
        assertCredits(150, 0, 0);
    }

    @Test
    @DisplayName("E14: a bank debit is pending for days, and no success is told before it is one")
    final void waitsForTheBank() {
        givenAuto(300);
        payments.next(Script.PROCESS);
        deduct(150, null);
        work();
        for (int day = 0; day < 3; day++) {
            clock.advance(Duration.ofDays(1));
            deduct(1, null);
            work();
        }
        assertStates(State.PROCESSING);
        assertCredits(147, 0, 0);
        assertThat(told(Kind.AUTO_PURCHASED)).isZero();
        payments.becomes(payments.last(), "succeeded");
        clock.advance(Duration.ofDays(1));
        work();
        assertCredits(147, 500, 0);
        assertThat(payments.sent()).isEqualTo(1);
    }

    @Test
    @DisplayName("E15: without a means of payment it is told once in a slice, and nothing is charged")
    final void tellsAMissingMeansOfPaymentOnce() {
        givenAuto(300);
        payments.card(CUSTOMER, null);
        billing().customers().unlink(TENANT, CUSTOMER);
        deduct(150, null);
        work();
        for (int i = 0; i < 3; i++) {
            deduct(1, null);
            work();
        }
        assertThat(payments.sent()).isZero();
        assertThat(told(Kind.AUTO_PURCHASE_FAILED)).isEqualTo(1);
        assertThat(detail(Kind.AUTO_PURCHASE_FAILED)).isEqualTo("NO_PAYMENT_METHOD");
        assertThat(purchases()).hasSize(1);

        clock.advance(Duration.ofDays(31));
        deduct(900, null);
        deduct(1, null);
        work();
        assertThat(told(Kind.AUTO_PURCHASE_FAILED))
                .as("once more in the next slice")
                .isEqualTo(2);
        assertThat(payments.sent()).isZero();

        billing().customers().link(TENANT, CUSTOMER);
        payments.card(CUSTOMER, "fp_9");
        clock.advance(Duration.ofHours(1));
        work();
        deduct(1, null);
        work();
        assertThat(payments.sent()).isEqualTo(1);
    }

    @Test
    @DisplayName("E16: disabled by the tenant or by an admin, nothing is bought and thresholds are told as usual")
    final void buysNothingWhenDisabled() {
        givenAuto(1000);
        billing().autoPurchase().disable(TENANT);
        deduct(800, null);
        billing().autoPurchase().stop(TENANT, "ops", "asked by phone");
        enable(AutoPurchaseSettings.of("pack500"));
        deduct(100, null);
        deduct(100, null);
        deduct(1, null);
        work();
        assertThat(purchases()).isEmpty();
        assertThat(thresholds()).containsExactly(75, 90, 100);
        billing().autoPurchase().resume(TENANT, "ops", "asked again");
        deduct(1, null);
        work();
        assertCredits(0, 500, 0);
    }

    @Test
    @DisplayName("E21: a threshold that was lowered counts from the next deduction")
    final void takesALoweredThreshold() {
        givenAuto(151, AutoPurchaseSettings.of("pack500").threshold(300));
        enable(AutoPurchaseSettings.of("pack500").threshold(100));
        deduct(10, null);
        work();
        assertThat(purchases()).isEmpty();
    }

    @Test
    @DisplayName("E23: with debt nothing is bought by itself, which is told once; unless the host allows it")
    final void buysNothingForDebtors() {
        givenAuto(300);
        billing().tryDeduct(Deduction.of(TENANT).cost(400).onShortfall(ShortfallPolicy.overage(100)));
        assertCredits(0, 0, 100);
        deduct(1, null);
        work();
        assertThat(purchases()).isEmpty();
        assertThat(told(Kind.AUTO_PURCHASE_FAILED)).isEqualTo(1);
        assertThat(detail(Kind.AUTO_PURCHASE_FAILED)).isEqualTo("DEBT");
    }

    @Test
    @DisplayName("E23: where the host allows it, the debt is settled from what is bought")
    final void buysForDebtorsWhereAllowed() {
        givenCard(CreditPolicy.DEFAULT.purchases(PurchasePolicy.DEFAULT.autoWithDebt(true)), 300);
        enable(AutoPurchaseSettings.of("pack500"));
        billing().tryDeduct(Deduction.of(TENANT).cost(400).onShortfall(ShortfallPolicy.overage(100)));
        work();
        assertCredits(0, 400, 0);
    }

    @Test
    @DisplayName("G16: a hold counts as use")
    final void aHoldTriggers() {
        givenAuto(300);
        billing().hold(Deduction.of(TENANT).cost(150));
        work();
        assertCredits(150, 500, 0);
    }

    @Test
    @DisplayName("a check on demand buys in the calling thread, and only when credits have run low")
    final void checksOnDemand() {
        givenCard(150);
        assertThat(billing().autoPurchase().checkAndPurchase(TENANT)).isEmpty();
        enable(AutoPurchaseSettings.of("pack500"));
        Optional<Purchase> bought = billing().autoPurchase().checkAndPurchase(TENANT);
        assertThat(bought.map(Purchase::state)).contains(State.GRANTED);
        assertThat(billing().autoPurchase().checkAndPurchase(TENANT)).isEmpty();
        assertThat(payments.sent()).isEqualTo(1);
    }
}
