// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.spi;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Notifications that are to be delivered: those of status {@code PENDING}, from the moment at which they are committed.
 * Each call is a transaction of its own. Thread-safe.
 */
public interface NotificationOutbox {
    /** Of a store that delivers nothing. */
    NotificationOutbox NONE = new NotificationOutbox() {
        @Override
        public List<DueNotification> claim(String owner, Instant now, Instant until, int limit) {
            return List.of();
        }

        @Override
        public boolean delivered(DueNotification claimed, String owner, String channel) {
            return false;
        }

        @Override
        public boolean finish(DueNotification claimed, String owner, @Nullable Instant again, @Nullable String note) {
            return false;
        }
    };

    /**
     * Takes due notifications, the oldest first, and counts the attempt. Nobody else gets them before {@code until}.
     *
     * @param owner who takes them; unique for each claim
     */
    List<DueNotification> claim(String owner, Instant now, Instant until, int limit);

    /**
     * Writes down that a channel is done with a notification: that it was sent, or is not wanted.
     *
     * @return false when the claim has been lost
     */
    boolean delivered(DueNotification claimed, String owner, String channel);

    /**
     * Ends a claim.
     *
     * @param again when to try again, null when nothing is left to do
     * @param note why, null when there is nothing to say
     * @return false when the claim has been lost
     */
    boolean finish(DueNotification claimed, String owner, @Nullable Instant again, @Nullable String note);
}
