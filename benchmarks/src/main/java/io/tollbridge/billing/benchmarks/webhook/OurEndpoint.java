// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.webhook;

import com.zaxxer.hikari.HikariDataSource;
import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import io.tollbridge.billing.jdbc.JdbcBillingStore;
import io.tollbridge.billing.servlet.WebhookServlet;
import io.tollbridge.billing.stripe.StripeService;
import io.tollbridge.billing.stripe.StripeSettings;
import jakarta.servlet.Servlet;

/** Ours as it is built by default, on a node that receives and leaves the work to others. */
final class OurEndpoint implements Endpoint {
    private static final int CREDITS = 5_000;

    private final String name;
    private final HikariDataSource pool;
    private final BillingService billing;

    OurEndpoint(String name, HikariDataSource pool) {
        this.name = name;
        this.pool = pool;
        billing = BillingService.builder()
                .store(JdbcBillingStore.create(pool))
                .gateway(StripeService.create(StripeSettings.builder()
                        .webhookSecret(SignedEvents.SECRET)
                        .livemode(false)
                        .build()))
                .catalog(Catalog.builder()
                        .plan(Plan.monthly("pro", CREDITS).stripePrice("price_pro_month"))
                        .build())
                .build();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Servlet servlet() {
        return new WebhookServlet(billing.webhooks());
    }

    @Override
    public String stored() {
        return "SELECT event_id, payload FROM " + name + ".stripe_webhooks";
    }

    @Override
    public void close() {
        billing.close();
        pool.close();
    }
}
