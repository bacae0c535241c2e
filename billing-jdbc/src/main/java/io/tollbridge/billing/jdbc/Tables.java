// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import java.util.List;

/** The tables, each with its statements for one database. Immutable and thread-safe. */
record Tables(
        AccountTable accounts,
        SubscriptionTable subscriptions,
        GrantTable grants,
        LedgerTable ledger,
        OperationKeyTable operationKeys,
        UsageTable usage,
        HoldTable holds,
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
                new NotificationTable(sql),
                new PreferenceTable(sql),
                new TenantTable(sql),
                new PlanTable(sql),
                new WebhookTable(sql),
                new JobTable(sql),
                new Erasures(sql),
                new DueTenants(sql));
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
                NotificationTable.layout(sql),
                PreferenceTable.layout(sql),
                WebhookTable.layout(sql),
                JobTable.layout(sql));
    }
}
