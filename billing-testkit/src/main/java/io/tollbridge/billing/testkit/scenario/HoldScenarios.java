// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollbridge.billing.BillingFailure;
import io.tollbridge.billing.Charge;
import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.Hold;
import io.tollbridge.billing.InsufficientCreditsException;
import io.tollbridge.billing.notification.Notification;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Group G: holds. */
public abstract class HoldScenarios extends Scenario {
    /** For subclasses. */
    protected HoldScenarios() {}

    @Test
    @DisplayName("G1: a captured hold is used as if it had been deducted")
    final void capturesAll() {
        given(1000, 1000, 0);

        Hold hold = hold(300);
        assertHeld(700, 0, 300);
        hold.capture(300);

        assertHeld(700, 0, 0);
        assertThat(billing().getCreditBalance(TENANT).used()).isEqualTo(300);
    }

    @Test
    @DisplayName("G2: capturing less gives the rest back")
    final void capturesLess() {
        given(1000, 1000, 0);

        hold(300).capture(200);

        assertHeld(800, 0, 0);
        assertThat(billing().getCreditBalance(TENANT).used()).isEqualTo(200);
    }

    @Test
    @DisplayName("G3: what is given back goes to where the hold took from last")
    final void givesBackLastInFirstOut() {
        given(5, 5, 10);

        Hold hold = hold(8);
        assertHeld(0, 7, 8);
        hold.capture(5);

        assertHeld(0, 10, 0);
    }

    @Test
    @DisplayName("G4: a released hold leaves everything as it was")
    final void releases() {
        given(5, 5, 10);

        try (Hold hold = hold(8)) {
            assertHeld(0, 7, hold.credits());
        }

        assertHeld(5, 10, 0);
    }

    @Test
    @DisplayName("G6: capturing more charges what else is there and tells the rest as unmet")
    final void capturesMore() {
        given(5, 5, 5);

        Charge charge = hold(8).capture(15);

        assertThat(charge.charged()).isEqualTo(10);
        assertThat(charge.unmet()).isEqualTo(5);
        assertHeld(0, 0, 0);
    }

    @Test
    @DisplayName("G6: by policy the rest becomes debt, within its limit")
    final void capturesMoreAsDebt() {
        given(5, 5, 5);

        Charge charge = hold(8).capture(15, 100);

        assertThat(charge.charged()).isEqualTo(15);
        assertThat(charge.unmet()).isZero();
        assertCredits(0, 0, 5);
        assertThat(billing().hold(Deduction.of(TENANT).cost(0)).capture(96, 100).unmet())
                .isEqualTo(96);
        assertCredits(0, 0, 5);
    }

    @Test
    @DisplayName("G7: a hold that nobody settles is released when its time is over")
    final void expires() {
        given(5, 5, 10);
        hold(8);

        clock.advance(Duration.ofMinutes(16));
        billing().runDueWork();

        assertHeld(5, 10, 0);
        assertThat(billing().notifications().list(TENANT, 1))
                .extracting(Notification::kind)
                .containsExactly(Notification.Kind.HOLD_EXPIRED);
    }

    @Test
    @DisplayName("G10: capturing the same amount again changes nothing and answers the same")
    final void capturesOnce() {
        given(5, 5, 10);
        Hold hold = hold(8);

        Charge first = hold.capture(4);
        Charge second = hold.capture(4);

        assertHeld(1, 10, 0);
        assertThat(second.replayed()).isTrue();
        assertThat(second.asFirst()).isEqualTo(first);
    }

    @Test
    @DisplayName("G11: capturing another amount again is a conflict")
    final void refusesAnotherCapture() {
        given(5, 5, 10);
        Hold hold = hold(8);
        hold.capture(4);

        assertThatThrownBy(() -> hold.capture(6))
                .isInstanceOfSatisfying(
                        BillingFailure.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.IDEMPOTENCY_CONFLICT));

        assertHeld(1, 10, 0);
    }

    @Test
    @DisplayName("G15: a negative capture is an illegal argument and changes nothing")
    final void refusesNegativeCaptures() {
        given(5, 5, 10);
        Hold hold = hold(8);

        assertThatThrownBy(() -> hold.capture(-3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-3");

        assertHeld(0, 7, 8);
    }

    @Test
    @DisplayName("G18: of ten concurrent holds of 20 on 100 credits, five succeed")
    final void neverHoldsMoreThanThereIs() throws Exception {
        given(100, 100, 0);

        List<Boolean> placed = ConsumptionScenarios.concurrently(10, () -> {
            try {
                return hold(20).credits() == 20;
            } catch (InsufficientCreditsException refused) {
                return false;
            }
        });

        assertThat(placed).filteredOn(success -> success).hasSize(5);
        assertHeld(0, 0, 100);
    }

    private Hold hold(long credits) {
        return billing().hold(Deduction.of(TENANT).cost(credits));
    }

    private void assertHeld(long subscription, long bundle, long held) {
        assertCredits(subscription, bundle, 0);
        assertThat(billing().getCreditBalance(TENANT).held()).as("held").isEqualTo(held);
    }
}
