// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.ledger;

import io.tollbridge.billing.account.OpeningBalance;
import io.tollbridge.billing.account.OpeningBalance.OpenPeriod;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import java.time.Instant;
import java.util.List;

/** What the host of the benchmarks sells, and what its tenants begin with. */
final class Shop {
    static final String ACTOR = "benchmark";
    static final String REASON = "tenants with a past";

    private static final String PLAN = "standard";
    private static final String HOT_PLAN = "hot";

    private Shop() {}

    static Catalog catalog(List<String> features) {
        Catalog.Builder catalog = Catalog.builder()
                .plan(Plan.monthly(PLAN, Tenants.ALLOWANCE))
                .plan(Plan.monthly(HOT_PLAN, Tenants.HOT_ALLOWANCE));
        features.forEach(feature -> catalog.feature(feature, 1));
        return catalog.build();
    }

    static OpeningBalance opening(Tenants tenants, int tenant, Instant until) {
        String plan = tenant == tenants.hot() ? HOT_PLAN : PLAN;
        return new OpeningBalance(new OpenPeriod(plan, null, tenants.subscription(tenant), until), Tenants.BUNDLE);
    }
}
