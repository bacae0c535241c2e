// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What customers, banks and Stripe's own people do, for tests. Thread-safe. */
public final class Control {
    private final World world;
    private final Resources resources;
    private final Runnable after;

    Control(World world, Resources resources, Runnable after) {
        this.world = world;
        this.resources = resources;
        this.after = after;
    }

    /** The next charges are refused with {@code generic_decline}, whatever the card. */
    public void declineNextCharges(int count) {
        declineNextCharges(count, "generic_decline");
    }

    /**
     * The next charges are refused, whatever the card.
     *
     * @param declineCode Stripe's word for the reason, such as {@code insufficient_funds}
     */
    public void declineNextCharges(int count, String declineCode) {
        act(() -> resources.payments().declineNext(count, declineCode));
    }

    /** Charges fare as their cards do, again. */
    public void acceptCharges() {
        act(() -> resources.payments().acceptAgain());
    }

    /**
     * A payment that has been told as succeeded turns out to be canceled, and nobody is told: what no real payment does, but
     * what is on record after a mistake or a change by hand.
     */
    public void undoPayment(String paymentIntentId) {
        act(() -> entity("payment_intent", paymentIntentId)
                .set("status", "canceled")
                .set("amount_received", 0));
    }

    /** Undoes {@link #undoPayment}, and nobody is told. */
    public void redoPayment(String paymentIntentId) {
        act(() -> {
            Entity intent = entity("payment_intent", paymentIntentId);
            intent.set("status", "succeeded").set("amount_received", intent.whole("amount"));
        });
    }

    /** A payment took another amount, in minor units, than has been told, and nobody is told. */
    public void misreportPayment(String paymentIntentId, long received) {
        act(() -> entity("payment_intent", paymentIntentId).set("amount_received", received));
    }

    /** A payment is not on record any more, as for the key of another account. */
    public void forgetPayment(String paymentIntentId) {
        act(() -> world.store().remove(entity("payment_intent", paymentIntentId)));
    }

    /** The customer proves who they are, for a PaymentIntent in {@code requires_action}. */
    public void authenticate(String paymentIntentId) {
        act(() -> resources.payments().authenticate(entity("payment_intent", paymentIntentId), true));
    }

    /** The customer fails to prove who they are, for a PaymentIntent in {@code requires_action}. */
    public void failAuthentication(String paymentIntentId) {
        act(() -> resources.payments().authenticate(entity("payment_intent", paymentIntentId), false));
    }

    /** The bank pays, for a PaymentIntent in {@code processing}. */
    public void settlePayment(String paymentIntentId) {
        act(() -> resources.payments().settle(entity("payment_intent", paymentIntentId), true));
    }

    /** The bank does not pay, for a PaymentIntent in {@code processing}. */
    public void failPayment(String paymentIntentId) {
        act(() -> resources.payments().settle(entity("payment_intent", paymentIntentId), false));
    }

    /**
     * Money of a bank transfer comes, for a PaymentIntent that waits for one.
     *
     * @param amount minor units; a part of what is missing, or all of it
     */
    public void transfer(String paymentIntentId, long amount) {
        act(() -> resources.payments().transferred(entity("payment_intent", paymentIntentId), amount));
    }

    /**
     * How renewals that cannot be paid are tried again. At first: after 3, 5 and 7 days, then the subscription ends.
     *
     * @param afterwards what becomes of the subscription after the last attempt: {@code cancel}, {@code unpaid} or
     *     {@code past_due}
     * @param pauses from each attempt to the next
     */
    public void dunning(String afterwards, Duration... pauses) {
        if (!Set.of("cancel", "unpaid", "past_due").contains(afterwards)) {
            throw new IllegalArgumentException(
                    "after the last attempt a subscription is: cancel, unpaid or past_due; not " + afterwards);
        }
        act(() -> resources.dunning().policy(List.of(pauses), afterwards));
    }

    /** A refund that has been told as succeeded or pending fails after all; the money is the account's again. */
    public void failRefund(String refundId) {
        act(() -> resources.refunds().fail(entity("refund", refundId), "lost_or_stolen_card"));
    }

    /** The customer's bank takes the whole charge back; returns the dispute's id. */
    public String openDispute(String chargeId) {
        return dispute(chargeId, null, false);
    }

    /** The customer's bank takes a part of the charge back, in minor units; returns the dispute's id. */
    public String openDispute(String chargeId, long amount) {
        return dispute(chargeId, amount, false);
    }

    /** The customer's bank asks about the charge, and takes nothing yet; returns the dispute's id. */
    public String openInquiry(String chargeId) {
        return dispute(chargeId, null, true);
    }

    /** An inquiry becomes a dispute, and the money goes. */
    public void escalate(String disputeId) {
        act(() -> resources.disputes().escalate(entity("dispute", disputeId)));
    }

    /** The dispute is won, and the money comes back. An inquiry is closed. */
    public void winDispute(String disputeId) {
        act(() -> resources.disputes().close(entity("dispute", disputeId), "won"));
    }

    /** The dispute is lost. An inquiry is closed. */
    public void loseDispute(String disputeId) {
        act(() -> resources.disputes().close(entity("dispute", disputeId), "lost"));
    }

    /** Money of a dispute comes back, in minor units; this may happen to a lost one. */
    public void reinstateFunds(String disputeId, long amount) {
        act(() -> resources.disputes().reinstate(entity("dispute", disputeId), amount));
    }

    /** The customer pays a Checkout session with a good card. */
    public void completeCheckout(String sessionId) {
        completeCheckout(sessionId, "pm_card_visa");
    }

    /**
     * The customer pays a Checkout session.
     *
     * @param card id of a test payment method; {@code pm_sepaDebit} takes five days, {@code pm_sepaDebit_fails} fails
     *     then, and {@code pm_bankTransfer} waits for {@link #transfer}
     * @throws IllegalStateException when the card is refused or the session is not open; it stays as it was
     */
    public void completeCheckout(String sessionId, String card) {
        act(() -> {
            try {
                resources.checkout().complete(entity("checkout.session", sessionId), card);
            } catch (StripeError e) {
                throw new IllegalStateException("the customer could not pay: " + e.getMessage(), e);
            }
        });
    }

    /** The session is too old; Stripe does this by itself after 24 hours. */
    public void expireCheckout(String sessionId) {
        act(() -> CheckoutSessions.expire(world, entity("checkout.session", sessionId)));
    }

    /** The customer cancels in the portal, for the end of the period. */
    public void cancelInPortal(String subscriptionId) {
        act(() -> resources.portal().cancel(entity("subscription", subscriptionId)));
    }

    /** The customer takes a cancellation back in the portal. */
    public void keepInPortal(String subscriptionId) {
        act(() -> resources.portal().keep(entity("subscription", subscriptionId)));
    }

    /** The customer changes to another price in the portal, and pays the difference at once. */
    public void switchInPortal(String subscriptionId, String priceId) {
        act(() -> resources.portal().swap(entity("subscription", subscriptionId), priceId));
    }

    /** The customer makes a test card the default in the portal. */
    public void changeCard(String customerId, String card) {
        act(() -> resources.portal().card(entity("customer", customerId), card));
    }

    /** Nobody has saved the portal's settings: sessions without a configuration are refused. */
    public void removePortalSettings() {
        act(world::removePortal);
    }

    private String dispute(String chargeId, @Nullable Long amount, boolean inquiry) {
        String id = world.alone(() -> {
            Entity charge = entity("charge", chargeId);
            long over = amount == null ? charge.whole("amount") : amount;
            return resources.disputes().open(charge, over, inquiry, "general").id();
        });
        after.run();
        return id;
    }

    private Entity entity(String object, String id) {
        return world.store()
                .any(id)
                .filter(entity -> entity.object().equals(object))
                .orElseThrow(() -> new IllegalArgumentException("the fake Stripe has no " + object + " " + id));
    }

    private void act(Runnable action) {
        world.alone(action);
        after.run();
    }
}
