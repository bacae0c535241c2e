// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.track;

import io.tollbridge.billing.TenantResolver;
import io.tollbridge.billing.internal.Arguments;
import io.tollbridge.billing.track.internal.CallContext;
import io.tollbridge.billing.track.internal.ContextExecutorService;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;

/**
 * For whom a piece of work is done. It ends with the work, also when that throws, and never stays on a thread. It wins
 * over the service's tenant resolver.
 *
 * <p>Another thread does not see it, unless the work was wrapped: wrapped work runs with the tenant of the moment at
 * which it was wrapped or handed over, and with none if there was none then. Inside a tracked call the tenant of the
 * call is the tenant of the context, wherever it came from. What else belongs to the call goes along: a tracked call in
 * handed-over work is a nested one, and a bypass holds, for as long as the outer call or the bypass has not ended.
 *
 * <p>Works on platform and virtual threads; thread-safe.
 */
public final class TenantContext {
    private TenantContext() {}

    /** Does work for a tenant. */
    public static <T> T call(String tenantId, Callable<T> work) throws Exception {
        Arguments.tenant(tenantId);
        return CallContext.current().withTenant(tenantId).call(work);
    }

    /** Does work for a tenant. */
    public static void run(String tenantId, Runnable work) {
        Arguments.tenant(tenantId);
        CallContext.current().withTenant(tenantId).run(work);
    }

    /** The tenant of the work that the calling thread does now, empty when none was set. */
    public static Optional<String> current() {
        return Optional.ofNullable(CallContext.current().tenantId());
    }

    /**
     * A resolver that knows this context and nothing else, for hosts that set it at their edge:
     * {@code builder.tenantResolver(TenantContext.resolver())}.
     */
    public static TenantResolver resolver() {
        return () -> CallContext.current().tenantId();
    }

    /** The work with the context of now. */
    public static Runnable wrap(Runnable work) {
        CallContext captured = CallContext.current();
        return () -> captured.run(work);
    }

    /** The work with the context of now. */
    public static <T> Callable<T> wrapCallable(Callable<T> work) {
        CallContext captured = CallContext.current();
        return () -> captured.call(work);
    }

    /** The work with the context of now. */
    public static <T> Supplier<T> wrapSupplier(Supplier<T> work) {
        CallContext captured = CallContext.current();
        return () -> captured.get(work);
    }

    /** An executor that gives each task the context of the moment at which it was handed over. */
    public static Executor wrap(Executor executor) {
        return task -> executor.execute(wrap(task));
    }

    /**
     * An executor that gives each task the context of the moment at which it was handed over. Shutting it down shuts
     * the given one down.
     */
    public static ExecutorService wrap(ExecutorService executor) {
        return new ContextExecutorService(executor);
    }
}
