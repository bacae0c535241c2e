// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import io.tollbridge.billing.testkit.stripe.internal.Fields;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code /v1/billing_portal/sessions}. */
final class PortalSessions implements Resource {
    private final World world;
    private final Supplier<String> base;

    PortalSessions(World world, Supplier<String> base) {
        this.world = world;
        this.base = base;
    }

    @Override
    public void register(Routes routes) {
        routes.post(
                "/v1/billing_portal/sessions",
                this::create,
                "customer",
                "configuration",
                "return_url",
                "locale",
                "flow_data.type",
                "flow_data.subscription_cancel.subscription",
                "flow_data.subscription_update.subscription",
                "flow_data.subscription_update_confirm.subscription",
                "flow_data.subscription_update_confirm.items.*.id",
                "flow_data.subscription_update_confirm.items.*.price",
                "flow_data.subscription_update_confirm.items.*.quantity",
                "flow_data.after_completion.type",
                "flow_data.after_completion.redirect.return_url");
    }

    private Answer create(Call call) {
        Params params = call.params();
        Entity customer = Present.get(world, call, "customer", params.required("customer"), "customer");
        Entity configuration = configuration(call);
        String returnUrl = params.text("return_url");
        if (returnUrl != null && !returnUrl.startsWith("http://") && !returnUrl.startsWith("https://")) {
            throw StripeError.invalid(400, "url_invalid", "return_url", "Not a valid URL");
        }
        String id = world.ids().next("bps");
        Entity session = world.create(
                call.scope(),
                id,
                new Fields()
                        .put("object", "billing_portal.session")
                        .put("configuration", configuration.id())
                        .put("customer", customer.id())
                        .put("flow", flow(call, customer))
                        .put("locale", params.text("locale"))
                        .put("on_behalf_of", null)
                        .put("return_url", returnUrl == null ? configuration.text("default_return_url") : returnUrl)
                        .put("url", base.get() + PortalPage.PATH + id)
                        .json());
        return Answer.of(session);
    }

    private Entity configuration(Call call) {
        String wanted = call.params().text("configuration");
        if (wanted != null) {
            return world.store().get(call.scope(), PortalConfigurations.OBJECT, wanted, "configuration");
        }
        String mode = call.scope().livemode() ? "live" : "test";
        return PortalConfigurations.standard(world, call.scope())
                .orElseThrow(() -> StripeError.invalid(
                        400,
                        null,
                        null,
                        "No configuration provided and your " + mode + " mode default configuration has not been"
                                + " created. Provide a configuration or create your default by saving your customer"
                                + " portal settings in " + mode + " mode at"
                                + " https://dashboard.stripe.com/test/settings/billing/portal."));
    }

    private @Nullable Fields flow(Call call, Entity customer) {
        Params given = call.params().group("flow_data");
        if (given.isEmpty()) {
            return null;
        }
        String type = given.required("type");
        given.oneOf(
                "type",
                "payment_method_update",
                "payment_method_update",
                "subscription_cancel",
                "subscription_update",
                "subscription_update_confirm");
        Fields flow = new Fields()
                .put("after_completion", new Fields().put("type", "portal_homepage"))
                .put("type", type);
        if (type.startsWith("subscription_")) {
            Params about = given.group(type);
            String id = about.required("subscription");
            Entity subscription = world.store().get(call.scope(), "subscription", id, about.path("subscription"));
            if (!subscription.is("customer", customer.id())) {
                throw StripeError.missing("subscription", id, about.path("subscription"));
            }
            flow.put(type, new Fields().put("subscription", id));
        }
        return flow;
    }
}
