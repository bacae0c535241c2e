// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.deduct;

import com.zaxxer.hikari.HikariDataSource;
import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.DeductionResult;
import io.tollbridge.billing.account.OpeningBalance;
import io.tollbridge.billing.account.OpeningBalance.OpenPeriod;
import io.tollbridge.billing.benchmarks.harness.DatabaseServer;
import io.tollbridge.billing.benchmarks.harness.InParallel;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import io.tollbridge.billing.jdbc.JdbcBillingStore;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Ours, with everything on: idempotency keys, hash chain, usage rollup, thresholds, lots. */
final class Tollbridge implements Contender {
    private static final String PLAN = "standard";
    private static final String HOT_PLAN = "hot";
    private static final int DAYS_LEFT = 30;

    private final String name;
    private final HikariDataSource pool;
    private final Tenants tenants;
    private final BillingService billing;

    Tollbridge(String name, HikariDataSource pool, Tenants tenants) {
        this.name = name;
        this.pool = pool;
        this.tenants = tenants;
        Catalog.Builder catalog = Catalog.builder()
                .plan(Plan.monthly(PLAN, Tenants.ALLOWANCE))
                .plan(Plan.monthly(HOT_PLAN, Tenants.HOT_ALLOWANCE));
        for (String feature : Uses.FEATURES) {
            catalog.feature(feature, 1);
        }
        billing = BillingService.builder()
                .store(JdbcBillingStore.create(pool))
                .catalog(catalog.build())
                .build();
        Instant until = Instant.now().plus(DAYS_LEFT, ChronoUnit.DAYS);
        InParallel.times(DatabaseServer.POOL_SIZE, tenants.all(), i -> open(i, until));
    }

    private void open(int tenant, Instant until) {
        String plan = tenant == tenants.hot() ? HOT_PLAN : PLAN;
        OpenPeriod period = new OpenPeriod(plan, null, tenants.subscription(tenant), until);
        billing.admin()
                .open(
                        tenants.id(tenant),
                        new OpeningBalance(period, Tenants.BUNDLE),
                        "benchmark",
                        "tenants with a past");
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
