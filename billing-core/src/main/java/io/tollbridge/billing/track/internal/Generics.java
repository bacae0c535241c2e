// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.track.internal;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What type arguments are known to be. */
final class Generics {
    private Generics() {}

    /**
     * What a type says for a type parameter of one of its supertypes, such as {@code String} for the 0th of
     * {@code Comparable} in a {@code class Name implements Comparable<String>}; {@code Object} when nothing is said,
     * null when it is no such type.
     */
    static @Nullable Class<?> argument(Type type, Class<?> generic, int index) {
        return argument(type, generic, index, Map.of());
    }

    private static @Nullable Class<?> argument(
            Type type, Class<?> generic, int index, Map<TypeVariable<?>, Type> known) {
        Class<?> raw = raw(type);
        Map<TypeVariable<?>, Type> here = new HashMap<>();
        if (type instanceof ParameterizedType parameterized) {
            for (int i = 0; i < raw.getTypeParameters().length; i++) {
                Type argument = parameterized.getActualTypeArguments()[i];
                here.put(raw.getTypeParameters()[i], known.getOrDefault(argument, argument));
            }
        }
        if (raw == generic) {
            TypeVariable<?> parameter = generic.getTypeParameters()[index];
            return raw(here.getOrDefault(parameter, parameter));
        }
        return Stream.concat(Arrays.stream(raw.getGenericInterfaces()), Stream.ofNullable(raw.getGenericSuperclass()))
                .filter(above -> generic.isAssignableFrom(raw(above)))
                .findFirst()
                .map(above -> argument(above, generic, index, here))
                .orElse(null);
    }

    /** The class of a type, as far as it is known. */
    static Class<?> raw(Type type) {
        if (type instanceof Class<?> known) {
            return known;
        } else if (type instanceof ParameterizedType parameterized) {
            return raw(parameterized.getRawType());
        } else if (type instanceof TypeVariable<?> variable) {
            return raw(variable.getBounds()[0]);
        } else if (type instanceof WildcardType wildcard) {
            return raw(wildcard.getUpperBounds()[0]);
        } else if (type instanceof GenericArrayType array) {
            return raw(array.getGenericComponentType()).arrayType();
        }
        return Object.class;
    }
}
