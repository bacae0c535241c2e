// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.BillingConfigurationException;
import io.tollbridge.billing.CreditOperations;
import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.Hold;
import io.tollbridge.billing.TenantResolver;
import io.tollbridge.billing.TrackUsage;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Charges for calls: hold before, capture when it returns, release when it throws. */
final class UsageTracker {
    private static final Logger log = LoggerFactory.getLogger(UsageTracker.class);

    private final CreditOperations operations;
    private final CommandFactory commands;
    private final @Nullable TenantResolver tenants;

    UsageTracker(CreditOperations operations, CommandFactory commands, @Nullable TenantResolver tenants) {
        this.operations = operations;
        this.commands = commands;
        this.tenants = tenants;
    }

    <T> T track(Deduction deduction, Callable<T> action) throws Exception {
        Hold hold = operations.hold(deduction);
        T result;
        try {
            result = action.call();
        } catch (Throwable failure) {
            release(hold, failure);
            throw failure;
        }
        if (result instanceof CompletionStage<?> stage) {
            stage.whenComplete((value, failure) -> end(hold, failure));
        } else {
            hold.capture(hold.credits());
        }
        return result;
    }

    private static void end(Hold hold, @Nullable Throwable failure) {
        if (failure != null) {
            release(hold, failure);
            return;
        }
        try {
            hold.capture(hold.credits());
        } catch (RuntimeException notCharged) {
            // nobody waits for this stage; the log is the only place to tell
            log.error("Hold {} of {} credits was used and could not be charged", hold.id(), hold.credits(), notCharged);
            throw notCharged;
        }
    }

    private static void release(Hold hold, Throwable failure) {
        try {
            hold.release();
        } catch (RuntimeException notReleased) {
            // the action's own failure matters to the caller; the hold expires by itself
            log.warn("Hold {} could not be released and will expire at {}", hold.id(), hold.expiresAt(), notReleased);
            failure.addSuppressed(notReleased);
        }
    }

    <T> T proxy(Class<T> type, T target) {
        TenantResolver resolver = tenants;
        if (resolver == null) {
            throw new BillingConfigurationException(
                    "tracking usage needs to know the tenant: builder.tenantResolver(() -> ...)");
        }
        if (!type.isInterface()) {
            throw new BillingConfigurationException(type.getName()
                    + " is not an interface; wrap the object under an interface that it implements, or use track(...)");
        }
        Map<Method, Deduction> priced = pricedMethods(type, target);
        InvocationHandler handler = (proxy, method, arguments) -> {
            // why: the host's interface need not be public; its proxy is of the same package, this class is not
            boolean ignored = method.trySetAccessible();
            Deduction deduction = priced.get(method);
            if (deduction == null) {
                boolean same = isEquals(method) && arguments != null && arguments[0] == proxy;
                return same ? true : invoke(target, method, arguments);
            }
            return track(forTenant(deduction, resolver, method), () -> invoke(target, method, arguments));
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static boolean isEquals(Method method) {
        return method.getDeclaringClass() == Object.class && method.getName().equals("equals");
    }

    private Map<Method, Deduction> pricedMethods(Class<?> type, Object target) {
        Map<Method, Deduction> priced = new HashMap<>();
        for (Method method : type.getMethods()) {
            if (Modifier.isStatic(method.getModifiers())) {
                continue;
            }
            TrackUsage annotation = annotation(method, target);
            if (annotation != null) {
                priced.put(method, priced(annotation, method));
            }
        }
        if (priced.isEmpty()) {
            throw new BillingConfigurationException("neither " + type.getName() + " nor "
                    + target.getClass().getName() + " has a method with @TrackUsage that " + type.getSimpleName()
                    + " declares");
        }
        return Map.copyOf(priced);
    }

    private static @Nullable TrackUsage annotation(Method method, Object target) {
        TrackUsage annotation = method.getAnnotation(TrackUsage.class);
        if (annotation != null) {
            return annotation;
        }
        try {
            return target.getClass()
                    .getMethod(method.getName(), method.getParameterTypes())
                    .getAnnotation(TrackUsage.class);
        } catch (NoSuchMethodException impossible) {
            throw new BillingConfigurationException(
                    target.getClass().getName() + " has no method " + method, impossible);
        }
    }

    /** The deduction of an annotation, still without its tenant; looked up once, so that a wrong name fails here. */
    private Deduction priced(TrackUsage annotation, Method method) {
        Deduction template = Deduction.of("tenant of the call").feature(annotation.value());
        try {
            Deduction deduction = annotation.cost() < 0 ? template : template.cost(annotation.cost());
            commands.hold(deduction);
            return deduction;
        } catch (IllegalArgumentException wrong) {
            throw new BillingConfigurationException("@TrackUsage on " + method + ": " + wrong.getMessage(), wrong);
        }
    }

    private static Deduction forTenant(Deduction priced, TenantResolver resolver, Method method) {
        String tenantId = resolver.currentTenant();
        if (tenantId == null) {
            throw new BillingConfigurationException("the tenant resolver knows no tenant for the call of "
                    + method.getDeclaringClass().getSimpleName() + "." + method.getName()
                    + "; set one before calling a tracked method");
        }
        return new Deduction(tenantId, priced.feature(), priced.cost(), 1, null, priced.onShortfall());
    }

    private static @Nullable Object invoke(Object target, Method method, @Nullable Object @Nullable [] arguments)
            throws Exception {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException thrown) {
            Throwable cause = thrown.getCause();
            if (cause instanceof Error error) {
                throw error;
            }
            throw cause instanceof Exception exception ? exception : thrown;
        }
    }
}
