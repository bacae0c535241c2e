// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Charges credits for each successful call of a method. Takes effect on an object that was wrapped by
 * {@link BillingService#trackUsage}.
 *
 * <p>The cost is set aside before the method runs, so that a tenant with too few credits gets
 * {@link InsufficientCreditsException} and the method does not run. It is charged when the method returns and given back
 * when it throws. If the process dies in between, the credits come back by themselves when the hold expires.
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

    /** Credits for each call; the catalog's cost of the feature when negative, which is the default. */
    long cost() default -1;
}
