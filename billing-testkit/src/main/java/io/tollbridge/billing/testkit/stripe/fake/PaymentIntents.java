// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import com.google.gson.JsonObject;
import io.tollbridge.billing.testkit.stripe.ApiRendering;
import io.tollbridge.billing.testkit.stripe.internal.Fields;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /v1/payment_intents}. */
final class PaymentIntents implements Resource {
    private static final String PATH = "/v1/payment_intents";
    private static final Set<String> OPEN =
            Set.of("requires_payment_method", "requires_confirmation", "requires_action");
    private static final String[] SHARED = {
        "amount",
        "currency",
        "customer",
        "payment_method",
        "payment_method_types.*",
        "description",
        "metadata.*",
        "setup_future_usage",
        "receipt_email",
        "statement_descriptor",
        "statement_descriptor_suffix"
    };
    private static final String[] CONFIRMING = {
        "off_session", "error_on_requires_action", "return_url", "use_stripe_sdk", "payment_method"
    };

    private final World world;
    private final Payments payments;

    PaymentIntents(World world, Payments payments) {
        this.world = world;
        this.payments = payments;
    }

    @Override
    public void register(Routes routes) {
        String[] creating = {
            "automatic_payment_methods.enabled",
            "automatic_payment_methods.allow_redirects",
            "confirm",
            "capture_method",
            "confirmation_method"
        };
        routes.post(PATH, this::create, joined(SHARED, CONFIRMING, creating));
        routes.get(PATH + "/{id}", call -> Answer.of(get(call)), "client_secret");
        routes.post(PATH + "/{id}", this::update, SHARED);
        routes.post(PATH + "/{id}/confirm", call -> confirm(call, get(call)), joined(CONFIRMING, new String[] {
            "setup_future_usage", "receipt_email"
        }));
        routes.post(PATH + "/{id}/cancel", this::cancel, "cancellation_reason");
        routes.list(
                PATH,
                call -> Lists.page(
                        call,
                        world.store().all(call.scope(), "payment_intent").filter(Lists.same(call, "customer")),
                        PATH),
                "customer");
        world.versions().old("payment_intent", this::old);
    }

    /** An intent that is not confirmed yet. */
    static Entity make(World world, Scope scope, Fields given) {
        String id = world.ids().next("pi");
        JsonObject json = new Fields()
                .put("object", "payment_intent")
                .put("amount", 0)
                .put("amount_capturable", 0)
                .put("amount_details", new Fields().put("tip", new Fields()))
                .put("amount_received", 0)
                .put("application", null)
                .put("application_fee_amount", null)
                .put("automatic_payment_methods", null)
                .put("canceled_at", null)
                .put("cancellation_reason", null)
                .put("capture_method", "automatic_async")
                .put("client_secret", id + "_secret_" + world.ids().next("", 24).substring(1))
                .put("confirmation_method", "automatic")
                .put("currency", "usd")
                .put("customer", null)
                .put("description", null)
                .put("last_payment_error", null)
                .put("latest_charge", null)
                .put("metadata", new Fields())
                .put("next_action", null)
                .put("on_behalf_of", null)
                .put("payment_method", null)
                .put("payment_method_options", new Fields())
                .put("payment_method_types", List.of("card"))
                .put("processing", null)
                .put("receipt_email", null)
                .put("review", null)
                .put("setup_future_usage", null)
                .put("shipping", null)
                .put("statement_descriptor", null)
                .put("statement_descriptor_suffix", null)
                .put("status", "requires_payment_method")
                .put("transfer_data", null)
                .put("transfer_group", null)
                .json();
        given.json().entrySet().forEach(field -> json.add(field.getKey(), field.getValue()));
        Entity intent = world.create(scope, id, json);
        world.events().emit("payment_intent.created", intent);
        return intent;
    }

    private Answer create(Call call) {
        Params params = call.params();
        String currency = Money.currency(params);
        long amount = Money.chargeable(params, currency);
        if (params.has("capture_method")) {
            params.oneOf("capture_method", "automatic_async", "automatic", "automatic_async");
        }
        String customer = customer(call);
        boolean confirms = params.flag("confirm", false);
        if (params.has("off_session") && !confirms) {
            throw StripeError.invalidParam("off_session", "`off_session` can only be used with `confirm=true`.");
        }
        Entity method = method(call, customer);
        List<String> types = params.texts("payment_method_types");
        boolean redirects = types.isEmpty()
                && !"never".equals(params.group("automatic_payment_methods").text("allow_redirects"));
        if (confirms && redirects && !params.flag("off_session", false) && params.text("return_url") == null) {
            throw StripeError.invalidParam(
                    "return_url",
                    "This PaymentIntent is configured to accept payment methods enabled in your Dashboard. Because some"
                            + " of these payment methods might redirect your customer off of your page, you must"
                            + " provide a `return_url`. If you don't want to accept redirect-based payment methods, set"
                            + " `automatic_payment_methods[enabled]` to `true` and"
                            + " `automatic_payment_methods[allow_redirects]` to `never`.");
        }
        Entity intent = make(
                world,
                call.scope(),
                new Fields()
                        .put("amount", amount)
                        .put("automatic_payment_methods", automatic(types, redirects))
                        .put("currency", currency)
                        .put("customer", customer)
                        .put("description", params.text("description"))
                        .put("metadata", Metadata.of(params))
                        .put("payment_method", method == null ? null : method.id())
                        .put("payment_method_types", types.isEmpty() ? List.of("card", "sepa_debit") : types)
                        .put("receipt_email", params.text("receipt_email"))
                        .put("setup_future_usage", params.text("setup_future_usage"))
                        .put("statement_descriptor", params.text("statement_descriptor"))
                        .put("statement_descriptor_suffix", params.text("statement_descriptor_suffix"))
                        .put("status", method == null ? "requires_payment_method" : "requires_confirmation"));
        return confirms ? confirm(call, intent) : Answer.of(intent);
    }

    private Answer confirm(Call call, Entity intent) {
        Params params = call.params();
        if (!OPEN.contains(intent.must("status"))) {
            String why = intent.is("status", "succeeded")
                    ? "it has already succeeded after being previously confirmed."
                    : "it has a status of " + intent.text("status") + ".";
            throw unexpected(call, intent, "You cannot confirm this PaymentIntent because " + why);
        }
        Entity method = method(call, intent.text("customer"));
        String stored = intent.text("payment_method");
        if (method == null && stored != null) {
            method = world.store().get(call.scope(), "payment_method", stored, "payment_method");
        }
        if (method == null) {
            throw unexpected(
                    call,
                    intent,
                    "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update"
                            + " the PaymentIntent with a payment method and then confirm it again, or confirm it again"
                            + " directly with a payment method or ConfirmationToken.");
        }
        if (params.has("setup_future_usage")) {
            intent.set("setup_future_usage", params.text("setup_future_usage"));
        }
        try {
            payments.confirm(
                    intent,
                    method,
                    new Payments.Presence(
                            params.flag("off_session", false),
                            params.flag("error_on_requires_action", false),
                            params.text("return_url")));
        } catch (StripeError e) {
            throw e.with("payment_intent", world.render(intent, call.rendering()))
                    .with("payment_method", world.render(method, call.rendering()));
        }
        return Answer.of(intent);
    }

    private Answer update(Call call) {
        Entity intent = get(call);
        Params params = call.params();
        boolean frozen = !OPEN.contains(intent.must("status"));
        for (String field : new String[] {"amount", "currency", "customer", "payment_method"}) {
            if (frozen && params.has(field)) {
                throw unexpected(
                        call,
                        intent,
                        "This PaymentIntent's " + field + " could not be updated because it has a status of "
                                + intent.text("status") + ".");
            }
        }
        if (params.has("currency")) {
            intent.set("currency", Money.currency(params));
        }
        if (params.has("amount")) {
            intent.set("amount", Money.chargeable(params, intent.must("currency")));
        }
        if (params.has("customer")) {
            intent.set("customer", customer(call));
        }
        Entity method = method(call, intent.text("customer"));
        if (method != null) {
            intent.set("payment_method", method.id()).set("status", "requires_confirmation");
        }
        for (String field : new String[] {"description", "receipt_email", "setup_future_usage"}) {
            if (params.has(field)) {
                intent.set(field, params.text(field));
            }
        }
        Metadata.merge(intent, params);
        return Answer.of(intent);
    }

    private Answer cancel(Call call) {
        Entity intent = get(call);
        String status = intent.must("status");
        if (!OPEN.contains(status) && !status.equals("processing")) {
            throw unexpected(
                    call,
                    intent,
                    "You cannot cancel this PaymentIntent because it has a status of " + status
                            + ". Only a PaymentIntent with one of the following statuses may be canceled:"
                            + " requires_payment_method, requires_capture, requires_confirmation, requires_action,"
                            + " processing.");
        }
        payments.cancel(intent, call.params().text("cancellation_reason"));
        return Answer.of(intent);
    }

    private @Nullable String customer(Call call) {
        String customer = call.params().text("customer");
        return customer == null
                ? null
                : Present.get(world, call, "customer", customer, "customer").id();
    }

    private @Nullable Entity method(Call call, @Nullable String customer) {
        String id = call.params().text("payment_method");
        if (id == null) {
            return null;
        }
        Entity method = PaymentMethods.resolve(world, call, id, "payment_method");
        String owner = method.text("customer");
        if (owner != null && !owner.equals(customer)) {
            throw StripeError.invalidParam(
                    "payment_method",
                    customer == null
                            ? "The PaymentMethod '" + id + "' belongs to a Customer; you must also pass `customer`."
                            : "The PaymentMethod '" + id + "' does not belong to the Customer you supplied '" + customer
                                    + "'. Please use this PaymentMethod with the Customer that it belongs to.");
        }
        return method;
    }

    private StripeError unexpected(Call call, Entity intent, String message) {
        return StripeError.state("payment_intent_unexpected_state", null, message)
                .with("payment_intent", world.render(intent, call.rendering()));
    }

    private static @Nullable Fields automatic(List<String> types, boolean redirects) {
        return types.isEmpty()
                ? new Fields()
                        .put("allow_redirects", redirects ? "always" : "never")
                        .put("enabled", true)
                : null;
    }

    private JsonObject old(Entity intent, JsonObject shown, ApiRendering version) {
        if (version.beforeBasil()) {
            shown.add("invoice", Fields.element(intent.text("_invoice")));
        }
        return version.before(ApiRendering.DATED_2022_11_15) ? withCharges(intent, shown, version) : shown;
    }

    private JsonObject withCharges(Entity intent, JsonObject shown, ApiRendering version) {
        Rendering rendering = new Rendering(world, version);
        List<Entity> charges = world.store()
                .all(intent.scope(), "charge")
                .filter(charge -> charge.is("payment_intent", intent.id()))
                .toList();
        shown.remove("latest_charge");
        shown.add("charges", rendering.list(charges, false, "/v1/charges?payment_intent=" + intent.id()));
        return shown;
    }

    private Entity get(Call call) {
        return world.store().get(call.scope(), "payment_intent", call.id(), "intent");
    }

    private static String[] joined(String[]... groups) {
        return Arrays.stream(groups).flatMap(Arrays::stream).toArray(String[]::new);
    }
}
