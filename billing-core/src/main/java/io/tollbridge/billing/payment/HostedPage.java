// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.payment;

import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A page of the payment service to which the host sends its user's browser. Whoever has the address is let in, so it is
 * never shown by {@link #toString()}; do not log or store it.
 *
 * @param id the service's id of the session
 * @param url where to send the browser; for this user, now
 * @param expiresAt when the page stops working, null when the service does not say
 */
public record HostedPage(String id, URI url, @Nullable Instant expiresAt) {
    /** Without the address. */
    @Override
    public String toString() {
        return "HostedPage[" + id + "]";
    }
}
