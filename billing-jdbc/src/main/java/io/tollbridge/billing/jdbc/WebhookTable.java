// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.spi.InboxBacklog;
import io.tollbridge.billing.spi.WebhookCompletion;
import io.tollbridge.billing.webhook.WebhookQuery;
import io.tollbridge.billing.webhook.WebhookRecord;
import io.tollbridge.billing.webhook.WebhookStatus;
import io.tollbridge.billing.webhook.WebhookTask;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** {@code stripe_webhooks}: stored events and what has become of them. */
final class WebhookTable {
    private static final List<String> LATER =
            List.of("finished_at", "droppable_at", "lease_owner", "lease_until", "leased_object");
    private static final String FINISH =
            """
            UPDATE {stripe_webhooks} SET status = :status, note = :note, due_at = :due_at, finished_at = :finished_at,
                droppable_at = :droppable_at, attempts = LEAST(attempts, :attempts),
            """ + WebhookRows.UNCLAIMED + WebhookRows.OF_TASK + " AND status = 'RECEIVED' AND lease_owner = :owner";
    private static final String REPLAY = """
            UPDATE {stripe_webhooks} SET status = 'RECEIVED', attempts = 0, due_at = :now, note = :note,
                finished_at = NULL, droppable_at = NULL,
            """ + WebhookRows.UNCLAIMED + WebhookRows.OF_TASK + " AND payload IS NOT NULL";
    private static final String REPLAYABLE =
            "SELECT 1 FROM {stripe_webhooks}" + WebhookRows.OF_TASK + " AND payload IS NOT NULL";
    private static final String DISCARD =
            """
            UPDATE {stripe_webhooks} SET status = 'DISCARDED', due_at = :now, note = :note, finished_at = :now,
                droppable_at = NULL,
            """ + WebhookRows.UNCLAIMED + WebhookRows.OF_TASK + " AND status IN ('RECEIVED', 'QUARANTINED')";
    private static final String DROPPABLE = "SELECT " + WebhookRows.TASK_COLUMNS
            + " FROM {stripe_webhooks} WHERE droppable_at < :before ORDER BY droppable_at LIMIT :limit";
    private static final String DROP = "UPDATE {stripe_webhooks} SET payload = NULL, droppable_at = NULL"
            + WebhookRows.OF_TASK + " AND droppable_at < :before";
    private static final String NEWEST = " ORDER BY received_at DESC, event_id DESC, listener DESC LIMIT :limit";
    private static final String TASKS = "SELECT " + WebhookRows.TASK_COLUMNS + " FROM {stripe_webhooks}";
    private static final String OLDEST = " ORDER BY received_at, event_id, listener LIMIT :limit";
    private static final String BACKLOG = """
            SELECT status, COUNT(*) AS events, MIN(received_at) AS oldest FROM {stripe_webhooks}
            WHERE status IN ('RECEIVED', 'QUARANTINED') GROUP BY status""";
    private static final int LONGEST_NOTE = 2_000;

    private final String finish;
    private final String replay;
    private final String replayable;
    private final String discard;
    private final String droppable;
    private final String drop;
    private final String rows;
    private final String tasks;
    private final String backlog;

    WebhookTable(SqlText sql) {
        finish = sql.of(FINISH);
        replay = sql.of(REPLAY);
        replayable = sql.of(REPLAYABLE);
        discard = sql.of(DISCARD);
        droppable = sql.of(DROPPABLE);
        drop = sql.of(DROP);
        rows = sql.of(WebhookRows.SELECT);
        tasks = sql.of(TASKS);
        backlog = sql.of(BACKLOG);
    }

    static Upserts.Row layout(SqlText sql) {
        List<String> values =
                Stream.concat(WebhookInserts.NEW.stream(), LATER.stream()).toList();
        return sql.row("stripe_webhooks", WebhookInserts.KEY, values);
    }

    InboxBacklog backlog(Handle handle) {
        Map<String, Waiting> found = handle
                .createQuery(backlog)
                .map((row, context) -> Map.entry(
                        row.getString("status"), new Waiting(row.getLong("events"), EpochMillis.read(row, "oldest"))))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        Waiting received = found.get(WebhookStatus.RECEIVED.name());
        Waiting quarantined = found.get(WebhookStatus.QUARANTINED.name());
        return new InboxBacklog(
                received == null ? 0 : received.events(),
                quarantined == null ? 0 : quarantined.events(),
                received == null ? null : received.oldest());
    }

    private record Waiting(long events, Instant oldest) {}

    /** Ends a claim. Returns false when the claim is no longer the owner's. */
    boolean finish(Handle handle, WebhookCompletion completion) {
        boolean waits = completion.status() == WebhookStatus.RECEIVED;
        boolean kept = waits || completion.status() == WebhookStatus.QUARANTINED;
        return WebhookRows.bind(handle.createUpdate(finish), completion.task())
                        .bind("owner", completion.owner())
                        .bind("status", completion.status().name())
                        .bind("note", shortened(completion.note()))
                        .bind("due_at", completion.dueAt().toEpochMilli())
                        .bind("finished_at", waits ? null : EpochMillis.of(completion.at()))
                        .bind("droppable_at", kept ? null : EpochMillis.of(completion.at()))
                        .bind("attempts", completion.attempts())
                        .execute()
                == 1;
    }

    boolean replay(Handle handle, WebhookTask task, Instant now, @Nullable String note) {
        int changed = WebhookRows.bind(handle.createUpdate(replay), task)
                .bind("now", now.toEpochMilli())
                .bind("note", shortened(note))
                .execute();
        // why looked for: some drivers can be told to count only rows that an update made different
        return changed == 1
                || WebhookRows.bind(handle.createQuery(replayable), task)
                        .mapTo(Integer.class)
                        .findOne()
                        .isPresent();
    }

    boolean discard(Handle handle, WebhookTask task, Instant now, String note) {
        return WebhookRows.bind(handle.createUpdate(discard), task)
                        .bind("now", now.toEpochMilli())
                        .bind("note", shortened(note))
                        .execute()
                == 1;
    }

    int compact(Handle handle, Instant endedBefore, int limit) {
        List<WebhookTask> found = handle.createQuery(droppable)
                .bind("before", endedBefore.toEpochMilli())
                .bind("limit", limit)
                .map((row, context) -> WebhookRows.task(row))
                .list();
        PreparedBatch drops = handle.prepareBatch(drop);
        found.forEach(task -> WebhookRows.bind(drops, task)
                .bind("before", endedBefore.toEpochMilli())
                .add());
        Writes.execute(drops);
        return found.size();
    }

    List<WebhookRecord> list(Handle handle, WebhookQuery query, int limit) {
        try (Query select = select(handle, rows, query, List.of(), NEWEST)) {
            return select.bind("limit", limit)
                    .map((row, context) -> WebhookRows.record(row))
                    .list();
        }
    }

    List<WebhookTask> tasks(Handle handle, WebhookQuery query, int limit) {
        try (Query select = select(handle, tasks, query, List.of("payload IS NOT NULL"), OLDEST)) {
            return select.bind("limit", limit)
                    .map((row, context) -> WebhookRows.task(row))
                    .list();
        }
    }

    private static Query select(Handle handle, String what, WebhookQuery query, List<String> always, String order) {
        List<String> conditions = new ArrayList<>(always);
        if (!query.statuses().isEmpty()) {
            conditions.add(query.statuses().stream()
                    .map(status -> "'" + status.name() + "'")
                    .sorted()
                    .collect(Collectors.joining(", ", "status IN (", ")")));
        }
        Instant from = query.receivedFrom();
        Instant before = query.receivedBefore();
        if (from != null) {
            conditions.add("received_at >= :from");
        }
        if (before != null) {
            conditions.add("received_at < :before");
        }
        if (query.type() != null) {
            conditions.add("type = :type");
        }
        if (query.listener() != null) {
            conditions.add("listener = :listener");
        }
        if (query.objectId() != null) {
            conditions.add("object_id = :object_id");
        }
        String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
        Query select = handle.createQuery(what + where + order);
        if (from != null) {
            select.bind("from", from.toEpochMilli());
        }
        if (before != null) {
            select.bind("before", before.toEpochMilli());
        }
        if (query.type() != null) {
            select.bind("type", query.type());
        }
        if (query.listener() != null) {
            select.bind("listener", query.listener());
        }
        if (query.objectId() != null) {
            select.bind("object_id", query.objectId());
        }
        return select;
    }

    static @Nullable String shortened(@Nullable String note) {
        if (note == null || note.length() <= LONGEST_NOTE) {
            return note;
        }
        boolean splitsPair = Character.isHighSurrogate(note.charAt(LONGEST_NOTE - 1));
        return note.substring(0, splitsPair ? LONGEST_NOTE - 1 : LONGEST_NOTE);
    }
}
