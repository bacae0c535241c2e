// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import com.google.gson.JsonObject;
import io.tollbridge.billing.testkit.stripe.ApiRendering;
import io.tollbridge.billing.testkit.stripe.internal.Fields;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@code /v1/charges}, and the making of charges. */
final class Charges implements Resource {
    private static final String PATH = "/v1/charges";

    private final World world;
    private final List<Consumer<Entity>> succeeded = new ArrayList<>();

    Charges(World world) {
        this.world = world;
    }

    @Override
    public void register(Routes routes) {
        routes.get(PATH + "/{id}", call -> Answer.of(get(call)));
        routes.post(PATH + "/{id}", this::update, "metadata.*", "description", "receipt_email");
        routes.list(
                PATH,
                call -> Lists.page(
                        call,
                        world.store()
                                .all(call.scope(), "charge")
                                .filter(Lists.same(call, "customer", "payment_intent")),
                        PATH),
                "customer",
                "payment_intent");
        world.versions().old("charge", (charge, shown, version) -> {
            if (version.beforeBasil()) {
                shown.add("invoice", Fields.element(charge.text("_invoice")));
            }
            if (version.before(ApiRendering.DATED_2022_11_15)) {
                shown.add("refunds", refunds(charge, new Rendering(world, version)));
            }
            return shown;
        });
        world.versions()
                .includable(
                        "charge",
                        "refunds",
                        (id, rendering) -> refunds(world.store().any(id).orElseThrow(), rendering));
    }

    /** Called with each charge that has succeeded, after its event. */
    void onSuccess(Consumer<Entity> listener) {
        succeeded.add(listener);
    }

    Entity succeed(Entity intent, Entity method) {
        Entity charge = make(intent, method, "succeeded", null, null);
        settle(charge);
        return charge;
    }

    Entity pend(Entity intent, Entity method) {
        Entity charge = make(intent, method, "pending", null, null);
        world.events().emit("charge.pending", charge);
        return charge;
    }

    Entity fail(Entity intent, Entity method, String code, String declineCode) {
        Entity charge = make(intent, method, "failed", code, declineCode);
        world.events().emit("charge.failed", charge);
        return charge;
    }

    /** A pending charge has come through. */
    void succeed(Entity charge) {
        charge.set("status", "succeeded").set("paid", true).set("captured", true);
        settle(charge);
    }

    /** A pending charge has failed. */
    void fail(Entity charge, String code) {
        charge.set("status", "failed")
                .set("paid", false)
                .set("failure_code", code)
                .set("failure_message", "The customer's bank could not complete the payment.");
        world.events().emit("charge.failed", charge);
    }

    private void settle(Entity charge) {
        charge.set("amount_captured", charge.whole("amount"))
                .set("receipt_url", "https://pay.stripe.com/receipts/payment/test_" + charge.id());
        world.events().emit("charge.succeeded", charge);
        world.timeline().after(Duration.ofSeconds(1), () -> book(charge));
        succeeded.forEach(listener -> listener.accept(charge));
    }

    /** Stripe books a charge shortly after it has succeeded. */
    private void book(Entity charge) {
        JsonObject before = charge.snapshot();
        charge.set(
                "balance_transaction",
                BalanceTransactions.of(world, charge, "charge", charge.whole("amount"))
                        .id());
        world.events().updated("charge.updated", charge, before);
    }

    private JsonObject refunds(Entity charge, Rendering rendering) {
        List<Entity> refunds = world.store()
                .all(charge.scope(), "refund")
                .filter(refund -> refund.is("charge", charge.id()))
                .toList();
        return rendering.list(refunds, false, PATH + "/" + charge.id() + "/refunds");
    }

    private Entity make(
            Entity intent, Entity method, String status, @Nullable String code, @Nullable String declineCode) {
        boolean failed = status.equals("failed");
        boolean succeeds = status.equals("succeeded");
        return world.create(
                intent.scope(),
                "ch",
                new Fields()
                        .put("object", "charge")
                        .put("amount", intent.whole("amount"))
                        .put("amount_captured", succeeds ? intent.whole("amount") : 0)
                        .put("amount_refunded", 0)
                        .put("application", null)
                        .put("application_fee", null)
                        .put("balance_transaction", null)
                        .put("billing_details", method.group("billing_details").deepCopy())
                        .put("captured", !failed)
                        .put("currency", intent.must("currency"))
                        .put("customer", intent.text("customer"))
                        .put("description", intent.text("description"))
                        .put("disputed", false)
                        .put("failure_balance_transaction", null)
                        .put("failure_code", code)
                        .put("failure_message", declineCode == null ? null : Declines.message(declineCode))
                        .put("fraud_details", new Fields())
                        .put("metadata", intent.group("metadata").deepCopy())
                        .put("outcome", outcome(failed, declineCode))
                        .put("paid", succeeds)
                        .put("payment_intent", intent.id())
                        .put("payment_method", method.id())
                        .put("payment_method_details", details(method))
                        .put("receipt_email", intent.text("receipt_email"))
                        .put("receipt_url", null)
                        .put("refunded", false)
                        .put("review", null)
                        .put("shipping", null)
                        .put("statement_descriptor", intent.text("statement_descriptor"))
                        .put("status", status)
                        .put("transfer_group", null)
                        .put("_invoice", intent.text("_invoice"))
                        .put("_card", method.text("_card")));
    }

    private static Fields outcome(boolean failed, @Nullable String declineCode) {
        return new Fields()
                .put("advice_code", null)
                .put("network_status", failed ? "declined_by_network" : "approved_by_network")
                .put("reason", declineCode)
                .put("risk_level", "normal")
                .put("seller_message", failed ? "The bank refused the payment." : "Payment complete.")
                .put("type", failed ? "issuer_declined" : "authorized");
    }

    private static Fields details(Entity method) {
        String type = method.must("type");
        return new Fields().put(type, method.group(type).deepCopy()).put("type", type);
    }

    private Answer update(Call call) {
        Entity charge = get(call);
        JsonObject before = charge.snapshot();
        for (String field : new String[] {"description", "receipt_email"}) {
            if (call.params().has(field)) {
                charge.set(field, call.params().text(field));
            }
        }
        Metadata.merge(charge, call.params());
        world.events().updated("charge.updated", charge, before);
        return Answer.of(charge);
    }

    private Entity get(Call call) {
        return world.store().get(call.scope(), "charge", call.id(), "id");
    }
}
