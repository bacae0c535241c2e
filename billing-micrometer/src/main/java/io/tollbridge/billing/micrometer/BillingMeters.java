// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.tollbridge.billing.event.BillingEvent;
import io.tollbridge.billing.event.BillingListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The meters that an operator needs, of one node. Bind it to a registry, then give it to
 * {@code BillingService.builder().listener(...)}: what happens before it is bound is not counted. docs/monitoring lists
 * the meters, with alert rules and a dashboard.
 *
 * <p>Every value of every tag is there from the beginning, at 0, so that rules about rates see the first event. Tags have
 * closed sets of values; there is none for tenants, whose number is not bounded.
 *
 * <p>Thread-safe.
 */
public final class BillingMeters implements BillingListener, MeterBinder {
    private final List<NodeMeters> bound = new CopyOnWriteArrayList<>();

    /** Meters that are not bound to any registry yet. */
    public static BillingMeters create() {
        return new BillingMeters();
    }

    private BillingMeters() {}

    /** Registers every meter. May be called for several registries. */
    @Override
    public void bindTo(MeterRegistry registry) {
        bound.add(new NodeMeters(registry));
    }

    @Override
    public void on(BillingEvent event) {
        for (NodeMeters meters : bound) {
            meters.count(event);
        }
    }
}
