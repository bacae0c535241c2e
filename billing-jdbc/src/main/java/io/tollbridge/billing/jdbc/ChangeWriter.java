// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.BillingStoreException;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.account.Purchasing;
import io.tollbridge.billing.account.Subscription;
import io.tollbridge.billing.spi.AccountChange;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Writes what was decided for a batch of accounts: one batched statement for each table, however many accounts. */
final class ChangeWriter {
    private final Tables tables;
    private final Handle handle;

    ChangeWriter(Tables tables, Handle handle) {
        this.tables = tables;
        this.handle = handle;
    }

    void write(List<AccountChange> changes, Map<String, AccountRow> locked) {
        writeAccounts(changes, locked);
        writeSubscriptions(changes);
        writeGrants(changes);
        writeLedger(changes);
        writeUsage(changes);
        writeHolds(changes);
        writePurchases(changes);
        writeNotifications(changes);
        writeSilentOperations(changes);
    }

    private void writeAccounts(List<AccountChange> changes, Map<String, AccountRow> locked) {
        PreparedBatch updates = tables.accounts().updates(handle);
        for (AccountChange change : changes) {
            Account after = change.after();
            AccountRow row = locked.get(after.tenantId());
            if (!after.equals(change.before())) {
                if (row == null) {
                    throw new BillingStoreException(
                            ErrorCode.STORE_FAILED,
                            "tenant " + after.tenantId()
                                    + " is not stored and was not to be created when it was locked",
                            null);
                }
                tables.accounts().update(updates, change.before().version(), after, change.nextDueAt());
            } else if (row != null && !Objects.equals(row.nextDueAt(), change.nextDueAt())) {
                tables.accounts().postpone(handle, after.tenantId(), change.nextDueAt());
            }
        }
        for (int updated : Writes.execute(updates)) {
            // why the row lock alone is not trusted: credits are money, and the check costs nothing
            // why no count is accepted: a driver that sends a batch in one piece may not count its rows
            if (updated != 1 && updated != Statement.SUCCESS_NO_INFO) {
                throw new BillingStoreException(
                        ErrorCode.STORE_CONTENTION,
                        "an account has another version than the one decided on; nothing was written",
                        null);
            }
        }
    }

    private void writeSubscriptions(List<AccountChange> changes) {
        PreparedBatch saves = tables.subscriptions().saves(handle);
        for (AccountChange change : changes) {
            for (Subscription subscription : change.subscriptions()) {
                tables.subscriptions().save(saves, change.after().tenantId(), subscription);
            }
        }
        Writes.execute(saves);
    }

    private void writeGrants(List<AccountChange> changes) {
        PreparedBatch inserts = tables.grants().inserts(handle);
        PreparedBatch updates = tables.grants().updates(handle);
        for (AccountChange change : changes) {
            for (Grant grant : change.grants()) {
                boolean isNew = grant.id() > change.before().lastGrantId();
                tables.grants().add(isNew ? inserts : updates, change.after().tenantId(), grant);
            }
        }
        Writes.execute(inserts);
        for (int updated : Writes.execute(updates)) {
            if (updated != 1 && updated != Statement.SUCCESS_NO_INFO) {
                requireStored(changes);
            }
        }
    }

    /** Some drivers can be told to count only rows that an update made different; so the doubtful rows are looked for. */
    private void requireStored(List<AccountChange> changes) {
        for (AccountChange change : changes) {
            String tenant = change.after().tenantId();
            for (Grant grant : change.grants()) {
                if (tables.grants().find(handle, tenant, grant.id()).isEmpty()) {
                    throw new BillingStoreException(
                            ErrorCode.STORE_FAILED,
                            "tenant " + tenant + " has no grant " + grant.id() + " that could be changed",
                            null);
                }
            }
        }
    }

    private void writeLedger(List<AccountChange> changes) {
        PreparedBatch inserts = tables.ledger().inserts(handle);
        changes.forEach(change -> change.entries()
                .forEach(entry -> tables.ledger().add(inserts, change.after().tenantId(), entry)));
        Writes.execute(inserts);
    }

    private void writeUsage(List<AccountChange> changes) {
        PreparedBatch additions = tables.usage().additions(handle);
        changes.forEach(change -> change.usage()
                .forEach(delta -> tables.usage().add(additions, change.after().tenantId(), delta)));
        Writes.execute(additions);
    }

    private void writeHolds(List<AccountChange> changes) {
        PreparedBatch saves = tables.holds().saves(handle);
        changes.forEach(change -> change.holds()
                .forEach(hold -> tables.holds().save(saves, change.after().tenantId(), hold)));
        Writes.execute(saves);
    }

    private void writePurchases(List<AccountChange> changes) {
        PreparedBatch states = tables.purchasingStates().saves(handle);
        PreparedBatch updates = tables.purchases().updates(handle);
        PreparedBatch inserts = tables.purchases().inserts(handle);
        for (AccountChange change : changes) {
            Purchasing before = change.before().purchasing();
            Purchasing after = change.after().purchasing();
            if (after != null && (before == null || !after.with(List.of()).equals(before.with(List.of())))) {
                tables.purchasingStates().save(states, change.after().tenantId(), after);
            }
            for (Purchase purchase : change.purchases()) {
                boolean isNew = before == null
                        || before.purchases().stream()
                                .noneMatch(other -> other.id().equals(purchase.id()));
                tables.purchases().add(isNew ? inserts : updates, change.after().tenantId(), purchase);
            }
        }
        Writes.execute(states);
        // why updates first: the charge that ends makes room for the one that begins
        Writes.execute(updates);
        Writes.execute(inserts);
    }

    private void writeNotifications(List<AccountChange> changes) {
        PreparedBatch inserts = tables.notifications().inserts(handle);
        changes.forEach(change -> change.notifications()
                .forEach(one ->
                        tables.notifications().add(inserts, change.after().tenantId(), one)));
        Writes.execute(inserts);
    }

    private void writeSilentOperations(List<AccountChange> changes) {
        PreparedBatch inserts = tables.operationKeys().inserts(handle);
        changes.forEach(change -> change.silentOperations()
                .forEach(one ->
                        tables.operationKeys().add(inserts, change.after().tenantId(), one)));
        Writes.execute(inserts);
    }
}
