// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.spi.InboxBacklog;
import io.tollbridge.billing.spi.WebhookArrival;
import io.tollbridge.billing.spi.WebhookCompletion;
import io.tollbridge.billing.spi.WebhookInbox;
import io.tollbridge.billing.webhook.WebhookEventKey;
import io.tollbridge.billing.webhook.WebhookQuery;
import io.tollbridge.billing.webhook.WebhookRecord;
import io.tollbridge.billing.webhook.WebhookStatus;
import io.tollbridge.billing.webhook.WebhookTask;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An inbox for one thread, in a map. It does not compact. */
final class FakeInbox implements WebhookInbox {
    private final Map<WebhookTask, WebhookRecord> rows = new LinkedHashMap<>();
    private final Map<WebhookTask, Claim> claims = new LinkedHashMap<>();

    /** False when nobody is there any more to give a claim back. */
    boolean alive = true;

    private record Claim(String owner, Instant until) {}

    WebhookRecord row(WebhookTask task) {
        WebhookRecord row = rows.get(task);
        if (row == null) {
            throw new IllegalStateException("no row " + task);
        }
        return row;
    }

    void complete(WebhookCompletion completion) {
        claims.remove(completion.task());
        int attempts = Math.min(row(completion.task()).attempts(), completion.attempts());
        change(completion.task(), completion.status(), attempts, completion.dueAt(), completion.note());
    }

    private boolean change(
            WebhookTask task, WebhookStatus status, @Nullable Integer attempts, Instant dueAt, @Nullable String note) {
        return rows.computeIfPresent(
                        task,
                        (same, row) -> new WebhookRecord(
                                row.event(),
                                status,
                                attempts == null ? row.attempts() : attempts,
                                dueAt,
                                note,
                                row.receivedAt(),
                                row.listener()))
                != null;
    }

    @Override
    public List<Boolean> insertAll(List<WebhookArrival> arrivals) {
        List<Boolean> stored = new ArrayList<>();
        for (WebhookArrival arrival : arrivals) {
            WebhookEventKey key = arrival.event().key();
            boolean isNew = !rows.containsKey(WebhookTask.ours(key));
            stored.add(isNew);
            if (isNew) {
                Stream.concat(Stream.of(""), arrival.listeners().stream())
                        .forEach(listener -> rows.put(new WebhookTask(key, listener), row(arrival, listener)));
            }
        }
        return stored;
    }

    private static WebhookRecord row(WebhookArrival arrival, String listener) {
        String quarantine = arrival.quarantine();
        WebhookStatus status = quarantine == null ? WebhookStatus.RECEIVED : WebhookStatus.QUARANTINED;
        return new WebhookRecord(arrival.event(), status, 0, arrival.at(), quarantine, arrival.at(), listener);
    }

    @Override
    public List<WebhookRecord> claim(Set<String> listeners, String owner, Instant now, Instant until, int limit) {
        claims.values().removeIf(claim -> !claim.until().isAfter(now));
        List<WebhookRecord> taken = new ArrayList<>();
        for (WebhookTask task : List.copyOf(rows.keySet())) {
            WebhookRecord row = row(task);
            boolean due = row.status() == WebhookStatus.RECEIVED && !row.dueAt().isAfter(now);
            if (due && listeners.contains(task.listener()) && isFree(row) && taken.size() < limit) {
                change(task, row.status(), row.attempts() + 1, row.dueAt(), row.note());
                claims.put(task, new Claim(owner, until));
                taken.add(row(task));
            }
        }
        return taken;
    }

    private boolean isFree(WebhookRecord row) {
        return claims.keySet().stream()
                .noneMatch(task -> task.listener().equals(row.listener())
                        && (task.key().equals(row.event().key()) || sameObject(row(task), row)));
    }

    private static boolean sameObject(WebhookRecord one, WebhookRecord other) {
        String object = one.event().objectId();
        return object != null && object.equals(other.event().objectId());
    }

    @Override
    public void release(String owner, Instant until) {
        if (!alive) {
            return;
        }
        List<WebhookTask> held = claims.entrySet().stream()
                .filter(claim -> claim.getValue().owner().equals(owner))
                .map(Map.Entry::getKey)
                .toList();
        for (WebhookTask task : held) {
            WebhookRecord row = row(task);
            claims.remove(task);
            change(task, row.status(), row.attempts() - 1, row.dueAt(), row.note());
        }
    }

    @Override
    public List<WebhookRecord> find(WebhookQuery query, int limit) {
        return rows.values().stream().filter(query::matches).limit(limit).toList();
    }

    @Override
    public InboxBacklog backlog() {
        List<Instant> waiting = rows.values().stream()
                .filter(row -> row.status() == WebhookStatus.RECEIVED)
                .map(WebhookRecord::receivedAt)
                .sorted()
                .toList();
        long quarantined = rows.values().stream()
                .filter(row -> row.status() == WebhookStatus.QUARANTINED)
                .count();
        return new InboxBacklog(waiting.size(), quarantined, waiting.isEmpty() ? null : waiting.get(0));
    }

    @Override
    public List<WebhookTask> tasks(WebhookQuery query, int limit) {
        return rows.entrySet().stream()
                .filter(row -> query.matches(row.getValue()))
                .map(Map.Entry::getKey)
                .limit(limit)
                .toList();
    }

    @Override
    public boolean replay(WebhookTask task, Instant now, @Nullable String note) {
        claims.remove(task);
        return change(task, WebhookStatus.RECEIVED, 0, now, note);
    }

    @Override
    public boolean discard(WebhookTask task, Instant now, String note) {
        claims.remove(task);
        return change(task, WebhookStatus.DISCARDED, null, now, note);
    }

    @Override
    public int compact(Instant endedBefore, int limit) {
        return 0;
    }
}
