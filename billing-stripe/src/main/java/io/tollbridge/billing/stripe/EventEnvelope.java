// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the inbox needs to know of an event, whatever its type and API version.
 *
 * @param id Stripe's id of the event
 * @param type its type
 * @param account the connected account that it comes from, empty for the account's own
 * @param livemode true for real money
 * @param apiVersion the API version of the payload, null when not told
 * @param created when it was made
 * @param objectId id of {@code data.object}, null when it has none that could be stored as a key
 */
record EventEnvelope(
        String id,
        String type,
        String account,
        boolean livemode,
        @Nullable String apiVersion,
        Instant created,
        @Nullable String objectId) {}
