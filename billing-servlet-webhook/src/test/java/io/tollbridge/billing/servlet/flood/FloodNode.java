// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet.flood;

import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.event.BillingEvent.WebhookReceived;
import io.tollbridge.billing.event.BillingEvent.WebhookReceived.Receipt;
import io.tollbridge.billing.jdbc.JdbcBillingStore;
import io.tollbridge.billing.jdbc.SchemaMode;
import io.tollbridge.billing.servlet.JettyServer;
import io.tollbridge.billing.servlet.Server;
import io.tollbridge.billing.servlet.WebhookServlet;
import java.net.URI;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** A node of an installation: a service that receives on Jetty and processes with two workers. */
final class FloodNode implements AutoCloseable {
    final BillingService billing;
    final URI address;
    private final Server server;
    private final Map<Receipt, AtomicInteger> received = new EnumMap<>(Receipt.class);

    FloodNode(DataSource pool) {
        for (Receipt receipt : Receipt.values()) {
            received.put(receipt, new AtomicInteger());
        }
        billing = BillingService.builder()
                .store(JdbcBillingStore.builder(pool)
                        .schemaMode(SchemaMode.NONE)
                        .build())
                .catalog(FloodEvents.CATALOG)
                .gateway(FloodEvents.gateway())
                .listener(event -> {
                    if (event instanceof WebhookReceived one) {
                        received(one.receipt()).incrementAndGet();
                    }
                })
                .build();
        server = JettyServer.launch(
                "",
                context -> context.addServlet("stripe", new WebhookServlet(billing.webhooks()))
                        .addMapping("/webhooks/stripe"));
        address = URI.create("http://127.0.0.1:" + server.port() + "/webhooks/stripe");
    }

    private AtomicInteger received(Receipt receipt) {
        return received.computeIfAbsent(receipt, none -> new AtomicInteger());
    }

    /** How many requests this has become of. */
    int count(Receipt receipt) {
        return received(receipt).get();
    }

    @Override
    public void close() {
        try (billing) {
            server.close();
        }
    }
}
