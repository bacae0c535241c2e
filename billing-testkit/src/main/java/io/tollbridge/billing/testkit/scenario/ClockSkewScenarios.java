// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.AutoPurchaseSettings;
import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.CreditGrant;
import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.DeductionResult;
import io.tollbridge.billing.account.CreditPolicy;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.testkit.scenario.ScriptedPayments.Script;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Two nodes of one installation whose clocks do not agree: nothing is granted, charged or bought twice. */
public abstract class ClockSkewScenarios extends PurchaseScenario {
    private static final Duration SKEW = Duration.ofMinutes(10);

    private List<BillingStore> nodes = List.of();
    private final List<BillingService> others = new ArrayList<>();

    /** For subclasses. */
    protected ClockSkewScenarios() {}

    /** So many stores over the same data, which is empty: the nodes of one installation. */
    protected abstract List<BillingStore> newNodes(int count);

    @Override
    protected final BillingStore newStore() {
        nodes = newNodes(2);
        return nodes.get(0);
    }

    /** Another node, whose clock is ten minutes ahead of the first one's. */
    private BillingService nodeAhead() {
        BillingService other = configure(BillingService.builder()
                        .store(nodes.get(1))
                        .catalog(catalog(1000))
                        .clock(() -> clock.instant().plus(SKEW)))
                .build();
        others.add(other);
        return other;
    }

    @AfterEach
    final void closeOthers() {
        others.forEach(BillingService::close);
    }

    @Test
    @DisplayName("nodes whose clocks are ten minutes apart open each month once, and charge each key once")
    final void eachMonthIsOpenedOnce() {
        givenCard(1000);
        BillingService ahead = nodeAhead();
        for (int month = 1; month <= 3; month++) {
            Instant boundary = BEGIN.atOffset(ZoneOffset.UTC).plusMonths(month).toInstant();
            clock.set(boundary.minus(Duration.ofMinutes(17)));
            // the node ahead opens the month at -10, while it is still the last one for the other
            for (int step = 0; step < 6; step++) {
                Deduction same = Deduction.of(TENANT).cost(7).idempotencyKey("m" + month + "s" + step);
                boolean aheadFirst = step % 2 == 0;
                DeductionResult first = (aheadFirst ? ahead : billing()).tryDeduct(same);
                DeductionResult again = (aheadFirst ? billing() : ahead).tryDeduct(same);
                assertThat(first).isInstanceOf(DeductionResult.Deducted.class);
                assertThat(again).isInstanceOf(DeductionResult.Replayed.class);
                ahead.runDueWork();
                billing().runDueWork();
                clock.advance(Duration.ofMinutes(5));
            }
        }

        assertThat(rowsOf(EntryType.GRANT)).as("the first month and three more").isEqualTo(4);
        assertThat(rowsOf(EntryType.DEDUCT)).isEqualTo(18);
        long used = billing().getCreditBalance(TENANT).used();
        assertThat(billing().getCreditBalance(TENANT).subscription()).isEqualTo(1000 - used);
        assertThat(ahead.getCreditBalance(TENANT)).isEqualTo(billing().getCreditBalance(TENANT));
    }

    @Test
    @DisplayName("a node that takes a charge under way for an old one, because of its clock, causes no second charge")
    final void aChargeUnderWayIsNotRepeated() {
        givenAuto(300);
        BillingService ahead = nodeAhead();
        payments.next(Script.LOST_AFTER_CHARGE);
        deduct(150, null);

        billing().runDueWork();
        assertThat(onlyPurchase().open()).isTrue();
        ahead.runDueWork();
        billing().runDueWork();
        ahead.runDueWork();

        assertThat(payments.taken()).isEqualTo(1000);
        assertThat(rowsOf(EntryType.PURCHASE)).isEqualTo(1);
        assertStates(Purchase.State.GRANTED);
        assertCredits(150, 500, 0);
    }

    @Test
    @DisplayName("at the turn of the month a node whose clock is behind goes on counting in the month that has begun")
    final void countsOnInTheMonthThatHasBegun() {
        build(catalog(1000), CreditPolicy.DEFAULT);
        remember(TENANT);
        billing().customers().link(TENANT, CUSTOMER);
        payments.card(CUSTOMER, "fp_1");
        billing().purchases().gift(CreditGrant.bundle(TENANT, 201).by("ops", "a start"));
        enable(AutoPurchaseSettings.of("pack500"));
        BillingService ahead = nodeAhead();
        clock.set(BEGIN.atOffset(ZoneOffset.UTC)
                .withDayOfMonth(1)
                .truncatedTo(ChronoUnit.DAYS)
                .plusMonths(1)
                .minusMinutes(20)
                .toInstant());
        deduct(2, null);
        work();
        clock.advance(Duration.ofMinutes(15));
        ahead.deductCredits(TENANT, 500);
        ahead.runDueWork();
        deduct(500, null);
        work();

        assertThat(payments.taken()).isEqualTo(3000);
        assertThat(ahead.autoPurchase().status(TENANT).purchases()).isEqualTo(2);
        assertThat(billing().autoPurchase().status(TENANT).purchases()).isEqualTo(2);
    }
}
