// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.account.Account;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The last known states of accounts, as hints: whoever decides on one must have it checked while writing. Keeps the ones
 * used last, in two generations: when the young one is full it becomes the old one, and what the old one held is
 * forgotten unless it was used since. Thread-safe.
 */
final class AccountCache {
    private final int most;
    private volatile Map<String, Account> young = new ConcurrentHashMap<>();
    private volatile Map<String, Account> old = Map.of();

    /** A cache of so many accounts at most. */
    AccountCache(int most) {
        this.most = most;
    }

    @Nullable
    Account get(String tenantId) {
        Account account = young.get(tenantId);
        if (account == null) {
            account = old.get(tenantId);
            if (account != null) {
                put(account);
            }
        }
        return account;
    }

    void putAll(Collection<Account> accounts) {
        accounts.forEach(this::put);
    }

    void put(Account account) {
        if (most == 0) {
            return;
        }
        Map<String, Account> current = young;
        current.put(account.tenantId(), account);
        if (current.size() > most / 2) {
            old = current;
            young = new ConcurrentHashMap<>();
        }
    }

    void remove(String tenantId) {
        young.remove(tenantId);
        Map<String, Account> former = old;
        if (!former.isEmpty()) {
            former.remove(tenantId);
        }
    }
}
