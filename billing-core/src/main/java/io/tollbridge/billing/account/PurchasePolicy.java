// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.InvalidArgumentException;
import java.time.Duration;

/**
 * The host's limits for purchases. Immutable.
 *
 * @param mostPerDay how many purchases a tenant may begin on one day in UTC, automatic ones aside; 10 by default, enough
 *     for people and too few for trying stolen cards
 * @param mostPerPeriod the same in one slice, or month where there is none; 100 by default
 * @param mostBundles how many bundles one purchase may have; 20 by default
 * @param autoWithDebt true when bundles may be bought by themselves for a tenant that owes credits; false by default,
 *     because debt comes from money that was taken back
 * @param quietTime how long after the end of a slice nothing is bought by itself, because the renewal is on its way; 2
 *     hours by default
 * @param actionTime how long a customer has to confirm a payment before it is canceled; 24 hours by default
 */
public record PurchasePolicy(
        int mostPerDay,
        int mostPerPeriod,
        long mostBundles,
        boolean autoWithDebt,
        Duration quietTime,
        Duration actionTime) {
    /** 10 a day, 100 a period, 20 bundles at once, nothing by itself with debt, 2 hours of quiet, 24 to confirm. */
    public static final PurchasePolicy DEFAULT =
            new PurchasePolicy(10, 100, 20, false, Duration.ofHours(2), Duration.ofHours(24));

    public PurchasePolicy {
        if (mostPerDay < 0 || mostPerPeriod < 0 || mostBundles < 1) {
            throw new InvalidArgumentException(
                    ErrorCode.ARGUMENT_INVALID,
                    "purchases need limits of 0 or more a day and a period and of 1 bundle or more, not " + mostPerDay
                            + ", " + mostPerPeriod + " and " + mostBundles);
        }
        if (quietTime.isNegative() || actionTime.isNegative() || actionTime.isZero()) {
            throw new InvalidArgumentException(
                    ErrorCode.ARGUMENT_INVALID,
                    "the quiet time must be zero or longer and the time to confirm longer than zero, not " + quietTime
                            + " and " + actionTime);
        }
    }

    /** This policy with other numbers of purchases that a tenant may begin. */
    public PurchasePolicy limits(int perDay, int perPeriod) {
        return new PurchasePolicy(perDay, perPeriod, mostBundles, autoWithDebt, quietTime, actionTime);
    }

    /** This policy with another number of bundles that one purchase may have. */
    public PurchasePolicy mostBundles(long bundles) {
        return new PurchasePolicy(mostPerDay, mostPerPeriod, bundles, autoWithDebt, quietTime, actionTime);
    }

    /** This policy with automatic purchases beside debt, or without. */
    public PurchasePolicy autoWithDebt(boolean allowed) {
        return new PurchasePolicy(mostPerDay, mostPerPeriod, mostBundles, allowed, quietTime, actionTime);
    }

    /** This policy with another quiet time. */
    public PurchasePolicy quietTime(Duration time) {
        return new PurchasePolicy(mostPerDay, mostPerPeriod, mostBundles, autoWithDebt, time, actionTime);
    }

    /** This policy with another time to confirm. */
    public PurchasePolicy actionTime(Duration time) {
        return new PurchasePolicy(mostPerDay, mostPerPeriod, mostBundles, autoWithDebt, quietTime, time);
    }
}
