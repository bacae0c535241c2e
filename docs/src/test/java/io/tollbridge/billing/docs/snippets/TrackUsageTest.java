// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.docs.snippets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.CreditType;
import io.tollbridge.billing.InsufficientCreditsException;
import io.tollbridge.billing.TrackUsage;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.testkit.InMemoryBillingStore;
import io.tollbridge.billing.testkit.MovableClock;
import io.tollbridge.billing.track.BillingKey;
import io.tollbridge.billing.track.BillingUnits;
import io.tollbridge.billing.track.TenantContext;
import io.tollbridge.billing.track.UsageMeter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("docs/track-usage.md")
class TrackUsageTest {
    private final MovableClock clock = MovableClock.at("2026-03-01T10:00:00Z");
    private final BillingService billing = BillingService.builder()
            .store(InMemoryBillingStore.create())
            .catalog(Catalog.builder()
                    .feature("SEND_EMAIL", 1)
                    .feature("REPORT", 20)
                    .feature("LLM")
                    .feature("ROW", 2)
                    .build())
            .tenantResolver(TenantContext.resolver())
            .clock(clock)
            .build();

    @BeforeEach
    void acmeHasCredits() {
        billing.addCredits("acme", 100, CreditType.BUNDLE);
    }

    @AfterEach
    void everyLedgerVerifies() {
        assertThat(billing.ledger().verify("acme").findings()).isEmpty();
        billing.close();
    }

    private long spendable() {
        return billing.getCreditBalance("acme").spendable();
    }

    // tag::plain-interface[]
    interface Mailer {
        @TrackUsage("SEND_EMAIL") // the catalog's cost, for each recipient, once for each request
        int send(@BillingKey String requestId, @BillingUnits List<String> recipients);
    }
    // end::plain-interface[]

    @Test
    @DisplayName("a call is charged to the tenant of the context, once for its key")
    void tracksPlainJava() throws Exception {
        Mailer smtp = (requestId, recipients) -> recipients.size();

        // tag::plain[]
        Mailer mailer = billing.trackUsage(Mailer.class, smtp);
        int sent = TenantContext.call("acme", () -> mailer.send("request-1", List.of("ann", "bob"))); // 2 credits
        int again =
                TenantContext.call("acme", () -> mailer.send("request-1", List.of("ann", "bob"))); // sent, not charged
        // end::plain[]

        assertThat(sent + again).isEqualTo(4);
        assertThat(spendable()).isEqualTo(98);
    }

    @Test
    @DisplayName("the tenant follows work through a wrapped executor")
    void handsWorkOver() throws Exception {
        Mailer mailer = billing.trackUsage(Mailer.class, (requestId, recipients) -> recipients.size());

        // tag::executor[]
        ExecutorService executor = TenantContext.wrap(Executors.newFixedThreadPool(4));
        Future<Integer> later =
                TenantContext.call("acme", () -> executor.submit(() -> mailer.send("request-2", List.of("ann"))));
        // end::executor[]

        assertThat(later.get()).isEqualTo(1);
        executor.shutdown();
        assertThat(spendable()).isEqualTo(99);
    }

    @Test
    @DisplayName("calls of one key from many threads, some of which fail, are charged once")
    void chargesOnceAcrossThreads() throws Exception {
        Mailer mailer = billing.trackUsage(Mailer.class, (requestId, recipients) -> {
            if (Thread.currentThread().getId() % 2 == 0) {
                throw new IllegalStateException("no connection");
            }
            return recipients.size();
        });
        ExecutorService pool = Executors.newFixedThreadPool(8);
        ExecutorService executor = TenantContext.wrap(pool);
        List<Future<Integer>> calls = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            calls.add(TenantContext.call("acme", () -> executor.submit(() -> mailer.send("same", List.of("ann")))));
        }
        pool.shutdown();

        assertThat(pool.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        assertThat(calls).allMatch(Future::isDone);
        assertThat(spendable()).isEqualTo(99);
        assertThat(billing.getCreditBalance("acme").held()).isZero();
    }

    // tag::prompt[]
    record Prompt(String text, int maxTokens) {}
    // end::prompt[]

    // tag::answer[]
    record Answer(String text, int tokens) {}
    // end::answer[]

    // tag::meter[]
    static final class Tokens implements UsageMeter<Prompt, Answer> {
        @Override
        public long cost(Prompt prompt) {
            return prompt.maxTokens(); // set aside before the call
        }

        @Override
        public long actual(Prompt prompt, Answer answer) {
            return answer.tokens(); // charged afterwards
        }
    }
    // end::meter[]

    // tag::model[]
    interface Model {
        @TrackUsage(value = "LLM", costBy = Tokens.class)
        CompletableFuture<Answer> ask(Prompt prompt);
    }
    // end::model[]

    @Test
    @DisplayName("a model is charged by the tokens of its answer")
    void chargesTokens() {
        CompletableFuture<Answer> response = new CompletableFuture<>();
        Model model = billing.trackUsage(Model.class, prompt -> response);

        TenantContext.run("acme", () -> {
            // tag::tokens[]
            CompletableFuture<Answer> answer = model.ask(new Prompt("Why is the sky blue?", 80)); // 80 are held
            response.complete(new Answer("Because of scattering.", 12)); // 12 are charged, 68 given back
            // end::tokens[]

            assertThat(answer).isCompleted();
        });
        assertThat(spendable()).isEqualTo(88);
        assertThatThrownBy(() -> TenantContext.run("acme", () -> {
                    CompletableFuture<Answer> unused = model.ask(new Prompt("Why?", 89));
                }))
                .isInstanceOf(InsufficientCreditsException.class);
    }

    // tag::stream-interface[]
    interface Exports {
        @TrackUsage(value = "ROW", perElement = true)
        Stream<String> rows(@BillingUnits int limit);
    }
    // end::stream-interface[]

    @Test
    @DisplayName("a stream is charged for what was read, and an abandoned one expires")
    void chargesStreams() throws Exception {
        Exports exports = billing.trackUsage(
                Exports.class, limit -> Stream.of("a", "b", "c", "d").limit(limit));

        // tag::stream[]
        List<String> page;
        try (Stream<String> rows = TenantContext.call("acme", () -> exports.rows(10))) { // 20 credits are held
            page = rows.limit(2).toList();
        } // closing charges what was read: 2 rows, 4 credits
        // end::stream[]

        assertThat(page).hasSize(2);
        assertThat(spendable()).isEqualTo(96);
        Stream<String> abandoned = TenantContext.call("acme", () -> exports.rows(10));
        assertThat(abandoned).isNotNull();
        assertThat(spendable()).isEqualTo(76);
        clock.advance(Duration.ofMinutes(15));
        assertThat(billing.runDueWork()).isPositive();
        assertThat(spendable()).isEqualTo(96);
    }

    // tag::nested-interface[]
    interface Reports {
        @TrackUsage("REPORT")
        void send(List<String> recipients);
    }
    // end::nested-interface[]

    @Test
    @DisplayName("a call inside a tracked call is not charged again")
    void chargesNestedCallsOnce() {
        Mailer mailer = billing.trackUsage(Mailer.class, (requestId, recipients) -> recipients.size());

        // tag::nested[]
        Reports reports = billing.trackUsage(Reports.class, recipients -> mailer.send("report-7", recipients));
        TenantContext.run("acme", () -> reports.send(List.of("ann", "bob"))); // 20 credits; the mails are included
        // end::nested[]

        assertThat(spendable()).isEqualTo(80);
    }

    @Test
    @DisplayName("a bypass charges nothing and is counted")
    void bypasses() throws Exception {
        Mailer mailer = billing.trackUsage(Mailer.class, (requestId, recipients) -> recipients.size());

        // tag::bypass[]
        TenantContext.call(
                "acme",
                () -> billing.admin()
                        .bypass("ann@support", "ticket 4711", () -> mailer.send("resend-1", List.of("bob"))));
        // end::bypass[]

        assertThat(spendable()).isEqualTo(100);
        assertThat(billing.ledger().page("acme", 0, 10).entries())
                .anyMatch(row -> "ann@support".equals(row.actor()) && "ticket 4711".equals(row.reason()));
    }

    // tag::class-type[]
    static class Invoices {
        @TrackUsage("REPORT")
        public String print(String number) {
            return "Invoice " + number;
        }

        public List<String> printAll(List<String> numbers) {
            return numbers.stream().map(this::print).toList(); // each one is charged
        }
    }
    // end::class-type[]

    @Test
    @DisplayName("a class is tracked by a subclass, self-calls included")
    void tracksClasses() throws Exception {
        // tag::class[]
        Invoices invoices = billing.tracking().create(Invoices.class);
        List<String> printed = TenantContext.call("acme", () -> invoices.printAll(List.of("1", "2"))); // 40 credits
        // end::class[]

        assertThat(printed).hasSize(2);
        assertThat(spendable()).isEqualTo(60);
    }

    @Test
    @DisplayName("the host checks all its types when it starts")
    void scans() {
        // tag::scan[]
        billing.tracking().scan(Mailer.class, Model.class, Exports.class, Reports.class, Invoices.class);
        // end::scan[]

        assertThat(spendable()).isEqualTo(100);
    }
}
