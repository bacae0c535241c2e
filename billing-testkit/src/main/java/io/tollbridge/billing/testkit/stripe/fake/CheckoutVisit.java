// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.tollbridge.billing.testkit.stripe.internal.Fields;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a customer does on the pages of Checkout. */
final class CheckoutVisit {
    private final World world;
    private final Payments payments;
    private final SubscriptionMaker maker;
    private final CheckoutInvoice invoices;

    CheckoutVisit(World world, Payments payments, SubscriptionMaker maker, InvoiceBook book) {
        this.world = world;
        this.payments = payments;
        this.maker = maker;
        this.invoices = new CheckoutInvoice(world);
        payments.onChange(this::settled);
        book.onPaid(this::paid);
    }

    /**
     * Pays with a test card.
     *
     * @throws StripeError when the card is refused; the session stays open, and the customer may try another
     */
    void complete(Entity session, String card) {
        if (!session.is("status", "open")) {
            throw StripeError.state(
                    "checkout_session_not_open", null, session.id() + " is " + session.text("status") + ".");
        }
        boolean subscribes = session.is("mode", "subscription");
        boolean keeps = subscribes
                || session.flag("_invoice_creation")
                || session.has("_setup_future_usage")
                || session.is("customer_creation", "always");
        Entity customer = customer(session, keeps);
        Entity method = PaymentMethods.test(world, session.scope(), card);
        if (method.is("type", "customer_balance") && session.has("_setup_future_usage")) {
            throw StripeError.invalidParam(
                    "setup_future_usage", "Bank transfers cannot be kept for later; the page does not offer them.");
        }
        if (subscribes) {
            subscribe(session, Objects.requireNonNull(customer), method);
        } else if (session.whole("amount_total") == 0) {
            finish(session, "no_payment_required");
        } else {
            pay(session, customer, method);
        }
    }

    private @Nullable Entity customer(Entity session, boolean needed) {
        String id = session.text("customer");
        if (id != null) {
            return world.store().any(id).orElseThrow();
        }
        if (!needed) {
            return null;
        }
        Entity customer = Customers.make(world, session.scope(), session.text("customer_email"));
        session.set("customer", customer.id());
        return customer;
    }

    private void pay(Entity session, @Nullable Entity customer, Entity method) {
        String known = session.text("payment_intent");
        Entity intent = known != null
                ? world.store().any(known).orElseThrow()
                : PaymentIntents.make(
                        world,
                        session.scope(),
                        new Fields()
                                .put("amount", session.whole("amount_total"))
                                .put("currency", session.must("currency"))
                                .put("customer", customer == null ? null : customer.id())
                                .put("description", session.text("_payment_description"))
                                .put(
                                        "metadata",
                                        session.group("_payment_metadata").deepCopy())
                                .put("setup_future_usage", session.text("_setup_future_usage"))
                                .put("_checkout", session.id()));
        session.set("payment_intent", intent.id());
        payments.confirm(intent, method, new Payments.Presence(false, false, session.must("success_url")));
        if (intent.is("status", "processing") || Payments.awaitsTransfer(intent)) {
            finish(session, "unpaid");
        }
    }

    private void subscribe(Entity session, Entity customer, Entity method) {
        PaymentMethods.attach(world, method, customer);
        String id = world.ids().next("sub");
        JsonArray items = new JsonArray();
        Json.objects(session.array("_lines")).forEach(line -> items.add(item(line, id)));
        Fields fields = new Fields()
                .put("default_payment_method", method.id())
                .put("metadata", session.group("_subscription_metadata").deepCopy())
                .put("_checkout", session.id());
        Entity subscription =
                maker.make(new SubscriptionMaker.Start(id, customer, items, fields, session.time("_trial_end"), true));
        boolean trial = subscription.is("status", "trialing");
        if (subscription.is("status", "incomplete")) {
            refusedOrAsked(subscription);
        } else if (session.is("status", "open")) {
            complete(session, subscription, trial ? "no_payment_required" : "unpaid");
        }
    }

    /** A refused card leaves an incomplete subscription behind, which is void; the session stays open. */
    private void refusedOrAsked(Entity subscription) {
        Entity invoice = world.store().any(subscription.must("latest_invoice")).orElseThrow();
        boolean asked = world.store()
                .all(subscription.scope(), "payment_intent")
                .anyMatch(one -> one.is("_invoice", invoice.id()) && one.is("status", "requires_action"));
        if (!asked) {
            maker.giveUp(subscription, invoice);
            throw Declines.error("card_declined", "generic_decline");
        }
    }

    private JsonObject item(JsonObject line, String subscription) {
        JsonObject price = Json.group(line, "price").deepCopy();
        return SubscriptionItems.make(world, subscription, price, Json.whole(line, "quantity"), new JsonObject());
    }

    private void settled(Entity intent) {
        String id = intent.text("_checkout");
        if (id == null) {
            return;
        }
        Entity session = world.store().any(id).orElseThrow();
        boolean paid = intent.is("status", "succeeded");
        if (session.is("status", "open") && paid) {
            finish(session, "paid");
        } else if (session.is("status", "complete") && session.is("payment_status", "unpaid")) {
            later(session, paid);
        }
    }

    private void paid(Entity invoice) {
        world.store().any(invoice.must("_subscription")).ifPresent(subscription -> {
            String id = subscription.text("_checkout");
            if (id == null || !invoice.is("billing_reason", "subscription_create")) {
                return;
            }
            Entity session = world.store().any(id).orElseThrow();
            if (session.is("status", "open") && !subscription.is("status", "trialing")) {
                complete(session, subscription, "paid");
            } else if (session.is("status", "complete") && session.is("payment_status", "unpaid")) {
                later(session, true);
            }
        });
    }

    private void later(Entity session, boolean paid) {
        if (paid) {
            session.set("payment_status", "paid");
            invoice(session);
        }
        world.events().emit("checkout.session.async_payment_" + (paid ? "succeeded" : "failed"), session);
    }

    private void complete(Entity session, Entity subscription, String payment) {
        session.set("subscription", subscription.id()).set("invoice", subscription.text("latest_invoice"));
        finish(session, payment);
    }

    private void finish(Entity session, String payment) {
        String customer = session.text("customer");
        String email = customer == null
                ? session.text("customer_email")
                : world.store().any(customer).orElseThrow().text("email");
        session.set("status", "complete")
                .set("payment_status", payment)
                .set("url", null)
                .set(
                        "customer_details",
                        new Fields().put("address", null).put("email", email).put("name", null));
        if (payment.equals("paid")) {
            invoice(session);
        }
        world.events().emit("checkout.session.completed", session);
    }

    private void invoice(Entity session) {
        if (session.flag("_invoice_creation") && session.is("mode", "payment")) {
            invoices.write(session);
        }
    }
}
