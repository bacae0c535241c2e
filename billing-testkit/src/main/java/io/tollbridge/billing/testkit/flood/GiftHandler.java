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
 * event from being applied twice. Immutable.
 *
 * @param tenants so many tenants get credits in turn; each credit is a lot of its own, and an account with thousands of
 *     lots is slow to read, so let them be many where events are many
 */
public record GiftHandler(int tenants) implements WebhookHandler {
    /** The type of its events. */
    public static final String TYPE = "gift";

    private static final String OBJECT = "object-";

    /** What the event of a number tells of. */
    public static String objectId(int number) {
        return OBJECT + number;
    }

    /** Who gets the credit of an event. */
    public String tenant(int number) {
        return "tenant-" + number % tenants;
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
