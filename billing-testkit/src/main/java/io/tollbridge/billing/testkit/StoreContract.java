// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tollbridge.billing.BillingStoreException;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.spi.AccountChange;
import io.tollbridge.billing.spi.AccountRequest;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.StoreTransaction;
import io.tollbridge.billing.spi.StoredKey;
import io.tollbridge.billing.spi.StoredOperation;
import io.tollbridge.billing.usage.UsageLine;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/**
 * What all parts of the store's contract have in common: a fresh store for each test. Its tests are final; a store that
 * cannot keep one of them does not keep the contract.
 */
@Timeout(300)
public abstract class StoreContract {
    private static final int MANY = 10_000;
    private static final int ATTEMPTS = 200;

    private @Nullable BillingStore store;

    /** For subclasses. */
    protected StoreContract() {}

    /** A store without any rows. It is closed after the test. */
    protected abstract BillingStore newStore();

    @BeforeEach
    final void openStore() {
        store = newStore();
    }

    @AfterEach
    final void closeStore() {
        if (store != null) {
            store.close();
        }
    }

    final BillingStore store() {
        return requireNonNull(store, "the store is opened before each test");
    }

    /** The account as it is committed. */
    final Account account(String tenantId) {
        return store().read(reader -> reader.account(tenantId));
    }

    /** Writes a change for one tenant, creating it if need be, and returns what was written. */
    final Account write(String tenantId, UnaryOperator<ChangeBuilder> change) {
        return store().inTransaction(transaction -> write(transaction, tenantId, change));
    }

    /** Writes a change for one tenant in a transaction that has not locked anything yet. */
    static Account write(StoreTransaction transaction, String tenantId, UnaryOperator<ChangeBuilder> change) {
        Account before = lock(transaction, tenantId, true);
        AccountChange written = change.apply(ChangeBuilder.of(before)).build();
        transaction.apply(List.of(written));
        return written.after();
    }

    static Account lock(StoreTransaction transaction, String tenantId, boolean create, String... holdIds) {
        return only(
                transaction.lock(List.of(new AccountRequest(tenantId, create, Set.of(holdIds), Set.of()))), tenantId);
    }

    static Account only(Map<String, Account> accounts, String tenantId) {
        assertThat(accounts).containsOnlyKeys(tenantId);
        return requireNonNull(accounts.get(tenantId));
    }

    /** The account as a transaction locks it, without making it known. */
    final Account locked(String tenantId, String... holdIds) {
        return store().inTransaction(transaction -> lock(transaction, tenantId, false, holdIds));
    }

    /** What was done under a key, as a transaction finds it; null when the key was never used. */
    final @Nullable StoredOperation operation(String tenantId, String key) {
        StoredKey storedKey = new StoredKey(tenantId, key);
        Map<StoredKey, StoredOperation> found = store().inTransaction(transaction -> {
            lock(transaction, tenantId, false);
            return transaction.operations(List.of(storedKey));
        });
        return found.get(storedKey);
    }

    final List<LedgerEntry> ledger(String tenantId) {
        return store().read(reader -> reader.ledger(tenantId, 0, MANY));
    }

    final List<Grant> grants(String tenantId) {
        return store().read(reader -> reader.grants(tenantId, 0, MANY));
    }

    final List<Notification> notifications(String tenantId) {
        return store().read(reader -> reader.notifications(tenantId, MANY));
    }

    final List<UsageLine> usage(String tenantId) {
        return store().read(reader -> reader.usage(tenantId, LocalDate.of(2000, 1, 1), LocalDate.of(2100, 1, 1)));
    }

    /** Everything that can be read of a tenant. */
    final Everything everything(String tenantId) {
        return store().read(reader -> new Everything(
                Samples.sorted(reader.account(tenantId)),
                reader.grants(tenantId, 0, MANY),
                reader.ledger(tenantId, 0, MANY),
                reader.usage(tenantId, LocalDate.of(2000, 1, 1), LocalDate.of(2100, 1, 1)),
                reader.notifications(tenantId, MANY)));
    }

    record Everything(
            Account account,
            List<Grant> grants,
            List<LedgerEntry> ledger,
            List<UsageLine> usage,
            List<Notification> notifications) {}

    /** Expects the store to refuse a write, and the tenant to be afterwards as it was before. */
    final void assertRefused(String tenantId, ThrowingCallable write) {
        Everything before = everything(tenantId);
        assertThatExceptionOfType(BillingStoreException.class)
                .isThrownBy(write)
                .satisfies(
                        failure -> assertThat(failure.code()).isIn(ErrorCode.STORE_FAILED, ErrorCode.STORE_CONTENTION));
        assertThat(everything(tenantId)).isEqualTo(before);
    }

    /** Runs work in a transaction, again as long as the store says that it lost against others. */
    final <T> T retrying(Function<StoreTransaction, T> work) {
        return retrying(store(), work);
    }

    static <T> T retrying(BillingStore store, Function<StoreTransaction, T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return store.inTransaction(work);
            } catch (BillingStoreException failure) {
                if (failure.code() != ErrorCode.STORE_CONTENTION || attempt == ATTEMPTS) {
                    throw failure;
                }
            }
        }
    }
}
