// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.track.internal;

import io.tollbridge.billing.BillingConfigurationException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;

/** Methods as handles of one shape: {@code (Object self, Object[] arguments)Object}. Looked up once, not for each call. */
final class Bodies {
    private static final MethodType SHAPE = MethodType.methodType(Object.class, Object.class, Object[].class);
    private static final MethodHandles.Lookup OURS = MethodHandles.lookup();

    private Bodies() {}

    /** Calls the method as its callers do. */
    static MethodHandle virtual(Method method) {
        // why: the host's type need not be public; we are of another package
        boolean ignored = method.trySetAccessible();
        try {
            return shaped(OURS.unreflect(method));
        } catch (IllegalAccessException closed) {
            throw notOpen(method.getDeclaringClass(), closed);
        }
    }

    /** Calls a default method on an object that does not override it, such as a proxy. */
    static MethodHandle ofDefault(Method method) {
        Class<?> type = method.getDeclaringClass();
        try {
            return shaped(privateLookup(type).unreflectSpecial(method, type));
        } catch (IllegalAccessException closed) {
            throw notOpen(type, closed);
        }
    }

    /** Calls the method as {@code super.method()} in the subclass does, wherever above it is declared. */
    static MethodHandle ofSuper(Method method, Class<?> subclass) throws ReflectiveOperationException {
        MethodType type = MethodType.methodType(method.getReturnType(), method.getParameterTypes());
        return shaped(privateLookup(subclass).findSpecial(subclass.getSuperclass(), method.getName(), type, subclass));
    }

    /** A lookup that may do what the type itself may. */
    static MethodHandles.Lookup privateLookup(Class<?> type) {
        try {
            return MethodHandles.privateLookupIn(type, OURS);
        } catch (IllegalAccessException closed) {
            throw notOpen(type, closed);
        }
    }

    private static MethodHandle shaped(MethodHandle handle) {
        int parameters = handle.type().parameterCount() - 1;
        return handle.asFixedArity().asSpreader(Object[].class, parameters).asType(SHAPE);
    }

    private static BillingConfigurationException notOpen(Class<?> type, IllegalAccessException cause) {
        return new BillingConfigurationException(
                "calls of " + type.getName() + " cannot be tracked: its module does not open the package "
                        + type.getPackageName() + "; add \"opens " + type.getPackageName()
                        + " to io.tollbridge.billing;\" to its module-info",
                cause);
    }
}
