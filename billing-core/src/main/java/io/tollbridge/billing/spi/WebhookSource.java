// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.spi;

import io.tollbridge.billing.payment.RecordKind;
import io.tollbridge.billing.webhook.WebhookEvent;
import io.tollbridge.billing.webhook.WebhookHandler;
import io.tollbridge.billing.webhook.WebhookRejectedException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The sender's side of webhooks: what proves that a request is genuine, and what its events mean. Thread-safe. */
public interface WebhookSource {
    /**
     * Proves that a request is genuine and reads what the inbox needs to know of it.
     *
     * @param body the request body, byte for byte
     * @param signatureHeader the value of the signature header, null when there was none
     * @param now the time, to tell stale and future signatures
     * @throws WebhookRejectedException when it is not genuine or not an event; no other exception is thrown, whatever
     *     the input
     */
    Verified verify(byte[] body, @Nullable String signatureHeader, Instant now);

    /**
     * The same event with its object as it is now, because an event is only a hint: it may be late, repeated, or
     * overtaken. What comes back says in {@code created} when its object was so. By default the event as it is, for
     * sources that cannot ask.
     *
     * <p>Called by a worker before the event is handled: outside of any transaction, while no other worker is at an
     * event of the same object. May take as long as the network does.
     *
     * @param event as it was delivered
     * @param now the time
     * @throws RuntimeException when it could not be asked; the event is tried again later
     */
    default WebhookEvent current(WebhookEvent event, Instant now) {
        return event;
    }

    /**
     * Reads an event of the sender's own list of events: it came over the API, so that nothing else has to prove it. Mode
     * and account are checked as those of a request. By default empty, for senders that keep no list.
     *
     * @param payload the event as it was listed
     * @throws WebhookRejectedException when it is not an event; no other exception is thrown, whatever the input
     */
    default Optional<Verified> listed(String payload) {
        return Optional.empty();
    }

    /**
     * The event that would tell of a record as it is on record now, for the handlers. It is made up: its id is no id of
     * an event, and it is never stored. By default empty, as for kinds of records that no event tells of.
     *
     * @param kind what it is
     * @param payload the record as it was read
     * @param now when it was read
     * @throws RuntimeException when it cannot be read
     */
    default Optional<WebhookEvent> telling(RecordKind kind, String payload, Instant now) {
        return Optional.empty();
    }

    /**
     * Other accounts whose events are taken too, by their ids. The sender's lists and records are those of its own
     * account: events of these are neither read again nor fetched, and nothing of theirs is compared. By default none.
     */
    default Set<String> connectedAccounts() {
        return Set.of();
    }

    /** The handlers that come with the source. */
    List<WebhookHandler> handlers();

    /**
     * A genuine event.
     *
     * @param event the event
     * @param quarantine why it must not be processed here (such as the wrong mode), null when it may be
     */
    record Verified(WebhookEvent event, @Nullable String quarantine) {}
}
