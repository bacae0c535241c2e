// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.payment;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A subscription as the payment service answered. Credits never follow from this answer: they follow from the webhook,
 * or from the record that is read again.
 *
 * @param id the service's id
 * @param customerId whose
 * @param status the service's word, such as {@code active} or {@code past_due}
 * @param cancelAt when it is going to end, null when that is not planned
 * @param changePending true when a change waits for its payment
 */
public record GatewaySubscription(
        String id,
        String customerId,
        String status,
        @Nullable Instant cancelAt,
        boolean changePending) {}
