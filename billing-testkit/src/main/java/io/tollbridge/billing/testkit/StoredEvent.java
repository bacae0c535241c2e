// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import io.tollbridge.billing.webhook.WebhookEvent;
import io.tollbridge.billing.webhook.WebhookRecord;
import io.tollbridge.billing.webhook.WebhookStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A webhook event in the inbox. Immutable.
 *
 * @param number order of arrival
 * @param row what is stored of it
 * @param owner whose claim is on it, null for nobody's
 * @param claimedUntil when that claim ends
 */
record StoredEvent(
        long number,
        WebhookRecord row,
        @Nullable String owner,
        @Nullable Instant claimedUntil) {
    static StoredEvent received(long number, WebhookEvent event, Instant now, @Nullable String quarantine) {
        WebhookStatus status = quarantine == null ? WebhookStatus.RECEIVED : WebhookStatus.QUARANTINED;
        return new StoredEvent(number, new WebhookRecord(event, status, 0, now, quarantine, now), null, null);
    }

    boolean claimable(Instant now) {
        return row.status() == WebhookStatus.RECEIVED
                && !row.dueAt().isAfter(now)
                && (claimedUntil == null || !claimedUntil.isAfter(now));
    }

    StoredEvent claimed(String newOwner, Instant until) {
        WebhookRecord counted = new WebhookRecord(
                row.event(), row.status(), row.attempts() + 1, row.dueAt(), row.note(), row.receivedAt());
        return new StoredEvent(number, counted, newOwner, until);
    }

    StoredEvent ended(WebhookStatus status, @Nullable String note, Instant dueAt) {
        return unclaimed(new WebhookRecord(row.event(), status, row.attempts(), dueAt, note, row.receivedAt()));
    }

    StoredEvent replayed(Instant now) {
        return unclaimed(new WebhookRecord(row.event(), WebhookStatus.RECEIVED, 0, now, row.note(), row.receivedAt()));
    }

    StoredEvent emptied() {
        WebhookEvent full = row.event();
        WebhookEvent empty =
                new WebhookEvent(full.key(), full.type(), full.objectId(), full.apiVersion(), full.created(), "{}");
        boolean pending = row.status() == WebhookStatus.RECEIVED;
        return new StoredEvent(
                number,
                new WebhookRecord(
                        empty,
                        pending ? WebhookStatus.IGNORED : row.status(),
                        row.attempts(),
                        row.dueAt(),
                        pending ? "the tenant was erased" : row.note(),
                        row.receivedAt()),
                owner,
                claimedUntil);
    }

    private StoredEvent unclaimed(WebhookRecord changed) {
        return new StoredEvent(number, changed, null, null);
    }
}
