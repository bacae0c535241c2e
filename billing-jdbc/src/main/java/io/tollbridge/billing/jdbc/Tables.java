// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.account.Purchasing;
import io.tollbridge.billing.spi.AccountRequest;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The tables, each with its statements for one database. Immutable and thread-safe. */
record Tables(
        AccountTable accounts,
        SubscriptionTable subscriptions,
        GrantTable grants,
        LedgerTable ledger,
        OperationKeyTable operationKeys,
        UsageTable usage,
        HoldTable holds,
        PurchaseTable purchases,
        PurchasingTable purchasingStates,
        NotificationTable notifications,
        PreferenceTable preferences,
        TenantTable tenants,
        PlanTable plans,
        WebhookTable webhooks,
        JobTable jobs,
        Erasures erasures,
        DueTenants due) {

    static Tables of(SqlText sql) {
        return new Tables(
                new AccountTable(sql),
                new SubscriptionTable(sql),
                new GrantTable(sql),
                new LedgerTable(sql),
                new OperationKeyTable(sql),
                new UsageTable(sql),
                new HoldTable(sql),
                new PurchaseTable(sql),
                new PurchasingTable(sql),
                new NotificationTable(sql),
                new PreferenceTable(sql),
                new TenantTable(sql),
                new PlanTable(sql),
                new WebhookTable(sql),
                new JobTable(sql),
                new Erasures(sql),
                new DueTenants(sql));
    }

    /** What is known of the purchases of one account, as this transaction sees it; null when there are none. */
    @Nullable
    Purchasing purchasing(Handle handle, AccountRow row) {
        if (!row.purchasing()) {
            return null;
        }
        List<String> tenant = List.of(row.tenantId());
        Purchasing state = purchasingStates.of(handle, tenant).get(row.tenantId());
        return state == null
                ? null
                : state.with(purchases.open(handle, tenant).getOrDefault(row.tenantId(), List.of()));
    }

    /** The same of all locked accounts, with the purchases that the requests name, by tenant, as committed last. */
    Map<String, Purchasing> purchasingOfLocked(
            Handle handle, List<AccountRow> rows, Collection<AccountRequest> requests) {
        List<String> tenants = rows.stream()
                .filter(AccountRow::purchasing)
                .map(AccountRow::tenantId)
                .toList();
        // why: most tenants never buy anything, and their accounts are loaded without looking
        if (tenants.isEmpty()) {
            return Map.of();
        }
        Map<String, Purchasing> states = purchasingStates.ofLocked(handle, tenants);
        Map<String, List<Purchase>> rowsOf = purchases.ofLocked(handle, tenants, requests);
        states.replaceAll((tenant, state) -> state.with(rowsOf.getOrDefault(tenant, List.of())));
        return states;
    }

    /** Every table with all its columns. */
    static List<Upserts.Row> layout(SqlText sql) {
        return List.of(
                TenantTable.layout(sql),
                PlanTable.plans(sql),
                PlanTable.prices(sql),
                AccountTable.layout(sql),
                SubscriptionTable.layout(sql),
                GrantTable.layout(sql),
                LedgerTable.layout(sql),
                OperationKeyTable.layout(sql),
                UsageTable.layout(sql),
                HoldTable.layout(sql),
                PurchaseTable.layout(sql),
                PurchasingTable.layout(sql),
                NotificationTable.layout(sql),
                PreferenceTable.layout(sql),
                WebhookTable.layout(sql),
                JobTable.layout(sql));
    }
}
