// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tollbridge.billing.AutoPurchaseSettings;
import io.tollbridge.billing.CreditGrant;
import io.tollbridge.billing.InvalidArgumentException;
import io.tollbridge.billing.account.Purchase.State;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** R16: what has changed between the decision to buy by itself and the charge, and what was agreed to. */
public abstract class LastLookScenarios extends PurchaseScenario {
    /** For subclasses. */
    protected LastLookScenarios() {}

    @Test
    @DisplayName("what was refused an hour ago is bought for no more when credits are there meanwhile")
    final void buysNothingForARefusalOfLongAgo() {
        givenAuto(100);
        deduct(300, null);
        clock.advance(Duration.ofHours(1));
        gift(5_000);
        work();
        assertStates(State.CANCELED);
        assertThat(payments.sent()).isZero();
        assertThat(billing().autoPurchase().status(TENANT).purchases()).isZero();
    }

    @Test
    @DisplayName("what was refused is bought for no more when other credits came since, however recently")
    final void buysNothingForARefusalThatOtherCreditsHaveSettled() {
        givenAuto(100);
        deduct(300, null);
        clock.advance(Duration.ofMinutes(1));
        gift(5_000);
        work();
        assertStates(State.CANCELED);
        assertThat(payments.sent()).isZero();
    }

    @Test
    @DisplayName("what was refused is still bought for an hour later when credits are low")
    final void buysForARefusalOfLongAgoWhileCreditsAreLow() {
        givenAuto(100);
        deduct(300, null);
        clock.advance(Duration.ofHours(2));
        work();
        assertCredits(100, 500, 0);
    }

    @Test
    @DisplayName("the subscription's credits alone are looked at once more before the charge")
    final void looksAtTheSubscriptionOnceMore() {
        givenAuto(300, AutoPurchaseSettings.of("pack500").subscriptionOnly());
        deduct(150, null);
        clock.advance(Duration.ofDays(31));
        work();
        assertStates(State.CANCELED);
        assertThat(payments.sent()).isZero();
    }

    @Test
    @DisplayName("what was begun under another consent is not charged when the new one does not cover it")
    final void chargesNothingThatTheConsentDoesNotCover() {
        AutoPurchaseSettings agreed =
                AutoPurchaseSettings.of("pack500").threshold(200).closeGap(2).atMost(3, 50_00);
        givenAuto(200, agreed);
        for (AutoPurchaseSettings other : List.of(
                AutoPurchaseSettings.of("pack1000").atMost(3, 50_00),
                agreed.threshold(700).closeGap(1),
                agreed.atMost(3, 10_00))) {
            enable(agreed.threshold(700));
            deduct(1, null);
            enable(other);
            work();
            assertThat(purchases().get(0).order().quantity()).isEqualTo(2);
            assertThat(purchases().get(0).state()).isEqualTo(State.CANCELED);
        }
        assertThat(payments.sent()).isZero();
    }

    @Test
    @DisplayName("NO_PAYMENT_METHOD ends with any means of payment, also one without a fingerprint")
    final void goesOnWithAMeansOfPaymentWithoutAFingerprint() {
        givenAuto(300);
        billing().customers().unlink(TENANT, CUSTOMER);
        deduct(150, null);
        work();
        assertThat(billing().autoPurchase().status(TENANT).suspended()).isTrue();
        billing().customers().link(TENANT, CUSTOMER);
        payments.card(CUSTOMER, null);
        clock.advance(Duration.ofHours(1));
        work();
        assertThat(billing().autoPurchase().status(TENANT).suspended()).isFalse();
        deduct(1, null);
        work();
        assertThat(payments.sent()).isEqualTo(1);
    }

    @Test
    @DisplayName("a consent of 2000 characters is kept as it was shown, and a longer one is refused")
    final void keepsALongConsent() {
        givenCard(300);
        String shown = "x".repeat(2_000);
        billing().autoPurchase().enable(TENANT, AutoPurchaseSettings.of("pack500"), shown, "user-1");
        assertThat(billing()
                        .autoPurchase()
                        .settings(TENANT)
                        .orElseThrow()
                        .consent()
                        .text())
                .isEqualTo(shown);
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> billing()
                        .autoPurchase()
                        .enable(TENANT, AutoPurchaseSettings.of("pack500"), shown + "x", "user-1"));
    }

    private void gift(long credits) {
        billing().purchases().gift(CreditGrant.bundle(TENANT, credits).by("ops", "sorry"));
    }
}
