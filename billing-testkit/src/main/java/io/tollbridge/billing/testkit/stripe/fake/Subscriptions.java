// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import com.google.gson.JsonObject;
import io.tollbridge.billing.testkit.stripe.internal.Fields;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** {@code /v1/subscriptions}. Changes are made by {@link SubscriptionChange}. */
final class Subscriptions implements Resource {
    private static final String PATH = "/v1/subscriptions";

    private final World world;
    private final SubscriptionItems items;
    private final SubscriptionMaker maker;
    private final SubscriptionChange change;

    Subscriptions(World world, SubscriptionMaker maker, SubscriptionChange change) {
        this.world = world;
        this.items = new SubscriptionItems(world);
        this.maker = maker;
        this.change = change;
    }

    @Override
    public void register(Routes routes) {
        routes.post(
                PATH,
                this::create,
                "customer",
                "items.*.price",
                "items.*.quantity",
                "items.*.metadata.*",
                "trial_end",
                "trial_period_days",
                "trial_settings.end_behavior.missing_payment_method",
                "payment_behavior",
                "proration_behavior",
                "default_payment_method",
                "metadata.*",
                "description",
                "cancel_at",
                "cancel_at_period_end",
                "collection_method",
                "off_session",
                "billing_mode.type",
                "automatic_tax.enabled",
                "payment_settings.save_default_payment_method",
                "payment_settings.payment_method_types.*");
        routes.get(PATH + "/{id}", call -> Answer.of(get(call)));
        routes.post(
                PATH + "/{id}",
                call -> Answer.of(change.update(call, get(call))),
                "items.*.id",
                "items.*.price",
                "items.*.quantity",
                "items.*.deleted",
                "items.*.metadata.*",
                "proration_behavior",
                "proration_date",
                "payment_behavior",
                "billing_cycle_anchor",
                "cancel_at",
                "cancel_at_period_end",
                "cancellation_details.comment",
                "cancellation_details.feedback",
                "trial_end",
                "pause_collection.behavior",
                "pause_collection.resumes_at",
                "default_payment_method",
                "metadata.*",
                "description",
                "off_session",
                "automatic_tax.enabled",
                "trial_settings.end_behavior.missing_payment_method",
                "payment_settings.save_default_payment_method");
        routes.delete(
                PATH + "/{id}",
                call -> Answer.of(change.cancel(call, get(call))),
                "invoice_now",
                "prorate",
                "cancellation_details.comment",
                "cancellation_details.feedback");
        routes.post(
                PATH + "/{id}/resume",
                call -> Answer.of(change.resume(get(call))),
                "billing_cycle_anchor",
                "proration_behavior");
        routes.list(PATH, this::list, "customer", "status", "price", "collection_method");
        routes.get("/v1/subscription_items", this::items, "subscription", "limit", "starting_after", "ending_before");
    }

    private Answer create(Call call) {
        Params params = call.params();
        Entity customer = Present.get(world, call, "customer", params.required("customer"), "customer");
        params.oneOf("collection_method", "charge_automatically");
        params.oneOf("proration_behavior", "create_prorations", "create_prorations", "always_invoice", "none");
        String behavior =
                params.oneOf("payment_behavior", "allow_incomplete", "default_incomplete", "error_if_incomplete");
        Instant trialEnd = trialEnd(params);
        String id = world.ids().next("sub");
        var wanted = items.create(call, id);
        Fields fields = new Fields()
                .put("metadata", Metadata.of(params))
                .put("description", params.text("description"))
                .put("cancel_at", params.time("cancel_at"))
                .put("cancel_at_period_end", params.flag("cancel_at_period_end", false))
                .put("default_payment_method", method(world, call, customer));
        settings(params, fields);
        boolean free =
                trialEnd != null || Json.objects(wanted).stream().allMatch(item -> SubscriptionItems.amount(item) == 0);
        boolean attempts = !behavior.equals("default_incomplete");
        if (!free && attempts && !hasMethod(customer, fields)) {
            throw Dunning.noMethod();
        }
        Entity made = maker.make(new SubscriptionMaker.Start(id, customer, wanted, fields, trialEnd, attempts));
        if (behavior.equals("error_if_incomplete") && made.is("status", "incomplete")) {
            throw maker.withdraw(made);
        }
        return Answer.of(made);
    }

    private static boolean hasMethod(Entity customer, Fields fields) {
        return Json.text(fields.json(), "default_payment_method") != null
                || Json.text(customer.group("invoice_settings"), "default_payment_method") != null;
    }

    private static void settings(Params params, Fields fields) {
        String missing = params.group("trial_settings").group("end_behavior").text("missing_payment_method");
        if (missing != null) {
            fields.put(
                    "trial_settings",
                    new Fields().put("end_behavior", new Fields().put("missing_payment_method", missing)));
        }
        Params payment = params.group("payment_settings");
        if (!payment.isEmpty()) {
            fields.put(
                    "payment_settings",
                    new Fields()
                            .put("payment_method_options", null)
                            .put("payment_method_types", payment.texts("payment_method_types"))
                            .put("save_default_payment_method", payment.text("save_default_payment_method", "off")));
        }
    }

    private @Nullable Instant trialEnd(Params params) {
        Long days = params.whole("trial_period_days");
        if (days != null) {
            return days < 1 ? null : world.now().plus(Duration.ofDays(days));
        }
        if ("now".equals(params.text("trial_end"))) {
            return null;
        }
        Instant end = params.time("trial_end");
        if (end != null && !end.isAfter(world.now())) {
            throw StripeError.invalidParam("trial_end", "The `trial_end` parameter must be a timestamp in the future.");
        }
        return end;
    }

    /** The payment method that a caller wants as default; it must belong to the customer. */
    static @Nullable String method(World world, Call call, Entity customer) {
        String wanted = call.params().text("default_payment_method");
        if (wanted == null) {
            return null;
        }
        Entity method = PaymentMethods.resolve(world, call, wanted, "default_payment_method");
        if (!method.is("customer", customer.id())) {
            throw StripeError.invalid(
                    400,
                    null,
                    "default_payment_method",
                    "The customer does not have a payment method with the ID " + wanted
                            + ". The payment method must be attached to the customer.");
        }
        return method.id();
    }

    private Answer list(Call call) {
        String status = call.params().text("status");
        String price = call.params().text("price");
        Predicate<Entity> wanted = one -> status == null
                ? !one.is("status", "canceled")
                : status.equals("all")
                        || one.is("status", status)
                        || (status.equals("ended") && SubscriptionLife.isOver(one));
        return Lists.page(
                call,
                world.store()
                        .all(call.scope(), "subscription")
                        .filter(wanted)
                        .filter(Lists.same(call, "customer"))
                        .filter(one -> price == null || hasPrice(one, price)),
                PATH);
    }

    private static boolean hasPrice(Entity subscription, String price) {
        return SubscriptionItems.of(subscription).stream()
                .map(SubscriptionItems::price)
                .anyMatch(one -> price.equals(Json.text(one, "id")));
    }

    private Answer items(Call call) {
        String id = call.params().required("subscription");
        Entity subscription = world.store().get(call.scope(), "subscription", id, "subscription");
        return rendering -> {
            JsonObject shown = rendering.of(subscription);
            return Json.group(shown, "items");
        };
    }

    private Entity get(Call call) {
        return world.store().get(call.scope(), "subscription", call.id(), "id");
    }
}
