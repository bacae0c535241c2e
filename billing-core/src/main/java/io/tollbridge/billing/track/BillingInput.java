// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.track;

import io.tollbridge.billing.TrackUsage;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the parameter of a {@link TrackUsage} method that its {@link CostFunction} or {@link UsageMeter} looks at.
 * Needed when several parameters have a type that the function takes; at most one in a method. A null argument is
 * refused with {@link io.tollbridge.billing.InvalidArgumentException}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface BillingInput {}
