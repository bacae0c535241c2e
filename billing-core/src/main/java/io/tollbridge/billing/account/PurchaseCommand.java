// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import io.tollbridge.billing.payment.Decline;
import io.tollbridge.billing.payment.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Commands about purchases. Each changes nothing when it is repeated, because it depends on the purchase's state; so none
 * needs a key.
 */
public sealed interface PurchaseCommand extends Command {
    @Override
    default @Nullable OperationKey key() {
        return null;
    }

    @Override
    default boolean createsTenant() {
        return false;
    }

    /**
     * Begin a purchase that somebody wants. Repeating it with the same id gives the purchase as it stands.
     *
     * @param purchaseId a new random id
     * @param wish what is wanted
     * @param seed random; kept when this is the tenant's first purchase
     */
    record RequestPurchase(String tenantId, String purchaseId, Wish wish, String seed) implements PurchaseCommand {
        @Override
        public boolean createsTenant() {
            return true;
        }
    }

    /**
     * What somebody wants to buy.
     *
     * @param kind by page or with the stored means of payment
     * @param bundleId the catalog's bundle
     * @param quantity how many
     * @param separate true when it was confirmed that it is wanted beside a purchase that is under way
     * @param by who wants it and why
     * @param page stands for all that a page of it is opened with, null for other kinds; another page of the same order is
     *     another purchase
     */
    record Wish(
            Purchase.Kind kind,
            String bundleId,
            long quantity,
            boolean separate,
            Attribution by,
            @Nullable String page) {
        /** A wish that needs no page, or one of which it does not matter how it is opened. */
        public Wish(Purchase.Kind kind, String bundleId, long quantity, boolean separate, Attribution by) {
            this(kind, bundleId, quantity, separate, by, null);
        }
    }

    /**
     * Say that a purchase is about to be sent, and freeze what is sent. Whoever is answered with a change, and nobody
     * else, may send it, once this is committed.
     *
     * @param customerId the tenant's customer
     * @param paymentMethodId what is charged
     * @param description on the customer's receipt
     * @param fingerprint of everything that is sent
     */
    record SendPurchase(
            String tenantId,
            String purchaseId,
            String customerId,
            String paymentMethodId,
            String description,
            String fingerprint)
            implements PurchaseCommand {}

    /**
     * Take note of how an open purchase stands. What is over stays over.
     *
     * @param state PROCESSING, ACTION_REQUIRED or UNKNOWN
     * @param paymentId the payment, null when it is not known
     * @param truthAt when that was asked for; older than what is known changes nothing
     */
    record PurchaseProgress(
            String tenantId,
            String purchaseId,
            Purchase.State state,
            @Nullable String paymentId,
            Instant truthAt) implements PurchaseCommand {}

    /**
     * Take note of the page on which a purchase is paid.
     *
     * @param customerId the tenant's customer
     * @param sessionId the page
     * @param expiresAt when its time is over
     */
    record OpenPage(String tenantId, String purchaseId, String customerId, String sessionId, Instant expiresAt)
            implements PurchaseCommand {}

    /**
     * Money has come for a purchase: grant its credits once, whatever was known of it before.
     *
     * @param paymentId the payment
     * @param customerId who paid, null when that is not known
     * @param received how much was taken
     * @param truthAt when that was asked for
     */
    record CompletePurchase(
            String tenantId,
            String purchaseId,
            String paymentId,
            @Nullable String customerId,
            Money received,
            Instant truthAt)
            implements PurchaseCommand {}

    /**
     * An open purchase has come to nothing, and nothing can be collected for it any more.
     *
     * @param paymentId the payment, null when there is none
     * @param end FAILED, CANCELED or EXPIRED; only FAILED counts as a failure
     * @param why what happened
     */
    record FailPurchase(
            String tenantId, String purchaseId, @Nullable String paymentId, Purchase.State end, Decline why)
            implements PurchaseCommand {}

    /**
     * The payment service could not be asked to take money, and certainly has not: try again later with a new number.
     *
     * @param from the state that the purchase was seen in by whoever did not take money; in another one somebody else
     *     may be taking it
     * @param number of the attempt that was not carried out
     * @param again when
     */
    record PostponePurchase(String tenantId, String purchaseId, Purchase.State from, int number, Instant again)
            implements PurchaseCommand {}

    /**
     * A purchase cannot be sent, and nobody has sent it: it fails, unless somebody has sent it meanwhile. One whose page
     * nobody has seen expires, unless somebody has shown it meanwhile.
     *
     * @param from the state that the purchase was seen in
     * @param number of the attempt that was not carried out
     * @param why what happened
     */
    record GiveUpPurchase(String tenantId, String purchaseId, Purchase.State from, int number, Decline why)
            implements PurchaseCommand {}

    /**
     * Choose whether and how bundles are bought by themselves.
     *
     * @param wish what is chosen, with the consent to it
     * @param seed random; kept when nothing was known of the tenant's purchases
     */
    record Configure(String tenantId, AutoPurchase wish, String seed) implements PurchaseCommand {
        @Override
        public @Nullable String purchaseId() {
            return null;
        }

        @Override
        public boolean createsTenant() {
            return true;
        }
    }

    /**
     * An admin switches a tenant's automatic purchases off, or lets them go on: that ends a suspension and the lock after
     * a dispute too.
     *
     * @param stop true for off
     * @param by which admin and why
     * @param seed random; kept when nothing was known of the tenant's purchases
     */
    record Steer(String tenantId, boolean stop, Attribution by, String seed) implements PurchaseCommand {
        @Override
        public @Nullable String purchaseId() {
            return null;
        }
    }

    /**
     * The customer's means of payment was looked at: another card than the one that failed ends a suspension.
     *
     * @param fingerprint of the card, null for one without
     */
    record CardSeen(String tenantId, @Nullable String fingerprint) implements PurchaseCommand {
        @Override
        public @Nullable String purchaseId() {
            return null;
        }
    }

    /** Buy bundles if credits have run low, as after a deduction. */
    record Check(String tenantId) implements PurchaseCommand {
        @Override
        public @Nullable String purchaseId() {
            return null;
        }
    }
}
