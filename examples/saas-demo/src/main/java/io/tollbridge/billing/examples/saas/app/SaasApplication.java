// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas.app;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.jdbc.JdbcBillingStore;
import io.tollbridge.billing.spi.PaymentGateway;
import io.tollbridge.billing.stripe.StripeService;
import java.io.IOException;
import java.net.URI;

/** The whole application: a database, billing on it, and a web server in front. */
public final class SaasApplication implements AutoCloseable {
    private final HikariDataSource database;
    private final BillingService billing;
    private final PaymentGateway gateway;
    private final WebServer server;

    private SaasApplication(
            HikariDataSource database, BillingService billing, PaymentGateway gateway, WebServer server) {
        this.database = database;
        this.billing = billing;
        this.gateway = gateway;
        this.server = server;
    }

    /** Opens the database, which is made if it is not there, and serves. */
    public static SaasApplication start(SaasSettings settings) throws Exception {
        HikariDataSource database = openDatabase(settings);
        CurrentTenant currentTenant = new CurrentTenant();
        StripeService stripe = settings.stripe().connect();
        BillingService billing = BillingService.builder()
                .store(JdbcBillingStore.create(database))
                .gateway(stripe)
                .catalog(SaasCatalog.catalog(settings.stripe().starterPrice()))
                .tenantResolver(currentTenant)
                .clock(settings.clock())
                .build();
        billing.start();
        Checkout checkout = new Checkout(billing, stripe, settings.stripe().starterPrice());
        return new SaasApplication(database, billing, stripe, WebServer.start(billing, checkout, currentTenant));
    }

    private static HikariDataSource openDatabase(SaasSettings settings) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:h2:file:" + settings.database().toAbsolutePath());
        config.setMaximumPoolSize(4);
        return new HikariDataSource(config);
    }

    /** Where it serves. */
    public URI address() {
        return server.address();
    }

    /** For the back office: support, reports. */
    public BillingService billing() {
        return billing;
    }

    /** Stripe. */
    public PaymentGateway gateway() {
        return gateway;
    }

    /** Stops serving, then the worker, then the database. */
    @Override
    public void close() throws IOException {
        try (database;
                billing;
                server) {
            // closed in reverse order, each even if another one fails
        }
    }
}
