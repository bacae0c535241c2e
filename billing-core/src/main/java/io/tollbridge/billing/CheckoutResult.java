// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing;

import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.payment.HostedPage;

/** What asking for a page came to. */
public sealed interface CheckoutResult {
    /** The purchase that the result is about. */
    Purchase purchase();

    /**
     * There is a page.
     *
     * @param purchase the purchase that is paid on it
     * @param page where to send the browser
     */
    record Opened(Purchase purchase, HostedPage page) implements CheckoutResult {}

    /**
     * No page was opened, because credits are on their way already, or have just come: also when the customer paid on a
     * page that was to be closed for this one.
     *
     * @param purchase the purchase that is under way, or was paid a moment ago
     */
    record UnderWay(Purchase purchase) implements CheckoutResult {}
}
