// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.scenario;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.BillingException;
import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.BillingStoreException;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.testkit.FaultyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** What scenarios of purchases on several nodes have in common; the database of the first node fails on demand. */
public abstract class PurchaseNodesScenario extends PurchaseScenario {
    private @Nullable FaultyStore faulty;
    private List<BillingStore> nodes = List.of();
    private final List<BillingService> others = new ArrayList<>();

    /** For subclasses. */
    protected PurchaseNodesScenario() {}

    /** So many stores over the same data, which is empty: the nodes of one installation. */
    protected abstract List<BillingStore> newNodes(int count);

    @Override
    protected final BillingStore newStore() {
        nodes = newNodes(2);
        faulty = FaultyStore.around(nodes.get(0));
        return faulty;
    }

    final FaultyStore store() {
        return requireNonNull(faulty);
    }

    /** Another node, whose database works. */
    final BillingService otherNode() {
        BillingService other = configure(BillingService.builder()
                        .store(nodes.get(1))
                        .catalog(catalog(1000))
                        .clock(clock))
                .build();
        others.add(other);
        return other;
    }

    final void workUntilDeath() {
        try {
            work();
        } catch (BillingException died) {
            assertThat(died).isInstanceOf(BillingStoreException.class);
        }
        store().heal();
    }

    /** Begins all at the same moment and waits for all. */
    static void together(Runnable... racers) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(racers.length);
        try {
            CyclicBarrier start = new CyclicBarrier(racers.length);
            List<Future<?>> running = new ArrayList<>();
            for (Runnable racer : racers) {
                running.add(threads.submit(() -> {
                    start.await(30, TimeUnit.SECONDS);
                    racer.run();
                    return racer;
                }));
            }
            for (Future<?> one : running) {
                one.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @AfterEach
    final void closeOthers() {
        others.forEach(BillingService::close);
    }
}
