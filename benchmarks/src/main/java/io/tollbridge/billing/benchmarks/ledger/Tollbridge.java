// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.ledger;

import com.zaxxer.hikari.HikariDataSource;
import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.DeductionResult;
import io.tollbridge.billing.benchmarks.harness.DatabaseServer;
import io.tollbridge.billing.benchmarks.harness.InParallel;
import io.tollbridge.billing.jdbc.JdbcBillingStore;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Ours as it is built by default: idempotency keys, hash chain, usage rollup, thresholds, lots. */
final class Tollbridge implements Contender {
    private static final int DAYS_LEFT = 30;

    private final String name;
    private final HikariDataSource pool;
    private final Tenants tenants;
    private final BillingService billing;

    Tollbridge(String name, HikariDataSource pool, Tenants tenants) {
        this.name = name;
        this.pool = pool;
        this.tenants = tenants;
        billing = BillingService.builder()
                .store(JdbcBillingStore.create(pool))
                .catalog(Shop.catalog(Uses.FEATURES))
                .build();
    }

    /** Ours, with every tenant opened. */
    static Tollbridge opened(String name, HikariDataSource pool, Tenants tenants) {
        Tollbridge opened = new Tollbridge(name, pool, tenants);
        Instant until = Instant.now().plus(DAYS_LEFT, ChronoUnit.DAYS);
        InParallel.times(
                DatabaseServer.POOL_SIZE,
                tenants.all(),
                i -> opened.billing
                        .admin()
                        .open(tenants.id(i), Shop.opening(tenants, i, until), Shop.ACTOR, Shop.REASON));
        return opened;
    }

    BillingService billing() {
        return billing;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void charge(Use use) {
        DeductionResult result = billing.tryDeduct(
                Deduction.of(use.tenantId()).feature(use.feature()).idempotencyKey(use.key()));
        if (!(result instanceof DeductionResult.Deducted)) {
            throw new IllegalStateException("charging " + use.tenantId() + " came to " + result);
        }
    }

    @Override
    public void verify(Tally answered) {
        new LedgerCheck(billing, pool).verify(tenants, answered);
    }

    @Override
    public void close() {
        billing.close();
        pool.close();
    }
}
