// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.account.Hold;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.spi.StoreReader;
import java.util.List;
import java.util.function.Consumer;

/** Walks over a tenant's rows page by page, so that memory does not grow with them. */
final class LedgerRows {
    private static final int PAGE = 1_000;

    private final StoreReader reader;
    private final String tenantId;

    LedgerRows(StoreReader reader, String tenantId) {
        this.reader = reader;
        this.tenantId = tenantId;
    }

    /** Every ledger row, in order. */
    void entries(Consumer<LedgerEntry> each) {
        long after = 0;
        List<LedgerEntry> page;
        do {
            page = reader.ledger(tenantId, after, PAGE);
            for (LedgerEntry entry : page) {
                after = entry.seq();
                each.accept(entry);
            }
        } while (page.size() == PAGE);
    }

    /** Every slice and lot, in order. */
    void grants(Consumer<Grant> each) {
        long after = 0;
        List<Grant> page;
        do {
            page = reader.grants(tenantId, after, PAGE);
            for (Grant grant : page) {
                after = grant.id();
                each.accept(grant);
            }
        } while (page.size() == PAGE);
    }

    /** Every open hold, in an order of the store's own. */
    void openHolds(Consumer<Hold> each) {
        String after = "";
        List<Hold> page;
        do {
            page = reader.openHolds(tenantId, after, PAGE);
            for (Hold hold : page) {
                after = hold.id();
                each.accept(hold);
            }
        } while (page.size() == PAGE);
    }
}
