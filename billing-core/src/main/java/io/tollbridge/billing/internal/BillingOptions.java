// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.GroupCommit;
import io.tollbridge.billing.TenantResolver;
import io.tollbridge.billing.account.CreditPolicy;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.event.BillingListener;
import io.tollbridge.billing.notification.NotificationSettings;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.PaymentGateway;
import io.tollbridge.billing.track.CostFunction;
import io.tollbridge.billing.webhook.WebhookSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Everything that was chosen at build time, frozen. */
public record BillingOptions(
        BillingStore store,
        Catalog catalog,
        @Nullable PaymentGateway gateway,
        @Nullable TenantResolver tenantResolver,
        Map<Class<?>, CostFunction<?>> costFunctions,
        CreditPolicy policy,
        InstantSource clock,
        Duration holdTime,
        Duration pollInterval,
        GroupCommit groupCommit,
        WebhookSettings webhooks,
        NotificationSettings notifications,
        LocalTime verifyAt,
        BillingListener listener) {
    public BillingOptions {
        costFunctions = Map.copyOf(costFunctions);
    }

    /** These options with another store. */
    BillingOptions store(BillingStore other) {
        return new BillingOptions(
                other,
                catalog,
                gateway,
                tenantResolver,
                costFunctions,
                policy,
                clock,
                holdTime,
                pollInterval,
                groupCommit,
                webhooks,
                notifications,
                verifyAt,
                listener);
    }
}
