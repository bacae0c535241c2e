// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.BillingStoreException;
import io.tollbridge.billing.spi.WebhookArrival;
import io.tollbridge.billing.webhook.WebhookEvent;
import io.tollbridge.billing.webhook.WebhookEventKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Stores events that only the library's own handlers want, with one statement in auto-commit mode: one round trip, one
 * commit. The columns travel as arrays, so that any number of events is the same statement to PostgreSQL. Thread-safe.
 */
final class WebhookArrayInserts {
    private static final String COLUMNS = "(account, livemode, event_id, listener, type, object_id, api_version,"
            + " created_at, payload, status, attempts, due_at, note, received_at)";
    private static final String ONE = "INSERT INTO {stripe_webhooks} " + COLUMNS
            + " VALUES (?, ?, ?, '', ?, ?, ?, ?, ?, ?, 0, ?, ?, ?) ON CONFLICT DO NOTHING";
    // why (SELECT ..): it hides the length of the array, so that the database comes to keep one plan for all
    private static final String MANY = "INSERT INTO {stripe_webhooks} " + COLUMNS
            + " SELECT account, livemode, event_id, '', type, object_id, api_version, created_at, payload, status, 0,"
            + " at, note, at FROM unnest((SELECT ?::text[]), (SELECT ?::bool[]), (SELECT ?::text[]), (SELECT ?::text[]),"
            + " (SELECT ?::text[]), (SELECT ?::text[]), (SELECT ?::int8[]), (SELECT ?::text[]), (SELECT ?::text[]),"
            + " (SELECT ?::text[]), (SELECT ?::int8[])) r(account, livemode, event_id, type, object_id, api_version,"
            + " created_at, payload, status, note, at)"
            + " ON CONFLICT DO NOTHING RETURNING account, livemode, event_id";

    private final OwnTransactions own;
    private final SqlFailures failures;
    private final String one;
    private final String many;

    WebhookArrayInserts(OwnTransactions own, SqlFailures failures, SqlText sql) {
        this.own = own;
        this.failures = failures;
        one = sql.of(ONE);
        many = sql.of(MANY);
    }

    /**
     * Inserts those that are not there.
     *
     * @param arrivals no event twice, in the order in which everybody inserts them
     * @return those that were inserted
     * @throws BillingStoreException nothing is written, except with {@code OUTCOME_UNKNOWN}
     */
    Set<WebhookEventKey> insert(List<WebhookArrival> arrivals) {
        return own.runAlone(connection -> {
            try {
                return arrivals.size() == 1 ? insertOne(connection, arrivals.get(0)) : insertMany(connection, arrivals);
            } catch (SQLException error) {
                if (failures.isRefused(error)) {
                    throw failures.working("storing webhook events", error);
                }
                throw error;
            }
        });
    }

    private Set<WebhookEventKey> insertOne(Connection connection, WebhookArrival arrival) throws SQLException {
        WebhookEvent event = arrival.event();
        long at = arrival.at().toEpochMilli();
        try (PreparedStatement insert = connection.prepareStatement(one)) {
            insert.setString(1, event.key().account());
            insert.setBoolean(2, event.key().livemode());
            insert.setString(3, event.key().eventId());
            insert.setString(4, event.type());
            insert.setString(5, event.objectId());
            insert.setString(6, event.apiVersion());
            insert.setLong(7, event.created().toEpochMilli());
            insert.setString(8, event.payload());
            insert.setString(9, WebhookInserts.status(arrival).name());
            insert.setLong(10, at);
            insert.setString(11, WebhookTable.shortened(arrival.quarantine()));
            insert.setLong(12, at);
            Set<WebhookEventKey> inserted = new HashSet<>();
            if (insert.executeUpdate() == 1) {
                inserted.add(event.key());
            }
            return inserted;
        }
    }

    private Set<WebhookEventKey> insertMany(Connection connection, List<WebhookArrival> arrivals) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(many)) {
            Columns columns = new Columns(connection, insert, arrivals);
            columns.bind("text", new String[0], arrival -> arrival.event().key().account());
            columns.bind(
                    "bool", new Boolean[0], arrival -> arrival.event().key().livemode());
            columns.bind("text", new String[0], arrival -> arrival.event().key().eventId());
            columns.bind("text", new String[0], arrival -> arrival.event().type());
            columns.bind("text", new String[0], arrival -> arrival.event().objectId());
            columns.bind("text", new String[0], arrival -> arrival.event().apiVersion());
            columns.bind(
                    "int8", new Long[0], arrival -> arrival.event().created().toEpochMilli());
            columns.bind("text", new String[0], arrival -> arrival.event().payload());
            columns.bind(
                    "text",
                    new String[0],
                    arrival -> WebhookInserts.status(arrival).name());
            columns.bind("text", new String[0], arrival -> WebhookTable.shortened(arrival.quarantine()));
            columns.bind("int8", new Long[0], arrival -> arrival.at().toEpochMilli());
            Set<WebhookEventKey> inserted = new HashSet<>();
            try (ResultSet row = insert.executeQuery()) {
                while (row.next()) {
                    inserted.add(new WebhookEventKey(row.getString(1), row.getBoolean(2), row.getString(3)));
                }
            }
            return inserted;
        }
    }

    /** Binds one array after the other. */
    private static final class Columns {
        private final Connection connection;
        private final PreparedStatement statement;
        private final List<WebhookArrival> arrivals;
        private int bound;

        Columns(Connection connection, PreparedStatement statement, List<WebhookArrival> arrivals) {
            this.connection = connection;
            this.statement = statement;
            this.arrivals = arrivals;
        }

        <T> void bind(String type, T[] empty, Function<WebhookArrival, @Nullable T> value) throws SQLException {
            @Nullable Object[] values = Arrays.copyOf(empty, arrivals.size());
            for (int i = 0; i < values.length; i++) {
                values[i] = value.apply(arrivals.get(i));
            }
            statement.setArray(++bound, connection.createArrayOf(type, values));
        }
    }
}
