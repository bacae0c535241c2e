// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.payment;

import org.jspecify.annotations.Nullable;

/**
 * A customer as the payment service has it now.
 *
 * @param id the service's id
 * @param deleted true when the customer was deleted there, which cannot be undone
 * @param tenantId the tenant of the metadata, a hint, null when there is none
 * @param email null when there is none or the customer is deleted
 */
public record GatewayCustomer(
        String id,
        boolean deleted,
        @Nullable String tenantId,
        @Nullable String email) {
    /** Without the e-mail. */
    @Override
    public String toString() {
        return "GatewayCustomer[" + id + (deleted ? ", deleted]" : "]");
    }
}
