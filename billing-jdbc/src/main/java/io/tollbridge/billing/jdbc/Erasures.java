// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.account.Account;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** Takes a tenant's id off all its rows, and its personal data out of the database. */
final class Erasures {
    private static final List<String> TABLES = List.of(
            "billing_subscriptions",
            "credit_grants",
            "credit_transactions",
            "billing_operation_keys",
            "billing_usage",
            "billing_holds",
            "billing_purchases",
            "billing_purchasing",
            "billing_notifications",
            "billing_preferences");
    private static final String RENAME = "UPDATE {%s} SET tenant_id = :pseudonym WHERE tenant_id = :tenant_id";
    private static final String CUSTOMERS =
            "SELECT stripe_customer_id, stripe_test_customer_id FROM {billing_tenants} WHERE tenant_id = :tenant_id";
    private static final String UNLINK = "DELETE FROM {billing_tenants} WHERE tenant_id = :tenant_id";
    private static final String IGNORE = """
            UPDATE {stripe_webhooks} SET status = 'IGNORED', note = 'the tenant was erased'
            WHERE status = 'RECEIVED' AND payload LIKE :mention""";
    private static final String EMPTY = "UPDATE {stripe_webhooks} SET payload = '{}' WHERE payload LIKE :mention";

    private final List<String> renames;
    private final String customers;
    private final String unlink;
    private final String ignore;
    private final String empty;

    Erasures(SqlText sql) {
        renames = TABLES.stream().map(table -> sql.of(RENAME.formatted(table))).toList();
        customers = sql.of(CUSTOMERS);
        unlink = sql.of(UNLINK);
        ignore = sql.of(IGNORE);
        empty = sql.of(EMPTY);
    }

    /** Moves the rows of a locked tenant to the pseudonym and leaves an empty account that says so. */
    void pseudonymise(Handle handle, AccountTable accounts, Account closed, String pseudonym) {
        accounts.insert(handle, closed.renamed(pseudonym));
        for (String rename : renames) {
            handle.createUpdate(rename)
                    .bind("pseudonym", pseudonym)
                    .bind("tenant_id", closed.tenantId())
                    .execute();
        }
        Account left = Account.erased(closed.tenantId(), closed.version() + 1);
        accounts.replace(handle, closed.version(), left);
    }

    /** Deletes links, and payloads that name the customers. */
    void forget(Handle handle, String tenantId) {
        List<String> names = handle
                .createQuery(customers)
                .bind("tenant_id", tenantId)
                .map((row, context) -> Stream.of(row.getString(1), row.getString(2))
                        .filter(Objects::nonNull)
                        .toList())
                .list()
                .stream()
                .flatMap(List::stream)
                .toList();
        for (String customer : names) {
            String mention = "%\"" + customer + "\"%";
            handle.createUpdate(ignore).bind("mention", mention).execute();
            handle.createUpdate(empty).bind("mention", mention).execute();
        }
        handle.createUpdate(unlink).bind("tenant_id", tenantId).execute();
    }
}
