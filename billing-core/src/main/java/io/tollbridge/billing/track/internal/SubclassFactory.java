// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.track.internal;

import io.tollbridge.billing.BillingConfigurationException;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.NamingStrategy;
import net.bytebuddy.description.modifier.Ownership;
import net.bytebuddy.description.modifier.SyntheticState;
import net.bytebuddy.description.modifier.Visibility;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;
import net.bytebuddy.implementation.InvocationHandlerAdapter;
import net.bytebuddy.matcher.ElementMatchers;

/** Makes subclasses that charge. The only class that knows Byte Buddy, which hosts need not have. */
final class SubclassFactory {
    private static final String FIELD = "tollbridge$";

    private SubclassFactory() {}

    static <T> Class<? extends T> subclass(Class<T> type, Map<Method, TrackedMethod> tracked) {
        List<Map.Entry<Method, TrackedMethod>> methods = new ArrayList<>(tracked.entrySet());
        DynamicType.Builder<T> builder = new ByteBuddy()
                .with(new NamingStrategy.SuffixingRandom("Tracked"))
                .subclass(type);
        for (int i = 0; i < methods.size(); i++) {
            builder = builder.defineField(
                            FIELD + i,
                            InvocationHandler.class,
                            Visibility.PACKAGE_PRIVATE,
                            Ownership.STATIC,
                            SyntheticState.SYNTHETIC)
                    .method(ElementMatchers.is(methods.get(i).getKey()))
                    .intercept(InvocationHandlerAdapter.toField(FIELD + i));
        }
        Class<? extends T> made = builder.make()
                .load(type.getClassLoader(), ClassLoadingStrategy.UsingLookup.of(Bodies.privateLookup(type)))
                .getLoaded();
        try {
            for (int i = 0; i < methods.size(); i++) {
                MethodHandle body = Bodies.ofSuper(methods.get(i).getKey(), made);
                TrackedMethod method = methods.get(i).getValue();
                InvocationHandler handler = (self, same, arguments) -> method.call(self, arguments, body);
                Bodies.privateLookup(made)
                        .findStaticVarHandle(made, FIELD + i, InvocationHandler.class)
                        .set(handler);
            }
        } catch (ReflectiveOperationException broken) {
            throw new BillingConfigurationException(
                    "no tracked subclass of " + type.getName() + " could be made", broken);
        }
        return made;
    }
}
