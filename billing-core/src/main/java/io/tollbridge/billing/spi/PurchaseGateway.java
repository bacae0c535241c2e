// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.spi;

import io.tollbridge.billing.BillingConfigurationException;
import io.tollbridge.billing.InvalidArgumentException;
import io.tollbridge.billing.payment.CheckoutRequest;
import io.tollbridge.billing.payment.GatewayException;
import io.tollbridge.billing.payment.GatewayRefund;
import io.tollbridge.billing.payment.HostedPage;
import io.tollbridge.billing.payment.PaymentConfirmation;
import io.tollbridge.billing.payment.PaymentReceipt;
import io.tollbridge.billing.payment.PurchaseAttempt;
import io.tollbridge.billing.payment.PurchaseOutcome;
import io.tollbridge.billing.payment.RefundRequest;
import java.time.Instant;
import java.util.Optional;

/** Taking and giving back money. Thread-safe. */
public interface PurchaseGateway {
    /**
     * Charges an attempt for the first and only time. Never throws for what the service or the network does.
     *
     * <p>Call this at most once for each attempt, after the row that says so was committed, best by the one who changed
     * the row from "to be sent" to "sent". Whoever finds such a row later calls {@link #resolve}: only there is it taken
     * into account that an earlier call may have got through.
     */
    PurchaseOutcome purchaseCredits(PurchaseAttempt attempt);

    /**
     * Settles an attempt whose outcome is not known; safe to repeat at any time and on several nodes at once. Within 23
     * hours of {@link PurchaseAttempt#firstSentAt} the same request is sent again under the same key, which makes the
     * charge if it was never made, and never makes a second one. Later, or when the service cannot answer that way, the
     * customer's payments are listed and searched for the attempt. A payment of the attempt that nobody would ever
     * confirm is canceled.
     *
     * @param now the time, by the clock that told {@code firstSentAt}
     */
    PurchaseOutcome resolve(PurchaseAttempt attempt, Instant now);

    /**
     * Looks for the payment of an attempt that nobody wants any more, and never sends it. Never throws for what the
     * service or the network does.
     *
     * @return empty when the service has no payment of it now; unknown, as by default, when that cannot be told
     */
    default Optional<PurchaseOutcome> find(PurchaseAttempt attempt) {
        return Optional.of(new PurchaseOutcome.Unknown("this gateway cannot look for an attempt"));
    }

    /** How a payment of the attempt stands now. {@code Unknown} when that cannot be read. */
    PurchaseOutcome payment(PurchaseAttempt attempt, String paymentId);

    /**
     * Sees to it that a payment of the attempt can no longer be collected. {@code Failed} when it is canceled now,
     * anything else when it could not be canceled any more: in that case what is told has happened.
     */
    PurchaseOutcome cancelPayment(PurchaseAttempt attempt, String paymentId);

    /**
     * Has the customer, who is there now, confirm a payment of the attempt that the bank wants confirmed. One payment takes
     * money once, so it is safe to repeat, also on several nodes at once. A confirmation that is under way already is
     * gone on with.
     *
     * @param returnUrl where the browser goes afterwards: a path, or an address below the configured public URL. Arriving
     *     there proves nothing
     * @throws GatewayException when the customer must do something that has no page
     */
    PaymentConfirmation confirmPayment(PurchaseAttempt attempt, String paymentId, String returnUrl);

    /**
     * Refuses an address to which no page of the service may lead back. Asks nobody, so that it can be called before
     * anything is stored. Allows every address by default.
     *
     * @param url a path, or an address below the configured public URL
     * @throws InvalidArgumentException for an address that is not the host's own
     * @throws BillingConfigurationException when no public URL is configured
     */
    default void checkReturnUrl(String url) {}

    /**
     * A page on which the customer pays. The same key gives the same page.
     *
     * @throws GatewayException when there is none; with {@code GATEWAY_ATTEMPT_SPENT} or {@code GATEWAY_KEY_CONFLICT}
     *     when this key will never give one that could be told, so that a new purchase may be begun
     */
    HostedPage createCheckout(CheckoutRequest request);

    /**
     * A page as it is now.
     *
     * @return empty when it cannot be paid any more, or is not known
     * @throws GatewayException when that cannot be read
     */
    Optional<HostedPage> findCheckout(String sessionId);

    /**
     * Closes a page so that it cannot be paid any more.
     *
     * @return false when it had been paid or closed already
     * @throws GatewayException when that is not known
     */
    boolean expireCheckout(String sessionId);

    /**
     * How the payment of a page stands now. {@code RequiresAction} with the page's id while it can still be paid,
     * {@code Failed} with {@code GATEWAY_ATTEMPT_SPENT} when it never will be, {@code Unknown} when that cannot be read.
     */
    PurchaseOutcome checkout(String sessionId, String purchaseId);

    /**
     * Where the receipt of a payment is, and its invoice where there is one. Read anew each time.
     *
     * @return empty when the payment is not known, or took no money
     * @throws GatewayException when that cannot be read
     */
    Optional<PaymentReceipt> receipt(String paymentId);

    /**
     * Gives money back.
     *
     * @throws GatewayException with {@code GATEWAY_OUTCOME_UNKNOWN} when it is to be repeated with the same key within
     *     24 hours, and after that only when listing the payment's refunds shows none of the key
     */
    GatewayRefund refund(RefundRequest request);
}
