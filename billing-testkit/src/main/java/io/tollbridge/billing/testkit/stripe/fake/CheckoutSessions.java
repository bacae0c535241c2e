// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.tollbridge.billing.testkit.stripe.internal.Fields;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code /v1/checkout/sessions}. What customers do with them is in {@link CheckoutVisit}. */
final class CheckoutSessions implements Resource {
    private static final String PATH = "/v1/checkout/sessions";
    private static final Duration LASTS = Duration.ofHours(24);

    private final World world;
    private final Supplier<String> base;

    CheckoutSessions(World world, Supplier<String> base) {
        this.world = world;
        this.base = base;
    }

    @Override
    public void register(Routes routes) {
        routes.post(
                PATH,
                this::create,
                "mode",
                "customer",
                "customer_email",
                "customer_creation",
                "customer_update.*",
                "client_reference_id",
                "line_items.*.price",
                "line_items.*.quantity",
                "line_items.*.price_data.currency",
                "line_items.*.price_data.unit_amount",
                "line_items.*.price_data.product",
                "line_items.*.price_data.product_data.name",
                "success_url",
                "cancel_url",
                "ui_mode",
                "expires_at",
                "locale",
                "metadata.*",
                "payment_method_types.*",
                "payment_method_collection",
                "payment_intent_data.metadata.*",
                "payment_intent_data.setup_future_usage",
                "payment_intent_data.description",
                "payment_intent_data.receipt_email",
                "subscription_data.metadata.*",
                "subscription_data.description",
                "subscription_data.trial_period_days",
                "subscription_data.trial_end",
                "subscription_data.trial_settings.end_behavior.missing_payment_method",
                "allow_promotion_codes",
                "automatic_tax.enabled",
                "billing_address_collection",
                "tax_id_collection.enabled");
        routes.get(PATH + "/{id}", call -> Answer.of(get(call)));
        routes.post(PATH + "/{id}", this::update, "metadata.*");
        routes.post(PATH + "/{id}/expire", this::expire);
        routes.get(PATH + "/{id}/line_items", call -> Answer.of(lines(get(call))), "limit");
        routes.list(
                PATH,
                call -> Lists.page(
                        call,
                        world.store()
                                .all(call.scope(), "checkout.session")
                                .filter(Lists.same(call, "customer", "payment_intent", "subscription", "status")),
                        PATH),
                "customer",
                "payment_intent",
                "subscription",
                "status");
        world.versions()
                .includable(
                        "checkout.session",
                        "line_items",
                        (id, rendering) -> lines(world.store().any(id).orElseThrow()));
    }

    private Answer create(Call call) {
        Params params = call.params();
        String mode = params.required("mode");
        params.oneOf("mode", "payment", "payment", "subscription");
        params.oneOf("ui_mode", "hosted", "hosted", "hosted_page");
        String success = params.required("success_url");
        String customer = params.text("customer");
        if (customer != null) {
            Present.get(world, call, "customer", customer, "customer");
            if (params.has("customer_email")) {
                throw StripeError.invalidParam(
                        "customer_email", "You may only specify one of these parameters: customer, customer_email.");
            }
        }
        JsonArray lines = new JsonArray();
        params.groups("line_items").forEach(given -> lines.add(line(call, given, mode)));
        if (lines.isEmpty()) {
            throw StripeError.missingParam("line_items");
        }
        if (mode.equals("subscription")
                && Json.objects(lines).stream().noneMatch(one -> recurring(Json.group(one, "price")))) {
            throw StripeError.invalidParam(
                    "line_items", "You must provide at least one recurring price in `subscription` mode.");
        }
        Entity session = make(call, mode, success, lines);
        Instant end = Json.mustTime(session.json(), "expires_at");
        world.timeline().at(end, () -> expire(world, session));
        return Answer.of(session);
    }

    private Entity make(Call call, String mode, String success, JsonArray lines) {
        Params params = call.params();
        long total = Json.objects(lines).stream()
                .mapToLong(line -> Json.whole(line, "amount_total"))
                .reduce(0, Math::addExact);
        Instant expires = params.time("expires_at");
        String id = world.ids().next(call.scope().livemode() ? "cs_live" : "cs_test", 58);
        List<String> types = params.texts("payment_method_types");
        Params forPayment = params.group("payment_intent_data");
        Params forSubscription = params.group("subscription_data");
        JsonObject json = new Fields()
                .put("object", "checkout.session")
                .put("amount_subtotal", total)
                .put("amount_total", total)
                .put("automatic_tax", new Fields().put("enabled", false).put("status", null))
                .put("cancel_url", params.text("cancel_url"))
                .put("client_reference_id", params.text("client_reference_id"))
                .put("currency", Json.text(lines.get(0).getAsJsonObject(), "currency"))
                .put("customer", params.text("customer"))
                .put("customer_creation", params.text("customer_creation", "if_required"))
                .put("customer_details", null)
                .put("customer_email", params.text("customer_email"))
                .put("expires_at", expires == null ? world.now().plus(LASTS) : expires)
                .put("invoice", null)
                .put("locale", params.text("locale"))
                .put("metadata", Metadata.of(params))
                .put("mode", mode)
                .put("payment_intent", null)
                .put("payment_link", null)
                .put("payment_method_collection", params.text("payment_method_collection", "always"))
                .put("payment_method_types", types.isEmpty() ? List.of("card", "sepa_debit") : types)
                .put("payment_status", "unpaid")
                .put("recovered_from", null)
                .put("setup_intent", null)
                .put("status", "open")
                .put("subscription", null)
                .put("success_url", success)
                .put(
                        "total_details",
                        new Fields()
                                .put("amount_discount", 0)
                                .put("amount_shipping", 0)
                                .put("amount_tax", 0))
                .put("ui_mode", "hosted")
                .put("url", base.get() + CheckoutPage.PATH + id)
                .put("_lines", lines)
                .put("_payment_metadata", Metadata.of(forPayment))
                .put("_setup_future_usage", forPayment.text("setup_future_usage"))
                .put("_payment_description", forPayment.text("description"))
                .put("_subscription_metadata", Metadata.of(forSubscription))
                .put("_trial_end", trialEnd(forSubscription))
                .json();
        return world.create(call.scope(), id, json);
    }

    private @Nullable Instant trialEnd(Params params) {
        Long days = params.whole("trial_period_days");
        return days == null ? params.time("trial_end") : world.now().plus(Duration.ofDays(days));
    }

    private JsonObject line(Call call, Params given, String mode) {
        JsonObject price = given.has("price_data") ? adHoc(call, given.group("price_data")) : stored(call, given);
        if (mode.equals("payment") && recurring(price)) {
            throw StripeError.invalidParam(
                    "line_items",
                    "You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or"
                            + " use only one-time prices.");
        }
        long quantity = given.whole("quantity", 1);
        long amount = Math.multiplyExact(Json.whole(price, "unit_amount"), quantity);
        return new Fields()
                .put("id", world.ids().next("li"))
                .put("object", "item")
                .put("amount_discount", 0)
                .put("amount_subtotal", amount)
                .put("amount_tax", 0)
                .put("amount_total", amount)
                .put("currency", Json.text(price, "currency"))
                .put("description", Json.text(price, "nickname"))
                .put("price", price)
                .put("quantity", quantity)
                .json();
    }

    private JsonObject stored(Call call, Params given) {
        Entity price = world.store().get(call.scope(), "price", given.required("price"), given.path("price"));
        if (!price.flag("active")) {
            throw StripeError.invalidParam(
                    given.path("price"), "The price specified is inactive. This field only accepts active prices.");
        }
        return price.snapshot();
    }

    private JsonObject adHoc(Call call, Params given) {
        long amount = given.requiredWhole("unit_amount");
        String currency = Money.currency(given);
        String product = given.text("product");
        String owner = product == null
                ? Products.make(world, call.scope(), world.ids().next("prod", 14), given.group("product_data"))
                        .id()
                : Present.get(world, call, "product", product, given.path("product"))
                        .id();
        return world.create(
                        call.scope(),
                        "price",
                        new Fields()
                                .put("object", "price")
                                .put("active", false)
                                .put("billing_scheme", "per_unit")
                                .put("currency", currency)
                                .put("lookup_key", null)
                                .put("metadata", new Fields())
                                .put("nickname", null)
                                .put("product", owner)
                                .put("recurring", null)
                                .put("type", "one_time")
                                .put("unit_amount", amount)
                                .put("unit_amount_decimal", Long.toString(amount)))
                .snapshot();
    }

    private static boolean recurring(JsonObject price) {
        return price.get("recurring") instanceof JsonObject;
    }

    private Answer update(Call call) {
        Entity session = get(call);
        Metadata.merge(session, call.params());
        return Answer.of(session);
    }

    private Answer expire(Call call) {
        Entity session = get(call);
        if (!session.is("status", "open")) {
            throw StripeError.state(
                    "checkout_session_not_open",
                    null,
                    "Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a"
                            + " status of `" + session.text("status") + "`.");
        }
        expire(world, session);
        return Answer.of(session);
    }

    static void expire(World world, Entity session) {
        if (session.is("status", "open")) {
            session.set("status", "expired").set("url", null);
            world.events().emit("checkout.session.expired", session);
        }
    }

    private static JsonObject lines(Entity session) {
        return Fields.list(
                        "/v1/checkout/sessions/" + session.id() + "/line_items",
                        false,
                        session.array("_lines").deepCopy())
                .json();
    }

    private Entity get(Call call) {
        return world.store().get(call.scope(), "checkout.session", call.id(), "session");
    }
}
