// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.track.internal;

import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.Hold;
import io.tollbridge.billing.InvalidArgumentException;
import io.tollbridge.billing.TenantMissingException;
import io.tollbridge.billing.TenantResolver;
import io.tollbridge.billing.account.ShortfallPolicy;
import java.lang.invoke.MethodHandle;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A method with its plan: sets credits aside, runs the body, settles. Thread-safe. */
final class TrackedMethod {
    private static final @Nullable Object[] NO_ARGUMENTS = new Object[0];
    private static final int LONGEST_KEY = 240;

    private final Charging charging;
    private final CallPlan plan;

    TrackedMethod(Charging charging, CallPlan plan) {
        this.charging = charging;
        this.plan = plan;
    }

    /** Runs {@code body}, of type {@code (Object, Object[])Object}, as a tracked call. */
    @Nullable
    Object call(Object self, @Nullable Object @Nullable [] given, MethodHandle body) throws Throwable {
        @Nullable Object[] arguments = given == null ? NO_ARGUMENTS : given;
        CallContext context = CallContext.current();
        String tenantId = tenant(context, arguments);
        RunningCall outer = context.call();
        if (outer != null && !plan.chargeNested() && outer.covers(charging.owner(), tenantId)) {
            return (Object) body.invokeExact(self, given);
        }
        RunningCall running = begin(context, tenantId, arguments);
        CallContext inside = context.inside(running);
        Object result;
        inside.resume();
        try {
            result = (Object) body.invokeExact(self, given);
        } catch (Throwable failure) {
            running.fail(failure);
            throw failure;
        } finally {
            context.resume();
        }
        return running.returned(result, inside);
    }

    private RunningCall begin(CallContext context, String tenantId, @Nullable Object[] arguments) {
        Object input = plan.input(tenantId, arguments);
        long estimate = plan.price().estimate(plan, input, arguments);
        Deduction use = new Deduction(tenantId, plan.feature(), estimate, 1, null, ShortfallPolicy.REFUSE);
        OpenCharge charge = open(context.bypassOf(charging.admin()), use, key(arguments));
        return new RunningCall(charging.owner(), plan, tenantId, context.call(), input, estimate, charge);
    }

    private OpenCharge open(CallContext.@Nullable Bypass bypass, Deduction use, @Nullable String key) {
        if (bypass != null) {
            // a key of its own: that a use was waived does not pay for a later one
            String once = "waived:" + (key == null ? UUID.randomUUID() : plan.feature() + ":" + key);
            return new OpenCharge.Waived(charging.admin(), use.idempotencyKey(once), bypass, charging.late());
        } else if (key != null) {
            return KeyedCharge.open(charging.operations(), use, key, plan.debtLimit(), charging.late());
        }
        Hold hold = charging.operations().hold(use);
        return new OpenCharge.Held(hold, use.tenantId(), plan.debtLimit(), charging.late());
    }

    private @Nullable String key(@Nullable Object[] arguments) {
        if (plan.keyAt().isEmpty()) {
            return null;
        }
        String key = Argument.key(plan.method(), arguments, plan.keyAt());
        if (key.length() + plan.feature().length() > LONGEST_KEY) {
            throw new InvalidArgumentException(
                    ErrorCode.KEY_INVALID,
                    "the idempotency key of " + plan.method() + " and its feature have "
                            + (key.length() + plan.feature().length()) + " characters; " + LONGEST_KEY
                            + " are the most, so pass a shorter key or a digest of it");
        }
        return key;
    }

    private String tenant(CallContext context, @Nullable Object[] arguments) {
        String tenantId;
        if (plan.tenantAt() == CallPlan.NOWHERE) {
            tenantId = context.tenantId();
            TenantResolver resolver = charging.tenants();
            if (tenantId == null && resolver != null) {
                tenantId = resolver.currentTenant();
            }
        } else {
            Object argument = arguments[plan.tenantAt()];
            tenantId = argument == null ? null : Argument.text(argument);
        }
        if (tenantId == null) {
            throw new TenantMissingException(plan.method());
        }
        return tenantId;
    }
}
