// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import com.google.gson.JsonObject;
import io.tollbridge.billing.testkit.stripe.internal.Fields;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /v1/customers}. */
final class Customers implements Resource {
    private static final String PATH = "/v1/customers";
    private static final String[] FIELDS = {
        "name",
        "email",
        "description",
        "phone",
        "metadata.*",
        "payment_method",
        "invoice_settings.default_payment_method",
        "preferred_locales.*",
        "address.*",
        "tax_exempt",
        "balance"
    };

    private final World world;

    Customers(World world) {
        this.world = world;
    }

    @Override
    public void register(Routes routes) {
        routes.post(PATH, this::create, FIELDS);
        routes.get(PATH + "/{id}", call -> Answer.of(world.store().get(call.scope(), "customer", call.id(), "id")));
        routes.post(PATH + "/{id}", this::update, FIELDS);
        routes.delete(PATH + "/{id}", this::delete);
        routes.list(PATH, this::list, "email");
        routes.get(PATH + "/{id}/payment_methods/{payment_method}", this::paymentMethod);
        routes.list(PATH + "/{id}/payment_methods", this::paymentMethods, "type");
    }

    private Answer create(Call call) {
        Params params = call.params();
        check(params);
        Entity customer = make(world, call.scope(), params);
        attach(call, customer);
        defaultPaymentMethod(call, customer);
        return Answer.of(customer);
    }

    /** A customer who comes by Checkout. */
    static Entity make(World world, Scope scope, @Nullable String email) {
        return make(world, scope, Params.root(email == null ? Map.of() : Map.of("email", email)));
    }

    private static Entity make(World world, Scope scope, Params params) {
        Fields fields = new Fields()
                .put("object", "customer")
                .put("address", null)
                .put("balance", params.whole("balance", 0))
                .put("currency", null)
                .put("default_source", null)
                .put("delinquent", false)
                .put("description", params.text("description"))
                .put("discount", null)
                .put("email", params.text("email"))
                .put("invoice_prefix", world.ids().next("", 8).substring(1).toUpperCase(Locale.ROOT))
                .put("invoice_settings", settings(null))
                .put("metadata", Metadata.of(params))
                .put("name", params.text("name"))
                .put("next_invoice_sequence", 1)
                .put("phone", params.text("phone"))
                .put("preferred_locales", params.texts("preferred_locales"))
                .put("shipping", null)
                .put("tax_exempt", params.text("tax_exempt", "none"))
                .put("test_clock", null);
        Entity customer = world.create(scope, "cus", fields);
        world.events().emit("customer.created", customer);
        return customer;
    }

    private Answer update(Call call) {
        Entity customer = Present.get(world, call, "customer", call.id(), "id");
        check(call.params());
        JsonObject before = customer.snapshot();
        for (String field : new String[] {"name", "email", "description", "phone", "tax_exempt"}) {
            if (call.params().has(field)) {
                customer.set(field, call.params().text(field));
            }
        }
        if (call.params().has("balance")) {
            customer.set("balance", call.params().requiredWhole("balance"));
        }
        Metadata.merge(customer, call.params());
        attach(call, customer);
        defaultPaymentMethod(call, customer);
        world.events().updated("customer.updated", customer, before);
        return Answer.of(customer);
    }

    private Answer delete(Call call) {
        Entity customer = Present.get(world, call, "customer", call.id(), "id");
        world.deletions().forEach(deletion -> deletion.accept(customer));
        world.events().emit("customer.deleted", customer);
        customer.delete();
        return Answer.of(customer);
    }

    private Answer list(Call call) {
        return Lists.page(call, world.store().all(call.scope(), "customer").filter(Lists.same(call, "email")), PATH);
    }

    private Answer paymentMethods(Call call) {
        Present.get(world, call, "customer", call.id(), "customer");
        return Lists.page(
                call,
                world.store()
                        .all(call.scope(), "payment_method")
                        .filter(one -> one.is("customer", call.id()))
                        .filter(Lists.same(call, "type")),
                PATH + "/" + call.id() + "/payment_methods");
    }

    private Answer paymentMethod(Call call) {
        Entity method =
                world.store().get(call.scope(), "payment_method", call.path("payment_method"), "payment_method");
        if (!method.is("customer", call.id())) {
            throw StripeError.missing("payment_method", method.id(), "payment_method");
        }
        return Answer.of(method);
    }

    private static void check(Params params) {
        String email = params.text("email");
        if (email != null && !email.contains("@")) {
            throw StripeError.invalid(400, "email_invalid", "email", "Invalid email address: " + email);
        }
    }

    private void attach(Call call, Entity customer) {
        String method = call.params().text("payment_method");
        if (method != null) {
            PaymentMethods.attach(world, PaymentMethods.resolve(world, call, method, "payment_method"), customer);
        }
    }

    private void defaultPaymentMethod(Call call, Entity customer) {
        Params settings = call.params().group("invoice_settings");
        if (!settings.has("default_payment_method")) {
            return;
        }
        String wanted = settings.text("default_payment_method");
        if (wanted != null) {
            Entity method = PaymentMethods.resolve(world, call, wanted, settings.path("default_payment_method"));
            if (!method.is("customer", customer.id())) {
                throw StripeError.invalid(
                        400,
                        null,
                        settings.path("default_payment_method"),
                        "The customer does not have a payment method with the ID " + wanted
                                + ". The payment method must be attached to the customer.");
            }
            wanted = method.id();
        }
        customer.set("invoice_settings", settings(wanted));
    }

    private static Fields settings(@Nullable String paymentMethod) {
        return new Fields()
                .put("custom_fields", null)
                .put("default_payment_method", paymentMethod)
                .put("footer", null)
                .put("rendering_options", null);
    }
}
