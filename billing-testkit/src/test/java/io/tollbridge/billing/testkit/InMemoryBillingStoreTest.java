// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.tollbridge.billing.BillingConfigurationException;
import io.tollbridge.billing.BillingStoreException;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.ledger.Pool;
import io.tollbridge.billing.spi.AccountChange;
import io.tollbridge.billing.spi.AccountRequest;
import io.tollbridge.billing.spi.StoreReader;
import io.tollbridge.billing.spi.StoreTransaction;
import io.tollbridge.billing.spi.WebhookCompletion;
import io.tollbridge.billing.webhook.TenantLink;
import io.tollbridge.billing.webhook.WebhookStatus;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InMemoryBillingStoreTest {
    private final InMemoryBillingStore store = new InMemoryBillingStore(Duration.ofMillis(50));

    @AfterEach
    void leavesNothingLocked() {
        assertThat(store).hasToString(store.toString().replaceAll(", \\d+ tenants locked", ", 0 tenants locked"));
    }

    private Account write(String tenantId, UnaryOperator<ChangeBuilder> change) {
        return store.inTransaction(transaction -> StoreContract.write(transaction, tenantId, change));
    }

    private static void assertFails(ErrorCode code, ThrowingCallable call) {
        assertThatExceptionOfType(BillingStoreException.class)
                .isThrownBy(call)
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(code));
    }

    @Test
    void cannotJoinATransactionOfTheHostAndSaysWhatCan() {
        Connection connection = (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (self, method, arguments) -> {
                    throw new AssertionError("the connection must not be touched");
                });
        assertThatExceptionOfType(BillingConfigurationException.class)
                .isThrownBy(() -> store.inTransaction(connection, transaction -> 1))
                .withMessageContaining("cannot join a JDBC transaction")
                .withMessageContaining("billing-jdbc");
    }

    @Test
    void keepsItsDataWhenItIsClosed() {
        write("acme", change -> change.lot(5));
        store.close();
        assertThat(write("acme", change -> change.lot(5)).bundleCredits()).isEqualTo(10);
        assertThat(store).hasToString("InMemoryBillingStore[1 tenants, 0 webhook events, 0 tenants locked]");
    }

    @Test
    void transactionsOnDifferentTenantsRunSideBySide() {
        CountDownLatch locked = new CountDownLatch(1);
        CountDownLatch otherIsDone = new CountDownLatch(1);
        try (Race race = new Race()) {
            Future<Account> first = race.begin(() -> store.inTransaction(transaction -> {
                Account before = StoreContract.lock(transaction, "a", true);
                locked.countDown();
                Race.await(otherIsDone);
                return before;
            }));
            Race.await(locked);
            write("b", change -> change.lot(5));
            otherIsDone.countDown();
            assertThat(Race.result(first).tenantId()).isEqualTo("a");
        }
    }

    @Test
    void aTransactionInsideATransactionDoesNotGetItsTenant() {
        assertFails(
                ErrorCode.STORE_CONTENTION,
                () -> store.inTransaction(outer -> {
                    StoreContract.lock(outer, "acme", true);
                    return write("acme", change -> change.lot(5));
                }));
    }

    @Test
    void givesUpWaitingWhenTheThreadIsInterrupted() {
        store.inTransaction(outer -> {
            Account account = StoreContract.lock(outer, "acme", true);
            Thread.currentThread().interrupt();
            assertFails(ErrorCode.STORE_FAILED, () -> write("acme", change -> change.lot(5)));
            assertThat(Thread.interrupted()).isTrue();
            return account;
        });
    }

    @Test
    void refusesUseAgainstTheRules() {
        StoreTransaction over = store.inTransaction(transaction -> transaction);
        assertThatIllegalStateException().isThrownBy(() -> over.lock(List.of())).withMessageContaining("over");
        StoreReader read = store.read(reader -> reader);
        assertThatIllegalStateException().isThrownBy(() -> read.account("acme")).withMessageContaining("over");
        store.inTransaction(transaction -> {
            assertThatIllegalStateException()
                    .isThrownBy(() -> transaction.operations(List.of()))
                    .withMessageContaining("lock");
            Account account = StoreContract.lock(transaction, "acme", true);
            AccountChange other =
                    ChangeBuilder.of(Account.unknown("other")).lot(1).build();
            assertThatIllegalStateException()
                    .isThrownBy(() -> transaction.apply(List.of(other)))
                    .withMessageContaining("not locked");
            return assertThatIllegalStateException()
                    .isThrownBy(() -> StoreContract.lock(transaction, account.tenantId(), true))
                    .withMessageContaining("locks once");
        });
        AccountRequest request = new AccountRequest("acme", true, Set.of(), Set.of());
        assertThatIllegalStateException()
                .isThrownBy(() -> store.inTransaction(transaction -> transaction.lock(List.of(request, request))))
                .withMessageContaining("twice");
    }

    @Test
    void refusesWhatNoRuleCanReach() {
        write("acme", change -> change.lot(5));
        assertFails(ErrorCode.STORE_FAILED, () -> write("acme", change -> change.debt(1)));
        assertFails(
                ErrorCode.STORE_FAILED,
                () -> write(
                        "acme", change -> change.entry(StoreContractRows.entry(7, EntryType.GIFT, Pool.BUNDLE, 1))));
        assertFails(
                ErrorCode.STORE_FAILED,
                () -> write(
                        "acme", change -> change.entry(StoreContractRows.entry(2, EntryType.GIFT, Pool.BUNDLE, -1))));
        assertFails(
                ErrorCode.STORE_FAILED,
                () -> write("acme", change -> change.grant(Samples.lot(9, 5)).grant(Samples.lot(1, -1))));
    }

    @Test
    void aLinkThatWasLostAtCommitIsContention() {
        TenantLink lost = new TenantLink("acme", "cus_1", true);
        assertFails(
                ErrorCode.STORE_CONTENTION,
                () -> store.inTransaction(outer -> {
                    assertThat(outer.link(lost)).isEmpty();
                    return store.inTransaction(inner -> inner.link(new TenantLink("other", "cus_1", true)));
                }));
    }

    @Test
    void aClaimThatWasLostAtCommitIsContention() {
        store.inbox().insert(Samples.event("evt_1"), Samples.T0, null);
        store.inbox().claim("w1", Samples.T0, Samples.later(1), 1);
        WebhookCompletion done = new WebhookCompletion(
                Samples.event("evt_1").key(), "w1", WebhookStatus.DONE, null, Samples.T0, Samples.T0);
        assertFails(
                ErrorCode.STORE_CONTENTION,
                () -> store.inTransaction(transaction -> {
                    assertThat(transaction.finish(done)).isTrue();
                    return store.inbox().claim("w2", Samples.later(2), Samples.later(3), 1);
                }));
        boolean lost = store.inTransaction(transaction -> transaction.finish(done));
        assertThat(lost).isFalse();
    }
}
