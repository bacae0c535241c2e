// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc.killed;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.jdbc.JdbcBillingStore;
import io.tollbridge.billing.jdbc.SchemaMode;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.PaymentGateway;
import io.tollbridge.billing.spi.WebhookSource;
import io.tollbridge.billing.testkit.flood.GiftHandler;
import io.tollbridge.billing.webhook.WebhookEvent;
import io.tollbridge.billing.webhook.WebhookEventKey;
import io.tollbridge.billing.webhook.WebhookHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Events of {@link GiftHandler} whose bodies are their numbers; nobody signs them. */
final class GiftEvents implements WebhookSource {
    static final int TENANTS = 50;
    static final GiftHandler GIFTS = new GiftHandler(TENANTS);

    /** A service over existing tables that knows these events. */
    static BillingService service(DataSource dataSource, InstantSource clock) {
        return service(
                JdbcBillingStore.builder(dataSource).schemaMode(SchemaMode.NONE).build(), clock);
    }

    /** A service on a store that knows these events. */
    static BillingService service(BillingStore store, InstantSource clock) {
        GiftEvents events = new GiftEvents();
        Object gateway = Proxy.newProxyInstance(
                GiftEvents.class.getClassLoader(),
                new Class<?>[] {PaymentGateway.class},
                (self, method, arguments) -> switch (method.getName()) {
                    case "livemode", "canRead" -> false;
                    case "webhooks" -> events;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
        return BillingService.builder()
                .store(store)
                .catalog(Catalog.builder().build())
                .gateway((PaymentGateway) gateway)
                .clock(clock)
                .pollInterval(Duration.ofMillis(20))
                .build();
    }

    static String eventId(int number) {
        return "evt_" + number;
    }

    static String tenant(int number) {
        return GIFTS.tenant(number);
    }

    /** The request body of an event. */
    static byte[] body(int number) {
        return String.valueOf(number).getBytes(UTF_8);
    }

    @Override
    public Verified verify(byte[] body, @Nullable String signatureHeader, Instant now) {
        String number = new String(body, UTF_8);
        WebhookEventKey key = new WebhookEventKey("", false, eventId(Integer.parseInt(number)));
        return new Verified(
                new WebhookEvent(
                        key, GiftHandler.TYPE, GiftHandler.objectId(Integer.parseInt(number)), null, now, number),
                null);
    }

    @Override
    public List<WebhookHandler> handlers() {
        return List.of(GIFTS);
    }
}
