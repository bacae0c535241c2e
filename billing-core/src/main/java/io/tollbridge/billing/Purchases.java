// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing;

import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.catalog.Bundle;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Buying bundles. Thread-safe. Needs a gateway. Each purchase is stored and committed before the payment service is asked
 * for anything, so that a crash at any point leaves a row that the background work finishes.
 */
public interface Purchases {
    /** The bundles that are for sale, as the catalog has them. */
    List<Bundle> bundles();

    /** How many more purchases the tenant may begin now. */
    PurchaseAllowance allowance(String tenantId);

    /**
     * Opens a page on which the customer pays. The credits come when the payment has succeeded, which the payment
     * service says by webhook; arriving at the success page proves nothing.
     *
     * <p>A page for the same order that is still open is given again. Pages for another order are closed first. A purchase
     * that is under way already is told instead of opening a page, unless the order says that it is wanted beside it.
     *
     * @throws OperationRejectedException with {@link ErrorCode#UNKNOWN_BUNDLE} or {@link ErrorCode#PURCHASE_LIMIT};
     *     nothing was asked of the payment service
     * @throws io.tollbridge.billing.payment.GatewayException when there is no page
     */
    CheckoutResult checkout(PurchaseOrder order);

    /** Opens a page for so many bundles; the browser comes back to {@code /}. */
    default CheckoutResult checkout(String tenantId, String bundleId, long quantity) {
        return checkout(PurchaseOrder.of(tenantId, bundleId).quantity(quantity));
    }

    /**
     * Charges the stored means of payment now, in the calling thread, and tells how the purchase stands: granted, failed,
     * or open, in which case it goes on by itself. A purchase that is under way already is told instead.
     *
     * @throws OperationRejectedException with {@link ErrorCode#UNKNOWN_BUNDLE} or {@link ErrorCode#PURCHASE_LIMIT};
     *     nothing was asked of the payment service
     */
    Purchase buy(PurchaseOrder order);

    /** A purchase as it stands. */
    Optional<Purchase> find(String tenantId, String purchaseId);

    /**
     * The tenant's purchases, newest first.
     *
     * @param before the last one of the page before, null for the first page
     * @param limit 1 to 1000
     */
    List<Purchase> history(String tenantId, @Nullable Purchase before, int limit);
}
