// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas.app;

import io.tollbridge.billing.TenantResolver;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** For whom the current thread works. A real host asks its security context. */
final class CurrentTenant implements TenantResolver {
    private final ThreadLocal<@Nullable String> tenant = new ThreadLocal<>();

    <T> T as(String tenantId, Callable<T> work) throws Exception {
        tenant.set(tenantId);
        try {
            return work.call();
        } finally {
            tenant.remove();
        }
    }

    @Override
    public @Nullable String currentTenant() {
        return tenant.get();
    }
}
