// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.Charge;
import io.tollbridge.billing.CreditGrant;
import io.tollbridge.billing.CreditOperations;
import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.Hold;
import io.tollbridge.billing.account.AccountDecider;
import io.tollbridge.billing.account.Attribution;
import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.account.CreditPolicy;
import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.account.OperationKey;
import io.tollbridge.billing.account.Outcome;
import io.tollbridge.billing.account.PaidPeriod;
import io.tollbridge.billing.account.ShortfallPolicy;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import io.tollbridge.billing.internal.FakeStore.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Undoing charges (R21), with the rows and lots as they are stored and as a batch has left them. */
class ReversalTest {
    private static final String T = "acme";
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    private final FakeStore store = new FakeStore();
    private final Catalog catalog = Catalog.builder()
            .plan(Plan.monthly("starter", 1_000).stripePrice("price_starter"))
            .build();
    private final CommandExecutor executor =
            new CommandExecutor(store, new AccountDecider(catalog, CreditPolicy.DEFAULT), () -> NOW);
    private final CreditOperations operations = new DefaultOperations(
            new CommandFactory(catalog, new KeySequence(() -> NOW), Duration.ofHours(1)), executor::execute);

    private static Command lot(long credits) {
        return new Command.AddLot(
                T, OperationKey.generated("lot"), Grant.Source.PURCHASE, credits, null, false, Attribution.NONE);
    }

    private static Command deduct(String key, long credits) {
        return new Command.Deduct(T, OperationKey.caller(key, credits), "LLM", credits, ShortfallPolicy.overage(1_000));
    }

    private static Command reverse(String key) {
        return new Command.Reverse(T, 0, OperationKey.caller(key, 0), null, Attribution.NONE, List.of(), List.of());
    }

    private Outcome.Reversed reversed(Command command) {
        return (Outcome.Reversed) ((CommandResult.Decided) executor.execute(command)).outcome();
    }

    private List<CommandResult> atOnce(Command... commands) {
        return executor.inTransaction(transaction -> executor.execute(transaction, List.of(commands)));
    }

    /** S, B, H and D, after the ledger was verified. */
    private List<Long> pools() {
        assertThat(new LedgerVerifier(new FakeReader(store.rows()), T).verify().findings())
                .isEmpty();
        var account = store.rows().tenant(T).account;
        return List.of(account.subscriptionCredits(), account.bundleCredits(), account.heldCredits(), account.debt());
    }

    @Test
    void aReversalInABatchSeesTheLotAsTheBatchLeftIt() {
        executor.execute(lot(150));
        executor.execute(deduct("first", 50));
        assertThat(atOnce(deduct("second", 100), reverse("first"))).hasSize(2);
        assertThat(pools()).containsExactly(0L, 50L, 0L, 0L);
    }

    @Test
    void aReversalInABatchFindsTheChargeBeforeItAndHappensOnce() {
        executor.execute(lot(150));
        List<CommandResult> results = atOnce(deduct("first", 50), reverse("first"), reverse("first"));
        assertThat(results.get(2)).isInstanceOf(CommandResult.Repeated.class);
        assertThat(pools()).containsExactly(0L, 150L, 0L, 0L);
    }

    @Test
    void aChargeFromBeforeAResetComesBackToNothing() {
        executor.execute(new Command.OpenSlice(
                T, new PaidPeriod("sub_1", "starter", 1, NOW, NOW.plus(Duration.ofDays(31)), NOW, false, NOW)));
        executor.execute(deduct("first", 300));
        executor.execute(new Command.ResetSlice(T, OperationKey.generated("reset"), Attribution.NONE));
        executor.execute(deduct("second", 300));
        Outcome.Reversed outcome = reversed(reverse("first"));
        assertThat(outcome.dropped()).isEqualTo(300);
        assertThat(pools()).containsExactly(700L, 0L, 0L, 0L);
    }

    @Test
    void debtThatABundleHasSettledComesBackAsBundleCredits() {
        executor.execute(new Command.Waive(T, OperationKey.generated("waive"), "LLM", 1, Attribution.NONE));
        executor.execute(deduct("first", 70));
        assertThat(pools()).containsExactly(0L, 0L, 0L, 70L);
        executor.execute(lot(60));
        Outcome.Reversed outcome = reversed(reverse("first"));
        assertThat(outcome.debtReduced()).isEqualTo(10);
        assertThat(outcome.toBundles()).isEqualTo(60);
        assertThat(pools()).containsExactly(0L, 60L, 0L, 0L);
    }

    @Test
    void theChargeOfACaptureIsUndoneByItsOperation() {
        executor.execute(lot(150));
        Charge charge = operations.hold(Deduction.of(T).cost(10)).capture(15);
        assertThat(pools()).containsExactly(0L, 135L, 0L, 0L);
        Outcome.Reversed outcome = reversed(
                new Command.Reverse(T, charge.operationId(), null, null, Attribution.NONE, List.of(), List.of()));
        assertThat(outcome.toBundles()).isEqualTo(15);
        assertThat(pools()).containsExactly(0L, 150L, 0L, 0L);
    }

    @Test
    void aGrantOfOurOwnRetryIsNotCalledReplayed() {
        store.faults.add(Fault.UNKNOWN_WRITTEN);
        assertThat(operations.addCredits(CreditGrant.bundle(T, 10)).replayed()).isFalse();
        assertThat(pools()).containsExactly(0L, 10L, 0L, 0L);
    }

    @Test
    void aCaptureThatFindsItselfDoneSaysSo() {
        executor.execute(lot(150));
        Hold hold = operations.hold(Deduction.of(T).cost(10));
        store.faults.add(Fault.UNKNOWN_WRITTEN);
        // a hold's end has no key: it cannot be told whether our own retry or another call captured it
        assertThat(hold.capture(10).replayed()).isTrue();
        assertThat(pools()).containsExactly(0L, 140L, 0L, 0L);
    }
}
