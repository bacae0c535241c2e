// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.ledger;

import io.tollbridge.billing.benchmarks.Settings;
import io.tollbridge.billing.benchmarks.harness.DatabaseServer;
import io.tollbridge.billing.benchmarks.harness.Measurements;
import io.tollbridge.billing.benchmarks.harness.Report;
import io.tollbridge.billing.benchmarks.harness.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * Ours and the peers on one server: in every round and case each of them in turn, the order another in each round, and
 * ratios inside the round.
 */
public final class DeductBenchmark {
    static final String OURS = "ours";
    static final String LOCKING = "a_for_update";
    static final String STATEMENT = "b_one_statement";
    static final String BUCKETS = "c_bucket4j";
    static final String SAME_ROWS = "b_with_our_rows";
    private static final String SINGLE = "single";
    /** How many of the contenders charge call by call. */
    private static final int SINGLES = 4;

    private static final int SEED = 20_261_122;
    /** How many times longer than in each case every contender runs at the very beginning. */
    private static final int SETTLING = 8;

    private final Settings settings;
    private final DeductScale scale;
    private final Tenants tenants;
    private final SplittableRandom random = new SplittableRandom(SEED);
    private final Map<Case, Measurements> measured = new LinkedHashMap<>();
    private final List<List<Histogram>> singles = new ArrayList<>();

    /** A benchmark of that size. */
    public DeductBenchmark(Settings settings, DeductScale scale) {
        this.settings = settings;
        this.scale = scale;
        tenants = new Tenants(scale.tenants());
        for (Case one : cases()) {
            measured.put(one, new Measurements());
        }
    }

    private List<Case> cases() {
        Map<String, Choice> choices = new LinkedHashMap<>();
        choices.put("uniform", Choice.uniform(tenants));
        choices.put("hot", Choice.hot(tenants));
        choices.put("zipf", Choice.zipf(tenants));
        List<Case> cases = new ArrayList<>();
        choices.forEach((name, choice) -> {
            for (int callers : new int[] {1, 8, 64}) {
                boolean hasGoal = callers == 64 && !name.equals("zipf");
                Case one = new Case(name + callers, choice, callers, hasGoal);
                if (settings.wants(one.name()) && (hasGoal || scale.everyCase())) {
                    cases.add(one);
                }
            }
        });
        return cases;
    }

    /**
     * Measures, says what was measured, and verifies every ledger.
     *
     * @throws IllegalStateException when a ledger does not hold
     */
    public void run(Report report) {
        run(report, server -> {});
    }

    /** As {@link #run(Report)}, with something done to the server before the ledgers are verified. */
    void run(Report report, Consumer<DatabaseServer> beforeVerifying) {
        try (DatabaseServer server = DatabaseServer.start(settings.directory().resolve("embedded-postgres"));
                Contender ours = Tollbridge.opened(OURS, server.pool(OURS), tenants);
                Contender locking = new LockingTransaction(LOCKING, server.pool(LOCKING), tenants);
                Contender statement = new GuardedStatement(STATEMENT, server.pool(STATEMENT), tenants);
                Contender sameRows = new SameRows(SAME_ROWS, server.pool(SAME_ROWS), tenants);
                Contender buckets = new TokenBuckets(BUCKETS, server.pool(BUCKETS), tenants)) {
            List<Contender> contenders = List.of(ours, locking, statement, sameRows, buckets);
            List<Tally> tallies =
                    contenders.stream().map(contender -> new Tally(tenants)).toList();
            report.line("PostgreSQL " + server.version() + ", fsync on, synchronous_commit on; " + scale.tenants()
                    + " tenants; pools of " + DatabaseServer.POOL_SIZE + "; " + scale.rounds() + " rounds");
            server.checkpoint();
            measure(server, contenders, tallies);
            beforeVerifying.accept(server);
            new DeductReport(report).say(measured, singles);
            verify(report, contenders, tallies);
        }
    }

    private void measure(DatabaseServer server, List<Contender> contenders, List<Tally> tallies) {
        Callers callers = new Callers(server, tenants, random);
        Alternation alternation = new Alternation(contenders.subList(0, SINGLES), tallies.subList(0, SINGLES), tenants);
        // why so long: the JIT compiler spends more on a contender's first thousands of charges than the charges cost
        Duration warmUp = scale.warmUp().multipliedBy(SETTLING);
        for (Case one : measured.keySet()) {
            for (int i = 0; i < contenders.size(); i++) {
                if (runs(contenders.get(i))) {
                    callers.run(contenders.get(i), tallies.get(i), one.choice(), one.callers(), Duration.ZERO, warmUp);
                }
            }
            warmUp = scale.warmUp();
        }
        if (settings.wants(SINGLE)) {
            // why once more: calls alone take other paths than calls of many callers, and their statements other plans
            alternation.run(scale.warmUp().multipliedBy(SETTLING), random.split());
        }
        for (int round = 0; round < scale.rounds(); round++) {
            for (Map.Entry<Case, Measurements> entry : measured.entrySet()) {
                Case one = entry.getKey();
                Duration time = one.hasGoal() ? scale.time() : scale.time().dividedBy(2);
                for (int i = 0; i < contenders.size(); i++) {
                    int who = (round + i) % contenders.size();
                    Contender contender = contenders.get(who);
                    if (runs(contender)) {
                        Window window = callers.run(
                                contender, tallies.get(who), one.choice(), one.callers(), scale.ramp(), time);
                        entry.getValue().add(contender.name(), window);
                    }
                }
            }
            if (settings.wants(SINGLE)) {
                singles.add(alternation.run(scale.single(), random.split()));
            }
        }
    }

    /** Whether it is measured in the cases too, not only call by call. */
    private static boolean runs(Contender contender) {
        return !contender.name().equals(SAME_ROWS);
    }

    private static void verify(Report report, List<Contender> contenders, List<Tally> tallies) {
        for (int i = 0; i < contenders.size(); i++) {
            contenders.get(i).verify(tallies.get(i));
            report.line("verified " + contenders.get(i).name() + ": exactly "
                    + String.format(Locale.ROOT, "%,d", tallies.get(i).all()) + " charges");
        }
    }
}
