// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.track.internal;

import io.tollbridge.billing.Admin;
import io.tollbridge.billing.CreditOperations;
import io.tollbridge.billing.TenantResolver;
import org.jspecify.annotations.Nullable;

/** What tracked calls are charged with. */
record Charging(
        CreditOperations operations, Admin admin, @Nullable TenantResolver tenants, LateCharges late) {
    /** Nested calls are those of the same owner: two services of one process do not pay for each other. */
    Object owner() {
        return admin;
    }
}
