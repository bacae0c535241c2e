// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.tollbridge.billing.testkit.stripe.internal.Fields;
import java.time.Duration;
import java.util.Set;

/** {@code /v1/disputes}, and how banks and customers go on with them. */
final class Disputes implements Resource {
    private static final String PATH = "/v1/disputes";
    private static final Duration ANSWER_WITHIN = Duration.ofDays(9);
    private static final Set<String> CLOSED = Set.of("won", "lost", "warning_closed", "prevented");

    private final World world;

    Disputes(World world, Charges charges) {
        this.world = world;
        charges.onSuccess(this::fate);
    }

    @Override
    public void register(Routes routes) {
        routes.get(PATH + "/{id}", call -> Answer.of(get(call)));
        routes.post(PATH + "/{id}", this::update, "metadata.*", "submit", "evidence.*");
        routes.post(PATH + "/{id}/close", call -> {
            Entity dispute = get(call);
            if (CLOSED.contains(dispute.must("status"))) {
                throw StripeError.state("dispute_closed", null, "This dispute is already closed.");
            }
            close(dispute, "lost");
            return Answer.of(dispute);
        });
        routes.list(
                PATH,
                call -> Lists.page(
                        call,
                        world.store().all(call.scope(), "dispute").filter(Lists.same(call, "charge", "payment_intent")),
                        PATH),
                "charge",
                "payment_intent");
    }

    /** Whether money that was charged back forbids a refund; an inquiry does not. */
    boolean forbidRefund(Entity charge) {
        return world.store()
                .all(charge.scope(), "dispute")
                .anyMatch(one -> one.is("charge", charge.id()) && !one.flag("is_charge_refundable"));
    }

    /** Opens one over an amount. */
    Entity open(Entity charge, long amount, boolean inquiry, String reason) {
        if (amount < 1 || amount > charge.whole("amount")) {
            throw new IllegalArgumentException(
                    "a dispute is over 1 to " + charge.whole("amount") + " of " + charge.id() + ", not " + amount);
        }
        Entity dispute = world.create(
                charge.scope(),
                "dp",
                new Fields()
                        .put("object", "dispute")
                        .put("amount", amount)
                        .put("balance_transactions", new JsonArray())
                        .put("charge", charge.id())
                        .put("currency", charge.must("currency"))
                        .put("enhanced_eligibility_types", new JsonArray())
                        .put("evidence", new Fields())
                        .put(
                                "evidence_details",
                                new Fields()
                                        .put("due_by", world.now().plus(ANSWER_WITHIN))
                                        .put("has_evidence", false)
                                        .put("past_due", false)
                                        .put("submission_count", 0))
                        .put("is_charge_refundable", inquiry)
                        .put("metadata", new Fields())
                        .put("payment_intent", charge.text("payment_intent"))
                        .put("reason", reason)
                        .put("status", inquiry ? "warning_needs_response" : "needs_response"));
        charge.set("disputed", true);
        world.events().emit("charge.dispute.created", dispute);
        if (!inquiry) {
            withdraw(dispute);
        }
        return dispute;
    }

    /** An inquiry becomes a dispute: now the money goes. */
    void escalate(Entity dispute) {
        require(dispute, "warning_needs_response", "warning_under_review");
        JsonObject before = dispute.snapshot();
        dispute.set("status", "needs_response").set("is_charge_refundable", false);
        world.events().updated("charge.dispute.updated", dispute, before);
        withdraw(dispute);
    }

    /** Ends one: {@code won}, {@code lost}, or {@code warning_closed} for an inquiry. */
    void close(Entity dispute, String outcome) {
        boolean inquiry = dispute.must("status").startsWith("warning_");
        String status = inquiry ? "warning_closed" : outcome;
        if (CLOSED.contains(dispute.must("status"))) {
            throw new IllegalStateException(dispute.id() + " is closed already, as " + dispute.text("status"));
        }
        dispute.set("status", status);
        world.events().emit("charge.dispute.closed", dispute);
        if (status.equals("won")) {
            reinstate(dispute, dispute.whole("amount"));
        }
    }

    /** Money comes back, whatever the status: it may be a part, and it may be that of a lost dispute. */
    void reinstate(Entity dispute, long amount) {
        move(dispute, amount, "dispute_reversal");
        world.events().emit("charge.dispute.funds_reinstated", dispute);
    }

    private void withdraw(Entity dispute) {
        move(dispute, -dispute.whole("amount"), "dispute");
        world.events().emit("charge.dispute.funds_withdrawn", dispute);
    }

    private void move(Entity dispute, long amount, String category) {
        Entity booked = BalanceTransactions.of(world, dispute, "adjustment", amount);
        booked.set("reporting_category", category);
        dispute.array("balance_transactions").add(booked.snapshot());
    }

    /** Some test cards are disputed as soon as they have paid. */
    private void fate(Entity charge) {
        TestCards.named(charge.must("_card")).ifPresent(card -> {
            boolean inquiry = card.kind() == TestCard.Kind.INQUIRED;
            if (inquiry || card.kind() == TestCard.Kind.DISPUTED) {
                open(charge, charge.whole("amount"), inquiry, String.valueOf(card.reason()));
            }
        });
    }

    private Answer update(Call call) {
        Entity dispute = get(call);
        JsonObject before = dispute.snapshot();
        Params params = call.params();
        Metadata.merge(dispute, params);
        Params evidence = params.group("evidence");
        evidence.tree().keySet().forEach(name -> dispute.group("evidence").addProperty(name, evidence.text(name)));
        if (!evidence.isEmpty()) {
            JsonObject details = dispute.group("evidence_details");
            details.addProperty("has_evidence", true);
            if (params.flag("submit", true)) {
                details.addProperty("submission_count", Json.whole(details, "submission_count") + 1);
                review(dispute, String.valueOf(evidence.text("uncategorized_text")));
            }
        }
        world.events().updated("charge.dispute.updated", dispute, before);
        return Answer.of(dispute);
    }

    /** Stripe's test words decide at once. */
    private void review(Entity dispute, String words) {
        require(dispute, "needs_response", "warning_needs_response", "under_review", "warning_under_review");
        boolean inquiry = dispute.must("status").startsWith("warning_");
        dispute.set("status", inquiry ? "warning_under_review" : "under_review");
        if (words.equals("winning_evidence")) {
            world.timeline().after(Duration.ZERO, () -> close(dispute, "won"));
        } else if (words.equals("losing_evidence")) {
            world.timeline().after(Duration.ZERO, () -> close(dispute, "lost"));
        }
    }

    private static void require(Entity dispute, String... statuses) {
        if (!Set.of(statuses).contains(dispute.must("status"))) {
            throw StripeError.state(
                    "dispute_unexpected_state",
                    null,
                    "Dispute " + dispute.id() + " is " + dispute.text("status") + "; it has to be one of "
                            + String.join(", ", statuses) + ".");
        }
    }

    private Entity get(Call call) {
        return world.store().get(call.scope(), "dispute", call.id(), "id");
    }
}
