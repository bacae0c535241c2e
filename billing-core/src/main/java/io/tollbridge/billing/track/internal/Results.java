// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.track.internal;

import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;
import java.util.stream.Stream;

/** What a method's return type says about its results. */
final class Results {
    private static final List<Class<?>> SOURCES = List.of(Stream.class, Iterator.class);

    private final Declarations declarations;
    private final Class<?> type;

    Results(Declarations declarations) {
        this.declarations = declarations;
        type = declarations.method().getReturnType();
    }

    /** True when a result can be none of those that come to their end later. */
    boolean plain() {
        return type.isPrimitive()
                || type.isArray()
                || (Modifier.isFinal(type.getModifiers())
                        && Stream.of(CompletionStage.class, Stream.class, Iterator.class)
                                .noneMatch(later -> later.isAssignableFrom(type)));
    }

    /** Why the end of a result cannot be noticed. */
    Optional<String> mistake() {
        if (CompletionStage.class.isAssignableFrom(type)) {
            return values().anyMatch(Results::isSource)
                    ? Optional.of("returns a stage of a stream or iterator, whose end nobody would notice; return the"
                            + " stream, or a stage of a collection")
                    : Optional.empty();
        }
        boolean source = SOURCES.contains(type);
        boolean unknownSource = (isSource(type) && !source)
                || Future.class.isAssignableFrom(type)
                || Flow.Publisher.class.isAssignableFrom(type)
                || type.getName().equals("org.reactivestreams.Publisher")
                || List.of(type.getInterfaces()).stream()
                        .anyMatch(above -> above.getName().equals("org.reactivestreams.Publisher"));
        return unknownSource
                ? Optional.of("returns a " + type.getName()
                        + ", whose end nobody would notice; return a CompletionStage, a Stream or an Iterator")
                : Optional.empty();
    }

    private static boolean isSource(Class<?> type) {
        return BaseStream.class.isAssignableFrom(type) || Iterator.class.isAssignableFrom(type);
    }

    /** The types of what a meter is asked about, as far as each declaration tells. */
    Stream<Class<?>> values() {
        return declarations.stream().map(Method::getGenericReturnType).map(Results::value);
    }

    String describe() {
        return values().findFirst().map(Class::getName).orElse(type.getName());
    }

    private static Class<?> value(Type returned) {
        Class<?> raw = Generics.raw(returned);
        return Stream.of(CompletionStage.class, Stream.class, Iterator.class)
                .filter(later -> later.isAssignableFrom(raw))
                .findFirst()
                .<Class<?>>map(later -> Generics.argument(returned, later, 0))
                .orElseGet(() -> boxed(raw));
    }

    boolean hasElements() {
        return SOURCES.contains(type) || values().anyMatch(Argument::isSized);
    }

    /** The type with which a primitive is passed as an object. */
    static Class<?> boxed(Class<?> type) {
        return MethodType.methodType(type).wrap().returnType();
    }
}
