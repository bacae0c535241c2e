// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.spi;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What lies in the inbox, rows of listeners included.
 *
 * @param waiting how many events wait to be processed
 * @param quarantined how many wait for a person
 * @param oldestWaiting when the oldest of those that wait to be processed was stored, null when none waits
 */
public record InboxBacklog(
        long waiting, long quarantined, @Nullable Instant oldestWaiting) {}
