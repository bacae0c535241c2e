// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.jdbc.database.TestDatabase;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** 64 threads, two nodes, one database. */
class ExactSumTest {
    private static final int THREADS = 64;
    private static final int ROUNDS = Campaign.FULL ? 400 : 8;

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void whatCallersWereToldIsWhatIsThere(TestDatabase database) throws Exception {
        List<BillingService> nodes = Campaign.nodes(database.newNodes(2));
        long begun = System.nanoTime();
        long calls = new ExactSum(nodes, THREADS, ROUNDS).run(Campaign.SEED);
        LoggerFactory.getLogger(ExactSumTest.class)
                .info(
                        "{}: {} calls of {} threads in {} ms",
                        database,
                        calls,
                        THREADS,
                        (System.nanoTime() - begun) / 1_000_000);
        nodes.forEach(BillingService::close);
        assertThat(calls).isGreaterThanOrEqualTo((long) THREADS * ROUNDS);
    }
}
