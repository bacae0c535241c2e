// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.track.internal;

import io.tollbridge.billing.Admin;
import io.tollbridge.billing.BillingConfigurationException;
import io.tollbridge.billing.CreditOperations;
import io.tollbridge.billing.TenantResolver;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.internal.Arguments;
import io.tollbridge.billing.track.CostFunction;
import io.tollbridge.billing.track.UsageTracking;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Reads types once and makes objects that charge. */
public final class DefaultUsageTracking implements UsageTracking {
    private static final MethodHandle CALL = callable();

    private final Charging charging;
    private final Catalog catalog;
    private final CostFunctions functions;
    private final Map<Class<?>, Class<?>> subclasses = new ConcurrentHashMap<>();

    /**
     * Tracking that charges with the given operations.
     *
     * @param tenants who is charged where nothing else says so
     * @param functions cost functions by their classes, for those that cannot be made
     * @param late where charges go that fail after the work was done
     */
    public DefaultUsageTracking(
            CreditOperations operations,
            Admin admin,
            Catalog catalog,
            @Nullable TenantResolver tenants,
            Map<Class<?>, CostFunction<?>> functions,
            LateCharges late) {
        this.charging = new Charging(operations, admin, tenants, late);
        this.catalog = catalog;
        this.functions = new CostFunctions(functions);
    }

    /** Tracking without a place where charges that failed would be repeated. */
    public static UsageTracking over(
            CreditOperations operations, Admin admin, Catalog catalog, @Nullable TenantResolver tenants) {
        return new DefaultUsageTracking(operations, admin, catalog, tenants, Map.of(), new LateCharges());
    }

    private static MethodHandle callable() {
        try {
            MethodHandle call = MethodHandles.publicLookup()
                    .findVirtual(Callable.class, "call", MethodType.methodType(Object.class));
            return MethodHandles.dropArguments(call, 1, Object[].class)
                    .asType(MethodType.methodType(Object.class, Object.class, Object[].class));
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** Charges a piece of code as {@code cost} credits of the feature, also inside another tracked call. */
    @SuppressWarnings({"unchecked", "NullAway"}) // what the action returned, null included, or the same with a count
    public <T> T track(String tenantId, String feature, long cost, Callable<T> action) throws Exception {
        Arguments.tenant(tenantId);
        CallContext outer = CallContext.current().withTenant(tenantId).enter();
        try {
            return (T) new TrackedMethod(charging, CallPlan.ofCode(feature, cost)).call(action, null, CALL);
        } catch (Exception | Error thrown) {
            throw thrown;
        } catch (Throwable neither) {
            throw new IllegalStateException(neither);
        } finally {
            outer.resume();
        }
    }

    @Override
    public <T> T proxy(Class<T> type, T target) {
        if (!type.isInterface()) {
            throw new BillingConfigurationException(type.getName()
                    + " is not an interface; wrap the object under an interface that it implements, or have"
                    + " tracking().create(...) make a tracked instance of the class");
        }
        Mistakes mistakes = new Mistakes();
        Map<Method, CallPlan> plans = scan(mistakes).ofInterface(type, target.getClass());
        nothing(mistakes, plans, type, target.getClass());
        mistakes.throwIfAny();
        InterfaceProxy proxy = new InterfaceProxy(type, target, tracked(plans));
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, proxy));
    }

    @Override
    public <T> Class<? extends T> subclass(Class<T> type) {
        if (type.isInterface() || type.isPrimitive() || type.isArray()) {
            throw new BillingConfigurationException(
                    type.getName() + " is not a class that can be extended; use trackUsage for interfaces");
        }
        // why kept: a class that was defined stays for as long as its loader
        return subclasses.computeIfAbsent(type, this::define).asSubclass(type);
    }

    private Class<?> define(Class<?> type) {
        Mistakes mistakes = new Mistakes();
        Map<Method, CallPlan> plans = scan(mistakes).ofClass(type);
        nothing(mistakes, plans, type, type);
        mistakes.throwIfAny();
        try {
            return SubclassFactory.subclass(type, tracked(plans));
        } catch (NoClassDefFoundError missing) {
            throw new BillingConfigurationException(
                    "tracking the class " + type.getName() + " needs Byte Buddy: add net.bytebuddy:byte-buddy to the"
                            + " class path, or track an interface with trackUsage",
                    missing);
        }
    }

    @Override
    public <T> T create(Class<T> type, Object... constructorArguments) {
        Class<? extends T> made = subclass(type);
        List<Constructor<?>> fitting = Arrays.stream(made.getDeclaredConstructors())
                .filter(constructor -> takes(constructor, constructorArguments))
                .toList();
        if (fitting.size() != 1) {
            throw new BillingConfigurationException(type.getName() + " has " + fitting.size()
                    + " constructors for these " + constructorArguments.length
                    + " arguments; one is needed. Use subclass(...) to choose one yourself");
        }
        try {
            return type.cast(Bodies.privateLookup(made)
                    .unreflectConstructor(fitting.get(0))
                    .asFixedArity()
                    .invokeWithArguments(constructorArguments));
        } catch (RuntimeException | Error thrown) {
            throw thrown;
        } catch (Throwable thrown) {
            throw new BillingConfigurationException("the constructor of " + type.getName() + " failed", thrown);
        }
    }

    private static boolean takes(Constructor<?> constructor, Object[] arguments) {
        Class<?>[] parameters = constructor.getParameterTypes();
        boolean takes = parameters.length == arguments.length;
        for (int i = 0; takes && i < parameters.length; i++) {
            takes = Results.boxed(parameters[i]).isInstance(arguments[i]);
        }
        return takes;
    }

    @Override
    public void scan(Class<?>... types) {
        Mistakes mistakes = new Mistakes();
        TypeScan scan = scan(mistakes);
        for (Class<?> type : types) {
            nothing(mistakes, type.isInterface() ? scan.ofInterface(type) : scan.ofEither(type), type, type);
        }
        mistakes.throwIfAny();
    }

    private TypeScan scan(Mistakes mistakes) {
        return new TypeScan(new PlanReader(catalog, functions, charging.tenants() != null, mistakes), mistakes);
    }

    private static void nothing(Mistakes mistakes, Map<Method, CallPlan> plans, Class<?> type, Class<?> target) {
        if (plans.isEmpty() && mistakes.isEmpty()) {
            String names = type == target
                    ? type.getName() + " has no"
                    : "neither " + type.getName() + " nor " + target.getName() + " has a";
            mistakes.add(names + " method with @TrackUsage that a proxy of " + type.getSimpleName() + " would see");
        }
    }

    private Map<Method, TrackedMethod> tracked(Map<Method, CallPlan> plans) {
        Map<Method, TrackedMethod> tracked = new LinkedHashMap<>();
        plans.forEach((method, plan) -> tracked.put(method, new TrackedMethod(charging, plan)));
        return tracked;
    }
}
