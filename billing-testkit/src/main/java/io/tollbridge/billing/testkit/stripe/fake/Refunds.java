// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import com.google.gson.JsonObject;
import io.tollbridge.billing.testkit.stripe.internal.Fields;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** {@code /v1/refunds}, and what becomes of refunds later. */
final class Refunds implements Resource {
    private static final String PATH = "/v1/refunds";
    private static final Duration BANK_TAKES = Duration.ofDays(5);

    private final World world;
    private final Disputes disputes;

    Refunds(World world, Disputes disputes) {
        this.world = world;
        this.disputes = disputes;
    }

    @Override
    public void register(Routes routes) {
        routes.post(PATH, this::create, "charge", "payment_intent", "amount", "reason", "metadata.*");
        routes.get(PATH + "/{id}", call -> Answer.of(get(call)));
        routes.post(PATH + "/{id}", this::update, "metadata.*");
        routes.post(PATH + "/{id}/cancel", this::cancel);
        routes.list(
                PATH,
                call -> Lists.page(
                        call,
                        world.store().all(call.scope(), "refund").filter(Lists.same(call, "charge", "payment_intent")),
                        PATH),
                "charge",
                "payment_intent");
    }

    private Answer create(Call call) {
        Params params = call.params();
        Entity charge = charge(call);
        if (!charge.flag("captured") || !charge.is("status", "succeeded")) {
            throw StripeError.state(
                    "charge_not_refundable",
                    null,
                    "Charge " + charge.id() + " has not succeeded and cannot be refunded.");
        }
        long left = charge.whole("amount") - charge.whole("amount_refunded");
        if (disputes.forbidRefund(charge)) {
            throw StripeError.state(
                    "charge_disputed",
                    null,
                    "Charge " + charge.id() + " has been charged back; cannot issue a refund.");
        }
        if (left == 0) {
            throw StripeError.state(
                    "charge_already_refunded", null, "Charge " + charge.id() + " has already been refunded.");
        }
        long amount = params.whole("amount", left);
        if (amount < 1) {
            throw StripeError.invalid(
                    400, "parameter_invalid_integer", "amount", "This value must be greater than or equal to 1.");
        }
        if (amount > left) {
            throw StripeError.state(
                    "amount_too_large",
                    "amount",
                    "Refund amount (" + amount + ") is greater than unrefunded amount on charge (" + left + ")");
        }
        String reason = params.text("reason") == null
                ? null
                : params.oneOf("reason", "duplicate", "duplicate", "fraudulent", "requested_by_customer");
        return Answer.of(make(charge, amount, reason, Metadata.of(params)));
    }

    /** Gives an amount back; how it goes on is the card's. */
    private Entity make(Entity charge, long amount, @Nullable String reason, JsonObject metadata) {
        TestCard.Kind kind =
                TestCards.named(charge.must("_card")).map(TestCard::kind).orElse(TestCard.Kind.GOOD);
        boolean pends = kind == TestCard.Kind.REFUND_PENDS || kind == TestCard.Kind.PAYS_LATER;
        Entity refund = world.create(
                charge.scope(),
                "re",
                new Fields()
                        .put("object", "refund")
                        .put("amount", amount)
                        .put("balance_transaction", null)
                        .put("charge", charge.id())
                        .put("currency", charge.must("currency"))
                        .put(
                                "destination_details",
                                new Fields()
                                        .put(
                                                "type",
                                                charge.group("payment_method_details")
                                                        .get("type")))
                        .put("failure_balance_transaction", null)
                        .put("failure_reason", null)
                        .put("metadata", metadata)
                        .put("payment_intent", charge.text("payment_intent"))
                        .put("reason", reason)
                        .put("receipt_number", null)
                        .put("source_transfer_reversal", null)
                        .put("status", pends ? "pending" : "succeeded")
                        .put("transfer_reversal", null));
        refund.set(
                "balance_transaction",
                BalanceTransactions.of(world, refund, "refund", -amount).id());
        JsonObject before = charge.snapshot();
        count(charge, amount);
        world.events().emit("charge.refunded", charge, before);
        world.events().emit("refund.created", refund);
        if (pends) {
            world.timeline().after(BANK_TAKES, () -> settle(refund));
        } else if (kind == TestCard.Kind.REFUND_FAILS) {
            world.timeline().after(BANK_TAKES, () -> {
                // why the status: a test may have had it fail before
                if (refund.is("status", "succeeded")) {
                    fail(refund, "expired_or_canceled_card");
                }
            });
        }
        return refund;
    }

    private static void count(Entity charge, long amount) {
        long refunded = Math.addExact(charge.whole("amount_refunded"), amount);
        charge.set("amount_refunded", refunded).set("refunded", refunded == charge.whole("amount"));
    }

    private void settle(Entity refund) {
        if (refund.is("status", "pending")) {
            JsonObject before = refund.snapshot();
            refund.set("status", "succeeded");
            updated(refund, before);
        }
    }

    /** The money comes back to the account: the charge counts as not refunded by it. */
    void fail(Entity refund, String reason) {
        if (!refund.is("status", "pending") && !refund.is("status", "succeeded")) {
            throw new IllegalStateException(refund.id() + " is " + refund.text("status") + " and cannot fail");
        }
        JsonObject before = refund.snapshot();
        refund.set("status", "failed").set("failure_reason", reason);
        giveBack(refund, "refund_failure");
        world.events().emit("refund.failed", refund);
        updated(refund, before);
    }

    private Answer cancel(Call call) {
        Entity refund = get(call);
        if (!refund.is("status", "pending") && !refund.is("status", "requires_action")) {
            throw StripeError.state(
                    "refund_not_cancelable",
                    null,
                    "Only pending refunds can be canceled; this one is " + refund.text("status") + ".");
        }
        JsonObject before = refund.snapshot();
        refund.set("status", "canceled");
        giveBack(refund, "refund_failure");
        updated(refund, before);
        return Answer.of(refund);
    }

    private void giveBack(Entity refund, String type) {
        long amount = refund.whole("amount");
        refund.set(
                "failure_balance_transaction",
                BalanceTransactions.of(world, refund, type, amount).id());
        count(world.store().any(refund.must("charge")).orElseThrow(), -amount);
    }

    private void updated(Entity refund, JsonObject before) {
        world.events().updated("refund.updated", refund, before);
        world.events().updated("charge.refund.updated", refund, before);
    }

    private Answer update(Call call) {
        Entity refund = get(call);
        JsonObject before = refund.snapshot();
        Metadata.merge(refund, call.params());
        world.events().updated("refund.updated", refund, before);
        return Answer.of(refund);
    }

    private Entity charge(Call call) {
        Params params = call.params();
        String charge = params.text("charge");
        if (charge != null) {
            return world.store().get(call.scope(), "charge", charge, "charge");
        }
        String id = params.text("payment_intent");
        if (id == null) {
            throw StripeError.invalid(
                    400,
                    "parameter_missing",
                    "charge",
                    "One of the following params should be provided for this request: payment_intent or charge.");
        }
        Entity intent = world.store().get(call.scope(), "payment_intent", id, "payment_intent");
        String latest = intent.text("latest_charge");
        if (latest == null || !intent.is("status", "succeeded")) {
            throw StripeError.state(
                    "payment_intent_unexpected_state",
                    "payment_intent",
                    "This PaymentIntent (" + id + ") does not have a successful charge to refund.");
        }
        return world.store().get(call.scope(), "charge", latest, "charge");
    }

    private Entity get(Call call) {
        return world.store().get(call.scope(), "refund", call.id(), "id");
    }
}
