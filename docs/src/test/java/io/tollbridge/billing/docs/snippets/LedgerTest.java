// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.docs.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.CreditGrant;
import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.Hold;
import io.tollbridge.billing.Reversal;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import io.tollbridge.billing.jdbc.JdbcBillingStore;
import io.tollbridge.billing.ledger.ExportFormat;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.ledger.LedgerFinding;
import io.tollbridge.billing.ledger.LedgerPage;
import io.tollbridge.billing.ledger.LedgerVerification;
import io.tollbridge.billing.ledger.VerificationSummary;
import io.tollbridge.billing.testkit.MovableClock;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("docs/ledger.md")
class LedgerTest {
    private final JdbcDataSource dataSource = new JdbcDataSource();
    private final MovableClock clock = MovableClock.at("2026-03-01T10:00:00Z");
    private final BillingService billing;

    LedgerTest() {
        dataSource.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        billing = BillingService.builder()
                .store(JdbcBillingStore.create(dataSource))
                .catalog(Catalog.builder()
                        .feature("LLM")
                        .feature("SEND_EMAIL", 1)
                        .plan(Plan.monthly("free", 100))
                        .build())
                .clock(clock)
                .build();
    }

    /** What the document tells of. */
    @BeforeEach
    void acmeHasAHistory() {
        // tag::ledger-history[]
        billing.subscriptions().startLocalPlan("acme", "free");
        billing.addCredits(CreditGrant.bundle("acme", 500).idempotencyKey("order-17"));
        billing.deductCredits(Deduction.of("acme").feature("LLM").cost(120).idempotencyKey("answer-1"));
        Hold hold = billing.hold(Deduction.of("acme").feature("LLM").cost(80).idempotencyKey("answer-2"));
        hold.capture(55);
        billing.reverse(Reversal.ofKey("acme", "answer-1").credits(30).by("support", "half an answer"));
        // end::ledger-history[]
        clock.advance(Duration.ofHours(1));
        billing.hold(Deduction.of("acme").feature("LLM").cost(40).idempotencyKey("answer-3"));
    }

    @AfterEach
    void close() {
        billing.close();
    }

    private static void shows(String language, String output) throws IOException {
        String document = Files.readString(Path.of("ledger.md"));
        String block = "```" + language + "\n" + output + (output.endsWith("\n") ? "" : "\n") + "```\n";
        assertThat(document).contains(block);
    }

    @Test
    @DisplayName("rows are read page by page")
    void rows() throws IOException {
        acmeIsHeld();
        StringBuilder rows = new StringBuilder();
        // tag::ledger-page[]
        long after = 0;
        LedgerPage page;
        do {
            page = billing.ledger().page("acme", after, 100);
            for (LedgerEntry row : page.entries()) {
                rows.append("%2d %2d %-8s %-14s %5d %5d %5d%n"
                        .formatted(
                                row.seq(),
                                row.operationId(),
                                row.type(),
                                row.pool() + " " + row.grantId(),
                                row.amount(),
                                row.balanceAfter(),
                                row.spendableAfter()));
            }
            after = page.nextAfter();
        } while (!page.last());
        // end::ledger-page[]
        shows("text", rows.toString().replace(System.lineSeparator(), "\n"));
    }

    private void acmeIsHeld() {
        assertThat(billing.getCreditBalance("acme").held()).isEqualTo(40);
    }

    @Test
    @DisplayName("a sound ledger has no findings")
    void verifies() {
        // tag::ledger-verify[]
        LedgerVerification one = billing.ledger().verify("acme");
        boolean sound = one.sound(); // true; one.entriesChecked() is 15

        List<LedgerVerification> unsound = new ArrayList<>();
        VerificationSummary all = billing.ledger().verifyAll(unsound::add); // every tenant
        // end::ledger-verify[]

        assertThat(sound).isTrue();
        assertThat(one.entriesChecked()).isEqualTo(15);
        assertThat(all).isEqualTo(new VerificationSummary(1, 15, 0));
        assertThat(unsound).isEmpty();
    }

    @Test
    @DisplayName("the balance is explained")
    void explains() throws IOException {
        // tag::ledger-explain[]
        String explanation = String.join("\n", billing.ledger().explain("acme").lines());
        // end::ledger-explain[]
        shows("text", explanation);
    }

    @Test
    @DisplayName("what was changed by hand is named")
    void namesWhatWasChanged() throws SQLException, IOException {
        execute("UPDATE credit_transactions SET amount = -90 WHERE tenant_id = 'acme' AND seq = 3");
        execute("UPDATE credit_grants SET remaining = 1000 WHERE tenant_id = 'acme' AND grant_id = 2");
        execute("DELETE FROM billing_holds WHERE tenant_id = 'acme' AND state = 'OPEN'");

        StringBuilder report = new StringBuilder();
        // tag::ledger-findings[]
        for (LedgerFinding finding : billing.ledger().verify("acme").findings()) {
            report.append(finding.kind() + " at " + finding.where() + ": " + finding.message() + "\n");
        }
        // end::ledger-findings[]
        shows("text", report.toString());
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isOne();
        }
    }

    @Test
    @DisplayName("the ledger is exported row by row")
    void exports() throws IOException {
        StringWriter csv = new StringWriter();
        try (Writer target = csv) {
            // tag::ledger-export[]
            billing.ledger().export("acme", ExportFormat.CSV, target);
            // end::ledger-export[]
        }
        StringBuilder json = new StringBuilder();
        billing.ledger().export("acme", ExportFormat.JSON_LINES, json);

        shows("csv", firstLines(csv.toString(), 4));
        shows("json", firstLines(json.toString(), 2));
        assertThat(csv.toString().lines().count()).isEqualTo(16);
        assertThat(json.toString().lines().count()).isEqualTo(15);
    }

    private static String firstLines(String text, int count) {
        return String.join("\n", text.lines().limit(count).toList());
    }
}
