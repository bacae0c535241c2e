// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe;

/**
 * In which API version's words the same state is told. Stripe renders an event in the version of its endpoint or account,
 * and keeps it like that forever.
 */
public enum ApiRendering {
    /**
     * What new endpoints get. Invoices name their subscription under {@code parent}, lines their price under
     * {@code pricing}, and periods are those of the subscription's items. A line's price may be written out when it is
     * expanded.
     */
    DAHLIA_2026_07_29("2026-07-29.dahlia"),
    /** The same shape; here subscriptions begin to say how they are billed ({@code billing_mode}). */
    CLOVER_2025_09_30("2025-09-30.clover"),
    /** The first version of that shape. */
    BASIL_2025_03_31("2025-03-31.basil"),
    /**
     * The last version before: facts of invoices at the top level, with prices written out. The subscription's metadata
     * stand under {@code subscription_details}.
     */
    ACACIA_2024_12_18("2024-12-18.acacia"),
    /** From here on payments name their latest charge, and charges do not list their refunds. */
    DATED_2022_11_15("2022-11-15"),
    /** What accounts of those years still get: payments list their charges, and charges their refunds. */
    PRE_BASIL_2020_08_27("2020-08-27"),
    /** As events were recorded before there were prices: lines and items have only a plan. */
    DATED_2019_12_03("2019-12-03");

    private final String version;

    ApiRendering(String version) {
        this.version = version;
    }

    /** The version as it appears in {@code api_version}. */
    public String version() {
        return version;
    }

    /** True for a version older than the other. */
    public boolean before(ApiRendering other) {
        return version.compareTo(other.version) < 0;
    }

    /** True for the versions with facts of invoices and periods of subscriptions at the top level. */
    public boolean beforeBasil() {
        return before(BASIL_2025_03_31);
    }

    /** The words that a version is told in: of the newest one here that is not newer; for older ones, the oldest. */
    public static ApiRendering of(String version) {
        for (ApiRendering one : values()) {
            if (one.version.compareTo(version) <= 0) {
                return one;
            }
        }
        return DATED_2019_12_03;
    }
}
