// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

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
