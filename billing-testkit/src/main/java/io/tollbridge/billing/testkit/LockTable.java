// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import io.tollbridge.billing.BillingStoreException;
import io.tollbridge.billing.ErrorCode;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Fair locks by tenant id, which live as long as somebody has or wants them. A lock belongs to a transaction, not to a
 * thread: a transaction inside a transaction waits for it in vain, as on a database. Thread-safe.
 */
final class LockTable {
    private final Duration timeout;
    private final Map<String, Entry> entries = new HashMap<>();

    LockTable(Duration timeout) {
        this.timeout = timeout;
    }

    /** Waits for the lock. */
    void acquire(String tenantId) {
        Entry entry = enter(tenantId);
        boolean acquired = false;
        try {
            acquired = entry.permit.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new BillingStoreException(
                    ErrorCode.STORE_FAILED, "interrupted while waiting for tenant " + tenantId, interrupted);
        } finally {
            if (!acquired) {
                leave(tenantId);
            }
        }
        if (!acquired) {
            throw new BillingStoreException(
                    ErrorCode.STORE_CONTENTION,
                    "another transaction has held tenant " + tenantId + " for " + timeout
                            + "; if it is one of the same thread, end it before you begin another",
                    null);
        }
    }

    /** Takes the lock if nobody has it. */
    boolean tryAcquire(String tenantId) {
        boolean acquired = enter(tenantId).permit.tryAcquire();
        if (!acquired) {
            leave(tenantId);
        }
        return acquired;
    }

    void release(String tenantId) {
        leave(tenantId).permit.release();
    }

    /** How many tenants somebody has or wants. */
    synchronized int size() {
        return entries.size();
    }

    private synchronized Entry enter(String tenantId) {
        Entry entry = entries.computeIfAbsent(tenantId, id -> new Entry());
        entry.users++;
        return entry;
    }

    private synchronized Entry leave(String tenantId) {
        Entry entry = entries.get(tenantId);
        if (entry == null) {
            throw new IllegalStateException("tenant " + tenantId + " is not locked");
        }
        entry.users--;
        if (entry.users == 0) {
            entries.remove(tenantId);
        }
        return entry;
    }

    private static final class Entry {
        private final Semaphore permit = new Semaphore(1, true);
        private int users;
    }
}
