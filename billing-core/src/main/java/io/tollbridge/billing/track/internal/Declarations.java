// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.track.internal;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where one method is declared: in interfaces, in the class of the target, in what these extend. */
final class Declarations {
    private final Method method;
    private final List<Method> all;

    private Declarations(Method method, List<Method> all) {
        this.method = method;
        this.all = all;
    }

    /** The declarations of a method in its own type's hierarchy and in that of the target's class. */
    static Declarations of(Method method, @Nullable Class<?> target) {
        Set<Method> found = new LinkedHashSet<>();
        found.add(method);
        Set<Class<?>> types = new LinkedHashSet<>(hierarchy(method.getDeclaringClass()));
        types.addAll(target == null ? List.of() : hierarchy(target));
        for (Method variant : variants(method)) {
            for (Class<?> type : types) {
                declared(type, variant).ifPresent(found::add);
            }
        }
        return new Declarations(method, List.copyOf(found));
    }

    /** The method, and the bridges that lead to it when it implements a generic one. */
    private static List<Method> variants(Method method) {
        List<Method> variants = new ArrayList<>(List.of(method));
        Arrays.stream(method.getDeclaringClass().getDeclaredMethods())
                .filter(other -> other.isBridge() && !method.isBridge() && leadsTo(other, method))
                .forEach(variants::add);
        return variants;
    }

    /** True when a bridge passes its arguments on to that method. */
    static boolean leadsTo(Method bridge, Method method) {
        if (!bridge.getName().equals(method.getName()) || bridge.getParameterCount() != method.getParameterCount()) {
            return false;
        }
        for (int i = 0; i < bridge.getParameterCount(); i++) {
            if (!bridge.getParameterTypes()[i].isAssignableFrom(method.getParameterTypes()[i])) {
                return false;
            }
        }
        return bridge.getReturnType().isAssignableFrom(method.getReturnType());
    }

    private static Optional<Method> declared(Class<?> type, Method like) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> method.getName().equals(like.getName())
                        && Arrays.equals(method.getParameterTypes(), like.getParameterTypes())
                        && !Modifier.isPrivate(method.getModifiers())
                        && !Modifier.isStatic(method.getModifiers()))
                // what a bridge leads to says more than the bridge
                .min((a, b) -> Boolean.compare(a.isBridge(), b.isBridge()));
    }

    /** The type, its superclasses and all interfaces, nearest first, without {@link Object}. */
    static List<Class<?>> hierarchy(Class<?> type) {
        Set<Class<?>> types = new LinkedHashSet<>();
        for (Class<?> next = type; next != null && next != Object.class; next = next.getSuperclass()) {
            types.add(next);
        }
        List.copyOf(types).forEach(each -> addInterfaces(each, types));
        return List.copyOf(types);
    }

    private static void addInterfaces(Class<?> type, Set<Class<?>> types) {
        for (Class<?> each : type.getInterfaces()) {
            types.add(each);
            addInterfaces(each, types);
        }
    }

    /** The annotation of the first declaration that has it. */
    <A extends Annotation> Optional<A> annotation(Class<A> type) {
        return all.stream()
                .map(each -> each.getAnnotation(type))
                .flatMap(Stream::ofNullable)
                .findFirst();
    }

    /** True when two declarations say different things. */
    <A extends Annotation> boolean contradicts(Class<A> type) {
        return all.stream()
                        .map(each -> each.getAnnotation(type))
                        .flatMap(Stream::ofNullable)
                        .distinct()
                        .count()
                > 1;
    }

    /** The places of the parameters that any declaration marks, in order. */
    int[] marked(Class<? extends Annotation> type) {
        boolean[] marked = new boolean[method.getParameterCount()];
        for (Method declaration : all) {
            Annotation[][] annotations = declaration.getParameterAnnotations();
            for (int i = 0; i < annotations.length; i++) {
                marked[i] |= Arrays.stream(annotations[i]).anyMatch(type::isInstance);
            }
        }
        return IntStream.range(0, marked.length).filter(i -> marked[i]).toArray();
    }

    /** What is known of a parameter's type: the declarations of generic methods differ. */
    Stream<Class<?>> parameterTypes(int place) {
        return all.stream().map(each -> each.getParameterTypes()[place]);
    }

    Stream<Method> stream() {
        return all.stream();
    }

    Method method() {
        return method;
    }
}
