// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.track.internal;

import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a thread works on now: for which tenant, inside which tracked call, under which bypass. Immutable; each piece of
 * work enters a context and leaves it again, so that nothing stays on a pooled thread.
 */
public final class CallContext {
    // why not inheritable: a pool's thread would keep what its first task happened to run under
    private static final ThreadLocal<@Nullable CallContext> CURRENT = new ThreadLocal<>();
    private static final CallContext NONE = new CallContext(null, null, null);

    private final @Nullable String tenantId;
    private final @Nullable RunningCall call;
    private final @Nullable Bypass bypass;

    private CallContext(@Nullable String tenantId, @Nullable RunningCall call, @Nullable Bypass bypass) {
        this.tenantId = tenantId;
        this.call = call;
        this.bypass = bypass;
    }

    /** The context of the calling thread. */
    public static CallContext current() {
        CallContext current = CURRENT.get();
        return current == null ? NONE : current;
    }

    /** The tenant that was set, null when none was. */
    public @Nullable String tenantId() {
        return tenantId;
    }

    /** This context for another tenant. */
    public CallContext withTenant(String other) {
        return new CallContext(other, call, bypass);
    }

    /**
     * Work during which the owner's tracked calls are not charged but counted as waived. Work that was handed over is
     * charged when it comes after the end of the bypass.
     */
    public static <T> T bypass(Object owner, String actor, String reason, Callable<T> work) throws Exception {
        CallContext outer = current();
        Bypass bypass = new Bypass(owner, actor, reason, outer.bypass);
        try {
            return new CallContext(outer.tenantId, outer.call, bypass).call(work);
        } finally {
            bypass.ended = true;
        }
    }

    /** Does work in this context. */
    public <T> T call(Callable<T> work) throws Exception {
        CallContext outer = enter();
        try {
            return work.call();
        } finally {
            outer.resume();
        }
    }

    /** Does work in this context. */
    public void run(Runnable work) {
        CallContext outer = enter();
        try {
            work.run();
        } finally {
            outer.resume();
        }
    }

    /** Does work in this context. */
    public <T> T get(Supplier<T> work) {
        CallContext outer = enter();
        try {
            return work.get();
        } finally {
            outer.resume();
        }
    }

    /** Makes this the thread's context and returns the one before, which must be resumed. */
    CallContext enter() {
        CallContext outer = current();
        resume();
        return outer;
    }

    void resume() {
        // why null and not remove(): it is on the path of every call; an entry without a value keeps no class loader
        // alive
        CURRENT.set(this == NONE ? null : this);
    }

    /** This context inside a tracked call, which is for the call's tenant. */
    CallContext inside(RunningCall running) {
        return new CallContext(running.tenantId(), running, bypass);
    }

    /** The tracked call that this context is in, whether or not it has ended. */
    @Nullable
    RunningCall call() {
        return call;
    }

    /** The innermost bypass of that owner that has not ended. */
    @Nullable
    Bypass bypassOf(Object owner) {
        for (Bypass candidate = bypass; candidate != null; candidate = candidate.outer) {
            if (candidate.owner == owner && !candidate.ended) {
                return candidate;
            }
        }
        return null;
    }

    /** Who said that nothing is to be charged, and why. */
    static final class Bypass {
        private final Object owner;
        private final String actor;
        private final String reason;
        private final @Nullable Bypass outer;
        private volatile boolean ended;

        Bypass(Object owner, String actor, String reason, @Nullable Bypass outer) {
            this.owner = owner;
            this.actor = actor;
            this.reason = reason;
            this.outer = outer;
        }

        String actor() {
            return actor;
        }

        String reason() {
            return reason;
        }
    }
}
