// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tollbridge.billing.BillingConfigurationException;
import io.tollbridge.billing.BillingStoreException;
import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.catalog.Catalog;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FaultyStoreTest {
    private final InMemoryBillingStore inside = InMemoryBillingStore.create();
    private final FaultyStore store = FaultyStore.around(inside);

    private Account write() {
        return store.inTransaction(transaction -> StoreContract.write(transaction, "acme", change -> change.lot(1)));
    }

    private long written() {
        return inside.read(reader -> reader.account("acme")).bundleCredits();
    }

    private static void assertFails(StoreFault fault, ThrowingCallable call) {
        assertThatExceptionOfType(BillingStoreException.class)
                .isThrownBy(call)
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(fault.code()));
    }

    @ParameterizedTest
    @EnumSource
    void strikesTheTransactionThatItWasAskedToAndNoOther(StoreFault fault) {
        write();
        store.failAt(fault, 2);
        write();
        assertThat(written()).isEqualTo(2);
        assertFails(fault, this::write);
        assertThat(written()).isEqualTo(fault == StoreFault.ANSWER_LOST ? 3 : 2);
        write();
        assertThat(written()).isEqualTo(fault == StoreFault.ANSWER_LOST ? 4 : 3);
        assertThat(store.struck()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void nothingGetsThroughAfterACrashUntilItIsHealed(StoreFault fault) {
        store.crashAt(fault, 1);
        assertFails(fault, this::write);
        long left = written();
        assertThat(left).isEqualTo(fault == StoreFault.ANSWER_LOST ? 1 : 0);
        assertFails(StoreFault.FAILED, this::write);
        assertFails(StoreFault.FAILED, () -> store.read(reader -> reader.account("acme")));
        assertFails(StoreFault.FAILED, () -> store.inbox().list(null, 1));
        assertFails(StoreFault.FAILED, () -> store.publish(Catalog.builder().build()));
        store.heal();
        write();
        assertThat(written()).isEqualTo(left + 1);
    }

    @Test
    void aTransactionThatRunsWhileTheStoreGoesDownIsUndone() {
        assertFails(
                StoreFault.COMMIT_LOST,
                () -> store.inTransaction(transaction -> {
                    Account written = StoreContract.write(transaction, "acme", change -> change.lot(1));
                    store.goDown();
                    return written;
                }));
        assertThat(written()).isZero();
    }

    @Test
    void strikesTheInboxToo() {
        store.failAt(StoreFault.UNAVAILABLE, 1);
        assertFails(StoreFault.UNAVAILABLE, () -> store.inbox().insert(Samples.event("evt_1"), Samples.T0, null));
        assertThat(inside.inbox().list(null, 10)).isEmpty();
        store.failAt(StoreFault.ANSWER_LOST, 1);
        assertFails(StoreFault.ANSWER_LOST, () -> store.inbox().insert(Samples.event("evt_1"), Samples.T0, null));
        assertThat(store.inbox().list(null, 10)).hasSize(1);
        assertThat(store.inbox().claim("w1", Samples.T0, Samples.later(1), 1)).hasSize(1);
        assertThat(store.inbox().replay(Samples.event("evt_1").key(), Samples.T0))
                .isTrue();
    }

    @Test
    void passesTheHostsConnectionOn() {
        Connection none = (Connection) java.lang.reflect.Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (self, method, arguments) -> {
                    throw new AssertionError("the connection must not be touched");
                });
        assertThatExceptionOfType(BillingConfigurationException.class)
                .isThrownBy(() -> store.inTransaction(none, transaction -> 1));
        store.failAt(StoreFault.UNAVAILABLE, 1);
        assertFails(StoreFault.UNAVAILABLE, () -> store.inTransaction(none, transaction -> 1));
    }

    @Test
    void strikesAtRandomButTheSameForTheSameSeed() {
        assertThat(randomRun(1)).isEqualTo(randomRun(1)).isNotEqualTo(randomRun(2));
        assertThat(randomRun(1)).contains(StoreFault.CONTENTION.name(), StoreFault.ANSWER_LOST.name(), "ok");
    }

    private static List<String> randomRun(long seed) {
        FaultyStore shaky = FaultyStore.around(InMemoryBillingStore.create());
        shaky.failRandomly(seed, 4, StoreFault.CONTENTION, StoreFault.ANSWER_LOST);
        List<String> run = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            try {
                shaky.inTransaction(transaction -> transaction);
                run.add("ok");
            } catch (BillingStoreException failure) {
                run.add(failure.code() == StoreFault.CONTENTION.code() ? "CONTENTION" : "ANSWER_LOST");
            }
        }
        assertThat(shaky.struck())
                .isEqualTo(run.stream().filter(one -> !one.equals("ok")).count());
        assertThat(shaky.transactions(StoreFault.UNAVAILABLE)).isEqualTo(100);
        return run;
    }

    @Test
    void refusesFaultsThatCouldNeverStrike() {
        assertThatIllegalArgumentException().isThrownBy(() -> store.failAt(StoreFault.FAILED, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> store.failRandomly(1, 0, StoreFault.FAILED));
    }

    @Test
    void keepsTheContractWhileNoFaultIsAskedFor() {
        write();
        assertThat(store.read(reader -> reader.account("acme")).bundleCredits()).isEqualTo(1);
        store.close();
    }
}
