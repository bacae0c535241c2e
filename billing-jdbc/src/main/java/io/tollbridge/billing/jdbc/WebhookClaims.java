// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.webhook.WebhookEventKey;
import io.tollbridge.billing.webhook.WebhookRecord;
import io.tollbridge.billing.webhook.WebhookTask;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * Claims on rows of {@code stripe_webhooks}. A claim is written into the row, with a condition that nobody else has done
 * so; what was claimed is what is then found under the claim's owner. Row locks only keep claimers out of each other's
 * way, so that a database without SKIP LOCKED does as well.
 *
 * <p>{@code leased_object} repeats the object's id while a claim runs, under a unique constraint: of two claims on
 * events of one object, made at the same moment, the database refuses one.
 */
final class WebhookClaims {
    private static final int EXPIRED_AT_ONCE = 200;
    private static final String EXPIRED = "SELECT " + WebhookRows.TASK_COLUMNS
            + " FROM {stripe_webhooks} WHERE lease_until <= :now ORDER BY lease_until LIMIT :limit";
    private static final String EXPIRE =
            "UPDATE {stripe_webhooks} SET " + WebhookRows.UNCLAIMED + WebhookRows.OF_TASK + " AND lease_until <= :now";
    private static final String FREE = """
            SELECT account, livemode, event_id, listener, object_id FROM {stripe_webhooks} free
            WHERE status = 'RECEIVED' AND due_at <= :now AND lease_until IS NULL AND [listeners] AND NOT EXISTS (
                SELECT 1 FROM {stripe_webhooks} busy WHERE busy.account = free.account
                AND busy.livemode = free.livemode AND busy.listener = free.listener
                AND busy.leased_object = free.object_id)
            ORDER BY due_at, event_id LIMIT :limit""";
    private static final String LEASE = """
            UPDATE {stripe_webhooks} SET lease_owner = :owner, lease_until = :until, leased_object = object_id,
                attempts = attempts + 1""" + WebhookRows.OF_TASK + " AND status = 'RECEIVED' AND lease_until IS NULL";
    private static final String HELD = " WHERE lease_until = :until AND lease_owner = :owner";
    private static final String RELEASE =
            "UPDATE {stripe_webhooks} SET attempts = attempts - 1, " + WebhookRows.UNCLAIMED + HELD;

    private final String expired;
    private final String expire;
    private final String free;
    private final String lease;
    private final String held;
    private final String release;

    WebhookClaims(SqlText sql, boolean skipLocked) {
        String pass = skipLocked ? " FOR UPDATE SKIP LOCKED" : "";
        expired = sql.of(EXPIRED) + pass;
        expire = sql.of(EXPIRE);
        free = sql.of(FREE) + pass;
        lease = sql.of(LEASE);
        held = sql.of(WebhookRows.SELECT + HELD + " ORDER BY due_at, event_id");
        release = sql.of(RELEASE);
    }

    /** Takes due events, one of each object, that nobody has or is just taking. */
    List<WebhookRecord> claim(Handle handle, Set<String> listeners, Claim claim, Instant now, int limit) {
        endExpired(handle, now);
        int leased = 0;
        boolean more = true;
        // why again: of many events of one object one is taken, and then its others do not hide those of other objects
        while (more && leased < limit) {
            List<Free> found = free(handle, List.copyOf(listeners), now, 2 * limit);
            int taken = lease(handle, found, claim, limit - leased);
            leased += taken;
            more = taken > 0 && found.size() == 2 * limit;
        }
        if (leased == 0) {
            return List.of();
        }
        return handle.createQuery(held)
                .bind("owner", claim.owner)
                .bind("until", claim.until.toEpochMilli())
                .map((row, context) -> WebhookRows.record(row))
                .list();
    }

    private int lease(Handle handle, List<Free> found, Claim claim, int limit) {
        PreparedBatch leases = handle.prepareBatch(lease);
        Set<Thing> objects = new HashSet<>();
        for (Free one : found) {
            if (leases.size() < limit && (one.objectId == null || objects.add(one.object()))) {
                WebhookRows.bind(leases, one.task)
                        .bind("owner", claim.owner)
                        .bind("until", claim.until.toEpochMilli())
                        .add();
            }
        }
        int leased = leases.size();
        if (leased == 0) {
            leases.close();
        } else {
            Writes.execute(leases);
        }
        return leased;
    }

    private void endExpired(Handle handle, Instant now) {
        List<WebhookTask> over = handle.createQuery(expired)
                .bind("now", now.toEpochMilli())
                .bind("limit", EXPIRED_AT_ONCE)
                .map((row, context) -> WebhookRows.task(row))
                .list();
        PreparedBatch ends = handle.prepareBatch(expire);
        over.forEach(task ->
                WebhookRows.bind(ends, task).bind("now", now.toEpochMilli()).add());
        Writes.execute(ends);
    }

    private List<Free> free(Handle handle, List<String> listeners, Instant now, int limit) {
        String names = IntStream.range(0, listeners.size())
                .mapToObj(number -> ":listener" + number)
                .collect(Collectors.joining(", ", "listener IN (", ")"));
        try (Query query = handle.createQuery(free.replace("[listeners]", names))) {
            IntStream.range(0, listeners.size())
                    .forEach(number -> query.bind("listener" + number, listeners.get(number)));
            List<Free> found = new ArrayList<>();
            query.bind("now", now.toEpochMilli())
                    .bind("limit", limit)
                    .map((row, context) -> Free.read(row))
                    .forEach(found::add);
            return found;
        }
    }

    /** Gives back what a claim holds, with its attempt uncounted. */
    int release(Handle handle, Claim claim) {
        return handle.createUpdate(release)
                .bind("owner", claim.owner)
                .bind("until", claim.until.toEpochMilli())
                .execute();
    }

    /** Who claims, until when. */
    record Claim(String owner, Instant until) {}

    private record Thing(
            String account,
            boolean livemode,
            String listener,
            @Nullable String objectId) {}

    private record Free(WebhookTask task, @Nullable String objectId) {
        static Free read(ResultSet row) throws SQLException {
            return new Free(WebhookRows.task(row), row.getString("object_id"));
        }

        Thing object() {
            WebhookEventKey key = task.key();
            return new Thing(key.account(), key.livemode(), task.listener(), objectId);
        }
    }
}
