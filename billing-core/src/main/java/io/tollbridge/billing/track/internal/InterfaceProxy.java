// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.track.internal;

import java.lang.invoke.MethodHandle;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a proxy of an interface does with each method; decided when the proxy is made. */
final class InterfaceProxy implements InvocationHandler {
    private final Object target;
    private final Map<Method, Route> routes = new HashMap<>();
    private volatile Learned learned = new Learned(new Method[0], new Route[0]);

    /**
     * The way of one method.
     *
     * @param tracked null when its calls are free
     * @param onProxy true for a default method that the target does not override: what it calls is then tracked
     */
    private record Route(MethodHandle body, @Nullable TrackedMethod tracked, boolean onProxy) {}

    /**
     * The methods that were called, as the proxy class names them: it passes the same objects each time, so that a
     * few comparisons find the route of most calls. Never changed.
     */
    private static final class Learned {
        /** More are found in the map, which is faster than comparing with all of them. */
        private static final int MOST = 16;

        private final Method[] methods;
        private final Route[] routes;

        Learned(Method[] methods, Route[] routes) {
            this.methods = methods;
            this.routes = routes;
        }

        @SuppressWarnings("ReferenceEquality") // the point of it
        @Nullable
        Route find(Method method) {
            for (int i = 0; i < methods.length; i++) {
                if (methods[i] == method) {
                    return routes[i];
                }
            }
            return null;
        }

        Learned and(Method method, Route route) {
            int size = methods.length;
            if (size == MOST) {
                return this;
            }
            Method[] moreMethods = Arrays.copyOf(methods, size + 1);
            Route[] moreRoutes = Arrays.copyOf(routes, size + 1);
            moreMethods[size] = method;
            moreRoutes[size] = route;
            return new Learned(moreMethods, moreRoutes);
        }
    }

    InterfaceProxy(Class<?> type, Object target, Map<Method, TrackedMethod> tracked) {
        this.target = target;
        for (Method method : type.getMethods()) {
            if (!Modifier.isStatic(method.getModifiers())) {
                routes.put(method, route(method, target.getClass(), tracked.get(method)));
            }
        }
        Stream.of(Object.class.getMethods())
                .filter(method -> Stream.of("equals", "hashCode", "toString")
                        .anyMatch(name -> method.getName().equals(name)))
                .forEach(method -> routes.put(method, new Route(Bodies.virtual(method), null, false)));
    }

    private static Route route(Method method, Class<?> target, @Nullable TrackedMethod tracked) {
        return method.isDefault() && !overrides(target, method)
                ? new Route(Bodies.ofDefault(method), tracked, true)
                : new Route(Bodies.virtual(method), tracked, false);
    }

    private static boolean overrides(Class<?> target, Method method) {
        try {
            return !target.getMethod(method.getName(), method.getParameterTypes())
                    .getDeclaringClass()
                    .isInterface();
        } catch (NoSuchMethodException none) {
            return false;
        }
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        Route route = learned.find(method);
        if (route == null) {
            route = routes.get(method);
            route = route == null ? likeIt(method) : route;
            // why without a lock: what another thread learns at this moment is learned again
            learned = learned.and(method, route);
        }
        if (route.tracked != null) {
            return route.tracked.call(route.onProxy ? proxy : target, arguments, route.body);
        }
        if (arguments != null && arguments.length == 1 && arguments[0] == proxy && isEquals(method)) {
            return true;
        }
        return (Object) route.body.invokeExact(route.onProxy ? proxy : target, arguments);
    }

    /** The route of the same method of another interface: a proxy passes the first declaration that it finds. */
    private Route likeIt(Method method) {
        return routes.entrySet().stream()
                .filter(entry -> entry.getKey().getName().equals(method.getName())
                        && Arrays.equals(entry.getKey().getParameterTypes(), method.getParameterTypes()))
                .findFirst()
                .map(Map.Entry::getValue)
                .orElseThrow(() -> new IllegalStateException("no route for " + method));
    }

    private static boolean isEquals(Method method) {
        return method.getDeclaringClass() == Object.class && method.getName().equals("equals");
    }
}
