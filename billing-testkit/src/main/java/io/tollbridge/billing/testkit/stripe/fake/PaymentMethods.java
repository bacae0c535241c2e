// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.tollbridge.billing.testkit.stripe.internal.Fields;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code /v1/payment_methods}. */
final class PaymentMethods implements Resource {
    private static final String PATH = "/v1/payment_methods";

    private final World world;

    PaymentMethods(World world) {
        this.world = world;
    }

    @Override
    public void register(Routes routes) {
        routes.post(
                PATH,
                this::create,
                "type",
                "card.number",
                "card.exp_month",
                "card.exp_year",
                "card.cvc",
                "card.token",
                "sepa_debit.iban",
                "billing_details.*",
                "billing_details.address.*",
                "metadata.*");
        routes.get(PATH + "/{id}", call -> Answer.of(resolve(world, call, call.id(), "payment_method")));
        routes.post(PATH + "/{id}", this::update, "metadata.*", "billing_details.*", "card.exp_month", "card.exp_year");
        routes.post(PATH + "/{id}/attach", this::attach, "customer");
        routes.post(PATH + "/{id}/detach", this::detach);
        routes.list(PATH, this::list, "customer", "type");
    }

    /** A stored one, or a new one for a test id such as {@code pm_card_visa}. */
    static Entity resolve(World world, Call call, String id, String param) {
        return resolve(world, call.scope(), id, param);
    }

    static Entity resolve(World world, Scope scope, String id, String param) {
        Optional<TestCard> card = TestCards.named(id);
        if (card.isPresent() && !scope.livemode()) {
            return make(world, scope, card.get(), new JsonObject());
        }
        return world.store().get(scope, "payment_method", id, param);
    }

    /** A new one by the id of a test card, in any mode. */
    static Entity test(World world, Scope scope, String id) {
        TestCard card = TestCards.named(id)
                .orElseThrow(() -> new IllegalArgumentException("the fake Stripe knows no test card " + id));
        return make(world, scope, card, new JsonObject());
    }

    static TestCard card(Entity method) {
        return TestCards.named(method.must("_card"))
                .orElseThrow(() -> new IllegalStateException("no test card belongs to " + method.id()));
    }

    static void attach(World world, Entity method, Entity customer) {
        String owner = method.text("customer");
        if (owner != null && !owner.equals(customer.id())) {
            throw StripeError.state(
                    "payment_method_unexpected_state",
                    null,
                    "The payment method you provided has already been attached to a customer.");
        }
        TestCard card = card(method);
        if (card.kind() == TestCard.Kind.DECLINED) {
            throw Declines.error(card.code(), card.reason()).with("param", "");
        }
        if (owner == null) {
            method.set("customer", customer.id());
            world.events().emit("payment_method.attached", method);
        }
    }

    private static Entity make(World world, Scope scope, TestCard card, JsonObject metadata) {
        Fields fields = new Fields()
                .put("object", "payment_method")
                .put("allow_redisplay", "unspecified")
                .put("billing_details", details())
                .put("customer", null)
                .put("metadata", metadata)
                .put("type", card.type())
                .put(card.type(), details(card))
                .put("_card", card.id());
        return world.create(scope, "pm", fields);
    }

    private static Fields details() {
        return new Fields()
                .put("address", null)
                .put("email", null)
                .put("name", null)
                .put("phone", null);
    }

    private static Fields details(TestCard card) {
        return switch (card.type()) {
            case "sepa_debit" -> bank(card);
            case "customer_balance" -> new Fields();
            default -> plastic(card);
        };
    }

    static Fields plastic(TestCard card) {
        return new Fields()
                .put("brand", card.brand())
                .put("checks", null)
                .put("country", "US")
                .put("display_brand", card.brand())
                .put("exp_month", 12)
                .put("exp_year", 2034)
                .put("fingerprint", card.fingerprint())
                .put("funding", "credit")
                .put("last4", card.last4());
    }

    static Fields bank(TestCard card) {
        return new Fields()
                .put("bank_code", "37040044")
                .put("country", "DE")
                .put("fingerprint", card.fingerprint())
                .put("last4", card.last4());
    }

    private Answer create(Call call) {
        Params params = call.params();
        String type = params.required("type");
        TestCard card = switch (type) {
            case "card" -> card(params.group("card"));
            case "sepa_debit" -> account(params.group("sepa_debit"));
            default ->
                throw StripeError.invalidParam(
                        "type", "Invalid type: must be one of card, sepa_debit (the fake knows no others)");
        };
        return Answer.of(make(world, call.scope(), card, Metadata.of(params)));
    }

    private static TestCard card(Params params) {
        String token = params.text("token");
        if (token != null) {
            return TestCards.named(token).orElseThrow(() -> StripeError.missing("token", token, params.path("token")));
        }
        String number = params.required("number");
        return TestCards.numbered(number)
                .orElseThrow(() -> StripeError.card(
                                "incorrect_number", "incorrect_number", "Your card number is" + " incorrect.")
                        .with("param", "number"));
    }

    private static TestCard account(Params params) {
        return TestCards.numbered(params.required("iban"))
                .orElseThrow(() -> StripeError.invalid(
                        400, "invalid_bank_account_iban", params.path("iban"), "The IBAN you provided is invalid."));
    }

    private Answer update(Call call) {
        Entity method = resolve(world, call, call.id(), "payment_method");
        JsonObject before = method.snapshot();
        Metadata.merge(method, call.params());
        world.events().updated("payment_method.updated", method, before);
        return Answer.of(method);
    }

    private Answer attach(Call call) {
        String customer = call.params().required("customer");
        Entity method = resolve(world, call, call.id(), "payment_method");
        attach(world, method, Present.get(world, call, "customer", customer, "customer"));
        return Answer.of(method);
    }

    private Answer detach(Call call) {
        Entity method = world.store().get(call.scope(), "payment_method", call.id(), "payment_method");
        String owner = method.text("customer");
        if (owner == null) {
            throw StripeError.state(
                    "payment_method_unexpected_state",
                    null,
                    "The payment method you provided is not attached to a customer so detachment is impossible.");
        }
        JsonObject before = method.snapshot();
        method.set("customer", null);
        world.events().emit("payment_method.detached", method, before);
        forget(owner, method.id());
        return Answer.of(method);
    }

    private void forget(@Nullable String owner, String method) {
        world.store().any(String.valueOf(owner)).ifPresent(customer -> {
            JsonObject settings = customer.group("invoice_settings");
            if (method.equals(Json.text(settings, "default_payment_method"))) {
                settings.add("default_payment_method", JsonNull.INSTANCE);
            }
        });
    }

    private Answer list(Call call) {
        return Lists.page(
                call,
                world.store().all(call.scope(), "payment_method").filter(Lists.same(call, "customer", "type")),
                PATH);
    }
}
