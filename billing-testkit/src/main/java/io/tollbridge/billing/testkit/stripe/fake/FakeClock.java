// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The time that the fake lives in. Give it to the code under test, so that both agree. Moving it does, in order, what
 * Stripe would have done in the meantime: renewals, retries of payments, expirations. Thread-safe.
 */
public final class FakeClock implements InstantSource {
    private final World world;
    private final Runnable afterMove;

    FakeClock(World world, Runnable afterMove) {
        this.world = world;
        this.afterMove = afterMove;
    }

    @Override
    public Instant instant() {
        return world.timeline().shown();
    }

    /**
     * Moves on; events that come of it are on their way to the webhook endpoints when this returns.
     *
     * @throws IllegalArgumentException for a negative duration
     */
    public void advance(Duration by) {
        world.alone(() -> world.timeline().advance(by));
        afterMove.run();
    }

    /** Moves on to a moment; see {@link #advance}. */
    public void advanceTo(Instant moment) {
        advance(Duration.between(instant(), moment));
    }
}
