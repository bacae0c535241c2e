// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing;

import org.jspecify.annotations.Nullable;

/** Tells on whose behalf the calling thread works: from the host's security context, request or job. Thread-safe. */
@FunctionalInterface
public interface TenantResolver {
    /** The id of the tenant, or null when the thread works for none; a tracked call is then refused. */
    @Nullable
    String currentTenant();
}
