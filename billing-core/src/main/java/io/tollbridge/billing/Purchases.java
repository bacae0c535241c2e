// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing;

import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.catalog.Bundle;
import io.tollbridge.billing.payment.HostedPage;
import io.tollbridge.billing.payment.PaymentReceipt;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Buying bundles. Thread-safe. Needs a gateway, except for gifts. Each purchase is stored and committed before the payment
 * service is asked for anything, so that a crash at any point leaves a row that the background work finishes.
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
     * <p>A tenant has one page at most. The same order is given the same page as long as it can be paid: the same bundle,
     * quantity and price, the same addresses to come back to, the same wish about card and invoice, the same customer.
     * For any other order the open page is closed first, and a new one is opened, which counts as one more purchase
     * begun. When it turns out that the customer has paid on the open page, that purchase is told instead of opening
     * another page; so is a purchase that is under way, unless the order says that it is wanted beside it.
     *
     * <p>Safe to repeat after a failure, and from two tabs at once: of two different orders the last one has the page.
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
     * or open, in which case it goes on by itself. A purchase that is under way already is told instead, and so is one that
     * the customer has just paid for on a page. A page that is open is closed first.
     *
     * <p>Without an idempotency key in the order a second call after the first purchase has ended is a second charge. With
     * one, the same key charges once for good, on any node and after any crash: whoever comes with it again is told how
     * that purchase stands, also when it has failed, and takes a new key to try again.
     *
     * @throws OperationRejectedException with {@link ErrorCode#UNKNOWN_BUNDLE} or {@link ErrorCode#PURCHASE_LIMIT}, or
     *     with {@link ErrorCode#IDEMPOTENCY_CONFLICT} when the key was used for another bundle or quantity; nothing was
     *     asked of the payment service
     */
    Purchase buy(PurchaseOrder order);

    /**
     * Where the customer confirms a charge that the bank wants confirmed: for a purchase in {@code ACTION_REQUIRED} that
     * {@link #buy} or the library itself has begun. Call it when the customer follows your link, for instance from the
     * {@code PURCHASE_ACTION_REQUIRED} notification, and send the browser to the page. Whether it was confirmed comes by
     * webhook; the credits come with it. Nothing new is charged, and calling it again goes on with the same payment.
     *
     * <p>After 24 hours ({@link io.tollbridge.billing.account.PurchasePolicy#actionTime}) the payment is canceled.
     *
     * @param returnUrl where the browser goes afterwards: a path, or an address below the public URL
     * @return empty when nothing is to be confirmed (any more); {@link #find} tells how it stands
     * @throws OperationRejectedException with {@link ErrorCode#PURCHASE_UNKNOWN}
     * @throws io.tollbridge.billing.payment.GatewayException when there is no page
     */
    Optional<HostedPage> confirmationPage(String tenantId, String purchaseId, String returnUrl);

    /** A purchase as it stands. */
    Optional<Purchase> find(String tenantId, String purchaseId);

    /**
     * The tenant's purchases, newest first.
     *
     * @param before the last one of the page before, null for the first page
     * @param limit 1 to 1000
     */
    List<Purchase> history(String tenantId, @Nullable Purchase before, int limit);

    /**
     * The receipt of a purchase that was paid, and its invoice if one was asked for. Read at the payment service now;
     * nothing of it is stored. Never call it in a transaction.
     *
     * @throws OperationRejectedException with {@link ErrorCode#PURCHASE_UNKNOWN}, or with
     *     {@link ErrorCode#PURCHASE_NOT_PAID} as long as no money has come
     * @throws io.tollbridge.billing.payment.GatewayException when it cannot be read
     */
    PaymentReceipt receipt(String tenantId, String purchaseId);

    /**
     * Gives bundle credits away; nothing is paid, and no gateway is needed. The very same as {@link Admin#gift}: debt is
     * repaid first, a repeated key gives once, and actor and reason are kept in the ledger.
     *
     * @param gift of type {@code BUNDLE}, with actor and reason; expiry and idempotency key if wanted
     * @throws InvalidArgumentException when actor or reason is missing, or the type is another
     */
    GrantReceipt gift(CreditGrant gift);

    /**
     * What the ledger says about a purchase, to be sent to the bank when it is disputed. Reads the tenant's whole ledger
     * on one snapshot; changes nothing.
     *
     * @throws OperationRejectedException with {@link ErrorCode#PURCHASE_UNKNOWN}
     */
    PurchaseEvidence evidence(String tenantId, String purchaseId);
}
