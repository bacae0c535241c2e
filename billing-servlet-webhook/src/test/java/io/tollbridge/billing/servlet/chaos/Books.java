// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet.chaos;

import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.CreditBalance;
import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.ledger.LedgerPage;
import io.tollbridge.billing.ledger.Pool;
import io.tollbridge.billing.spi.BillingStore;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the library has written down about a tenant in the end.
 *
 * @param balance its balance
 * @param rows its whole ledger
 * @param purchases its purchases, oldest first
 * @param grants its slices and lots, by number
 */
record Books(CreditBalance balance, List<LedgerEntry> rows, List<Purchase> purchases, Map<Long, Grant> grants) {
    static Books of(BillingService billing, BillingStore store, String tenant) {
        List<LedgerEntry> rows = new ArrayList<>();
        LedgerPage page;
        long after = 0;
        do {
            page = billing.ledger().page(tenant, after, 1_000);
            rows.addAll(page.entries());
            after = page.nextAfter();
        } while (!page.last());
        List<Purchase> purchases = new ArrayList<>();
        Purchase last = null;
        List<Purchase> some = billing.purchases().history(tenant, last, 1_000);
        while (!some.isEmpty()) {
            purchases.addAll(
                    0,
                    some.stream()
                            .sorted((a, b) -> a.createdAt().compareTo(b.createdAt()))
                            .toList());
            last = some.get(some.size() - 1);
            some = billing.purchases().history(tenant, last, 1_000);
        }
        Map<Long, Grant> grants = store.read(reader -> reader.grants(tenant, 0, 10_000)).stream()
                .collect(Collectors.toMap(Grant::id, grant -> grant, (a, b) -> a, TreeMap::new));
        return new Books(billing.getCreditBalance(tenant), rows, purchases, grants);
    }

    /** What a row gains its tenant; debt counts against it. */
    static long gain(LedgerEntry row) {
        return row.pool() == Pool.DEBT ? -row.amount() : row.amount();
    }

    /** What the rows of these types gained in all. */
    long gained(EntryType first, EntryType... more) {
        Set<EntryType> types = EnumSet.of(first, more);
        return rows.stream()
                .filter(row -> types.contains(row.type()))
                .mapToLong(Books::gain)
                .sum();
    }

    /** What the rows of these types gained, by operation. */
    Map<Long, Long> byOperation(EntryType first, EntryType... more) {
        Set<EntryType> types = EnumSet.of(first, more);
        return rows.stream()
                .filter(row -> types.contains(row.type()))
                .collect(Collectors.groupingBy(
                        LedgerEntry::operationId, TreeMap::new, Collectors.summingLong(Books::gain)));
    }

    /** The rows of a type. */
    List<LedgerEntry> rows(EntryType type) {
        return rows.stream().filter(row -> row.type() == type).toList();
    }
}
