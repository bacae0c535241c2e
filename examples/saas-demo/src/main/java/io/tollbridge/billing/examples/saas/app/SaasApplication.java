// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas.app;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.jdbc.JdbcBillingStore;
import io.tollbridge.billing.stripe.StripeService;
import io.tollbridge.billing.stripe.StripeSettings;
import java.io.IOException;
import java.net.URI;

/** The whole application: a database, billing on it, and a web server in front. */
public final class SaasApplication implements AutoCloseable {
    private final HikariDataSource database;
    private final BillingService billing;
    private final WebServer server;

    private SaasApplication(HikariDataSource database, BillingService billing, WebServer server) {
        this.database = database;
        this.billing = billing;
        this.server = server;
    }

    /** Opens the database, which is made if it is not there, and serves. */
    public static SaasApplication start(SaasSettings settings) throws Exception {
        HikariDataSource database = openDatabase(settings);
        CurrentTenant currentTenant = new CurrentTenant();
        BillingService billing = BillingService.builder()
                .store(JdbcBillingStore.create(database))
                .gateway(StripeService.create(StripeSettings.builder()
                        .webhookSecret(settings.webhookSecret())
                        .livemode(false)
                        .build()))
                .catalog(SaasCatalog.catalog())
                .tenantResolver(currentTenant)
                .clock(settings.clock())
                .build();
        billing.start();
        return new SaasApplication(database, billing, WebServer.start(billing, currentTenant));
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
