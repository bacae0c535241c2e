// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe;

/**
 * In which API version's words the same state is told. Stripe renders an event in the version of its endpoint or account,
 * and keeps it like that forever.
 */
public enum ApiRendering {
    /**
     * What new endpoints get. Invoices name their subscription under {@code parent}, lines their price under
     * {@code pricing}, and periods are those of the subscription's items.
     */
    DAHLIA_2026_07_29("2026-07-29.dahlia"),
    /**
     * What accounts of those years still get: all the facts at the top level, with prices written out. The shape did not
     * change in what matters until {@code 2025-03-31.basil}.
     */
    PRE_BASIL_2020_08_27("2020-08-27");

    private final String version;

    ApiRendering(String version) {
        this.version = version;
    }

    /** The version as it appears in {@code api_version}. */
    public String version() {
        return version;
    }
}
