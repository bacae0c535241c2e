// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.ledger;

import com.zaxxer.hikari.HikariDataSource;
import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.benchmarks.Settings;
import io.tollbridge.billing.benchmarks.harness.DatabaseServer;
import io.tollbridge.billing.benchmarks.harness.Goal;
import io.tollbridge.billing.benchmarks.harness.InParallel;
import io.tollbridge.billing.benchmarks.harness.Latencies;
import io.tollbridge.billing.benchmarks.harness.Report;
import io.tollbridge.billing.benchmarks.harness.Spread;
import io.tollbridge.billing.benchmarks.harness.TextTable;
import io.tollbridge.billing.jdbc.JdbcBillingStore;
import io.tollbridge.billing.ledger.LedgerVerification;
import io.tollbridge.billing.ledger.VerificationSummary;
import io.tollbridge.billing.usage.UsageLine;
import io.tollbridge.billing.usage.UsagePeriod;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;

/**
 * The usage report of 30 days by day and feature, for a tenant with a big ledger: ours, which reads the rollup, beside
 * the same question asked of the ledger, with an index on tenant and time made for it.
 */
public final class ReportBenchmark {
    private static final String SCHEMA = "report";
    private static final int FEATURES = 20;
    private static final int HISTORY_DAYS = 90;
    private static final int REPORT_DAYS = 30;
    private static final int LOADERS = 4;
    private static final int RAW_RUNS = 3;
    private static final int SEED = 30;
    private static final double P50 = 50;
    private static final double P99 = 99;
    private static final double GOAL = 100;

    private final Settings settings;
    private final ReportScale scale;
    private final Tenants tenants;
    private final List<String> features = IntStream.rangeClosed(1, FEATURES)
            .mapToObj(i -> String.format("FEATURE_%02d", i))
            .toList();
    private final List<Histogram> ours = new ArrayList<>();
    private final List<Histogram> raw = new ArrayList<>();

    /** A benchmark of that size. */
    public ReportBenchmark(Settings settings, ReportScale scale) {
        this.settings = settings;
        this.scale = scale;
        tenants = new Tenants(scale.neighbours());
    }

    /**
     * Writes the ledger, measures, compares the answers, and verifies every row.
     *
     * @throws IllegalStateException when the ledger does not hold or the answers differ
     */
    public void run(Report report) {
        try (DatabaseServer server = DatabaseServer.start(settings.directory().resolve("embedded-postgres"));
                HikariDataSource pool = server.pool(SCHEMA)) {
            BillingService billing = BillingService.builder()
                    .store(JdbcBillingStore.create(pool))
                    .catalog(Shop.catalog(features))
                    .build();
            try (billing) {
                write(server);
                RawReport peer = new RawReport(pool);
                peer.createIndex();
                server.execute("VACUUM ANALYZE");
                UsagePeriod period = UsagePeriod.daysUpTo(LocalDate.now(ZoneOffset.UTC), REPORT_DAYS);
                measure(billing, peer, period);
                int lines = billing.getUsageHistory(tenants.id(tenants.hot()), period)
                        .lines()
                        .size();
                say(report, lines);
                verify(report, billing);
            }
        }
    }

    private void write(DatabaseServer server) {
        try (HikariDataSource loader = server.loader(SCHEMA);
                JdbcBillingStore store = JdbcBillingStore.create(loader)) {
            History history = new History(store, tenants, features, HISTORY_DAYS);
            SplittableRandom random = new SplittableRandom(SEED);
            List<SplittableRandom> randoms = new ArrayList<>();
            for (int i = 0; i < tenants.all(); i++) {
                randoms.add(random.split());
            }
            InParallel.times(LOADERS, tenants.all(), i -> {
                // why the hot one first: it takes as long as all others
                int tenant = tenants.all() - 1 - i;
                history.write(
                        tenant, tenant == tenants.hot() ? scale.uses() : scale.neighbourUses(), randoms.get(tenant));
            });
        }
    }

    private void measure(BillingService billing, RawReport peer, UsagePeriod period) {
        String tenantId = tenants.id(tenants.hot());
        for (int round = -1; round < scale.rounds(); round++) {
            Histogram rawTimes = Latencies.empty();
            List<UsageLine> expected = List.of();
            for (int i = 0; i < RAW_RUNS; i++) {
                long begun = System.nanoTime();
                expected = peer.lines(tenantId, period);
                rawTimes.recordValue(System.nanoTime() - begun);
            }
            Histogram ourTimes = Latencies.empty();
            for (int i = 0; i < scale.reports(); i++) {
                long begun = System.nanoTime();
                List<UsageLine> lines =
                        billing.getUsageHistory(tenantId, period).lines();
                ourTimes.recordValue(System.nanoTime() - begun);
                if (!lines.equals(expected)) {
                    throw new IllegalStateException("the report has " + lines + ", the ledger " + expected);
                }
            }
            if (round >= 0) {
                ours.add(ourTimes);
                raw.add(rawTimes);
            }
        }
    }

    private void say(Report report, int lines) {
        report.line("a report of " + REPORT_DAYS + " days, " + lines + " lines, of a tenant with " + scale.uses()
                + " ledger rows over " + HISTORY_DAYS + " days; " + scale.rounds() + " rounds");
        TextTable table = new TextTable("report", "p50 ms", "p99 ms");
        table.row(
                "ours, from the rollup",
                millis(ours, P50).text(),
                millis(ours, P99).text());
        table.row(
                "the ledger, by its index on tenant and time", millis(raw, P50).text(), "");
        report.table(table);
        List<Double> faster = new ArrayList<>();
        for (int i = 0; i < ours.size(); i++) {
            faster.add(
                    (double) raw.get(i).getValueAtPercentile(P50) / ours.get(i).getValueAtPercentile(P50));
        }
        report.result("report.ratio_raw", Spread.of(faster), Goal.atLeast(GOAL));
    }

    private static Spread millis(List<Histogram> rounds, double percentile) {
        return Spread.of(rounds.stream()
                .map(round -> round.getValueAtPercentile(percentile) / 1_000_000.0)
                .toList());
    }

    private static void verify(Report report, BillingService billing) {
        List<LedgerVerification> unsound = new ArrayList<>();
        VerificationSummary summary = billing.ledger().verifyAll(unsound::add);
        if (!summary.sound()) {
            throw new IllegalStateException("ledgers do not hold: " + unsound);
        }
        report.line("verified " + summary.entries() + " ledger rows; every report agreed with the ledger");
    }
}
