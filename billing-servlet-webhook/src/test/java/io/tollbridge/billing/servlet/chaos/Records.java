// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet.chaos;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Everything that Stripe has on record in the end, read from its API by hand. */
final class Records {
    static final String TENANT = "tollbridge_tenant";
    static final String PURCHASE = "tollbridge_purchase";
    private static final String ATTEMPT = "tollbridge_attempt";

    final Map<String, List<String>> customers = new HashMap<>();
    final List<Payment> payments = new ArrayList<>();
    final List<Invoice> invoices = new ArrayList<>();
    final Map<String, Subscription> subscriptions = new HashMap<>();
    final List<String> openPages = new ArrayList<>();

    /**
     * A payment.
     *
     * @param purchase what it says to be for, null for the payment of an invoice
     * @param sent true when the host sent it, false when the customer paid on a page
     * @param ended when it came to an end, null when it has not
     * @param refunded what was given back
     * @param lost what was lost in disputes
     * @param atRisk what open disputes are about
     */
    record Payment(
            String id,
            String customer,
            String status,
            long amount,
            long received,
            Instant created,
            @Nullable String purchase,
            boolean sent,
            @Nullable Instant ended,
            long refunded,
            long lost,
            long atRisk) {
        boolean succeeded() {
            return status.equals("succeeded");
        }
    }

    /** A dispute, and how much of the money has not come back. */
    record Dispute(String payment, String status, long gone) {
        static Dispute of(JsonObject json) {
            long moved = 0;
            for (JsonElement one : json.getAsJsonArray("balance_transactions")) {
                moved += one.getAsJsonObject().get("amount").getAsLong();
            }
            return new Dispute(text(json, "payment_intent"), text(json, "status"), Math.max(0, -moved));
        }
    }

    /**
     * A paid invoice for a subscription.
     *
     * @param reason why it was made
     * @param price of its line for a whole period, empty when it has none
     * @param start when that period begins
     * @param end when it ends
     * @param free true when the period costs nothing, as in a trial
     */
    record Invoice(
            String id,
            String customer,
            String subscription,
            String reason,
            String price,
            Instant start,
            Instant end,
            boolean free,
            Instant created,
            Instant paidAt) {
        boolean opensPeriod() {
            return reason.equals("subscription_create") || reason.equals("subscription_cycle");
        }
    }

    /** A subscription, and when it ended; null when it has not. */
    record Subscription(
            String id,
            String customer,
            String status,
            @Nullable Instant endedAt) {}

    static Records of(Hands hands) {
        Records records = new Records();
        hands.list("/v1/customers").forEach(one -> {
            JsonElement tenant = one.getAsJsonObject("metadata").get(TENANT);
            if (tenant != null) {
                records.customers
                        .computeIfAbsent(tenant.getAsString(), id -> new ArrayList<>())
                        .add(text(one, "id"));
            }
        });
        Map<String, Long> refunds = new HashMap<>();
        hands.list("/v1/refunds").stream()
                .filter(one -> !text(one, "status").equals("failed")
                        && !text(one, "status").equals("canceled"))
                .forEach(one -> refunds.merge(
                        text(one, "payment_intent"), one.get("amount").getAsLong(), Long::sum));
        Map<String, Long> lost = new HashMap<>();
        Map<String, Long> atRisk = new HashMap<>();
        hands.list("/v1/disputes").stream().map(Dispute::of).forEach(one -> {
            switch (one.status()) {
                case "lost" -> lost.merge(one.payment(), one.gone(), Long::sum);
                case "needs_response", "under_review" -> atRisk.merge(one.payment(), one.gone(), Long::sum);
                default -> {
                    // an inquiry has taken nothing, and what was won has come back
                }
            }
        });
        Map<String, Instant> charged = new HashMap<>();
        hands.list("/v1/charges").stream()
                .filter(one -> text(one, "status").equals("succeeded"))
                .forEach(one -> charged.put(text(one, "payment_intent"), time(one, "created")));
        hands.list("/v1/payment_intents")
                .forEach(one -> records.payments.add(payment(one, new Reversals(refunds, lost, atRisk), charged)));
        // why: Stripe lists the newest first, and those of one second must keep their order
        Collections.reverse(records.payments);
        records.payments.sort(Comparator.comparing(Payment::created));
        hands.list("/v1/subscriptions?status=all")
                .forEach(one -> records.subscriptions.put(
                        text(one, "id"),
                        new Subscription(text(one, "id"), text(one, "customer"), text(one, "status"), ended(one))));
        hands.list("/v1/invoices").stream()
                .filter(one -> text(one, "status").equals("paid"))
                .filter(one -> !text(one, "billing_reason").equals("manual"))
                .forEach(one -> records.invoices.add(invoice(one)));
        hands.list("/v1/checkout/sessions").stream()
                .filter(one -> text(one, "status").equals("open"))
                .forEach(one -> records.openPages.add(text(one, "id")));
        return records;
    }

    /** Money that went back, by payment. */
    private record Reversals(Map<String, Long> refunds, Map<String, Long> lost, Map<String, Long> atRisk) {}

    private static Payment payment(JsonObject json, Reversals reversals, Map<String, Instant> charged) {
        String id = text(json, "id");
        JsonObject metadata = json.getAsJsonObject("metadata");
        Instant canceled = json.get("canceled_at").isJsonNull() ? null : time(json, "canceled_at");
        return new Payment(
                id,
                text(json, "customer"),
                text(json, "status"),
                json.get("amount").getAsLong(),
                json.get("amount_received").getAsLong(),
                time(json, "created"),
                metadata.has(PURCHASE) ? metadata.get(PURCHASE).getAsString() : null,
                metadata.has(ATTEMPT),
                canceled == null ? charged.get(id) : canceled,
                reversals.refunds().getOrDefault(id, 0L),
                reversals.lost().getOrDefault(id, 0L),
                reversals.atRisk().getOrDefault(id, 0L));
    }

    private static Invoice invoice(JsonObject json) {
        JsonObject period = null;
        for (JsonElement one : json.getAsJsonObject("lines").getAsJsonArray("data")) {
            JsonObject line = one.getAsJsonObject();
            JsonObject details = line.getAsJsonObject("parent").has("subscription_item_details")
                    ? line.getAsJsonObject("parent").getAsJsonObject("subscription_item_details")
                    : new JsonObject();
            if (details.has("proration") && !details.get("proration").getAsBoolean()) {
                period = line;
            }
        }
        JsonObject line = period == null ? new JsonObject() : period;
        return new Invoice(
                text(json, "id"),
                text(json, "customer"),
                text(json.getAsJsonObject("parent").getAsJsonObject("subscription_details"), "subscription"),
                text(json, "billing_reason"),
                period == null ? "" : text(line.getAsJsonObject("pricing").getAsJsonObject("price_details"), "price"),
                period == null ? Instant.EPOCH : time(line.getAsJsonObject("period"), "start"),
                period == null ? Instant.EPOCH : time(line.getAsJsonObject("period"), "end"),
                period != null && line.get("amount").getAsLong() == 0,
                time(json, "created"),
                time(json.getAsJsonObject("status_transitions"), "paid_at"));
    }

    private static @Nullable Instant ended(JsonObject subscription) {
        return subscription.get("ended_at").isJsonNull() ? null : time(subscription, "ended_at");
    }

    private static String text(JsonObject json, String field) {
        JsonElement value = Objects.requireNonNull(json.get(field), () -> "no " + field + " in " + json);
        return value.isJsonNull() ? "" : value.getAsString();
    }

    private static Instant time(JsonObject json, String field) {
        return Instant.ofEpochSecond(json.get(field).getAsLong());
    }
}
