// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.webhook.WebhookEvent;
import io.tollbridge.billing.webhook.WebhookEventKey;
import io.tollbridge.billing.webhook.WebhookRecord;
import io.tollbridge.billing.webhook.WebhookStatus;
import io.tollbridge.billing.webhook.WebhookTask;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jdbi.v3.core.statement.SqlStatement;

/** What the statements on {@code stripe_webhooks} have in common. */
final class WebhookRows {
    /** Columns that identify a row. */
    static final String TASK_COLUMNS = "account, livemode, event_id, listener";

    /** Selects whole rows. */
    static final String SELECT = """
            SELECT account, livemode, event_id, listener, type, object_id, api_version, created_at, payload, status,
                attempts, due_at, note, received_at
            FROM {stripe_webhooks}
            """;

    /** The condition for one row. */
    static final String OF_TASK =
            " WHERE account = :account AND livemode = :livemode AND event_id = :event_id AND listener = :listener";

    /** Ends any claim. */
    static final String UNCLAIMED = "lease_owner = NULL, lease_until = NULL, leased_object = NULL";

    private WebhookRows() {}

    static <S extends SqlStatement<S>> S bind(S statement, WebhookTask task) {
        return statement
                .bind("account", task.key().account())
                .bind("livemode", task.key().livemode())
                .bind("event_id", task.key().eventId())
                .bind("listener", task.listener());
    }

    static WebhookTask task(ResultSet row) throws SQLException {
        return new WebhookTask(key(row), row.getString("listener"));
    }

    private static WebhookEventKey key(ResultSet row) throws SQLException {
        return new WebhookEventKey(row.getString("account"), row.getBoolean("livemode"), row.getString("event_id"));
    }

    static WebhookRecord record(ResultSet row) throws SQLException {
        String payload = row.getString("payload");
        WebhookEvent event = new WebhookEvent(
                key(row),
                row.getString("type"),
                row.getString("object_id"),
                row.getString("api_version"),
                EpochMillis.read(row, "created_at"),
                payload == null ? "" : payload);
        return new WebhookRecord(
                event,
                WebhookStatus.valueOf(row.getString("status")),
                row.getInt("attempts"),
                EpochMillis.read(row, "due_at"),
                row.getString("note"),
                EpochMillis.read(row, "received_at"),
                row.getString("listener"));
    }
}
