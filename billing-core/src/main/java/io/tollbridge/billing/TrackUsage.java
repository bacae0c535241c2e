// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing;

import io.tollbridge.billing.track.CostFunction;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Charges credits for each successful call of a method. Takes effect on objects that were made by
 * {@link BillingService#trackUsage} or {@link BillingService#tracking}.
 *
 * <p>The cost is set aside before the method runs, so that a tenant with too few credits gets
 * {@link InsufficientCreditsException} and the method does not run. It is charged when the method returns and given back
 * when it throws. If the process dies in between, the credits come back by themselves when the hold expires.
 *
 * <p>A {@link java.util.concurrent.CompletionStage} is charged when it completes and not when it fails or is cancelled;
 * a {@link java.util.stream.Stream} or {@link java.util.Iterator} when it is exhausted or closed. What is neither
 * expires and costs nothing, so close streams that you do not read to the end.
 *
 * <p>Once the method has done its work, its result is never withheld: if the charge fails then, the result is returned,
 * and the charge is repeated by {@link BillingService#runDueWork} until it goes through. If the process dies before
 * that, the hold expires.
 *
 * <p>Inside a tracked call, other tracked calls for the same tenant are not charged, on whatever thread they run, as
 * long as the outer one has not ended.
 *
 * <pre>{@code
 * interface Campaigns {
 *     @TrackUsage("GENERATE_CAMPAIGN")
 *     Campaign generate(Brief brief);
 * }
 * }</pre>
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface TrackUsage {
    /** The catalog's feature, such as {@code "SEND_EMAIL"}. */
    String value();

    /**
     * Credits for each unit; the catalog's cost of the feature when negative, which is the default. A call is one unit
     * unless a {@link io.tollbridge.billing.track.BillingUnits} parameter says how many.
     */
    long cost() default -1;

    /**
     * What computes the cost from an argument ({@link CostFunction}) or also from the result
     * ({@link io.tollbridge.billing.track.UsageMeter}). Excludes {@link #cost} and units.
     */
    Class<? extends CostFunction<?>> costBy() default NoFunction.class;

    /**
     * True to charge for each element of the returned array, collection, stream or iterator. The cost of the units is
     * set aside before; the cost of the elements that were delivered is charged.
     */
    boolean perElement() default false;

    /** True to be charged also inside another tracked call. */
    boolean chargeNested() default false;

    /**
     * The most debt in credits that the tenant may have after a call that cost more than was set aside and more than
     * the tenant had left; 0, the default, makes no debt: what is not there is logged and not charged.
     */
    long debtLimit() default 0;

    /** The default of {@link #costBy}: none. */
    final class NoFunction implements CostFunction<Object> {
        private NoFunction() {}

        @Override
        public long cost(Object input) {
            throw new UnsupportedOperationException("this stands for having no cost function");
        }
    }
}
