// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas.app;

import io.tollbridge.billing.catalog.Bundle;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;

/** What the SaaS sells. */
public final class SaasCatalog {
    /** An e-mail costs 1 credit. */
    public static final String SEND_EMAIL = "SEND_EMAIL";

    /** A report costs 10 credits. */
    public static final String EXPORT_REPORT = "EXPORT_REPORT";

    /** A campaign costs 20 credits. */
    public static final String GENERATE_CAMPAIGN = "GENERATE_CAMPAIGN";

    /** 50 credits a month, without Stripe. */
    public static final String FREE_PLAN = "free";

    /** 200 credits a month. */
    public static final String STARTER_PLAN = "starter";

    /** 100 credits for 10 USD; they roll over. */
    public static final String PACK = "pack100";

    private SaasCatalog() {}

    /** What is sold, with Stripe's price of the starter plan. */
    static Catalog catalog(String starterPrice) {
        return Catalog.builder()
                .feature(SEND_EMAIL, 1)
                .feature(EXPORT_REPORT, 10)
                .feature(GENERATE_CAMPAIGN, 20)
                .plan(Plan.monthly(FREE_PLAN, 50))
                .plan(Plan.monthly(STARTER_PLAN, 200).stripePrice(starterPrice))
                .bundle(Bundle.of(PACK, 100).price(10_00, "usd"))
                .build();
    }
}
