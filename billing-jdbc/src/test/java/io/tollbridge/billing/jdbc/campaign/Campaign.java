// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc.campaign;

import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.testkit.MovableClock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** What campaigns have in common: their size, their seed, their nodes and their threads. */
final class Campaign {
    /** True with {@code -Dcampaign=full}. */
    static final boolean FULL = "full".equals(System.getProperty("campaign"));

    /** Where randomness begins; {@code -Dseed=...} repeats another run. */
    static final long SEED = Long.getLong("seed", 20_261_122);

    /** Allowance of the plan {@code "plan"}. */
    static final long ALLOWANCE = 1_000;

    private static final long PATIENCE_MINUTES = FULL ? 60 : 3;

    private Campaign() {}

    /** One service for each store, as nodes of one installation, at a time that stands still. */
    static List<BillingService> nodes(List<BillingStore> stores) {
        MovableClock clock = MovableClock.at("2026-03-01T10:00:00Z");
        Catalog catalog = Catalog.builder()
                .feature("LLM")
                .plan(Plan.monthly("plan", ALLOWANCE))
                .build();
        return stores.stream()
                .map(store -> BillingService.builder()
                        .store(store)
                        .catalog(catalog)
                        .clock(clock)
                        .build())
                .toList();
    }

    /** Lets all of them begin at the same moment; the first failure of one fails the test. */
    static <T> List<T> atOnce(List<Callable<T>> callers) throws InterruptedException {
        CyclicBarrier start = new CyclicBarrier(callers.size());
        ExecutorService threads = Executors.newFixedThreadPool(callers.size());
        try {
            List<Callable<T>> aligned = callers.stream()
                    .map(caller -> (Callable<T>) () -> {
                        start.await(PATIENCE_MINUTES, TimeUnit.MINUTES);
                        return caller.call();
                    })
                    .toList();
            List<T> results = new ArrayList<>();
            for (Future<T> done : threads.invokeAll(aligned, PATIENCE_MINUTES, TimeUnit.MINUTES)) {
                results.add(done.get());
            }
            return results;
        } catch (ExecutionException failed) {
            throw new AssertionError("a caller has failed: " + failed.getCause(), failed.getCause());
        } finally {
            threads.shutdownNow();
        }
    }
}
