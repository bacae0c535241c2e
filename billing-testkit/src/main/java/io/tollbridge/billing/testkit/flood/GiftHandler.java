// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.flood;

import io.tollbridge.billing.account.Attribution;
import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.account.OperationKey;
import io.tollbridge.billing.webhook.HandlerResult;
import io.tollbridge.billing.webhook.WebhookContext;
import io.tollbridge.billing.webhook.WebhookEvent;
import io.tollbridge.billing.webhook.WebhookHandler;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * Each event gives a tenant one credit. Its command has a new key every time, so that nothing but the done mark keeps an
 * event from being applied twice. Thread-safe.
 */
public final class GiftHandler implements WebhookHandler {
    /** The type of its events. */
    public static final String TYPE = "gift";

    /** So many tenants get credits in turn. */
    public static final int TENANTS = 50;

    private static final String OBJECT = "object-";

    /** What the event of a number tells of. */
    public static String objectId(int number) {
        return OBJECT + number;
    }

    /** Who gets the credit of an event. */
    public static String tenant(int number) {
        return "tenant-" + number % TENANTS;
    }

    @Override
    public Set<String> eventTypes() {
        return Set.of(TYPE);
    }

    @Override
    public HandlerResult handle(WebhookEvent event, WebhookContext context) {
        String object = Objects.requireNonNull(event.objectId());
        String tenant = tenant(Integer.parseInt(object.substring(OBJECT.length())));
        OperationKey unrepeatable = OperationKey.generated(UUID.randomUUID().toString());
        return HandlerResult.apply(
                new Command.AddLot(tenant, unrepeatable, Grant.Source.GIFT, 1, null, true, Attribution.NONE));
    }
}
