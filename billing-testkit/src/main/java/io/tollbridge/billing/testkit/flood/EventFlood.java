// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.flood;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.BillingService;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Numbered events in any order, one in ten of them twice, from many senders at once. Each must be stored once and applied
 * once. Immutable.
 *
 * @param events how many
 * @param deliveries their numbers as they are sent, those of duplicates twice
 */
public record EventFlood(int events, List<Integer> deliveries) {
    private static final int EVERY = 10;

    /** Keeps a copy of the deliveries. */
    public EventFlood {
        deliveries = List.copyOf(deliveries);
    }

    /**
     * A flood of events 0 to below a number.
     *
     * @param seed decides the order
     */
    public static EventFlood of(int events, long seed) {
        List<Integer> deliveries = new ArrayList<>();
        for (int number = 0; number < events; number++) {
            deliveries.add(number);
            if (isRepeated(number)) {
                deliveries.add(number);
            }
        }
        Collections.shuffle(deliveries, new Random(seed));
        return new EventFlood(events, deliveries);
    }

    /** True for an event that is delivered twice. */
    public static boolean isRepeated(int number) {
        return number % EVERY == 0;
    }

    /** How long so many took, in words. */
    public static String pace(int count, long nanos) {
        return nanos / 1_000_000 + " ms (" + count * 1_000_000_000L / nanos + "/s)";
    }

    /** How many deliveries bring an event that was delivered before. */
    public int duplicates() {
        return deliveries.size() - events;
    }

    /**
     * Sends everything and waits until it is sent.
     *
     * @param senders how many send at once
     * @param delivery sends the event of a number; true when it was told to be a duplicate
     * @return how many were told to be duplicates
     */
    public int send(int senders, IntPredicate delivery) throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(senders);
        try {
            Callable<Integer> sender = () -> {
                int duplicates = 0;
                for (int i = next.getAndIncrement(); i < deliveries.size(); i = next.getAndIncrement()) {
                    duplicates += delivery.test(deliveries.get(i)) ? 1 : 0;
                }
                return duplicates;
            };
            int duplicates = 0;
            for (Future<Integer> one : threads.invokeAll(Collections.nCopies(senders, sender))) {
                duplicates += one.get();
            }
            return duplicates;
        } catch (ExecutionException failed) {
            throw new AssertionError("an event was not delivered", failed.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    /**
     * Asserts that each tenant has one credit for each of its gifts, and a sound ledger.
     *
     * @param which which of the events were gifts
     */
    public void assertAppliedOnce(BillingService billing, GiftHandler gifts, IntPredicate which) {
        long[] expected = new long[gifts.tenants()];
        IntStream.range(0, events).filter(which).forEach(number -> expected[number % gifts.tenants()]++);
        for (int number = 0; number < gifts.tenants(); number++) {
            String tenant = gifts.tenant(number);
            assertThat(billing.getCreditBalance(tenant).spendable()).as(tenant).isEqualTo(expected[number]);
            assertThat(billing.ledger().verify(tenant).findings()).isEmpty();
        }
    }
}
