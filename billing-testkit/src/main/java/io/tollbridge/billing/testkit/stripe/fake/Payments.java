// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import com.google.gson.JsonObject;
import io.tollbridge.billing.testkit.stripe.ApiRendering;
import io.tollbridge.billing.testkit.stripe.internal.Fields;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What becomes of a payment: the states of a PaymentIntent after its confirmation. */
final class Payments {
    private static final Duration BANK_TAKES = Duration.ofDays(5);
    private static final String TRANSFER = "display_bank_transfer_instructions";

    private final World world;
    private final Charges charges;
    private final Supplier<String> base;
    private final Queue<String> ordered = new ArrayDeque<>();
    private final List<Consumer<Entity>> listeners = new ArrayList<>();

    Payments(World world, Charges charges, Supplier<String> base) {
        this.world = world;
        this.charges = charges;
        this.base = base;
    }

    /** Called with each intent that has come to an end, or back to needing a payment method. */
    void onChange(Consumer<Entity> listener) {
        listeners.add(listener);
    }

    /** The next charges are declined, whatever the card. */
    void declineNext(int count, String declineCode) {
        for (int i = 0; i < count; i++) {
            ordered.add(declineCode);
        }
    }

    void acceptAgain() {
        ordered.clear();
    }

    /** How the customer is there to help: not at all, on a page of the host, or it is an error to need help. */
    record Presence(
            boolean offSession,
            boolean errorOnAction,
            @Nullable String returnUrl) {
        /** Stripe charges by itself. When the bank asks for the customer, the payment waits for them. */
        static final Presence RENEWING = new Presence(false, false, null);
    }

    /**
     * Charges a payment method for an intent.
     *
     * @throws StripeError 402, with the intent already in its new state, when the bank refuses
     */
    void confirm(Entity intent, Entity method, Presence presence) {
        intent.set("payment_method", method.id())
                .set("last_payment_error", null)
                .set("next_action", null);
        String order = ordered.poll();
        TestCard card = PaymentMethods.card(method);
        if (order != null) {
            throw decline(intent, method, "card_declined", order);
        }
        switch (card.kind()) {
            case DECLINED, FAILS_AFTER_ATTACHING ->
                throw decline(
                        intent, method, text(card.code(), "card_declined"), text(card.reason(), "generic_decline"));
            case ALWAYS_ASKS -> ask(intent, method, presence);
            case ASKS_UNTIL_SET_UP -> {
                if (method.flag("_set_up")) {
                    succeed(intent, method);
                } else {
                    ask(intent, method, presence);
                }
            }
            case TRANSFERS -> awaitTransfer(intent);
            case PAYS_LATER, FAILS_LATER -> process(intent, method, card.kind() == TestCard.Kind.PAYS_LATER);
            default -> succeed(intent, method);
        }
    }

    /** The customer has proved who they are, or has failed to. */
    void authenticate(Entity intent, boolean proved) {
        if (!intent.is("status", "requires_action") || awaitsTransfer(intent)) {
            throw new IllegalStateException(
                    intent.id() + " does not wait for its customer, it is " + intent.text("status"));
        }
        Entity method = world.store().any(intent.must("payment_method")).orElseThrow();
        intent.set("next_action", null);
        if (!proved) {
            refuse(
                    intent,
                    method,
                    null,
                    "payment_intent_authentication_failure",
                    null,
                    "The provided"
                            + " PaymentMethod has failed authentication. You can provide payment_method_data or a new"
                            + " PaymentMethod to attempt to fulfill this PaymentIntent again.");
            return;
        }
        TestCard card = PaymentMethods.card(method);
        if (card.reason() != null) {
            declineQuietly(intent, method, card.reason());
        } else {
            method.set("_set_up", true);
            succeed(intent, method);
        }
    }

    /** A bank's answer to a payment that is being processed. */
    void settle(Entity intent, boolean paid) {
        if (!intent.is("status", "processing")) {
            throw new IllegalStateException(intent.id() + " is not being processed, it is " + intent.text("status"));
        }
        Entity charge = world.store().any(intent.must("latest_charge")).orElseThrow();
        Entity method = world.store().any(intent.must("payment_method")).orElseThrow();
        if (paid) {
            charges.succeed(charge);
            finish(intent, method, charge);
        } else {
            charges.fail(charge, "insufficient_funds");
            refuse(
                    intent,
                    method,
                    charge.id(),
                    "payment_intent_payment_attempt_failed",
                    null,
                    "The customer's bank account has insufficient funds.");
        }
    }

    /** Money of a bank transfer has come, all of it or a part. */
    void transferred(Entity intent, long amount) {
        JsonObject action = intent.group("next_action");
        long open = action.has(TRANSFER) ? Json.whole(action.getAsJsonObject(TRANSFER), "amount_remaining") : 0;
        if (amount < 1 || amount > open) {
            throw new IllegalStateException(intent.id() + " waits for a transfer of " + open + ", not of " + amount);
        }
        if (amount == open) {
            Entity method = world.store().any(intent.must("payment_method")).orElseThrow();
            intent.set("next_action", null);
            succeed(intent, method);
            return;
        }
        action.getAsJsonObject(TRANSFER).addProperty("amount_remaining", open - amount);
        world.events().emit("payment_intent.partially_funded", intent);
    }

    /** True for a payment whose customer has been told where to send the money. */
    static boolean awaitsTransfer(Entity intent) {
        return intent.has("next_action") && intent.group("next_action").has(TRANSFER);
    }

    private void awaitTransfer(Entity intent) {
        Fields instructions = new Fields()
                .put("amount_remaining", intent.whole("amount"))
                .put("currency", intent.must("currency"))
                .put("hosted_instructions_url", base.get() + "/fake/transfer/" + intent.id())
                .put("reference", intent.id())
                .put("type", "us_bank_transfer");
        intent.set("status", "requires_action")
                .set("next_action", new Fields().put(TRANSFER, instructions).put("type", TRANSFER));
        world.events().emit("payment_intent.requires_action", intent);
    }

    void cancel(Entity intent, @Nullable String reason) {
        intent.set("status", "canceled")
                .set("canceled_at", world.now())
                .set("cancellation_reason", reason)
                .set("next_action", null);
        world.events().emit("payment_intent.canceled", intent);
        changed(intent);
    }

    private void succeed(Entity intent, Entity method) {
        finish(intent, method, charges.succeed(intent, method));
    }

    private void finish(Entity intent, Entity method, Entity charge) {
        intent.set("status", "succeeded")
                .set("amount_received", intent.whole("amount"))
                .set("latest_charge", charge.id())
                .set("last_payment_error", null);
        keepForLater(intent, method);
        world.events().emit("payment_intent.succeeded", intent);
        changed(intent);
    }

    private void keepForLater(Entity intent, Entity method) {
        String customer = intent.text("customer");
        if (intent.has("setup_future_usage") && customer != null) {
            method.set("_set_up", true);
            if (!method.has("customer")) {
                PaymentMethods.attach(world, method, world.store().any(customer).orElseThrow());
            }
        }
    }

    private void process(Entity intent, Entity method, boolean pays) {
        Entity charge = charges.pend(intent, method);
        intent.set("status", "processing").set("latest_charge", charge.id());
        world.events().emit("payment_intent.processing", intent);
        world.timeline().after(BANK_TAKES, () -> {
            if (intent.is("status", "processing") && intent.is("latest_charge", charge.id())) {
                settle(intent, pays);
            }
        });
    }

    private void ask(Entity intent, Entity method, Presence presence) {
        if (presence.offSession()) {
            throw decline(intent, method, "authentication_required", "authentication_required");
        }
        if (presence.errorOnAction()) {
            StripeError error = Declines.error("authentication_required", "authentication_not_handled");
            refuse(intent, method, null, "authentication_required", "authentication_not_handled", error.getMessage());
            throw error;
        }
        intent.set("status", "requires_action").set("next_action", nextAction(intent, presence.returnUrl()));
        world.events().emit("payment_intent.requires_action", intent);
    }

    private Fields nextAction(Entity intent, @Nullable String returnUrl) {
        if (returnUrl == null) {
            return new Fields()
                    .put("type", "use_stripe_sdk")
                    .put("use_stripe_sdk", new Fields().put("type", "three_d_secure_redirect"));
        }
        intent.set("_return_url", returnUrl);
        Fields redirect = new Fields()
                .put("return_url", returnUrl)
                .put("url", base.get() + AuthenticationPage.PATH + intent.id());
        return new Fields().put("redirect_to_url", redirect).put("type", "redirect_to_url");
    }

    private StripeError decline(Entity intent, Entity method, String code, String declineCode) {
        Entity charge = charges.fail(intent, method, code, declineCode);
        StripeError error = Declines.error(code, declineCode).with("charge", charge.id());
        refuse(intent, method, charge.id(), code, declineCode, error.getMessage());
        return error;
    }

    private void declineQuietly(Entity intent, Entity method, String declineCode) {
        Entity charge = charges.fail(intent, method, "card_declined", declineCode);
        refuse(intent, method, charge.id(), "card_declined", declineCode, Declines.message(declineCode));
    }

    private void refuse(
            Entity intent,
            Entity method,
            @Nullable String charge,
            String code,
            @Nullable String declineCode,
            @Nullable String message) {
        Fields error = new Fields()
                .put("charge", charge)
                .put("code", code)
                .put("decline_code", declineCode)
                .put("doc_url", "https://stripe.com/docs/error-codes/" + code.replace('_', '-'))
                .put("message", message)
                .put("payment_method", world.render(method, ApiRendering.DAHLIA_2026_07_29))
                .put("type", declineCode == null ? "invalid_request_error" : "card_error");
        intent.set("status", "requires_payment_method")
                .set("last_payment_error", error)
                .set("payment_method", null)
                .set("next_action", null);
        if (charge != null) {
            intent.set("latest_charge", charge);
        }
        world.events().emit("payment_intent.payment_failed", intent);
        changed(intent);
    }

    private void changed(Entity intent) {
        listeners.forEach(listener -> listener.accept(intent));
    }

    private static String text(@Nullable String value, String otherwise) {
        return value == null ? otherwise : value;
    }
}
