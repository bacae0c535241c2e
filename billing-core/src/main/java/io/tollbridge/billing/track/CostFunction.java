// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.track;

/**
 * What a call costs, from one of its arguments. Named by {@link io.tollbridge.billing.TrackUsage#costBy}; that the
 * argument's type fits is checked when the object is wrapped, not when it is called.
 *
 * <p>A function with a constructor without parameters is made by the library, once for each
 * {@link io.tollbridge.billing.BillingService}. One that needs something is given to
 * {@link io.tollbridge.billing.BillingServiceBuilder#costFunction}. Must be thread-safe.
 *
 * @param <A> type of the argument; {@link UsageCall} to see all of them
 */
@FunctionalInterface
public interface CostFunction<A> {
    /**
     * Credits to set aside before the method runs, 0 or more. They are charged when it returns, unless this is a
     * {@link UsageMeter}. An exception from here, or a negative answer, refuses the call: the method does not run.
     */
    long cost(A input);
}
