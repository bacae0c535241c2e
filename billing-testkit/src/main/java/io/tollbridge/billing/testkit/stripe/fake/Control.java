// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import java.time.Duration;
import java.util.List;
import java.util.Set;

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
