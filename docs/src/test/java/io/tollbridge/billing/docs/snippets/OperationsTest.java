// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.docs.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.param.RefundCreateParams;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.tollbridge.billing.AutoPurchaseSettings;
import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.CreditGrant;
import io.tollbridge.billing.CreditType;
import io.tollbridge.billing.Erasure;
import io.tollbridge.billing.PurchaseOrder;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.catalog.Bundle;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.doctor.Diagnosis;
import io.tollbridge.billing.jdbc.JdbcBillingStore;
import io.tollbridge.billing.jdbc.SchemaMode;
import io.tollbridge.billing.payment.RecordKind;
import io.tollbridge.billing.payment.RecordQuery;
import io.tollbridge.billing.reconcile.DriftQuery;
import io.tollbridge.billing.reconcile.RepairDecision;
import io.tollbridge.billing.stripe.StripeService;
import io.tollbridge.billing.stripe.StripeSettings;
import io.tollbridge.billing.testkit.stripe.fake.FakeStripe;
import io.tollbridge.billing.testkit.stripe.fake.Fault;
import io.tollbridge.billing.webhook.WebhookRecord;
import io.tollbridge.billing.webhook.WebhookStatus;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("docs/operations.md")
class OperationsTest {
    private final FakeStripe fake = FakeStripe.start();
    private final Catalog catalog = Catalog.builder()
            .feature("SEND_EMAIL", 1)
            .bundle(Bundle.of("pack500", 500).price(10_00, "usd"))
            .build();
    private final StripeService stripe = StripeService.create(StripeSettings.builder()
            .livemode(false)
            .apiKey(fake.key())
            .apiBase(fake.apiBase())
            .webhookSecret("whsec_of_this_test")
            .publicUrl("https://app.example.com")
            .build());

    @AfterEach
    void close() {
        fake.close();
    }

    private static DataSource database(String name) {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL(url(name));
        return database;
    }

    private static String url(String name) {
        return "jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1";
    }

    private static void run(DataSource database, String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private BillingService service(DataSource database) {
        return BillingService.builder()
                .store(JdbcBillingStore.create(database))
                .gateway(stripe)
                .catalog(catalog)
                .clock(fake.clock())
                .build();
    }

    /** A tenant with a card and 300 bundle credits. */
    private void giveTenant(BillingService billing) {
        fake.control().changeCard(billing.customers().ensureStripeCustomer("acme"), "pm_card_visa");
        billing.addCredits("acme", 300, CreditType.BUNDLE);
    }

    private void refund(Purchase purchase) throws StripeException {
        StripeClient.builder()
                .setApiKey(fake.key())
                .setApiBase(fake.apiBase())
                .build()
                .v1()
                .refunds()
                .create(RefundCreateParams.builder()
                        .setPaymentIntent(purchase.payment().paymentId())
                        .build());
    }

    /** What Stripe took, in minor units. */
    private long taken() {
        return stripe.list(RecordQuery.of(RecordKind.PAYMENT)).records().stream()
                .map(one -> JsonParser.parseString(one.payload()).getAsJsonObject())
                .mapToLong(payment -> payment.get("amount_received").getAsLong())
                .sum();
    }

    @Test
    @DisplayName("a node that looks at its installation before it starts")
    void starts() {
        JdbcBillingStore.create(database("starting")); // a deployment step has made the tables
        String jdbcUrl = url("starting");
        // tag::start[]
        HikariConfig pool = new HikariConfig();
        pool.setJdbcUrl(jdbcUrl);
        pool.setMaximumPoolSize(16);
        HikariDataSource dataSource = new HikariDataSource(pool);
        BillingService billing = BillingService.builder()
                .store(JdbcBillingStore.builder(dataSource)
                        .schemaMode(SchemaMode.VALIDATE)
                        .build())
                .gateway(stripe)
                .catalog(catalog)
                .build();
        Diagnosis diagnosis = billing.doctor(); // a few seconds: it asks Stripe
        System.out.println(diagnosis.report());
        billing.start(); // on some nodes at least
        // end::start[]
        assertThat(diagnosis.report()).contains("OK      schema", "webhook").doesNotContain(fake.key());
        billing.close();
        dataSource.close();
    }

    @Test
    @DisplayName("what operators do with one tenant")
    void operates() throws StripeException {
        try (BillingService billing = service(database("operating"))) {
            giveTenant(billing);
            Purchase bought = billing.purchases().buy(PurchaseOrder.of("acme", "pack500"));
            billing.deductCredits("acme", 800);
            refund(bought);
            billing.reconciliation()
                    .report(DriftQuery.ALL)
                    .findings()
                    .forEach(one -> billing.reconciliation().repair(one, RepairDecision.by("amy", "a refund")));
            assertThat(billing.getCreditBalance("acme").debt()).isEqualTo(500);
            // tag::tenant[]
            billing.admin()
                    .gift(CreditGrant.bundle("acme", 100)
                            .idempotencyKey("ticket-4711")
                            .by("amy", "made up for Monday's outage"));
            billing.admin().forgiveDebt("acme", "ticket-4712", 38, "amy", "the refund was our mistake");
            billing.admin().unlock("acme", "amy", "row corrected, ticket-4713");
            Erasure erasure = billing.admin().erase("acme", "amy", "asked for by mail, ticket-4714");
            // end::tenant[]
            assertThat(erasure.pseudonym()).isNotNull();
            assertThat(billing.getCreditBalance("acme").spendable()).isZero();
        }
    }

    @Test
    @DisplayName("a purchase whose charge got no answer is looked into at Stripe, and never charged again")
    void looksIntoACharge() {
        try (BillingService billing = service(database("charging"))) {
            giveTenant(billing);
            for (int i = 0; i < 3; i++) {
                fake.chaos().next("POST /v1/payment_intents", Fault.DROP_AFTER);
            }
            billing.purchases().buy(PurchaseOrder.of("acme", "pack500"));
            // tag::charged[]
            for (Purchase one : billing.purchases().history("acme", null, 20)) {
                System.out.println(one.createdAt() + " " + one.state() + " "
                        + one.order().price() + " " + one.payment().paymentId() + " " + one.failure());
            }
            Purchase newest = billing.purchases().history("acme", null, 1).get(0);
            Purchase known = billing.autoPurchase().handlePurchaseFailure("acme", newest.id());
            // end::charged[]
            assertThat(newest.state()).isEqualTo(Purchase.State.UNKNOWN);
            assertThat(known.state()).isEqualTo(Purchase.State.GRANTED);
            assertThat(taken()).isEqualTo(10_00);
            assertThat(billing.getCreditBalance("acme").spendable()).isEqualTo(800);
        }
    }

    @Test
    @DisplayName("a restored backup: payments that it does not know bring their credits, and nothing is charged again")
    void aRestoredBackupIsHealed(@TempDir Path folder) throws SQLException {
        Path script = folder.resolve("backup.sql");
        Instant backup = fake.clock().instant();
        DataSource lost = database("lost");
        String bought;
        try (BillingService billing = service(lost)) {
            giveTenant(billing);
            billing.autoPurchase().enable("acme", AutoPurchaseSettings.of("pack500"), "I agree.", "user-17");
            billing.runDueWork();
            run(lost, "SCRIPT TO '" + script + "'");
            fake.clock().advance(Duration.ofHours(1));
            billing.deductCredits("acme", 150);
            billing.runDueWork(); // buys by itself
            bought =
                    billing.purchases().buy(PurchaseOrder.of("acme", "pack500")).id();
            assertThat(billing.getCreditBalance("acme").spendable()).isEqualTo(1_150);
        }
        run(lost, "DROP ALL OBJECTS");
        assertThat(taken()).isEqualTo(20_00);
        fake.clock().advance(Duration.ofHours(2));
        DataSource restored = database("restored");
        run(restored, "RUNSCRIPT FROM '" + script + "'");

        try (BillingService billing = service(restored)) {
            assertThat(billing.getCreditBalance("acme").spendable()).isEqualTo(300);
            // tag::restored[]
            billing.autoPurchase().haltAll("amy", "restored Sunday's backup"); // before any node starts
            billing.reconciliation().backfill(backup.minus(Duration.ofHours(1)));
            billing.runDueWork(); // or billing.start()
            List<WebhookRecord> waiting = billing.webhooks().list(WebhookStatus.RECEIVED, 1_000);
            waiting.forEach(one -> System.out.println(one.event().objectId() + ": " + one.note()));
            // end::restored[]
            assertThat(waiting).hasSize(2);
            assertThat(billing.reconciliation().report(DriftQuery.ALL).findings())
                    .as("found by comparing, too")
                    .isNotEmpty();

            billing.deductCredits("acme", 150); // the same automatic purchase again, under the same id
            fake.clock().advance(Duration.ofHours(3));
            billing.runDueWork();
            assertThat(billing.purchases().history("acme", null, 10))
                    .singleElement()
                    .extracting(Purchase::state)
                    .isEqualTo(Purchase.State.GRANTED);
            for (int i = 0; i < 10; i++) {
                fake.clock().advance(Duration.ofHours(7));
                billing.runDueWork();
            }
            // tag::granted[]
            for (WebhookRecord aside : billing.webhooks().list(WebhookStatus.QUARANTINED, 1_000)) {
                String payment = String.valueOf(aside.event().objectId()); // look up at Stripe what it was for
                billing.admin()
                        .add(CreditGrant.bundle("acme", 500)
                                .idempotencyKey("payment:" + payment)
                                .by("amy", "paid on Monday, lost with the database"));
                billing.webhooks().discard(aside.event().key(), "amy", "granted by hand");
            }
            billing.autoPurchase().resumeAll("amy", "everything that was paid has its credits");
            // end::granted[]
            billing.runDueWork();
            assertThat(billing.getCreditBalance("acme").spendable()).isEqualTo(1_150);
            assertThat(taken()).as("nothing was charged again").isEqualTo(20_00);
            assertThat(billing.purchases().find("acme", bought)).isEmpty();
        }
    }

    @Test
    @DisplayName("a node of the version before starts and works on tables that a newer one has migrated")
    void aNodeOfTheVersionBeforeWorksOnNewerTables() throws SQLException {
        DataSource newer = database("newer");
        service(newer).close();
        run(newer, "CREATE TABLE billing_of_a_later_version (tenant_id VARCHAR(255) PRIMARY KEY)");
        run(newer, "ALTER TABLE billing_credits ADD COLUMN of_a_later_version BIGINT DEFAULT 0 NOT NULL");
        run(
                newer,
                "INSERT INTO \"billing_schema_history\" SELECT \"installed_rank\" + 1000, '999', \"description\","
                        + " \"type\", 'V999__of_a_later_version.sql', \"checksum\", \"installed_by\", \"installed_on\","
                        + " \"execution_time\", \"success\" FROM \"billing_schema_history\" WHERE \"version\" = '001'");

        for (SchemaMode mode : SchemaMode.values()) {
            try (BillingService billing = BillingService.builder()
                    .store(JdbcBillingStore.builder(newer).schemaMode(mode).build())
                    .catalog(catalog)
                    .build()) {
                billing.addCredits("acme", 10, CreditType.BUNDLE);
                billing.deductCredits("acme", 3);
                assertThat(billing.ledger().verify("acme").sound())
                        .as("%s", mode)
                        .isTrue();
            }
        }
    }
}
