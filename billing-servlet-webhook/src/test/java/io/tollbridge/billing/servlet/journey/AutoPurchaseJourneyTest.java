// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tollbridge.billing.AutoPurchaseSettings;
import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.DeductionResult;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.OperationRejectedException;
import io.tollbridge.billing.account.CreditPolicy;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.account.Purchase.State;
import io.tollbridge.billing.account.PurchasePolicy;
import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.notification.Notification.Kind;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Group E, first part: when bundles are bought by themselves, how many, and when not. */
@ParameterizedClass(name = "{0}")
@EnumSource(names = {"H2", "POSTGRESQL"})
class AutoPurchaseJourneyTest extends BuyingJourney {
    AutoPurchaseJourneyTest(Place place) {
        super(place);
    }

    private void usesAndSettles(long credits) {
        uses(credits);
        settle();
    }

    @Test
    @DisplayName("E1: credits that fall below the threshold are bought for, with one charge")
    void buysBelowTheThreshold() {
        givenAuto(300, AUTO);
        here().stripe.webhooks().chaos().duplicates(100).twins(100).shuffled();

        uses(150);
        assertStates(State.CREATED);
        settle();

        assertCredits(150, 500, 0);
        assertStates(State.GRANTED);
        assertThat(taken()).containsExactly(1_000L);
        assertThat(told(Kind.AUTO_PURCHASED)).isEqualTo(1);
        assertThat(detail(Kind.AUTO_PURCHASED)).isEqualTo("500 credits for 10.00 USD");
        usesAndSettles(10);
        assertThat(asked()).isEqualTo(1);
    }

    @Test
    @DisplayName("E2: at the threshold nothing is bought")
    void buysNothingAtTheThreshold() {
        givenAuto(300, AUTO);

        usesAndSettles(100);

        assertCredits(200, 0, 0);
        assertThat(purchases()).isEmpty();
        assertThat(asked()).isZero();
    }

    @Test
    @DisplayName("E3: a deduction that is refused triggers; tried again after the purchase, it succeeds")
    void aRefusalTriggers() {
        givenAuto(100, AUTO);
        assertThat(tries(300)).isInstanceOf(DeductionResult.Insufficient.class);
        settle();
        assertCredits(100, 500, 0);

        assertThat(tries(300)).isInstanceOf(DeductionResult.Deducted.class);
        settle();

        assertCredits(0, 300, 0);
        assertThat(taken()).containsExactly(1_000L);
    }

    @Test
    @DisplayName("E3: in mode WAIT the call itself succeeds")
    void aWaitingDeductionSucceeds() {
        givenAuto(100, AUTO);
        billing().start();

        DeductionResult result =
                billing().autoPurchase().deductWaiting(Deduction.of(TENANT).cost(300), Duration.ofSeconds(30));

        assertThat(result).isInstanceOf(DeductionResult.Deducted.class);
        assertCredits(0, 300, 0);
        assertThat(taken()).containsExactly(1_000L);
    }

    @Test
    @DisplayName("E6: one bundle that holds fewer credits than the threshold is refused as a setting")
    void refusesASmallBundle() {
        givenSubscribed(300, 0);

        assertThatExceptionOfType(OperationRejectedException.class)
                .isThrownBy(() -> enable(AUTO.threshold(800)))
                .withMessageContaining("500")
                .withMessageContaining("800")
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.AUTO_PURCHASE_INVALID));

        assertThat(billing().autoPurchase().settings(TENANT)).isEmpty();
    }

    @Test
    @DisplayName("E7: closing the gap buys two bundles with one charge")
    void closesTheGap() {
        givenAuto(100, AUTO.threshold(800).closeGap(10));

        usesAndSettles(50);

        assertCredits(50, 1_000, 0);
        assertThat(taken()).containsExactly(2_000L);
        assertThat(newest().order().quantity()).isEqualTo(2);
    }

    @Test
    @DisplayName("E7: an exact multiple is not bought one more of")
    void closesTheGapExactly() {
        givenAuto(301, AUTO.threshold(800).closeGap(10));

        usesAndSettles(1);

        assertCredits(300, 500, 0);
        assertThat(taken()).containsExactly(1_000L);
    }

    @Test
    @DisplayName("E8: after three purchases the cap is told once, Stripe is not asked, and service goes on to zero")
    void stopsAtTheCap() {
        givenAuto(200, AUTO);
        usesAndSettles(1);
        for (int i = 0; i < 2; i++) {
            usesAndSettles(500);
        }
        assertCredits(0, 699, 0);
        long posts = posts();

        usesAndSettles(500);
        usesAndSettles(199);

        assertCredits(0, 0, 0);
        assertThat(tries(1)).isInstanceOf(DeductionResult.Insufficient.class);
        settle();
        assertThat(taken()).hasSize(3);
        assertThat(posts()).isEqualTo(posts);
        assertThat(told(Kind.PURCHASE_CAP_REACHED)).isEqualTo(1);
    }

    @Test
    @DisplayName("E8: the cap by money holds too, and the next period begins anew")
    void stopsAtTheCapByMoney() {
        givenAuto(200, AUTO.atMost(10, 1_999));
        usesAndSettles(1);
        usesAndSettles(550);
        assertThat(taken()).hasSize(1);
        assertThat(told(Kind.PURCHASE_CAP_REACHED)).isEqualTo(1);

        arrivesUntil(P2.plus(DRAFT));
        settle();
        assertCredits(1_000, 149, 0);
        usesAndSettles(1_000);

        assertThat(taken()).hasSize(2);
        assertThat(billing().autoPurchase().status(TENANT).purchases()).isEqualTo(1);
    }

    @Test
    @DisplayName("E16: disabled by the tenant, then stopped by an admin, nothing is bought, and thresholds are told")
    void buysNothingWhenDisabled() {
        givenAuto(1_000, AUTO);
        billing().autoPurchase().disable(TENANT);
        usesAndSettles(850);
        enable(AUTO);
        billing().autoPurchase().stop(TENANT, "ops", "asked by phone");
        usesAndSettles(100);
        usesAndSettles(50);

        assertCredits(0, 0, 0);
        assertThat(purchases()).isEmpty();
        assertThat(asked()).isZero();
        assertThat(billing().notifications().list(TENANT, 100).stream()
                        .filter(one -> one.kind() == Kind.USAGE_THRESHOLD)
                        .map(Notification::threshold))
                .containsExactlyInAnyOrder(75, 90, 100);
    }

    @Test
    @DisplayName("E19: a deduction that the host rolls back buys nothing")
    void buysNothingWhenRolledBack() throws SQLException {
        givenAuto(300, AUTO);
        try (Connection connection = place().connection()) {
            connection.setAutoCommit(false);
            billing().inTransaction(connection).deductCredits(TENANT, 150);
            connection.rollback();
        }
        settle();
        assertCredits(300, 0, 0);
        assertThat(purchases()).isEmpty();
        assertThat(asked()).isZero();

        try (Connection connection = place().connection()) {
            connection.setAutoCommit(false);
            billing().inTransaction(connection).deductCredits(TENANT, 150);
            connection.commit();
        }
        settle();
        assertCredits(150, 500, 0);
    }

    @Test
    @DisplayName("E21: a threshold that was lowered counts from the next deduction")
    void takesALoweredThreshold() {
        givenAuto(150, AUTO.threshold(300));
        enable(AUTO.threshold(100));

        usesAndSettles(10);

        assertCredits(140, 0, 0);
        assertThat(purchases()).isEmpty();
    }

    @Test
    @DisplayName("E22: a purchase that support has refunded still counts, and the next one comes within the cap only")
    void countsWhatWasRefunded() {
        givenAuto(300, AUTO.atMost(2, 5_000));
        usesAndSettles(150);
        refunds(newest(), 1_000);
        settle();
        assertCredits(150, 0, 0);
        assertThat(billing().autoPurchase().status(TENANT).purchases()).isEqualTo(1);

        usesAndSettles(50);
        assertCredits(100, 500, 0);
        assertThat(billing().autoPurchase().status(TENANT).purchases()).isEqualTo(2);
        refunds(newest(), 1_000);
        settle();
        usesAndSettles(1);

        assertCredits(99, 0, 0);
        assertThat(taken()).hasSize(2);
        assertThat(told(Kind.PURCHASE_CAP_REACHED)).isEqualTo(1);
    }

    private void givenDebtAfterARefund(CreditPolicy policy) {
        givenAuto(policy, 700, AUTO);
        Purchase bought = buys(PACK1000);
        uses(1_500);
        assertCredits(0, 200, 0);
        refunds(bought, 3_000);
        settle();
        assertCredits(0, 0, 800);
    }

    @Test
    @DisplayName("E23: with debt after a refund nothing is bought by itself, which is told once")
    void buysNothingForDebtors() {
        givenDebtAfterARefund(CreditPolicy.DEFAULT);

        assertThat(tries(1)).isInstanceOf(DeductionResult.Insufficient.class);
        assertThat(tries(1)).isInstanceOf(DeductionResult.Insufficient.class);
        settle();

        assertCredits(0, 0, 800);
        assertThat(purchases()).hasSize(1);
        assertThat(told(Kind.AUTO_PURCHASE_FAILED)).isEqualTo(1);
        assertThat(detail(Kind.AUTO_PURCHASE_FAILED)).isEqualTo("DEBT");
    }

    @Test
    @DisplayName("E23: where the host allows it, the debt is repaid from what is bought")
    void buysForDebtorsWhereAllowed() {
        givenDebtAfterARefund(CreditPolicy.DEFAULT.purchases(PurchasePolicy.DEFAULT.autoWithDebt(true)));

        assertThat(tries(1)).isInstanceOf(DeductionResult.Insufficient.class);
        settle();

        assertCredits(0, 0, 300);
        assertThat(taken()).containsExactly(1_000L, 3_000L);
    }

    @Test
    @DisplayName("R16: the subscription's credits alone, bought for once until they are there again")
    void looksAtTheSubscriptionAlone() {
        givenAuto(300, AutoPurchaseSettings.of("pack1000").subscriptionOnly());
        usesAndSettles(150);
        assertCredits(150, 1_000, 0);
        usesAndSettles(100);
        usesAndSettles(50);
        assertThat(taken()).containsExactly(3_000L);

        arrivesUntil(P2.plus(DRAFT));
        settle();
        usesAndSettles(900);

        assertCredits(100, 2_000, 0);
        assertThat(taken()).hasSize(2);
    }

    @Test
    @DisplayName("R16: nothing is bought while the renewal is awaited, unless a deduction is refused")
    void keepsQuietWhileTheRenewalIsAwaited() {
        givenAuto(300, AUTO);
        arrivesUntil(P2.plus(Duration.ofMinutes(20)));
        usesAndSettles(150);
        assertThat(purchases()).isEmpty();

        assertThat(tries(300)).isInstanceOf(DeductionResult.Insufficient.class);
        settle();

        assertCredits(150, 500, 0);
    }
}
