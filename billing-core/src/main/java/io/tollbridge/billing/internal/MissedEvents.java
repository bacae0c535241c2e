// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.BillingStoreException;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.payment.RecordPage.StoredRecord;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.WebhookArrival;
import io.tollbridge.billing.spi.WebhookSource;
import io.tollbridge.billing.webhook.WebhookRejectedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts events of the payment service's own list into the inbox, under the key that a webhook would have used: of those
 * that a webhook brought nothing is written. Events that nobody here wants are left out.
 */
final class MissedEvents {
    private static final Logger log = LoggerFactory.getLogger(MissedEvents.class);

    private final BillingStore store;
    private final WebhookSource source;
    private final WebhookHandling handling;
    private final WebhookListeners listeners;

    MissedEvents(BillingStore store, WebhookSource source, WebhookHandling handling, WebhookListeners listeners) {
        this.store = store;
        this.source = source;
        this.handling = handling;
        this.listeners = listeners;
    }

    /** Stores those that are missing; returns how many those were. */
    int store(List<StoredRecord> records, Instant now) {
        List<WebhookArrival> arrivals = new ArrayList<>();
        for (StoredRecord one : records) {
            arrival(one, now).ifPresent(arrivals::add);
        }
        return arrivals.isEmpty() ? 0 : insert(arrivals);
    }

    /** When the newest of them was made, as they say; empty when none says so. */
    Optional<Instant> newest(List<StoredRecord> records) {
        return records.stream()
                .flatMap(one -> read(one).stream())
                .map(known -> known.event().created())
                .max(Comparator.naturalOrder());
    }

    private Optional<WebhookArrival> arrival(StoredRecord listed, Instant now) {
        return read(listed)
                .filter(known -> wanted(known.event().type()))
                .map(known -> new WebhookArrival(
                        known.event(), listeners.wanting(known.event().type()), now, known.quarantine()));
    }

    private Optional<WebhookSource.Verified> read(StoredRecord listed) {
        try {
            return source.listed(listed.payload());
        } catch (WebhookRejectedException unreadable) {
            log.warn("{} of the list of events cannot be read and is left out", listed, unreadable);
            return Optional.empty();
        }
    }

    private boolean wanted(String type) {
        return handling.knows(type) || !listeners.wanting(type).isEmpty();
    }

    private int insert(List<WebhookArrival> arrivals) {
        try {
            return insertAll(arrivals);
        } catch (BillingStoreException failure) {
            if (failure.code() != ErrorCode.STORE_FAILED) {
                throw failure;
            }
            // why: one event that the database refuses must not keep all others from being fetched, now and later
            return arrivals.stream().mapToInt(this::alone).sum();
        }
    }

    private int alone(WebhookArrival arrival) {
        try {
            return insertAll(List.of(arrival));
        } catch (BillingStoreException failure) {
            if (failure.code() != ErrorCode.STORE_FAILED) {
                throw failure;
            }
            log.error("{} of the list of events is refused by the database and left out", arrival.event(), failure);
            return 0;
        }
    }

    private int insertAll(List<WebhookArrival> arrivals) {
        Attempts attempts = new Attempts(null);
        while (true) {
            try {
                return (int) store.inbox().insertAll(arrivals).stream()
                        .filter(isNew -> isNew)
                        .count();
            } catch (BillingStoreException failure) {
                attempts.again(failure);
            }
        }
    }
}
