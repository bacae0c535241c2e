// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.track;

import io.tollbridge.billing.TrackUsage;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the parameter of a {@link TrackUsage} method that says who is charged. It wins over {@link TenantContext} and
 * over the service's tenant resolver, so use it where the caller is trusted to choose.
 *
 * <p>The parameter is a {@link CharSequence}, a whole number, a {@link java.util.UUID} or an enum; at most one in a
 * method. A null argument is refused with {@link io.tollbridge.billing.TenantMissingException}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface BillingTenant {}
