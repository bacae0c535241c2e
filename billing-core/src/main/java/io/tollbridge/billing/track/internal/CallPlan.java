// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.track.internal;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.InvalidArgumentException;
import io.tollbridge.billing.track.CostFunction;
import io.tollbridge.billing.track.UsageCall;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that the annotations of one method say, read once.
 *
 * @param method its name for messages, such as {@code Mailer.send}
 * @param feature what is used
 * @param price what it costs
 * @param tenantAt place of the tenant's argument, {@link #NOWHERE} when there is none
 * @param keyAt places of the key's arguments
 * @param chargeNested true to charge inside another tracked call
 * @param debtLimit the most debt that a call may leave
 * @param plain true when the result is neither stage nor stream nor iterator, by its type
 */
record CallPlan(
        String method,
        String feature,
        Price price,
        int tenantAt,
        List<Integer> keyAt,
        boolean chargeNested,
        long debtLimit,
        boolean plain) {
    static final int NOWHERE = -1;

    /** The plan of a piece of code that is not a method. */
    static CallPlan ofCode(String feature, long cost) {
        return new CallPlan(
                feature, feature, new Price.PerUnit(cost, NOWHERE, false), NOWHERE, List.of(), true, 0, false);
    }

    /** What a call costs. */
    sealed interface Price {
        /** Credits to set aside. */
        long estimate(CallPlan plan, @Nullable Object input, @Nullable Object[] arguments);

        /**
         * So many credits for each unit.
         *
         * @param unitsAt place of the argument that says how many units, {@link #NOWHERE} for one
         * @param perElement true when the elements of the result are charged in the end
         */
        record PerUnit(long cost, int unitsAt, boolean perElement) implements Price {
            @Override
            public long estimate(CallPlan plan, @Nullable Object input, @Nullable Object[] arguments) {
                return unitsAt == NOWHERE
                        ? cost
                        : times(plan.method, cost, Argument.count(plan.method, arguments[unitsAt], unitsAt));
            }
        }

        /**
         * What a function says.
         *
         * @param inputAt place of the argument that it looks at, {@link #NOWHERE} for the call as a whole
         */
        record Computed(CostFunction<Object> function, int inputAt) implements Price {
            @Override
            public long estimate(CallPlan plan, @Nullable Object input, @Nullable Object[] arguments) {
                if (input == null) {
                    throw new InvalidArgumentException(
                            ErrorCode.ARGUMENT_INVALID,
                            "argument " + inputAt + " of " + plan.method + " is null, and the cost depends on it");
                }
                long cost = function.cost(input);
                if (cost < 0) {
                    throw new InvalidArgumentException(
                            ErrorCode.AMOUNT_INVALID,
                            function.getClass().getName() + " said that " + plan.method + " costs " + cost
                                    + " credits; it must be 0 or more");
                }
                return cost;
            }
        }
    }

    /** What the price depends on, null when it is nothing. */
    @Nullable
    Object input(String tenantId, @Nullable Object[] arguments) {
        if (!(price instanceof Price.Computed computed)) {
            return null;
        }
        return computed.inputAt == NOWHERE
                ? new UsageCall(tenantId, feature, Collections.unmodifiableList(Arrays.asList(arguments.clone())))
                : arguments[computed.inputAt];
    }

    /** A product that fits. */
    static long times(String method, long cost, long count) {
        if (Math.multiplyHigh(cost, count) != 0 || cost * count < 0) {
            throw new InvalidArgumentException(
                    ErrorCode.AMOUNT_OVERFLOW,
                    count + " units of " + method + " at " + cost + " credits exceed " + Long.MAX_VALUE + " credits");
        }
        return cost * count;
    }
}
