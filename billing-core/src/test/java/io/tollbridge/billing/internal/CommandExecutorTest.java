// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tollbridge.billing.BillingStoreException;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.account.AccountDecider;
import io.tollbridge.billing.account.Attribution;
import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.account.CreditPolicy;
import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.account.OperationKey;
import io.tollbridge.billing.account.Outcome;
import io.tollbridge.billing.account.ShortfallPolicy;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.internal.FakeStore.Fault;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommandExecutorTest {
    private static final String T = "acme";
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    private final FakeStore store = new FakeStore();
    private final AccountDecider decider = new AccountDecider(Catalog.builder().build(), CreditPolicy.DEFAULT);
    private final CommandExecutor executor = new CommandExecutor(store, decider, () -> NOW);

    @BeforeEach
    void hundredCredits() {
        executor.execute(lot("lot", 100));
        store.transactions = 0;
    }

    private static Command lot(String key, long credits) {
        return new Command.AddLot(
                T, OperationKey.generated(key), Grant.Source.PURCHASE, credits, null, false, Attribution.NONE);
    }

    private static Command deduct(String tenant, String key, long fingerprint, long credits) {
        return new Command.Deduct(
                tenant, OperationKey.caller(key, fingerprint), "LLM", credits, ShortfallPolicy.REFUSE);
    }

    private static Command deduct(long credits) {
        return deduct(T, "k1", 1, credits);
    }

    private long balance() {
        return store.rows().tenant(T).account.bundleCredits();
    }

    private void isSound(String tenant) {
        assertThat(new LedgerVerifier(new FakeReader(store.rows()), tenant)
                        .verify()
                        .findings())
                .isEmpty();
    }

    @Test
    void contentionIsRepeated() {
        store.faults.addAll(List.of(Fault.CONTENTION, Fault.CONTENTION, Fault.CONTENTION));
        assertThat(executor.execute(deduct(10))).isInstanceOf(CommandResult.Decided.class);
        assertThat(balance()).isEqualTo(90);
        assertThat(store.transactions).isEqualTo(4);
    }

    @Test
    void contentionIsRepeatedAFewTimesOnly() {
        store.faults.addAll(Collections.nCopies(100, Fault.CONTENTION));
        BillingStoreException failure =
                catchThrowableOfType(BillingStoreException.class, () -> executor.execute(deduct(10)));
        assertThat(failure.code()).isEqualTo(ErrorCode.STORE_CONTENTION);
        assertThat(store.transactions).isEqualTo(8);
        assertThat(balance()).isEqualTo(100);
    }

    @Test
    void aStoreThatCannotBeReachedIsNotAskedAgain() {
        for (Fault fault : List.of(Fault.UNAVAILABLE, Fault.FAILED)) {
            store.transactions = 0;
            store.faults.add(fault);
            BillingStoreException failure =
                    catchThrowableOfType(BillingStoreException.class, () -> executor.execute(deduct(10)));
            assertThat(failure.code().name()).isEqualTo("STORE_" + fault);
            assertThat(store.transactions).isEqualTo(1);
            assertThat(balance()).isEqualTo(100);
        }
    }

    @Test
    void anUnknownCommitThatWasWrittenIsFoundByItsKeyAndNotChargedTwice() {
        store.faults.add(Fault.UNKNOWN_WRITTEN);
        CommandResult result = executor.execute(deduct(10));
        assertThat(((CommandResult.Repeated) result).original().legs()).hasSize(1);
        assertThat(balance()).isEqualTo(90);
        isSound(T);
    }

    @Test
    void anUnknownCommitThatWasNotWrittenIsCarriedOut() {
        store.faults.add(Fault.UNKNOWN_NOT_WRITTEN);
        assertThat(executor.execute(deduct(10))).isInstanceOf(CommandResult.Decided.class);
        assertThat(balance()).isEqualTo(90);
    }

    @Test
    void anUnknownCommitOfAHoldsEndIsNotCarriedOutTwice() {
        OperationKey key = OperationKey.caller("h", 1);
        executor.execute(new Command.PlaceHold(T, key, "LLM", 40, java.time.Duration.ofHours(1)));
        store.faults.add(Fault.UNKNOWN_WRITTEN);
        CommandResult.Decided decided =
                (CommandResult.Decided) executor.execute(new Command.Capture(T, key.stored(), 30, 0));
        assertThat(((Outcome.HoldEnded) decided.outcome()).hold().settled()).isEqualTo(30);
        assertThat(balance()).isEqualTo(70);
        isSound(T);
    }

    @Test
    void onceTheOutcomeIsUnknownLaterFailuresDoNotMakeItKnown() {
        store.faults.addAll(List.of(Fault.UNKNOWN_WRITTEN, Fault.UNAVAILABLE, Fault.CONTENTION));
        assertThat(executor.execute(deduct(10))).isInstanceOf(CommandResult.Repeated.class);
        assertThat(balance()).isEqualTo(90);
    }

    @Test
    void anUnknownOutcomeThatCannotBeLookedUpIsReportedAsUnknownWithTheLastFailure() {
        store.faults.add(Fault.UNKNOWN_WRITTEN);
        store.faults.addAll(Collections.nCopies(7, Fault.UNAVAILABLE));
        BillingStoreException failure =
                catchThrowableOfType(BillingStoreException.class, () -> executor.execute(deduct(10)));
        assertThat(failure.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
        assertThat(failure.getSuppressed()).isNotEmpty();
        assertThat(executor.execute(deduct(10))).isInstanceOf(CommandResult.Repeated.class);
        assertThat(balance()).isEqualTo(90);
    }

    @Test
    void anExceptionOfTheWorkItselfPassesThroughOnce() {
        IllegalStateException mine = new IllegalStateException("mine");
        Throwable thrown = org.assertj.core.api.Assertions.catchThrowable(() -> executor.inTransaction(transaction -> {
            throw mine;
        }));
        assertThat(thrown).isSameAs(mine);
        assertThat(store.transactions).isEqualTo(1);
    }

    @Test
    void aBatchEqualsItsCommandsOneByOne() {
        List<Command> commands = List.of(
                lot("a", 50),
                deduct("b", "k1", 1, 10),
                deduct(T, "k1", 1, 10),
                new Command.AddLot(
                        "b", OperationKey.caller("l", 3), Grant.Source.GIFT, 70, null, true, Attribution.NONE),
                deduct(T, "k1", 1, 10),
                deduct("b", "k1", 1, 10),
                deduct(T, "k1", 2, 10),
                deduct(T, "k2", 1, 1_000),
                deduct(T, "k2", 1, 0),
                deduct(T, "k2", 1, 0),
                deduct("c", "k1", 1, 5),
                deduct("b", "k3", 1, 60),
                deduct("b", "k4", 1, 1));
        FakeStore singly = new FakeStore();
        CommandExecutor single = new CommandExecutor(singly, decider, () -> NOW);
        single.execute(lot("lot", 100));
        List<CommandResult> oneByOne = commands.stream().map(single::execute).toList();
        List<CommandResult> batch = executor.inTransaction(transaction -> executor.execute(transaction, commands));
        assertThat(batch).isEqualTo(oneByOne);
        assertThat(store.rows().tenants.keySet())
                .isEqualTo(singly.rows().tenants.keySet());
        for (String tenant : List.of(T, "b")) {
            FakeRows.Tenant a = store.rows().tenant(tenant);
            FakeRows.Tenant b = singly.rows().tenant(tenant);
            assertThat(a.ledger).isEqualTo(b.ledger);
            assertThat(a.grants).isEqualTo(b.grants);
            assertThat(a.operations).isEqualTo(b.operations);
            assertThat(a.account.head()).isEqualTo(b.account.head());
            isSound(tenant);
        }
        assertThat(balance()).isEqualTo(140);
        assertThat(batch.get(4)).isInstanceOf(CommandResult.Repeated.class);
        assertThat(batch.get(6)).isInstanceOf(CommandResult.KeyConflict.class);
    }

    @Test
    void everyFailureOfARepeatedTransactionIsKept() {
        store.faults.addAll(Collections.nCopies(8, Fault.CONTENTION));
        BillingStoreException failure =
                catchThrowableOfType(BillingStoreException.class, () -> executor.execute(deduct(10)));
        assertThat(failure.getSuppressed()).hasSize(7);
    }
}
