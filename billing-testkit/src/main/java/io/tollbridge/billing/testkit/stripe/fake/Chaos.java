// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong with API requests: faults in a given order, or drawn by a seed. A drawn fault depends on the seed, the
 * request's method, path, idempotency key and the number of the attempt, and on nothing else; so the same seed gives the
 * same faults in any order of threads, as long as the client's keys are the same. Thread-safe.
 */
public final class Chaos {
    private static final List<Fault> ALL = List.of(Fault.values());

    private final Queue<Planned> planned = new ArrayDeque<>();
    private long seed;
    private int percent;
    private List<Fault> drawn = ALL;

    Chaos(long seed) {
        this.seed = seed;
    }

    /** The next requests of any kind go wrong like this, one after the other. */
    public Chaos next(Fault... faults) {
        return next("", faults);
    }

    /**
     * The next requests to an endpoint go wrong like this, one after the other; other requests are left alone.
     *
     * @param endpoint method and beginning of the path, such as {@code POST /v1/customers}
     */
    public synchronized Chaos next(String endpoint, Fault... faults) {
        for (Fault fault : faults) {
            planned.add(new Planned(endpoint, fault));
        }
        return this;
    }

    /**
     * So many of 100 requests go wrong, from now on.
     *
     * @param newSeed decides which and how
     * @param faults how; none stands for every fault there is
     */
    public synchronized Chaos draw(long newSeed, int percentOfRequests, Fault... faults) {
        seed = newSeed;
        percent = percentOfRequests;
        drawn = faults.length == 0 ? ALL : List.of(faults);
        return this;
    }

    /** Nothing goes wrong any more. */
    public synchronized void off() {
        planned.clear();
        percent = 0;
    }

    synchronized Optional<Fault> choose(Request request, int attempt) {
        String endpoint = request.method() + " " + request.path();
        for (Planned plan : planned) {
            if (endpoint.startsWith(plan.endpoint)) {
                planned.remove(plan);
                return Optional.of(plan.fault);
            }
        }
        return Optional.ofNullable(draw(endpoint + " " + request.idempotencyKey() + " " + attempt));
    }

    private @Nullable Fault draw(String about) {
        SplittableRandom random = new SplittableRandom(seed * 31 + about.hashCode());
        return random.nextInt(100) < percent ? drawn.get(random.nextInt(drawn.size())) : null;
    }

    private record Planned(String endpoint, Fault fault) {}
}
