// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal.commit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollbridge.billing.GroupCommit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledForJreRange;

/**
 * Lincheck runs random calls of threads side by side and looks for answers that no order of the calls explains. Threads
 * run freely: its model checker needs minutes for the queue, whose waiting and time-outs it steps through.
 */
@Timeout(120)
@DisabledForJreRange(
        minVersion = 25,
        disabledReason = "Lincheck 3.4 cannot read class files of JDK 25, and says so of each, also in later tests")
class CommitQueueLinearizabilityTest {
    /** A sum that two threads at once would spoil: it has no lock of its own. */
    private static final class Sum {
        private int value;

        int add(int amount) {
            int before = value;
            value = before + amount;
            return value;
        }
    }

    /** Adds to sums of tenants through the queue. */
    public static class QueuedSums {
        private final Map<String, Sum> sums = Map.of("a", new Sum(), "b", new Sum());
        private final AtomicInteger flights = new AtomicInteger();
        private final CommitQueue<Integer, Integer> queue = new CommitQueue<>(GroupCommit.DEFAULT, this::fly, 1);

        private Collection<Call<Integer, Integer>> fly(List<Call<Integer, Integer>> calls, boolean mayWait) {
            // why: every other flight finds one tenant locked by somebody else, so that detours open and close
            boolean locked = flights.incrementAndGet() % 2 == 1;
            List<Call<Integer, Integer>> left = new ArrayList<>();
            for (Call<Integer, Integer> call : calls) {
                if (locked && !mayWait && call.tenantId().equals("b")) {
                    left.add(call);
                } else {
                    call.succeed(sum(call).add(call.command()));
                }
            }
            return left;
        }

        private Sum sum(Call<Integer, Integer> call) {
            return requireNonNull(sums.get(call.tenantId()));
        }

        @Operation
        public int addToA(@Param(gen = IntGen.class) int amount) {
            return queue.run("a", amount);
        }

        @Operation
        public int addToB(@Param(gen = IntGen.class) int amount) {
            return queue.run("b", amount);
        }
    }

    /** What the sums are when calls come one after the other. */
    public static class PlainSums {
        private final Sum a = new Sum();
        private final Sum b = new Sum();

        public int addToA(int amount) {
            return a.add(amount);
        }

        public int addToB(int amount) {
            return b.add(amount);
        }
    }

    /** The same without the queue, to see that the search finds what it is for. */
    public static class UnguardedSums {
        private final Sum a = new Sum();

        @Operation
        public int addToA(@Param(gen = IntGen.class) int amount) {
            return a.add(amount);
        }
    }

    private static ModelCheckingOptions model() {
        return new ModelCheckingOptions()
                .iterations(15)
                .invocationsPerIteration(400)
                .threads(3)
                .actorsBefore(0)
                .actorsPerThread(2)
                .actorsAfter(0)
                .sequentialSpecification(PlainSums.class);
    }

    @Test
    void threadsThatRunFreelyAreExplainedByAnOrderOfTheCalls() {
        new StressOptions()
                .iterations(15)
                .invocationsPerIteration(1_000)
                .threads(3)
                .actorsBefore(0)
                .actorsPerThread(3)
                .actorsAfter(0)
                .sequentialSpecification(PlainSums.class)
                .check(QueuedSums.class);
    }

    @Test
    void theSearchFindsCallsThatAreNotOrdered() {
        assertThatThrownBy(() -> model().check(UnguardedSums.class)).isInstanceOf(LincheckAssertionError.class);
    }
}
