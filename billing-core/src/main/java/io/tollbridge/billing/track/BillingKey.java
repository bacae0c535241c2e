// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.track;

import io.tollbridge.billing.TrackUsage;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the parameter of a {@link TrackUsage} method that makes a repeated call charge once. Several of them are one
 * key together. The key is unique in the tenant and the feature, and is kept for good.
 *
 * <p>When the key was charged before, the charge is not made again, and the method runs again. A call that failed has
 * charged nothing, so the same key may be used to repeat it, with the same cost.
 *
 * <p>The parameter is a {@link CharSequence}, a whole number, a {@link java.util.UUID} or an enum. A null or blank
 * argument is refused with {@link io.tollbridge.billing.InvalidArgumentException}, because a call without a key would
 * charge again silently. Feature and key together have at most 240 characters.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface BillingKey {}
