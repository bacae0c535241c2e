// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.ledger;

import io.tollbridge.billing.benchmarks.harness.Latencies;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;

/**
 * One caller that charges with each contender in turn, call by call, so that what disturbs one disturbs all. Who begins
 * changes with each turn, since whoever follows a slow one may find colder caches.
 */
final class Alternation {
    private final List<Contender> contenders;
    private final List<Tally> tallies;
    private final Tenants tenants;

    Alternation(List<Contender> contenders, List<Tally> tallies, Tenants tenants) {
        this.contenders = contenders;
        this.tallies = tallies;
        this.tenants = tenants;
    }

    /** Each contender's latencies, in order. */
    List<Histogram> run(Duration time, SplittableRandom random) {
        Uses uses = new Uses(tenants, Choice.uniform(tenants), random);
        List<Histogram> latencies =
                contenders.stream().map(contender -> Latencies.empty()).toList();
        long end = System.nanoTime() + time.toNanos();
        for (int turn = 0; System.nanoTime() - end < 0; turn++) {
            for (int i = 0; i < contenders.size(); i++) {
                int who = (turn + i) % contenders.size();
                Use use = uses.next();
                long begun = System.nanoTime();
                contenders.get(who).charge(use);
                latencies.get(who).recordValue(System.nanoTime() - begun);
                tallies.get(who).charged(use.tenant());
            }
        }
        return latencies;
    }
}
