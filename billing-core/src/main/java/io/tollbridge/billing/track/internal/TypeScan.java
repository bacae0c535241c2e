// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.track.internal;

import io.tollbridge.billing.TrackUsage;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the annotated methods of types, and those that no proxy would see. */
final class TypeScan {
    private final PlanReader plans;
    private final Mistakes mistakes;

    TypeScan(PlanReader plans, Mistakes mistakes) {
        this.plans = plans;
        this.mistakes = mistakes;
    }

    /** The tracked methods of an interface, as a proxy of it in front of such a target sees them. */
    Map<Method, CallPlan> ofInterface(Class<?> type, Class<?> target) {
        Map<Method, CallPlan> found = planned(visible(type), target);
        hidden(type);
        for (Method method : annotated(target)) {
            boolean elsewhere = Arrays.stream(interfaces(target)).anyMatch(each -> declares(each, method));
            if (Modifier.isStatic(method.getModifiers()) || Modifier.isPrivate(method.getModifiers())) {
                unseen(method);
            } else if (!elsewhere && !method.isBridge()) {
                mistakes.add(
                        method,
                        "has @TrackUsage and is not a method of " + type.getSimpleName()
                                + ", so a proxy of that would not see it");
            }
        }
        selfCalls(target, found.keySet());
        return found;
    }

    /** The tracked methods of an interface whose targets are not known. */
    Map<Method, CallPlan> ofInterface(Class<?> type) {
        hidden(type);
        return planned(visible(type), type);
    }

    /** The tracked methods of a class, as a subclass sees them. */
    Map<Method, CallPlan> ofClass(Class<?> type) {
        if (Modifier.isFinal(type.getModifiers()) || type.isSealed()) {
            mistakes.add(
                    type.getName() + " is final or sealed, so no subclass of it can charge; track an interface of it");
        }
        return planned(overridable(type), type);
    }

    /** Checks a class that may be tracked in either way: what an interface of it shows, a proxy of that sees. */
    Map<Method, CallPlan> ofEither(Class<?> type) {
        Map<Method, CallPlan> found = new LinkedHashMap<>();
        List<Method> shown = Arrays.stream(interfaces(type))
                .flatMap(each -> visible(each).stream())
                .toList();
        found.putAll(planned(shown, type));
        selfCalls(type, found.keySet());
        List<Method> rest = overridable(type, method -> shown.stream().noneMatch(other -> same(other, method)));
        Map<Method, CallPlan> ofSubclass = planned(rest, type);
        if (!ofSubclass.isEmpty() && Modifier.isFinal(type.getModifiers())) {
            ofSubclass.keySet().forEach(method -> mistakes.add(method, "has @TrackUsage in a final class; " + FIX));
        }
        found.putAll(ofSubclass);
        return found;
    }

    private static final String FIX =
            "a proxy would not see its calls; make it an overridable method, or one of an interface";

    private Map<Method, CallPlan> planned(Collection<Method> methods, Class<?> target) {
        Map<Method, CallPlan> found = new LinkedHashMap<>();
        for (Method method : methods) {
            Optional<CallPlan> plan = plans.read(Declarations.of(method, target));
            plan.ifPresent(it -> found.put(method, it));
        }
        return found;
    }

    private static List<Method> visible(Class<?> type) {
        return Arrays.stream(type.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()) && !isBridgeBeside(method))
                .toList();
    }

    /** True for a bridge whose class has the method that it leads to. */
    private static boolean isBridgeBeside(Method bridge) {
        return bridge.isBridge()
                && !bridge.getDeclaringClass().isInterface()
                && Arrays.stream(bridge.getDeclaringClass().getDeclaredMethods())
                        .anyMatch(method -> !method.isBridge() && Declarations.leadsTo(bridge, method));
    }

    /** Private and static methods of an interface that are annotated in vain. */
    private void hidden(Class<?> type) {
        Declarations.hierarchy(type).stream()
                .filter(Class::isInterface)
                .flatMap(each -> Arrays.stream(each.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(TrackUsage.class))
                .filter(method -> (method.getModifiers() & (Modifier.PRIVATE | Modifier.STATIC)) != 0)
                .forEach(this::unseen);
    }

    private List<Method> overridable(Class<?> type) {
        return overridable(type, method -> true);
    }

    /** The methods that a subclass in the same package can override; annotated ones that it cannot are mistakes. */
    private List<Method> overridable(Class<?> type, Predicate<Method> wanted) {
        Map<String, Method> nearest = new LinkedHashMap<>();
        for (Class<?> each : Declarations.hierarchy(type)) {
            for (Method method : each.getDeclaredMethods()) {
                boolean overridden = (method.getModifiers() & (Modifier.PRIVATE | Modifier.STATIC)) == 0;
                if (!overridden && method.isAnnotationPresent(TrackUsage.class)) {
                    unseen(method);
                } else if (overridden && !isBridgeBeside(method) && wanted.test(method)) {
                    nearest.putIfAbsent(
                            method.getName() + MethodType.methodType(void.class, method.getParameterTypes()), method);
                }
            }
        }
        List<Method> found = new ArrayList<>();
        for (Method method : nearest.values()) {
            boolean otherPackage = (method.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) == 0
                    && !method.getDeclaringClass().getPackage().equals(type.getPackage());
            if (!Modifier.isFinal(method.getModifiers()) && !otherPackage) {
                found.add(method);
            } else if (Declarations.of(method, type)
                    .annotation(TrackUsage.class)
                    .isPresent()) {
                unseen(method);
            }
        }
        return found;
    }

    private void unseen(Method method) {
        String kind = Stream.of(Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
                .filter(each -> (method.getModifiers() & each) != 0)
                .findFirst()
                .map(Modifier::toString)
                .orElse("package-private of another package");
        mistakes.add(method, "has @TrackUsage and is " + kind + "; " + FIX);
    }

    private static List<Method> annotated(Class<?> target) {
        return Declarations.hierarchy(target).stream()
                .filter(each -> !each.isInterface())
                .flatMap(each -> Arrays.stream(each.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(TrackUsage.class))
                .toList();
    }

    private static Class<?>[] interfaces(Class<?> target) {
        return Declarations.hierarchy(target).stream()
                .filter(Class::isInterface)
                .toArray(Class<?>[]::new);
    }

    private static boolean declares(Class<?> type, Method method) {
        return Arrays.stream(type.getDeclaredMethods())
                .anyMatch(other -> same(other, method) || Declarations.leadsTo(other, method));
    }

    private static boolean same(Method one, Method other) {
        return one.getName().equals(other.getName())
                && Arrays.equals(one.getParameterTypes(), other.getParameterTypes());
    }

    /** Calls inside the target that go past a proxy in front of it. */
    private void selfCalls(Class<?> target, Collection<Method> tracked) {
        List<Class<?>> classes = Declarations.hierarchy(target).stream()
                .filter(each -> !each.isInterface())
                .toList();
        Set<String> own = classes.stream().map(Class::getName).collect(Collectors.toSet());
        for (Class<?> type : classes) {
            for (SelfCalls.Call call : SelfCalls.of(type)) {
                tracked.stream()
                        .filter(method -> own.contains(call.owner()) && isCall(call, method))
                        // why: inside a tracked call of its own name, nothing more would be charged
                        .filter(method -> tracked.stream()
                                .noneMatch(outer -> outer.getName().equals(call.caller())))
                        .forEach(method -> mistakes.add(
                                method,
                                "is called by " + type.getSimpleName() + "." + call.caller()
                                        + " on the same class, past the proxy; call it on the tracked object, or track the"
                                        + " class with tracking().create(...)"));
            }
        }
    }

    private static boolean isCall(SelfCalls.Call call, Method method) {
        if (!call.name().equals(method.getName())) {
            return false;
        }
        ClassLoader loader = method.getDeclaringClass().getClassLoader();
        try {
            Class<?>[] passed = MethodType.fromMethodDescriptorString(call.descriptor(), loader)
                    .parameterArray();
            Class<?>[] declared = method.getParameterTypes();
            boolean fits = passed.length == declared.length;
            for (int i = 0; fits && i < passed.length; i++) {
                fits = declared[i].isAssignableFrom(passed[i]) || passed[i].isAssignableFrom(declared[i]);
            }
            return fits;
        } catch (TypeNotPresentException elsewhere) {
            return false;
        }
    }
}
