// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.DueTenant;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Applies what time alone has brought about, tenant by tenant. Several nodes may do it at once. */
final class DueWork {
    private static final Logger log = LoggerFactory.getLogger(DueWork.class);
    private static final int PAGE = 100;

    private final BillingStore store;
    private final CommandExecutor executor;
    private final InstantSource clock;

    DueWork(BillingStore store, CommandExecutor executor, InstantSource clock) {
        this.store = store;
        this.executor = executor;
        this.clock = clock;
    }

    /** Works on every tenant with something due, once; returns how many those were. */
    int run() {
        Instant now = clock.instant();
        int worked = 0;
        String after = "";
        List<DueTenant> page;
        do {
            String from = after;
            page = store.read(reader -> reader.due(now, from, PAGE));
            for (DueTenant tenant : page) {
                after = tenant.tenantId();
                worked += settle(tenant) ? 1 : 0;
            }
        } while (page.size() == PAGE);
        return worked;
    }

    private boolean settle(DueTenant tenant) {
        try {
            executor.execute(new Command.Settle(tenant.tenantId()));
            for (String holdId : tenant.expiredHolds()) {
                executor.execute(new Command.Release(tenant.tenantId(), holdId, true));
            }
            return true;
        } catch (RuntimeException failure) {
            // one tenant's trouble must not keep the others waiting; it stays due
            log.error("What is due for tenant {} could not be applied", tenant.tenantId(), failure);
            return false;
        }
    }
}
