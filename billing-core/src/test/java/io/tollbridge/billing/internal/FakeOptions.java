// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.GroupCommit;
import io.tollbridge.billing.account.CreditPolicy;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.event.BillingListener;
import io.tollbridge.billing.notification.NotificationSettings;
import io.tollbridge.billing.spi.PaymentGateway;
import io.tollbridge.billing.webhook.WebhookSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalTime;
import java.util.Map;

/** The options of a node on a fake store, all as they are when nobody says otherwise. */
final class FakeOptions {
    private FakeOptions() {}

    static BillingOptions of(
            FakeStore store, Catalog catalog, PaymentGateway gateway, InstantSource clock, WebhookSettings webhooks) {
        return new BillingOptions(
                store,
                catalog,
                gateway,
                null,
                Map.of(),
                CreditPolicy.DEFAULT,
                clock,
                Duration.ofHours(1),
                Duration.ofSeconds(1),
                GroupCommit.DEFAULT,
                webhooks,
                NotificationSettings.DEFAULT,
                LocalTime.of(3, 0),
                BillingListener.NONE);
    }
}
