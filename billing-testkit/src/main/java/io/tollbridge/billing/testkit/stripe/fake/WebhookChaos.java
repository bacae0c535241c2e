// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import java.time.Duration;
import java.util.SplittableRandom;

/**
 * What goes wrong with webhook deliveries. Percentages are 0 until they are set. Choices depend on the seed and the event
 * only, except the order, which is shuffled by a generator with the same seed. Thread-safe.
 */
public final class WebhookChaos {
    private final long seed;
    private final SplittableRandom order;
    private boolean shuffled;
    private int duplicates;
    private int twins;
    private int dropped;
    private int delayed;
    private Duration longest = Duration.ZERO;

    WebhookChaos(long seed) {
        this.seed = seed;
        this.order = new SplittableRandom(seed);
    }

    /** Events that wait at the same time arrive in any order. */
    public synchronized WebhookChaos shuffled() {
        shuffled = true;
        return this;
    }

    /** So many of 100 events are delivered twice, with the same id. */
    public synchronized WebhookChaos duplicates(int percent) {
        duplicates = percent;
        return this;
    }

    /** So many of 100 events have a twin: another id, the same fact. */
    public synchronized WebhookChaos twins(int percent) {
        twins = percent;
        return this;
    }

    /** So many of 100 events are never delivered. They are in the list of events. */
    public synchronized WebhookChaos dropped(int percent) {
        dropped = percent;
        return this;
    }

    /** So many of 100 events wait on the fake's clock, each for a time up to the longest. */
    public synchronized WebhookChaos delayed(int percent, Duration upTo) {
        delayed = percent;
        longest = upTo;
        return this;
    }

    /** Nothing goes wrong any more. What waits already keeps its delay. */
    public synchronized void off() {
        shuffled = false;
        duplicates = 0;
        twins = 0;
        dropped = 0;
        delayed = 0;
    }

    synchronized int copies(String eventId, String endpointId) {
        SplittableRandom random = random("copies" + eventId + endpointId);
        if (random.nextInt(100) < dropped) {
            return 0;
        }
        return random.nextInt(100) < duplicates ? 2 : 1;
    }

    synchronized Duration delay(String copy) {
        SplittableRandom random = random("delay" + copy);
        boolean late = random.nextInt(100) < delayed && longest.toSeconds() > 0;
        return late ? Duration.ofSeconds(1 + random.nextLong(longest.toSeconds())) : Duration.ZERO;
    }

    /** A twin has no twin. */
    synchronized boolean twins(Entity event) {
        return !event.flag("_twin") && random("twin" + event.id()).nextInt(100) < twins;
    }

    synchronized int pick(int size) {
        return shuffled ? order.nextInt(size) : 0;
    }

    private SplittableRandom random(String about) {
        return new SplittableRandom(seed * 31 + about.hashCode());
    }
}
