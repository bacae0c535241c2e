// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.webhook;

import io.tollbridge.billing.catalog.Catalog;
import java.util.Optional;

/** What a handler may ask for. */
public interface WebhookContext {
    /** What the host sells. */
    Catalog catalog();

    /** The tenant that the customer is linked to. */
    Optional<String> tenantOf(String customerId, boolean livemode);

    /** The customer that the tenant is linked to. */
    Optional<String> customerOf(String tenantId, boolean livemode);
}
