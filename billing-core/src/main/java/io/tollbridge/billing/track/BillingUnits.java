// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.track;

import io.tollbridge.billing.TrackUsage;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the parameter of a {@link TrackUsage} method that says how many units of the feature a call uses: the cost is
 * the annotation's or the catalog's cost times the units. Zero units cost nothing.
 *
 * <p>The parameter is a whole number of 0 or more, or an array, a {@link java.util.Collection} or a
 * {@link java.util.Map}, of which the size counts; at most one in a method. Null and negative numbers are refused with
 * {@link io.tollbridge.billing.InvalidArgumentException}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface BillingUnits {}
