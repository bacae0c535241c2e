// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.track.internal;

import io.tollbridge.billing.track.UsageMeter;
import java.util.Iterator;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A tracked call from the moment at which its credits are set aside to the one at which they are settled, once. */
final class RunningCall {
    private static final Logger log = LoggerFactory.getLogger(RunningCall.class);

    private final Object owner;
    private final CallPlan plan;
    private final String tenantId;
    private final @Nullable RunningCall outer;
    private final @Nullable Object input;
    private final long estimate;
    private final OpenCharge charge;
    private final AtomicBoolean ended = new AtomicBoolean();

    RunningCall(
            Object owner,
            CallPlan plan,
            String tenantId,
            @Nullable RunningCall outer,
            @Nullable Object input,
            long estimate,
            OpenCharge charge) {
        this.owner = owner;
        this.plan = plan;
        this.tenantId = tenantId;
        this.outer = outer;
        this.input = input;
        this.estimate = estimate;
        this.charge = charge;
    }

    String tenantId() {
        return tenantId;
    }

    /** True when a call of that owner and tenant, here or further out, has not ended. */
    boolean covers(Object anOwner, String aTenant) {
        for (RunningCall call = this; call != null; call = call.outer) {
            if (call.owner == anOwner && !call.ended.get() && call.tenantId.equals(aTenant)) {
                return true;
            }
        }
        return false;
    }

    /** Settles what can be settled now, and sees to it that the rest is settled when its time comes. */
    @Nullable
    Object returned(@Nullable Object result, CallContext inside) {
        if (plan.plain()) {
            succeed(result);
        } else if (result instanceof CompletionStage<?> stage) {
            // why the same stage: cancelling it must reach the work, and then us
            CompletionStage<?> unused = stage.whenComplete((value, failure) -> {
                if (failure == null) {
                    succeed(value);
                } else {
                    fail(failure);
                }
            });
        } else if (result instanceof Stream<?> stream) {
            return CountedSpliterator.stream(stream, new Delivery(this, inside));
        } else if (result instanceof Iterator<?> iterator) {
            return new CountedIterator<>(iterator, new Delivery(this, inside));
        } else {
            succeed(result);
        }
        return result;
    }

    private void succeed(@Nullable Object value) {
        settle(actual(value));
    }

    /** The work was done as far as it goes. */
    void settle(long credits) {
        if (ended.compareAndSet(false, true)) {
            charge.settle(credits);
        }
    }

    /** The work was not done. */
    void fail(Throwable failure) {
        if (ended.compareAndSet(false, true)) {
            charge.cancel(failure);
        }
    }

    private long actual(@Nullable Object value) {
        try {
            if (plan.price() instanceof CallPlan.Price.PerUnit units && units.perElement()) {
                return CallPlan.times(plan.method(), units.cost(), Argument.size(value));
            }
            return isMetered() && value != null ? metered(value) : estimate;
        } catch (RuntimeException broken) {
            return instead(broken);
        }
    }

    /** What a delivered element costs. */
    long costOf(Object element) {
        return plan.price() instanceof CallPlan.Price.PerUnit units ? units.cost() : metered(element);
    }

    /** True when each element of a stream or iterator is charged. */
    boolean chargesElements() {
        return isMetered() || (plan.price() instanceof CallPlan.Price.PerUnit units && units.perElement());
    }

    private boolean isMetered() {
        return plan.price() instanceof CallPlan.Price.Computed computed
                && computed.function() instanceof UsageMeter<?, ?>;
    }

    @SuppressWarnings("unchecked") // the types were compared when the plan was made
    private long metered(Object value) {
        if (input == null || !(plan.price() instanceof CallPlan.Price.Computed computed)) {
            return estimate;
        }
        long actual = ((UsageMeter<Object, Object>) computed.function()).actual(input, value);
        if (actual < 0) {
            throw new IllegalStateException(
                    computed.function().getClass().getName() + " said that a result costs " + actual + " credits");
        }
        return actual;
    }

    /** The work is done and its cost cannot be told: the estimate is what the tenant was asked for. */
    long instead(RuntimeException broken) {
        log.error(
                "The cost of a result of {} is not known; tenant {} is charged the estimate of {} credits",
                plan.method(),
                tenantId,
                estimate,
                broken);
        return estimate;
    }

    long estimate() {
        return estimate;
    }
}
