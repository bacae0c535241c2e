// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.track.internal;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What the elements of a stream or iterator come to. Settles the call when all parts are exhausted, or when it is
 * closed. Thread-safe, because a parallel stream is read in parts.
 */
final class Delivery {
    private final RunningCall call;
    private final CallContext inside;
    private final AtomicInteger parts = new AtomicInteger(1);
    private final AtomicLong credits = new AtomicLong();
    private volatile boolean unknown;

    Delivery(RunningCall call, CallContext inside) {
        this.call = call;
        this.inside = inside;
    }

    /** What runs while the source computes an element: it belongs to the call. */
    CallContext inside() {
        return inside;
    }

    /** An element is about to be handed out. */
    void delivered(@Nullable Object element) {
        if (!call.chargesElements() || element == null || unknown) {
            return;
        }
        try {
            long cost = call.costOf(element);
            credits.accumulateAndGet(cost, Math::addExact);
        } catch (RuntimeException broken) {
            unknown = true;
            credits.set(call.instead(broken));
        }
    }

    void split() {
        parts.incrementAndGet();
    }

    /** A part has no more elements. */
    void exhausted() {
        if (parts.decrementAndGet() == 0) {
            ended();
        }
    }

    /** Nobody reads on. */
    void ended() {
        call.settle(call.chargesElements() ? credits.get() : call.estimate());
    }

    /** The source failed: what was handed out is charged, a call as a whole is not. */
    void broken(Throwable failure) {
        if (call.chargesElements() && credits.get() > 0) {
            call.settle(credits.get());
        } else {
            call.fail(failure);
        }
    }
}
