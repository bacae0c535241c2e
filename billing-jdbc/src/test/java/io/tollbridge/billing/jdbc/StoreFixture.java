// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.spi.AccountChange;
import io.tollbridge.billing.spi.AccountRequest;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.StoreTransaction;
import io.tollbridge.billing.usage.UsageLine;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/** Short forms of what tests do to a store. */
record StoreFixture(BillingStore store) {
    /** Makes a tenant known and changes its account in one transaction. */
    void change(String tenant, Function<Account, Change> change) {
        store.inTransaction(transaction -> {
            AccountChange done = change.apply(lock(transaction, tenant)).done();
            transaction.apply(List.of(done));
            return done;
        });
    }

    /** The account as the next transaction gets it. */
    Account account(String tenant, String... holds) {
        return store.inTransaction(transaction -> lock(transaction, tenant, holds));
    }

    /** The account as a reader gets it. */
    Account read(String tenant) {
        return store.read(reader -> reader.account(tenant));
    }

    List<Grant> grants(String tenant, long afterId, int limit) {
        return store.read(reader -> reader.grants(tenant, afterId, limit));
    }

    List<LedgerEntry> ledger(String tenant, long afterSeq, int limit) {
        return store.read(reader -> reader.ledger(tenant, afterSeq, limit));
    }

    List<UsageLine> usage(String tenant, LocalDate from, LocalDate to) {
        return store.read(reader -> reader.usage(tenant, from, to));
    }

    List<Notification> notifications(String tenant, int limit) {
        return store.read(reader -> reader.notifications(tenant, limit));
    }

    static Account lock(StoreTransaction transaction, String tenant, String... holds) {
        return Objects.requireNonNull(transaction
                .lock(List.of(new AccountRequest(tenant, true, Set.of(holds), Set.of())))
                .get(tenant));
    }
}
