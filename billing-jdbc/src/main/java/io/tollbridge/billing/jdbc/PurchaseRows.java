// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.account.Attribution;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.payment.Decline;
import io.tollbridge.billing.payment.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** Rows of {@code billing_purchases}, written and read. */
final class PurchaseRows {
    /** All columns besides the key. */
    static final List<String> VALUES = List.of(
            "kind",
            "state",
            "is_open",
            "charging",
            "bundle_id",
            "quantity",
            "credits",
            "price",
            "currency",
            "attempt",
            "customer_id",
            "payment_method_id",
            "description",
            "fingerprint",
            "first_sent_at",
            "payment_id",
            "session_id",
            "received",
            "received_currency",
            "refunded",
            "lost",
            "at_risk",
            "truth_at",
            "grant_id",
            "clawed_debt",
            "cap_period",
            "cap_number",
            "cap_limit",
            "cap_money",
            "cap_money_limit",
            "failure",
            "failure_reason",
            "failure_hard",
            "failure_card",
            "actor",
            "reason",
            "created_at",
            "due_at");

    private PurchaseRows() {}

    static <S extends SqlStatement<S>> S bind(S statement, Purchase purchase) {
        Purchase.Order order = purchase.order();
        Purchase.Attempt attempt = purchase.attempt();
        Decline failure = purchase.failure();
        S bound = statement
                .bind("purchase_id", purchase.id())
                .bind("kind", purchase.kind().name())
                .bind("state", purchase.state().name())
                .bind("is_open", purchase.open())
                .bind("charging", purchase.charging() ? "yes" : null)
                .bind("bundle_id", order.bundleId())
                .bind("quantity", order.quantity())
                .bind("credits", order.credits())
                .bind("price", order.price().minorUnits())
                .bind("currency", order.price().currency())
                .bind("attempt", attempt.number())
                .bind("customer_id", attempt.customerId())
                .bind("payment_method_id", attempt.paymentMethodId())
                .bind("description", attempt.description())
                .bind("fingerprint", attempt.fingerprint())
                .bind("first_sent_at", EpochMillis.of(attempt.firstSentAt()))
                .bind("failure", failure == null ? null : failure.code())
                .bind("failure_reason", failure == null ? null : failure.reason())
                .bind("failure_hard", failure != null && failure.hard())
                .bind("failure_card", failure == null ? null : failure.cardFingerprint())
                .bind("actor", purchase.by().actor())
                .bind("reason", purchase.by().reason())
                .bind("created_at", purchase.createdAt().toEpochMilli())
                .bind("due_at", EpochMillis.of(purchase.dueAt()));
        return bind(bind(bound, purchase.payment()), purchase.cap());
    }

    private static <S extends SqlStatement<S>> S bind(S statement, Purchase.Payment payment) {
        Money received = payment.received();
        return statement
                .bind("payment_id", payment.paymentId())
                .bind("session_id", payment.sessionId())
                .bind("received", received == null ? null : (Long) received.minorUnits())
                .bind("received_currency", received == null ? null : received.currency())
                .bind("refunded", payment.refunded())
                .bind("lost", payment.lost())
                .bind("at_risk", payment.atRisk())
                .bind("truth_at", EpochMillis.of(payment.truthAt()))
                .bind("grant_id", payment.grantId())
                .bind("clawed_debt", payment.clawedDebt());
    }

    private static <S extends SqlStatement<S>> S bind(S statement, Purchase.@Nullable Cap cap) {
        return statement
                .bind("cap_period", cap == null ? null : cap.period())
                .bind("cap_number", cap == null ? null : (Integer) cap.number())
                .bind("cap_limit", cap == null ? null : (Integer) cap.limit())
                .bind("cap_money", cap == null ? null : (Long) cap.minorUnits())
                .bind("cap_money_limit", cap == null ? null : (Long) cap.minorUnitsLimit());
    }

    static Purchase read(ResultSet row) throws SQLException {
        return new Purchase(
                row.getString("purchase_id"),
                Purchase.Kind.valueOf(row.getString("kind")),
                Purchase.State.valueOf(row.getString("state")),
                new Purchase.Order(
                        row.getString("bundle_id"),
                        row.getLong("quantity"),
                        row.getLong("credits"),
                        new Money(row.getLong("price"), row.getString("currency"))),
                new Purchase.Attempt(
                        row.getInt("attempt"),
                        row.getString("customer_id"),
                        row.getString("payment_method_id"),
                        row.getString("description"),
                        row.getString("fingerprint"),
                        EpochMillis.readNullable(row, "first_sent_at")),
                readPayment(row),
                readCap(row),
                readFailure(row),
                new Attribution(row.getString("actor"), row.getString("reason")),
                EpochMillis.read(row, "created_at"),
                EpochMillis.readNullable(row, "due_at"));
    }

    private static Purchase.Payment readPayment(ResultSet row) throws SQLException {
        String currency = row.getString("received_currency");
        return new Purchase.Payment(
                row.getString("payment_id"),
                row.getString("session_id"),
                currency == null ? null : new Money(row.getLong("received"), currency),
                row.getLong("refunded"),
                row.getLong("lost"),
                row.getLong("at_risk"),
                EpochMillis.readNullable(row, "truth_at"),
                row.getLong("grant_id"),
                row.getLong("clawed_debt"));
    }

    private static Purchase.@Nullable Cap readCap(ResultSet row) throws SQLException {
        String period = row.getString("cap_period");
        return period == null
                ? null
                : new Purchase.Cap(
                        period,
                        row.getInt("cap_number"),
                        row.getInt("cap_limit"),
                        row.getLong("cap_money"),
                        row.getLong("cap_money_limit"));
    }

    private static @Nullable Decline readFailure(ResultSet row) throws SQLException {
        String code = row.getString("failure");
        return code == null
                ? null
                : new Decline(
                        code,
                        row.getString("failure_reason"),
                        row.getBoolean("failure_hard"),
                        row.getString("failure_card"));
    }
}
