// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.spi.WebhookCompletion;
import io.tollbridge.billing.webhook.WebhookEvent;
import io.tollbridge.billing.webhook.WebhookEventKey;
import io.tollbridge.billing.webhook.WebhookRecord;
import io.tollbridge.billing.webhook.WebhookStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** {@code stripe_webhooks}: stored events and what has become of them. */
final class WebhookTable {
    private static final List<String> KEY = List.of("account", "livemode", "event_id");
    private static final List<String> VALUES = List.of(
            "type",
            "object_id",
            "api_version",
            "created_at",
            "payload",
            "status",
            "attempts",
            "due_at",
            "note",
            "received_at",
            "finished_at",
            "lease_owner",
            "lease_until");
    private static final String SELECT = """
            SELECT account, livemode, event_id, type, object_id, api_version, created_at, payload, status, attempts,
                due_at, note, received_at
            FROM {stripe_webhooks}
            """;
    private static final String DUE = SELECT + """
            WHERE status = 'RECEIVED' AND due_at <= :now AND (lease_until IS NULL OR lease_until <= :now)
            ORDER BY due_at, event_id LIMIT :limit FOR UPDATE SKIP LOCKED""";
    private static final String OF_EVENT =
            " WHERE account = :account AND livemode = :livemode AND event_id = :event_id";
    private static final String LEASE = """
            UPDATE {stripe_webhooks}
            SET lease_owner = :owner, lease_until = :until, attempts = attempts + 1""" + OF_EVENT;
    private static final String FINISH = """
            UPDATE {stripe_webhooks}
            SET status = :status, note = :note, due_at = :due_at, finished_at = :finished_at,
                lease_owner = NULL, lease_until = NULL""" + OF_EVENT + " AND status = 'RECEIVED' AND lease_owner = :owner";
    private static final String REPLAY = """
            UPDATE {stripe_webhooks}
            SET status = 'RECEIVED', attempts = 0, due_at = :now, note = NULL, finished_at = NULL,
                lease_owner = NULL, lease_until = NULL""" + OF_EVENT;
    private static final String EXISTS = "SELECT 1 FROM {stripe_webhooks}" + OF_EVENT;
    private static final String NEWEST = "ORDER BY received_at DESC, event_id DESC LIMIT :limit";
    private static final int LONGEST_NOTE = 2_000;

    private final String insert;
    private final String due;
    private final String lease;
    private final String finish;
    private final String replay;
    private final String exists;
    private final String list;
    private final String listOfStatus;

    WebhookTable(SqlText sql) {
        insert = sql.dialect().upserts().insertOnce(layout(sql));
        due = sql.of(DUE);
        lease = sql.of(LEASE);
        finish = sql.of(FINISH);
        replay = sql.of(REPLAY);
        exists = sql.of(EXISTS);
        list = sql.of(SELECT + NEWEST);
        listOfStatus = sql.of(SELECT + "WHERE status = :status " + NEWEST);
    }

    static Upserts.Row layout(SqlText sql) {
        return sql.row("stripe_webhooks", KEY, VALUES);
    }

    /** Inserts an event. Returns false, or fails with a duplicate key, when it is there already. */
    boolean insert(Handle handle, WebhookEvent event, Instant now, @Nullable String quarantine) {
        WebhookStatus status = quarantine == null ? WebhookStatus.RECEIVED : WebhookStatus.QUARANTINED;
        int inserted = bindKey(handle.createUpdate(insert), event.key())
                .bind("type", event.type())
                .bind("object_id", event.objectId())
                .bind("api_version", event.apiVersion())
                .bind("created_at", event.created().toEpochMilli())
                .bind("payload", event.payload())
                .bind("status", status.name())
                .bind("attempts", 0)
                .bind("due_at", now.toEpochMilli())
                .bind("note", shortened(quarantine))
                .bind("received_at", now.toEpochMilli())
                .bind("finished_at", (Long) null)
                .bind("lease_owner", (String) null)
                .bind("lease_until", (Long) null)
                .execute();
        return inserted == 1;
    }

    /** Takes due events that nobody else has or is just taking. */
    List<WebhookRecord> claim(Handle handle, String owner, Instant now, Instant until, int limit) {
        List<WebhookRecord> found = handle.createQuery(due)
                .bind("now", now.toEpochMilli())
                .bind("limit", limit)
                .map((row, context) -> read(row))
                .list();
        PreparedBatch leases = handle.prepareBatch(lease);
        for (WebhookRecord one : found) {
            bindKey(leases, one.event().key())
                    .bind("owner", owner)
                    .bind("until", until.toEpochMilli())
                    .add();
        }
        Writes.execute(leases);
        return found.stream().map(WebhookTable::withOneMoreAttempt).toList();
    }

    /** Ends a claim. Returns false when the claim is no longer the owner's. */
    boolean finish(Handle handle, WebhookCompletion completion) {
        boolean over = completion.status() != WebhookStatus.RECEIVED;
        return bindKey(handle.createUpdate(finish), completion.key())
                        .bind("owner", completion.owner())
                        .bind("status", completion.status().name())
                        .bind("note", shortened(completion.note()))
                        .bind("due_at", completion.dueAt().toEpochMilli())
                        .bind("finished_at", over ? EpochMillis.of(completion.at()) : null)
                        .execute()
                == 1;
    }

    boolean replay(Handle handle, WebhookEventKey key, Instant now) {
        int changed = bindKey(handle.createUpdate(replay), key)
                .bind("now", now.toEpochMilli())
                .execute();
        // why looked for: some drivers can be told to count only rows that an update made different
        return changed == 1
                || bindKey(handle.createQuery(exists), key)
                        .mapTo(Integer.class)
                        .findOne()
                        .isPresent();
    }

    List<WebhookRecord> list(Handle handle, @Nullable WebhookStatus status, int limit) {
        var query = handle.createQuery(status == null ? list : listOfStatus).bind("limit", limit);
        if (status != null) {
            query.bind("status", status.name());
        }
        return query.map((row, context) -> read(row)).list();
    }

    private static <S extends SqlStatement<S>> S bindKey(S statement, WebhookEventKey key) {
        return statement
                .bind("account", key.account())
                .bind("livemode", key.livemode())
                .bind("event_id", key.eventId());
    }

    private static @Nullable String shortened(@Nullable String note) {
        if (note == null || note.length() <= LONGEST_NOTE) {
            return note;
        }
        boolean splitsPair = Character.isHighSurrogate(note.charAt(LONGEST_NOTE - 1));
        return note.substring(0, splitsPair ? LONGEST_NOTE - 1 : LONGEST_NOTE);
    }

    private static WebhookRecord withOneMoreAttempt(WebhookRecord found) {
        return new WebhookRecord(
                found.event(), found.status(), found.attempts() + 1, found.dueAt(), found.note(), found.receivedAt());
    }

    private static WebhookRecord read(ResultSet row) throws SQLException {
        WebhookEventKey key =
                new WebhookEventKey(row.getString("account"), row.getBoolean("livemode"), row.getString("event_id"));
        WebhookEvent event = new WebhookEvent(
                key,
                row.getString("type"),
                row.getString("object_id"),
                row.getString("api_version"),
                EpochMillis.read(row, "created_at"),
                row.getString("payload"));
        return new WebhookRecord(
                event,
                WebhookStatus.valueOf(row.getString("status")),
                row.getInt("attempts"),
                EpochMillis.read(row, "due_at"),
                row.getString("note"),
                EpochMillis.read(row, "received_at"));
    }
}
