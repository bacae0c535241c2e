// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing;

import io.tollbridge.billing.internal.Arguments;
import org.jspecify.annotations.Nullable;

/**
 * Bundles that somebody wants. Immutable; each method returns a new order. The price is the catalog's.
 *
 * @param tenantId for whom
 * @param bundleId the catalog's bundle
 * @param quantity how many, 1 or more
 * @param page how it is paid on a page
 * @param separate true when it is wanted beside a purchase that is under way, which the customer must have confirmed
 * @param idempotencyKey makes a repeated {@link Purchases#buy} charge once, null for one that is never repeated. A page needs
 *     none: the same order is given the same page
 * @param actor who wants it, null for nobody in particular; no personal data
 * @param reason why, null for no reason
 */
public record PurchaseOrder(
        String tenantId,
        String bundleId,
        long quantity,
        Page page,
        boolean separate,
        @Nullable String idempotencyKey,
        @Nullable String actor,
        @Nullable String reason) {

    /**
     * How an order is paid on a page.
     *
     * @param successUrl where the browser goes after paying: a path, or an address below the public URL
     * @param cancelUrl where the browser goes otherwise
     * @param saveCard true, as by default, to keep the card that is used for purchases without the customer
     * @param invoice true to have the payment service write an invoice; false, as by default, for the receipt alone. The
     *     payment service may charge for invoices
     */
    public record Page(String successUrl, String cancelUrl, boolean saveCard, boolean invoice) {}

    public PurchaseOrder {
        Arguments.tenant(tenantId);
        Arguments.text(ErrorCode.ARGUMENT_INVALID, "a bundle id", bundleId);
        Arguments.positive("quantity of a purchase", quantity);
        if (idempotencyKey != null) {
            Arguments.key(idempotencyKey);
        }
        if (actor != null) {
            Arguments.text(ErrorCode.ARGUMENT_INVALID, "the actor of a purchase", actor);
        }
        if (reason != null) {
            Arguments.text(ErrorCode.ARGUMENT_INVALID, "the reason of a purchase", reason);
        }
    }

    /** One bundle; the browser comes back to {@code /}. */
    public static PurchaseOrder of(String tenantId, String bundleId) {
        return new PurchaseOrder(tenantId, bundleId, 1, new Page("/", "/", true, false), false, null, null, null);
    }

    /** This order for so many bundles. */
    public PurchaseOrder quantity(long bundles) {
        return new PurchaseOrder(tenantId, bundleId, bundles, page, separate, idempotencyKey, actor, reason);
    }

    /** This order with other places for the browser to come back to. */
    public PurchaseOrder returnTo(String success, String cancel) {
        return on(new Page(success, cancel, page.saveCard, page.invoice));
    }

    /** This order with or without keeping the card. */
    public PurchaseOrder saveCard(boolean save) {
        return on(new Page(page.successUrl, page.cancelUrl, save, page.invoice));
    }

    /** This order with an invoice for what is paid on a page. */
    public PurchaseOrder withInvoice() {
        return on(new Page(page.successUrl, page.cancelUrl, page.saveCard, true));
    }

    private PurchaseOrder on(Page other) {
        return new PurchaseOrder(tenantId, bundleId, quantity, other, separate, idempotencyKey, actor, reason);
    }

    /** This order as one that the customer wants beside a purchase that is under way. */
    public PurchaseOrder besideOthers() {
        return new PurchaseOrder(tenantId, bundleId, quantity, page, true, idempotencyKey, actor, reason);
    }

    /**
     * This order with an idempotency key of 1 to 255 characters, unique among the tenant's purchases; kept for good. Make it
     * of what the customer did, such as the id of the click or of the form, and send the same again after a crash or a
     * time-out.
     */
    public PurchaseOrder idempotencyKey(String key) {
        return new PurchaseOrder(tenantId, bundleId, quantity, page, separate, key, actor, reason);
    }

    /** This order with who wants it and why. */
    public PurchaseOrder by(String who, String why) {
        return new PurchaseOrder(tenantId, bundleId, quantity, page, separate, idempotencyKey, who, why);
    }
}
