// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing;

import io.tollbridge.billing.account.ShortfallPolicy;
import io.tollbridge.billing.internal.Arguments;
import org.jspecify.annotations.Nullable;

/**
 * A use of credits to be charged. Immutable; each method returns a new deduction.
 *
 * @param tenantId whose credits
 * @param feature the catalog's feature that is used, null for none in particular
 * @param cost credits to charge, null to take the feature's cost from the catalog
 * @param units how many uses of the feature the catalog's cost is charged for, 1 or more; only
 *     1 beside a cost, which is for all of the deduction
 * @param idempotencyKey makes a repeated call charge once, null for a call that is never repeated
 * @param onShortfall what to do when there are too few credits
 */
public record Deduction(
        String tenantId,
        @Nullable String feature,
        @Nullable Long cost,
        long units,
        @Nullable String idempotencyKey,
        ShortfallPolicy onShortfall) {
    /** The feature under which usage is counted when a deduction names none. */
    public static final String NO_FEATURE = "unspecified";

    public Deduction {
        Arguments.tenant(tenantId);
        if (cost != null) {
            Arguments.notNegative("cost", cost);
        }
        if (units < 1) {
            throw new InvalidArgumentException(
                    ErrorCode.AMOUNT_INVALID, "a deduction needs 1 unit or more, not " + units);
        }
        if (cost != null && units != 1) {
            throw new InvalidArgumentException(
                    ErrorCode.ARGUMENT_INVALID,
                    "a deduction has either a cost of its own (" + cost + " credits) or a number of units (" + units
                            + ") at the catalog's cost, not both; multiply them and give the cost");
        }
        if (idempotencyKey != null) {
            Arguments.key(idempotencyKey);
        }
    }

    /** A deduction from that tenant; give it a feature, a cost, or both. */
    public static Deduction of(String tenantId) {
        return new Deduction(tenantId, null, null, 1, null, ShortfallPolicy.REFUSE);
    }

    /** This deduction for a feature of the catalog. */
    public Deduction feature(String name) {
        return new Deduction(tenantId, name, cost, units, idempotencyKey, onShortfall);
    }

    /** This deduction at a cost of its own, 0 or more credits. */
    public Deduction cost(long credits) {
        return new Deduction(tenantId, feature, credits, units, idempotencyKey, onShortfall);
    }

    /** This deduction for so many uses of the feature at once. */
    public Deduction units(long count) {
        return new Deduction(tenantId, feature, cost, count, idempotencyKey, onShortfall);
    }

    /** This deduction with an idempotency key of 1 to 255 characters, unique in the tenant. Keys are kept for good. */
    public Deduction idempotencyKey(String key) {
        return new Deduction(tenantId, feature, cost, units, key, onShortfall);
    }

    /** This deduction with another answer to too few credits than refusal. */
    public Deduction onShortfall(ShortfallPolicy policy) {
        return new Deduction(tenantId, feature, cost, units, idempotencyKey, policy);
    }
}
