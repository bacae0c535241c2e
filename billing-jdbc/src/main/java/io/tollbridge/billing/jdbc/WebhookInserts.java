// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.spi.WebhookArrival;
import io.tollbridge.billing.webhook.WebhookEvent;
import io.tollbridge.billing.webhook.WebhookEventKey;
import io.tollbridge.billing.webhook.WebhookStatus;
import io.tollbridge.billing.webhook.WebhookTask;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.SqlStatement;

/** Inserts into {@code stripe_webhooks}: each event once, many in as few statements as the database takes them. */
final class WebhookInserts {
    static final List<String> KEY = List.of("account", "livemode", "event_id", "listener");
    /** What is known of a new row; the other columns are null. */
    static final List<String> NEW = List.of(
            "type",
            "object_id",
            "api_version",
            "created_at",
            "payload",
            "status",
            "attempts",
            "due_at",
            "note",
            "received_at");

    private static final int MOST_AT_ONCE = 64;
    private static final String THERE = "SELECT 1 FROM {stripe_webhooks}" + WebhookRows.OF_TASK;
    /** Two transactions that insert the same events in the same order never wait for each other in a circle. */
    private static final Comparator<WebhookEventKey> ORDER = Comparator.comparing(WebhookEventKey::account)
            .thenComparing(WebhookEventKey::livemode)
            .thenComparing(WebhookEventKey::eventId);

    private final Upserts upserts;
    private final Upserts.Row row;
    private final String insert;
    private final String insertOnce;
    private final String there;

    WebhookInserts(SqlText sql) {
        upserts = sql.dialect().upserts();
        row = sql.row("stripe_webhooks", KEY, NEW);
        insert = row.insert();
        insertOnce = upserts.insertOnce(row);
        there = sql.of(THERE);
    }

    /**
     * Inserts those that are not there, or fails with a duplicate key.
     *
     * @return for each, whether it was inserted
     */
    List<Boolean> insert(Handle handle, List<WebhookArrival> arrivals) {
        List<WebhookArrival> sorted = sorted(arrivals);
        Set<WebhookEventKey> inserted =
                sorted.size() == 1 ? insertOne(handle, sorted.get(0)) : insertMany(handle, sorted);
        PreparedBatch others = handle.prepareBatch(insert);
        for (WebhookArrival arrival : sorted) {
            if (inserted.contains(arrival.event().key())) {
                arrival.listeners()
                        .forEach(listener -> bind(others, arrival, listener, "").add());
            }
        }
        Writes.execute(others);
        return answers(arrivals, inserted);
    }

    /** Each event once, the first of its arrivals, in the order in which everybody inserts. */
    static List<WebhookArrival> sorted(List<WebhookArrival> arrivals) {
        if (arrivals.size() == 1) {
            return arrivals;
        }
        Map<WebhookEventKey, WebhookArrival> distinct = new LinkedHashMap<>();
        arrivals.forEach(arrival -> distinct.putIfAbsent(arrival.event().key(), arrival));
        return distinct.values().stream()
                .sorted(Comparator.comparing(arrival -> arrival.event().key(), ORDER))
                .toList();
    }

    /** For each arrival, whether its event was inserted for it. */
    static List<Boolean> answers(List<WebhookArrival> arrivals, Set<WebhookEventKey> inserted) {
        List<Boolean> answers = new ArrayList<>(arrivals.size());
        for (WebhookArrival arrival : arrivals) {
            answers.add(inserted.remove(arrival.event().key()));
        }
        return answers;
    }

    static WebhookStatus status(WebhookArrival arrival) {
        return arrival.quarantine() == null ? WebhookStatus.RECEIVED : WebhookStatus.QUARANTINED;
    }

    private Set<WebhookEventKey> insertOne(Handle handle, WebhookArrival arrival) {
        int count = bind(handle.createUpdate(insertOnce), arrival, "", "").execute();
        Set<WebhookEventKey> inserted = new HashSet<>();
        if (count == 1) {
            inserted.add(arrival.event().key());
        }
        return inserted;
    }

    private Set<WebhookEventKey> insertMany(Handle handle, List<WebhookArrival> sorted) {
        Set<WebhookEventKey> inserted = new HashSet<>();
        int from = 0;
        while (from < sorted.size()) {
            // why a power of two: few different statements, so that the database knows them
            int size = Integer.highestOneBit(Math.min(MOST_AT_ONCE, sorted.size() - from));
            List<WebhookArrival> some = sorted.subList(from, from + size);
            upserts.insertNew(row, size)
                    .ifPresentOrElse(
                            statement -> inserted.addAll(insertNew(handle, statement, some)),
                            () -> inserted.addAll(insertMissing(handle, some)));
            from += size;
        }
        return inserted;
    }

    private static Collection<WebhookEventKey> insertNew(Handle handle, String statement, List<WebhookArrival> some) {
        try (var query = handle.createQuery(statement)) {
            for (int number = 0; number < some.size(); number++) {
                bind(query, some.get(number), "", String.valueOf(number));
            }
            return query.map((found, context) -> WebhookRows.task(found).key()).list();
        }
    }

    private Collection<WebhookEventKey> insertMissing(Handle handle, List<WebhookArrival> some) {
        List<WebhookEventKey> inserted = new ArrayList<>();
        PreparedBatch inserts = handle.prepareBatch(insert);
        for (WebhookArrival arrival : some) {
            WebhookEventKey key = arrival.event().key();
            boolean known = WebhookRows.bind(handle.createQuery(there), WebhookTask.ours(key))
                    .mapTo(Integer.class)
                    .findOne()
                    .isPresent();
            if (!known) {
                bind(inserts, arrival, "", "").add();
                inserted.add(key);
            }
        }
        Writes.execute(inserts);
        return inserted;
    }

    private static <S extends SqlStatement<S>> S bind(S to, WebhookArrival arrival, String listener, String suffix) {
        WebhookEvent event = arrival.event();
        Instant at = arrival.at();
        return to.bind("account" + suffix, event.key().account())
                .bind("livemode" + suffix, event.key().livemode())
                .bind("event_id" + suffix, event.key().eventId())
                .bind("listener" + suffix, listener)
                .bind("type" + suffix, event.type())
                .bind("object_id" + suffix, event.objectId())
                .bind("api_version" + suffix, event.apiVersion())
                .bind("created_at" + suffix, event.created().toEpochMilli())
                .bind("payload" + suffix, event.payload())
                .bind("status" + suffix, status(arrival).name())
                .bind("attempts" + suffix, 0)
                .bind("due_at" + suffix, at.toEpochMilli())
                .bind("note" + suffix, WebhookTable.shortened(arrival.quarantine()))
                .bind("received_at" + suffix, at.toEpochMilli());
    }
}
