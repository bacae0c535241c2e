// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A request that is kept waiting while Stripe works on it. Made by {@link FakeStripe#hold}. Its idempotency key is in use
 * until it is released, and it is carried out then, whether or not the client still waits. Thread-safe.
 */
public final class Hold implements AutoCloseable {
    private final String endpoint;
    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    private volatile boolean claimed;

    Hold(String endpoint) {
        this.endpoint = endpoint;
    }

    /**
     * Waits until the request is there.
     *
     * @throws IllegalStateException when it does not come in time
     */
    public void awaitRequest(Duration atMost) {
        if (!await(arrived, atMost)) {
            throw new IllegalStateException("no request to " + endpoint + " came within " + atMost);
        }
    }

    /** Lets the request go on. Calling it twice does no harm. */
    public void release() {
        released.countDown();
    }

    /** Lets the request go on, if nobody has. */
    @Override
    public void close() {
        release();
    }

    boolean concerns(Request request) {
        return !claimed && (request.method() + " " + request.path()).startsWith(endpoint);
    }

    /** Is for one request only. */
    void claim() {
        claimed = true;
    }

    void pass() {
        arrived.countDown();
        await(released, Duration.ofMinutes(5));
    }

    private static boolean await(CountDownLatch latch, Duration atMost) {
        try {
            return latch.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
