// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.scenario;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.BillingStoreException;
import io.tollbridge.billing.CreditBalance;
import io.tollbridge.billing.CreditGrant;
import io.tollbridge.billing.CreditType;
import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.Reversal;
import io.tollbridge.billing.account.CreditPolicy;
import io.tollbridge.billing.account.OpeningBalance;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.testkit.FaultyStore;
import io.tollbridge.billing.testkit.StoreFault;
import io.tollbridge.billing.usage.UsageLine;
import io.tollbridge.billing.usage.UsagePeriod;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every kind of operation, while the database breaks around its commit: of two tenants with the same past, one does it
 * in calm and one in storm, and afterwards their ledgers, balances and usage are the same.
 */
public abstract class OperationFaultScenarios extends Scenario {
    private static final boolean FULL = "full".equals(System.getProperty("campaign"));
    private static final Instant NEXT_MONTH = BEGIN.plus(Duration.ofDays(31));

    private @Nullable FaultyStore faulty;

    /** For subclasses. */
    protected OperationFaultScenarios() {}

    /** A store without any data, which these scenarios break. */
    protected abstract BillingStore newSoundStore();

    @Override
    protected final BillingStore newStore() {
        FaultyStore store = FaultyStore.around(newSoundStore());
        faulty = store;
        return store;
    }

    private FaultyStore store() {
        return requireNonNull(faulty);
    }

    /** What a tenant does; each can be repeated after an answer that was lost. */
    private enum Operation {
        DEDUCT((billing, tenant) ->
                billing.deductCredits(Deduction.of(tenant).cost(900).idempotencyKey("new"))),
        HOLD((billing, tenant) -> billing.hold(Deduction.of(tenant).cost(900).idempotencyKey("new"))),
        CAPTURE((billing, tenant) ->
                billing.hold(tenant, heldBy(billing, tenant)).capture(120)),
        RELEASE((billing, tenant) ->
                billing.hold(tenant, heldBy(billing, tenant)).release()),
        REVERSE((billing, tenant) -> billing.reverse(Reversal.ofKey(tenant, "earlier"))),
        GRANT((billing, tenant) ->
                billing.addCredits(CreditGrant.bundle(tenant, 70).idempotencyKey("new"))),
        GROW((billing, tenant) ->
                billing.addCredits(CreditGrant.subscription(tenant, 70).idempotencyKey("new"))),
        GIFT((billing, tenant) -> billing.admin().gift(correction(tenant))),
        ADJUST((billing, tenant) -> billing.admin().add(correction(tenant))),
        TAKE_AWAY((billing, tenant) -> billing.admin().takeAway(correction(tenant))),
        WAIVE((billing, tenant) ->
                billing.admin().waive(Deduction.of(tenant).cost(7).idempotencyKey("new"), "jane", "storm")),
        RESET((billing, tenant) -> billing.resetSubscriptionCredits(tenant, "new", "jane", "storm")),
        NEXT_SLICE((billing, tenant) ->
                billing.deductCredits(Deduction.of(tenant).cost(1).idempotencyKey("new"))),
        START_PLAN((billing, tenant) -> billing.subscriptions().startLocalPlan(tenant, "plan")),
        OPEN((billing, tenant) -> billing.admin()
                .open(
                        tenant,
                        new OpeningBalance(new OpeningBalance.OpenPeriod("plan", null, 400, NEXT_MONTH), 250),
                        "jane",
                        "import"));

        @SuppressWarnings("ImmutableEnumChecker") // why: the lambdas above capture nothing
        private final Work work;

        Operation(Work work) {
            this.work = work;
        }

        private interface Work {
            void on(BillingService billing, String tenant);
        }

        private static CreditGrant correction(String tenant) {
            return CreditGrant.bundle(tenant, 30).idempotencyKey("new").by("jane", "storm");
        }

        private static String heldBy(BillingService billing, String tenant) {
            return billing.ledger().page(tenant, 0, 100).entries().stream()
                    .map(LedgerEntry::key)
                    .filter(key -> key != null && key.endsWith("held"))
                    .findFirst()
                    .orElseThrow();
        }

        boolean begins() {
            return this == START_PLAN || this == OPEN;
        }
    }

    private static String calm(Operation operation) {
        return "calm-" + operation;
    }

    private static String stormy(Operation operation) {
        return "stormy-" + operation;
    }

    /** Two tenants for each operation: S = 860 of 1000, 40 used, 100 held, B = 500. The calm ones have done it. */
    private void givenTwins() {
        BillingService billing =
                build(Catalog.builder().plan(Plan.monthly("plan", 1_000)).build(), CreditPolicy.DEFAULT);
        for (Operation operation : Operation.values()) {
            for (String tenant : List.of(calm(operation), stormy(operation))) {
                remember(tenant);
                if (!operation.begins()) {
                    billing.subscriptions().startLocalPlan(tenant, "plan");
                    billing.addCredits(tenant, 500, CreditType.BUNDLE);
                    billing.deductCredits(Deduction.of(tenant).cost(40).idempotencyKey("earlier"));
                    billing.hold(Deduction.of(tenant).cost(100).idempotencyKey("held"));
                }
            }
            does(operation, calm(operation));
        }
    }

    private void does(Operation operation, String tenant) {
        clock.set(operation == Operation.NEXT_SLICE ? NEXT_MONTH : BEGIN);
        operation.work.on(billing(), tenant);
    }

    /** All that can be read of a tenant; of two tenants with the same past it is the same. */
    private List<Object> everything(String tenant) {
        List<Object> everything = new ArrayList<>();
        for (LedgerEntry row : billing().ledger().page(tenant, 0, 100).entries()) {
            everything.add(row.seq() + "/" + row.operationId() + "/" + row.relatedOperationId() + " " + row.type() + " "
                    + row.pool() + " " + row.grantId() + " " + row.amount() + " " + row.balanceAfter() + " "
                    + row.spendableAfter() + " " + row.feature() + " " + row.actor() + " " + row.reason());
        }
        CreditBalance balance = billing().getCreditBalance(tenant);
        everything.add(List.of(
                balance.subscription(),
                balance.bundle(),
                balance.held(),
                balance.debt(),
                balance.allowance(),
                balance.used()));
        LocalDate today = clock.instant().atOffset(ZoneOffset.UTC).toLocalDate();
        List<UsageLine> usage = billing()
                .getUsageHistory(tenant, UsagePeriod.daysUpTo(today, 60))
                .lines();
        everything.addAll(usage);
        billing().notifications().list(tenant, 100).forEach(told -> everything.add(told.key() + " " + told.status()));
        return everything;
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(names = {"CONTENTION", "COMMIT_LOST", "ANSWER_LOST"})
    @DisplayName("every operation happens once when its commit fails or its answer is lost, unnoticed by the caller")
    final void happensOnceAcrossCommitFailures(StoreFault fault) {
        givenTwins();
        for (Operation operation : Operation.values()) {
            long struck = store().struck();
            // the operation is the last of its transactions: looking a hold up is one, too
            store().failAt(fault, 1);
            does(operation, stormy(operation));
            assertThat(store().struck()).as("%s was struck", operation).isEqualTo(struck + 1);
            assertThat(everything(stormy(operation))).as("%s", operation).isEqualTo(everything(calm(operation)));
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(names = {"UNAVAILABLE", "FAILED"})
    @DisplayName("an operation that the database refuses has changed nothing and can be repeated")
    final void changesNothingWhenRefused(StoreFault fault) {
        givenTwins();
        for (Operation operation : Operation.values()) {
            String tenant = stormy(operation);
            List<Object> before = everything(tenant);
            for (int nth = operation == Operation.CAPTURE || operation == Operation.RELEASE ? 2 : 1; nth > 0; nth--) {
                store().failAt(fault, nth);
                // why: what a statement without a lock was refused is tried again under the lock
                store().failAt(fault, nth + 1);
                assertThatThrownBy(() -> does(operation, tenant))
                        .as("%s", operation)
                        .isInstanceOf(BillingStoreException.class);
                store().heal();
                clock.set(BEGIN);
                assertThat(everything(tenant)).as("%s", operation).isEqualTo(before);
            }
            does(operation, tenant);
            assertThat(everything(tenant)).as("%s", operation).isEqualTo(everything(calm(operation)));
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(names = {"COMMIT_LOST", "ANSWER_LOST"})
    @DisplayName("an operation whose outcome stays unknown happens once when it is repeated")
    final void happensOnceWhenRepeated(StoreFault fault) {
        givenTwins();
        // why: each waits a second until it gives up
        List<Operation> operations = FULL ? List.of(Operation.values()) : List.of(Operation.HOLD, Operation.REVERSE);
        for (Operation operation : operations) {
            String tenant = stormy(operation);
            boolean looksUpFirst = operation == Operation.CAPTURE || operation == Operation.RELEASE;
            store().crashAt(fault, looksUpFirst ? 2 : 1);
            assertThatThrownBy(() -> does(operation, tenant))
                    .as("%s", operation)
                    .isInstanceOf(BillingStoreException.class)
                    .hasMessageContaining("lost");
            store().heal();
            does(operation, tenant);
            assertThat(everything(tenant)).as("%s", operation).isEqualTo(everything(calm(operation)));
        }
    }
}
