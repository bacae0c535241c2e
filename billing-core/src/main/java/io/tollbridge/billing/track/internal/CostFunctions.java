// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.track.internal;

import io.tollbridge.billing.track.CostFunction;
import java.lang.reflect.Constructor;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The cost functions that annotations name: those that were given, and those that can be made. */
final class CostFunctions {
    private final Map<Class<?>, CostFunction<?>> known;

    CostFunctions(Map<Class<?>, CostFunction<?>> given) {
        known = new ConcurrentHashMap<>(given);
    }

    /** The function of that class; null when there is none and none can be made. */
    @SuppressWarnings("unchecked") // the argument's type was compared by whoever asks
    @Nullable
    CostFunction<Object> find(Class<? extends CostFunction<?>> type) {
        CostFunction<?> found = known.get(type);
        if (found == null) {
            CostFunction<?> made = make(type);
            if (made == null) {
                return null;
            }
            CostFunction<?> other = known.putIfAbsent(type, made);
            found = other == null ? made : other;
        }
        return (CostFunction<Object>) found;
    }

    private static @Nullable CostFunction<?> make(Class<? extends CostFunction<?>> type) {
        try {
            Constructor<? extends CostFunction<?>> constructor = type.getDeclaredConstructor();
            return constructor.trySetAccessible() ? constructor.newInstance() : null;
        } catch (ReflectiveOperationException none) {
            return null;
        }
    }
}
