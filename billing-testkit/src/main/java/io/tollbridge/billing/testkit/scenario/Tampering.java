// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.scenario;

import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.spi.AccountChange;
import io.tollbridge.billing.spi.AccountRequest;
import io.tollbridge.billing.spi.BillingStore;
import java.util.List;
import java.util.Set;

/** Changes stored figures behind the ledger's back. */
final class Tampering {
    private Tampering() {}

    /** Changes what is left of the tenant's lot without a ledger row, as somebody with a database client would. */
    static void lot(BillingStore store, String tenantId, long credits) {
        store.inTransaction(transaction -> {
            Account before = transaction
                    .lock(List.of(new AccountRequest(tenantId, false, Set.of(), Set.of())))
                    .get(tenantId);
            if (before == null) {
                throw new IllegalStateException("the store did not lock tenant " + tenantId);
            }
            Grant lot = before.grants().get(0);
            Grant changed = new Grant(
                    lot.id(),
                    lot.kind(),
                    lot.state(),
                    lot.fact(),
                    lot.source(),
                    lot.credits(),
                    lot.remaining() + credits,
                    lot.held(),
                    lot.frozen(),
                    lot.clawback(),
                    lot.promo(),
                    lot.startsAt(),
                    lot.expiresAt());
            transaction.apply(List.of(change(before, changed)));
            return changed;
        });
    }

    private static AccountChange change(Account before, Grant lot) {
        Account after = new Account(
                before.tenantId(),
                before.slice(),
                before.subscription(),
                before.localClock(),
                before.trialUsed(),
                before.standing(),
                before.mutedThresholds(),
                List.of(lot),
                before.otherSubscriptions(),
                before.holds(),
                before.purchasing(),
                before.debt(),
                before.lastGrantId(),
                before.head(),
                before.version() + 1);
        return new AccountChange(
                before,
                after,
                List.of(),
                List.of(lot),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                null);
    }
}
