// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Tells those who wait that a purchase of their tenant has moved on this node. Thread-safe. */
final class PurchaseSignals {
    private final ConcurrentMap<String, CompletableFuture<Boolean>> waiting = new ConcurrentHashMap<>();

    /** What completes when a purchase of the tenant moves next; taken before looking how it stands. */
    CompletableFuture<Boolean> next(String tenantId) {
        return waiting.computeIfAbsent(tenantId, tenant -> new CompletableFuture<>());
    }

    void moved(String tenantId) {
        CompletableFuture<Boolean> waiters = waiting.remove(tenantId);
        if (waiters != null) {
            waiters.complete(true);
        }
    }

    /** Waits for a signal; false when the time is over first, or the thread is interrupted. */
    static boolean await(CompletableFuture<Boolean> signal, Duration most) {
        try {
            return signal.get(most.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("a signal never fails", impossible);
        }
    }
}
