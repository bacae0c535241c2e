// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.micrometer;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.tollbridge.billing.event.BillingEvent;
import io.tollbridge.billing.reconcile.DriftKind;
import io.tollbridge.billing.webhook.WebhookStatus;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** The meters in one registry. Thread-safe. */
final class NodeMeters {
    private static final BillingEvent.WebhookBacklog UNKNOWN = new BillingEvent.WebhookBacklog(0, 0, Duration.ZERO);

    private final Counters<BillingEvent.Deduction.Answer> deductions;
    private final Counters<BillingEvent.WebhookReceived.Receipt> received;
    private final Counters<WebhookStatus> processed;
    private final Counters<BillingEvent.NotificationSent.Ending> notifications;
    private final Counters<BillingEvent.Purchase.Result> purchases;
    private final Counters<BillingEvent.Purchase.Result> automatic;
    private final DistributionSummary commands;
    private final Timer flights;
    private final Timer lag;
    private final Counter drifts;
    private final Map<DriftKind, Counters<BillingEvent.RecordDrift.Mending>> records;
    private volatile BillingEvent.WebhookBacklog backlog = UNKNOWN;
    private volatile BillingEvent.PurchaseBreakers breakers = new BillingEvent.PurchaseBreakers(0, 0, 0, false);

    NodeMeters(MeterRegistry registry) {
        deductions = new Counters<>(
                registry,
                "tollbridge.deductions",
                "Deductions, holds and captures by how they were answered",
                BillingEvent.Deduction.Answer.class);
        received = new Counters<>(
                registry,
                "tollbridge.webhooks.received",
                "Webhook requests by how they were answered",
                BillingEvent.WebhookReceived.Receipt.class);
        processed = new Counters<>(
                registry,
                "tollbridge.webhooks.processed",
                "Stored webhook events by what became of them",
                WebhookStatus.class);
        notifications = new Counters<>(
                registry,
                "tollbridge.notifications",
                "Attempts to deliver notifications by how they ended",
                BillingEvent.NotificationSent.Ending.class);
        purchases = new Counters<>(
                registry,
                "tollbridge.purchases",
                "Attempts to buy by the state that they reached",
                BillingEvent.Purchase.Result.class,
                "origin",
                "manual");
        automatic = new Counters<>(
                registry,
                "tollbridge.purchases",
                "Attempts to buy by the state that they reached",
                BillingEvent.Purchase.Result.class,
                "origin",
                "automatic");
        commands = DistributionSummary.builder("tollbridge.flight.commands")
                .description("Commands that shared a flight to the database")
                .register(registry);
        flights = Timer.builder("tollbridge.flight")
                .description("Flights to the database")
                .register(registry);
        lag = Timer.builder("tollbridge.webhooks.lag")
                .description("From when the payment service made an event until it was done")
                .register(registry);
        drifts = Counter.builder("tollbridge.ledger.drifts")
                .description("Ledgers that were found not to add up")
                .register(registry);
        records = new EnumMap<>(DriftKind.class);
        for (DriftKind kind : DriftKind.values()) {
            records.put(
                    kind,
                    new Counters<>(
                            registry,
                            "tollbridge.records.drifts",
                            "What the daily comparison with the payment service found to differ",
                            BillingEvent.RecordDrift.Mending.class,
                            "kind",
                            kind.name().toLowerCase(Locale.ROOT)));
        }
        breaker(registry, "suspended", () -> breakers.suspended());
        breaker(registry, "stopped", () -> breakers.stopped());
        breaker(registry, "disputed", () -> breakers.disputed());
        Gauge.builder("tollbridge.purchases.halted", () -> breakers.halted() ? 1 : 0)
                .description("1 while the kill switch of automatic purchases is on")
                .register(registry);
        Gauge.builder("tollbridge.webhooks.waiting", () -> backlog.waiting())
                .description("Webhook events that wait to be processed")
                .register(registry);
        Gauge.builder("tollbridge.webhooks.quarantined", () -> backlog.quarantined())
                .description("Webhook events that wait for a person")
                .register(registry);
        Gauge.builder("tollbridge.webhooks.oldest", () -> backlog.oldest().toMillis() / 1_000)
                .description("For how long the oldest waiting webhook event has been stored")
                .baseUnit("seconds")
                .register(registry);
    }

    private static void breaker(MeterRegistry registry, String reason, Supplier<Number> tenants) {
        Gauge.builder("tollbridge.purchases.blocked", tenants)
                .description("Tenants that want automatic purchases and get none")
                .tag("reason", reason)
                .register(registry);
    }

    void count(BillingEvent event) {
        // why: an if chain, because switch over sealed types needs Java 21
        if (event instanceof BillingEvent.Deduction deduction) {
            deductions.count(deduction.answer());
        } else if (event instanceof BillingEvent.Flight flight) {
            commands.record(flight.commands());
            flights.record(flight.took());
        } else if (event instanceof BillingEvent.WebhookReceived webhook) {
            received.count(webhook.receipt());
        } else if (event instanceof BillingEvent.WebhookProcessed webhook) {
            processed.count(webhook.status());
            if (webhook.status() == WebhookStatus.DONE) {
                lag.record(webhook.lag());
            }
        } else if (event instanceof BillingEvent.WebhookBacklog now) {
            backlog = now;
        } else if (event instanceof BillingEvent.LedgerDrift) {
            drifts.increment();
        } else if (event instanceof BillingEvent.RecordDrift drift) {
            requireNonNull(records.get(drift.kind())).count(drift.mending());
        } else if (event instanceof BillingEvent.PurchaseBreakers now) {
            breakers = now;
        } else if (event instanceof BillingEvent.NotificationSent sent) {
            notifications.count(sent.ending());
        } else if (event instanceof BillingEvent.Purchase purchase) {
            (purchase.automatic() ? automatic : purchases).count(purchase.result());
        }
    }
}
