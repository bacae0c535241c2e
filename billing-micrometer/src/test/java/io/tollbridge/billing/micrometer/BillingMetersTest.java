// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tollbridge.billing.AutoPurchaseService;
import io.tollbridge.billing.AutoPurchaseSettings;
import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.CreditType;
import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.GroupCommit;
import io.tollbridge.billing.catalog.Bundle;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import io.tollbridge.billing.event.BillingEvent;
import io.tollbridge.billing.event.BillingListener;
import io.tollbridge.billing.notification.NotificationMessage;
import io.tollbridge.billing.notification.NotificationSender;
import io.tollbridge.billing.notification.NotificationSettings;
import io.tollbridge.billing.notification.UndeliverableException;
import io.tollbridge.billing.reconcile.DriftKind;
import io.tollbridge.billing.stripe.StripeService;
import io.tollbridge.billing.stripe.StripeSettings;
import io.tollbridge.billing.testkit.FaultyStore;
import io.tollbridge.billing.testkit.InMemoryBillingStore;
import io.tollbridge.billing.testkit.MovableClock;
import io.tollbridge.billing.testkit.StoreFault;
import io.tollbridge.billing.testkit.stripe.ApiRendering;
import io.tollbridge.billing.testkit.stripe.StripeEvent;
import io.tollbridge.billing.testkit.stripe.StripeEvents;
import io.tollbridge.billing.testkit.stripe.StripeInvoice;
import io.tollbridge.billing.testkit.stripe.StripeSubscription;
import io.tollbridge.billing.testkit.stripe.WebhookSigner;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a service that is used leaves in the meters. */
class BillingMetersTest {
    private static final Instant BEGIN = Instant.parse("2026-03-01T10:00:00Z");
    private static final String SECRET = "whsec_meters";

    private final MovableClock clock = MovableClock.at(BEGIN);
    private final FaultyStore store = FaultyStore.around(InMemoryBillingStore.create());
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final BillingMeters meters = BillingMeters.create();

    @AfterEach
    void close() {
        store.heal();
        registry.close();
    }

    private BillingService billing(GroupCommit.Use use, BillingListener listener, NotificationSettings notifications) {
        return BillingService.builder()
                .store(store)
                .gateway(StripeService.create(StripeSettings.builder()
                        .webhookSecret(SECRET)
                        .livemode(false)
                        .build()))
                .catalog(Catalog.builder()
                        .plan(Plan.monthly("starter", 200).stripePrice("price_starter"))
                        .bundle(Bundle.of("pack500", 500).price(1_000, "usd"))
                        .build())
                .groupCommit(GroupCommit.DEFAULT.use(use))
                .notifications(notifications)
                .clock(clock)
                .listener(listener)
                .build();
    }

    private BillingService billing() {
        meters.bindTo(registry);
        return billing(GroupCommit.Use.ALWAYS, meters, NotificationSettings.DEFAULT);
    }

    private Scrape scrape() {
        return new Scrape(registry.scrape());
    }

    private double deductions(String result) {
        return scrape().value("tollbridge_deductions_total", "result=\"" + result + "\"");
    }

    @ParameterizedTest
    @EnumSource(
            names = {"ALWAYS", "NEVER"},
            value = GroupCommit.Use.class)
    void countsDeductionsByTheirAnswers(GroupCommit.Use use) {
        meters.bindTo(registry);
        try (BillingService billing = billing(use, meters, NotificationSettings.DEFAULT)) {
            billing.addCredits("acme", 100, CreditType.BUNDLE);
            billing.deductCredits("acme", 10);
            billing.deductCredits(Deduction.of("acme").cost(5).idempotencyKey("k"));
            billing.deductCredits(Deduction.of("acme").cost(5).idempotencyKey("k"));
            billing.tryDeduct(Deduction.of("acme").cost(1_000));
            billing.tryDeductAsync(Deduction.of("acme").cost(1_000))
                    .toCompletableFuture()
                    .join();
            billing.hold(Deduction.of("acme").cost(7)).capture(7);
            store.goDown();
            assertThatThrownBy(() -> billing.deductCredits("acme", 1)).isNotNull();
            store.heal();
        }

        assertThat(deductions("charged")).isEqualTo(4);
        assertThat(deductions("repeated")).isEqualTo(1);
        assertThat(deductions("insufficient")).isEqualTo(2);
        assertThat(deductions("failed")).isEqualTo(1);
    }

    @Test
    void measuresFlights() {
        try (BillingService billing = billing()) {
            billing.addCredits("acme", 100, CreditType.BUNDLE);
            billing.deductCredits("acme", 10);
        }
        assertThat(scrape().value("tollbridge_flight_commands_sum")).isEqualTo(2);
        assertThat(scrape().value("tollbridge_flight_commands_count")).isEqualTo(2);
        assertThat(scrape().value("tollbridge_flight_seconds_count")).isEqualTo(2);
    }

    private StripeEvent paid(String price) {
        StripeSubscription subscription = StripeSubscription.active(
                        "sub_1", "cus_1", price, BEGIN, BEGIN.plus(Duration.ofDays(30)))
                .tenant("acme");
        return StripeEvents.in(ApiRendering.DAHLIA_2026_07_29)
                .idPrefix("evt_" + price)
                .invoicePaid(StripeInvoice.first("in_" + price, subscription), BEGIN);
    }

    private void receive(BillingService billing, StripeEvent event, String secret) {
        billing.webhooks().receive(event.body(), WebhookSigner.of(secret).header(event, clock.instant()));
    }

    @Test
    void countsWebhooksFromTheRequestToTheEnd() {
        try (BillingService billing = billing()) {
            clock.advance(Duration.ofSeconds(30));
            receive(billing, paid("price_starter"), SECRET);
            receive(billing, paid("price_starter"), SECRET);
            receive(billing, paid("price_unknown"), SECRET);
            assertThatThrownBy(() -> receive(billing, paid("price_starter"), "whsec_other"))
                    .isNotNull();
            store.failAt(StoreFault.UNAVAILABLE, 1);
            assertThatThrownBy(() -> receive(billing, paid("price_lost"), SECRET))
                    .isNotNull();
            clock.advance(Duration.ofSeconds(30));
            assertThat(billing.runDueWork()).isPositive();
        }

        Scrape scrape = scrape();
        String received = "tollbridge_webhooks_received_total";
        assertThat(scrape.value(received, "\"stored\"")).isEqualTo(2);
        assertThat(scrape.value(received, "\"duplicate\"")).isEqualTo(1);
        assertThat(scrape.value(received, "\"refused\"")).isEqualTo(1);
        assertThat(scrape.value(received, "\"failed\"")).isEqualTo(1);
        assertThat(scrape.value("tollbridge_webhooks_processed_total", "\"done\""))
                .isEqualTo(1);
        assertThat(scrape.value("tollbridge_webhooks_processed_total", "\"quarantined\""))
                .isEqualTo(1);
        assertThat(scrape.value("tollbridge_webhooks_lag_seconds_count")).isEqualTo(1);
        assertThat(scrape.value("tollbridge_webhooks_lag_seconds_sum")).isEqualTo(60);
    }

    @Test
    void tellsWhatLiesInTheInbox() {
        BillingService receiving = billing();
        receive(receiving, paid("price_unknown"), SECRET);
        receiving.runDueWork();
        clock.advance(Duration.ofSeconds(10));
        receiving.runDueWork();

        assertThat(scrape().value("tollbridge_webhooks_quarantined")).isEqualTo(1);
        assertThat(scrape().value("tollbridge_webhooks_waiting")).isZero();
        assertThat(scrape().value("tollbridge_webhooks_oldest_seconds")).isZero();
        meters.on(new BillingEvent.WebhookBacklog(3, 0, Duration.ofMinutes(2)));
        assertThat(scrape().value("tollbridge_webhooks_waiting")).isEqualTo(3);
        assertThat(scrape().value("tollbridge_webhooks_oldest_seconds")).isEqualTo(120);
        receiving.close();
    }

    @Test
    void countsNotifications() {
        meters.bindTo(registry);
        NotificationSender without = new NotificationSender() {
            @Override
            public String channel() {
                return "mail";
            }

            @Override
            public void send(NotificationMessage message) throws UndeliverableException {
                throw new UndeliverableException("there is no address");
            }
        };
        try (BillingService billing =
                billing(GroupCommit.Use.NEVER, meters, NotificationSettings.DEFAULT.sender(without))) {
            receive(billing, paid("price_starter"), SECRET);
            billing.runDueWork();
            billing.deductCredits("acme", 200);
            billing.runDueWork();
        }
        assertThat(scrape().value("tollbridge_notifications_total", "undeliverable"))
                .isEqualTo(1);
    }

    @Test
    void countsWhatIsOnlyToldByEvents() {
        meters.bindTo(registry);
        for (BillingEvent.Purchase.Result result : BillingEvent.Purchase.Result.values()) {
            meters.on(new BillingEvent.Purchase(result, true));
        }
        meters.on(new BillingEvent.Purchase(BillingEvent.Purchase.Result.GRANTED, false));
        meters.on(new BillingEvent.LedgerDrift("acme"));

        String purchases = "tollbridge_purchases_total";
        assertThat(scrape().value(purchases, "automatic", "mismatch")).isEqualTo(1);
        assertThat(scrape().value(purchases, "manual", "granted")).isEqualTo(1);
        assertThat(scrape().value(purchases, "manual", "failed")).isZero();
        assertThat(scrape().value("tollbridge_ledger_drifts_total")).isEqualTo(1);
    }

    @Test
    void countsWhatTheDailyComparisonFinds() {
        meters.bindTo(registry);
        for (DriftKind kind : DriftKind.values()) {
            meters.on(new BillingEvent.RecordDrift(kind, BillingEvent.RecordDrift.Mending.REPORTED));
        }
        meters.on(new BillingEvent.RecordDrift(DriftKind.GRANTED_NOT_PAID, BillingEvent.RecordDrift.Mending.REPAIRED));

        String records = "tollbridge_records_drifts_total";
        assertThat(scrape().value(records, "\"granted_not_paid\"", "\"repaired\""))
                .isEqualTo(1);
        assertThat(scrape().value(records, "\"refused\"", "\"reported\"")).isEqualTo(1);
        assertThat(scrape().value(records, "\"refused\"", "\"repaired\"")).isZero();
    }

    @Test
    void tellsWhatBlocksAutomaticPurchases() {
        BillingService billing = billing();
        AutoPurchaseService auto = billing.autoPurchase();
        for (String tenant : List.of("a", "b", "c")) {
            auto.enable(tenant, AutoPurchaseSettings.of("pack500"), "I agree", "user-1");
        }
        auto.stop("a", "ops", "asked");
        auto.stop("b", "ops", "asked");
        auto.disable("b");
        billing.runDueWork();
        assertThat(scrape().value("tollbridge_purchases_blocked", "stopped")).isEqualTo(1);
        assertThat(scrape().value("tollbridge_purchases_blocked", "suspended")).isZero();
        assertThat(scrape().value("tollbridge_purchases_blocked", "disputed")).isZero();
        assertThat(scrape().value("tollbridge_purchases_halted")).isZero();

        auto.haltAll("ops", "looking into it");
        billing.runDueWork();
        assertThat(scrape().value("tollbridge_purchases_halted")).isZero();
        clock.advance(Duration.ofMinutes(1));
        billing.runDueWork();
        assertThat(scrape().value("tollbridge_purchases_halted")).isEqualTo(1);
        billing.close();
    }

    @Test
    void noMeterNamesATenant() {
        try (BillingService billing = billing()) {
            billing.addCredits("a-tenant-of-its-own", 100, CreditType.BUNDLE);
            billing.deductCredits("a-tenant-of-its-own", 10);
        }
        assertThat(registry.scrape()).contains("tollbridge_deductions_total").doesNotContain("a-tenant-of-its-own");
    }

    @Test
    void aListenerThatThrowsHarmsNothing() {
        BillingListener broken = event -> {
            throw new IllegalStateException("the listener is broken");
        };
        try (BillingService billing = billing(GroupCommit.Use.ALWAYS, broken, NotificationSettings.DEFAULT)) {
            billing.addCredits("acme", 100, CreditType.BUNDLE);
            billing.deductCredits("acme", 10);
            receive(billing, paid("price_starter"), SECRET);
            billing.runDueWork();

            assertThat(billing.getCreditBalance("acme").bundle()).isEqualTo(90);
            assertThat(billing.getCreditBalance("acme").subscription()).isEqualTo(200);
        }
    }

    @Test
    void metersMayFollowAnotherListenerIntoSeveralRegistries() {
        PrometheusMeterRegistry second = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        meters.bindTo(registry);
        meters.bindTo(second);
        int[] heard = {0};
        BillingListener both = ((BillingListener) event -> heard[0]++).andThen(meters);
        both.on(new BillingEvent.LedgerDrift("acme"));

        assertThat(heard[0]).isEqualTo(1);
        assertThat(new Scrape(second.scrape()).value("tollbridge_ledger_drifts_total"))
                .isEqualTo(1);
        second.close();
    }
}
