// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import io.tollbridge.billing.payment.Money;
import java.time.Instant;

/**
 * A tenant's wish to have bundles bought by itself when credits run low (R16). Immutable.
 *
 * @param enabled false when the tenant has switched it off
 * @param threshold bought when fewer credits than this are left
 * @param mode how much is bought at once
 * @param bundleId what is bought
 * @param mostBundles how many bundles one purchase has at most, 1 or more
 * @param mostPurchases how many purchases a period has at most, 1 or more
 * @param mostMoney how much a period costs at most
 * @param metric what is compared with the threshold
 * @param consent who agreed to it
 */
public record AutoPurchase(
        boolean enabled,
        long threshold,
        Mode mode,
        String bundleId,
        long mostBundles,
        int mostPurchases,
        Money mostMoney,
        Metric metric,
        Consent consent) {

    /** The same, switched off. */
    public AutoPurchase disabled() {
        return new AutoPurchase(
                false, threshold, mode, bundleId, mostBundles, mostPurchases, mostMoney, metric, consent);
    }

    /** The same, switched off and without who agreed to it. */
    AutoPurchase forgotten() {
        return new AutoPurchase(
                false,
                threshold,
                mode,
                bundleId,
                mostBundles,
                mostPurchases,
                mostMoney,
                metric,
                new Consent(consent.text(), "erased", consent.at()));
    }

    /** How much is bought at once. The names are stored. */
    public enum Mode {
        /** One bundle. */
        FIXED,
        /** As many bundles as it takes to reach the threshold. */
        CLOSE_GAP
    }

    /** What is compared with the threshold. The names are stored. */
    public enum Metric {
        /** All that can be spent, and the credits of open purchases. */
        SPENDABLE,
        /** The subscription's credits only, one purchase each time that they run low. */
        SUBSCRIPTION_ONLY
    }

    /**
     * That somebody agreed to be charged without being asked again. Kept as evidence.
     *
     * @param text what was agreed to, as it was shown
     * @param by who agreed; the host's name for a person, no personal data
     * @param at when
     */
    public record Consent(String text, String by, Instant at) {}
}
