// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing;

import io.tollbridge.billing.account.AutoPurchase;
import io.tollbridge.billing.payment.Money;
import org.jspecify.annotations.Nullable;

/**
 * When bundles are bought by themselves, which, and how much at most. Immutable; each method returns new settings.
 *
 * @param bundleId what is bought
 * @param threshold bought when fewer credits than this are left; 200 unless given
 * @param mode how much is bought at once; one bundle unless given
 * @param mostBundles how many bundles one purchase has at most; 10 unless given
 * @param mostPurchases how many purchases a period has at most; 3 unless given
 * @param mostMinorUnits how much a period costs at most, in the bundle's currency; 5000 unless given
 * @param metric what is compared with the threshold; all spendable credits unless given
 */
public record AutoPurchaseSettings(
        String bundleId,
        long threshold,
        AutoPurchase.Mode mode,
        long mostBundles,
        int mostPurchases,
        long mostMinorUnits,
        AutoPurchase.Metric metric) {
    /** One bundle when fewer than 200 credits are left, 3 times and for 5000 minor units a period at most. */
    public static AutoPurchaseSettings of(String bundleId) {
        return new AutoPurchaseSettings(
                bundleId, 200, AutoPurchase.Mode.FIXED, 10, 3, 5000, AutoPurchase.Metric.SPENDABLE);
    }

    /** These settings with another threshold. */
    public AutoPurchaseSettings threshold(long credits) {
        return new AutoPurchaseSettings(bundleId, credits, mode, mostBundles, mostPurchases, mostMinorUnits, metric);
    }

    /** These settings with as many bundles at once as it takes to reach the threshold, but not more than these. */
    public AutoPurchaseSettings closeGap(long most) {
        return new AutoPurchaseSettings(
                bundleId, threshold, AutoPurchase.Mode.CLOSE_GAP, most, mostPurchases, mostMinorUnits, metric);
    }

    /** These settings with other limits for a period. */
    public AutoPurchaseSettings atMost(int purchases, long minorUnits) {
        return new AutoPurchaseSettings(bundleId, threshold, mode, mostBundles, purchases, minorUnits, metric);
    }

    /** These settings with the subscription's credits as what is compared. */
    public AutoPurchaseSettings subscriptionOnly() {
        return new AutoPurchaseSettings(
                bundleId,
                threshold,
                mode,
                mostBundles,
                mostPurchases,
                mostMinorUnits,
                AutoPurchase.Metric.SUBSCRIPTION_ONLY);
    }

    /** The wish that is stored; without a currency nothing is sold, which is refused with the reason. */
    public AutoPurchase wish(@Nullable String currency, AutoPurchase.Consent consent) {
        return new AutoPurchase(
                true,
                threshold,
                mode,
                bundleId,
                mostBundles,
                mostPurchases,
                Money.of(Math.max(0, mostMinorUnits), currency == null ? "xxx" : currency),
                metric,
                consent);
    }
}
