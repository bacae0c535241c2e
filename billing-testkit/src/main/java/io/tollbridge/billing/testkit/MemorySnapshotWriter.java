// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.spi.AccountChange;
import io.tollbridge.billing.spi.SnapshotWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Writes over remembered accounts: each is checked under its lock, which it never waits for. Thread-safe. */
final class MemorySnapshotWriter implements SnapshotWriter {
    private final Committed committed;
    private final LockTable locks;

    MemorySnapshotWriter(Committed committed, LockTable locks) {
        this.committed = committed;
        this.locks = locks;
    }

    @Override
    public Set<String> write(List<Change> changes) {
        Set<String> locked = new HashSet<>();
        try {
            for (Change one : changes) {
                String tenantId = tenantId(one);
                if (locks.tryAcquire(tenantId)) {
                    locked.add(tenantId);
                }
            }
            Set<String> written = new HashSet<>();
            committed.change(base -> {
                Snapshot result = base;
                for (Change one : changes) {
                    TenantRows rows = base.tenant(tenantId(one));
                    if (rows != null && locked.contains(tenantId(one)) && isAsRemembered(rows, one)) {
                        result = result.withTenant(TenantWrite.apply(rows, one.change()));
                        written.add(tenantId(one));
                    }
                }
                return result;
            });
            return written;
        } finally {
            locked.forEach(locks::release);
        }
    }

    private static boolean isAsRemembered(TenantRows rows, Change one) {
        AccountChange change = one.change();
        Account found = rows.account();
        return change.before().version() == found.version()
                && change.before().head().hash().equals(found.head().hash())
                && change.holds().isEmpty()
                && one.keys().stream().noneMatch(rows.operations()::contains);
    }

    private static String tenantId(Change one) {
        return one.change().before().tenantId();
    }
}
