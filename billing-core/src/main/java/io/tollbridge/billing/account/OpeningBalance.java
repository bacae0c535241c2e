// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a tenant had before its ledger begins.
 *
 * @param period subscription credits until a date, null for none
 * @param bundleCredits bundle credits, 0 for none
 */
public record OpeningBalance(@Nullable OpenPeriod period, long bundleCredits) {
    /** Stands for the subscription of a period that names none. */
    static final String SUBSCRIPTION = "opening";

    /**
     * A period that is under way.
     *
     * @param planId the catalog's plan
     * @param subscriptionId Stripe's id of the subscription, so that its next paid period counts as a renewal; null
     *     when there is none
     * @param credits credits left, 0 or more; the rest of the plan's allowance counts as used
     * @param until when the period ends
     */
    public record OpenPeriod(String planId, @Nullable String subscriptionId, long credits, Instant until) {}
}
