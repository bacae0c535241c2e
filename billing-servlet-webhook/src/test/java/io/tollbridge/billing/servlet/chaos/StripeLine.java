// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet.chaos;

import io.tollbridge.billing.spi.PaymentGateway;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A node's line to Stripe. It is dead when its node is, and its node can be killed at any call, before or after it. */
final class StripeLine implements InvocationHandler {
    private static final Set<String> NO_CALLS = Set.of("livemode", "webhooks", "canRead");

    private final PaymentGateway gateway;
    private final BooleanSupplier dead;
    private final Runnable kill;
    private final AtomicLong beforeDeath = new AtomicLong();
    private volatile boolean before;

    StripeLine(PaymentGateway gateway, BooleanSupplier dead, Runnable kill) {
        this.gateway = gateway;
        this.dead = dead;
        this.kill = kill;
    }

    PaymentGateway asGateway() {
        return (PaymentGateway) Proxy.newProxyInstance(
                PaymentGateway.class.getClassLoader(), new Class<?>[] {PaymentGateway.class}, this);
    }

    /** The node dies at the n-th call from now: before anything is sent, or when everything is done and nothing told. */
    void dieAt(long nth, boolean beforeIt) {
        before = beforeIt;
        beforeDeath.set(nth);
    }

    @Override
    public @Nullable Object invoke(Object self, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        if (method.getDeclaringClass() == Object.class || NO_CALLS.contains(method.getName())) {
            return call(method, arguments);
        }
        boolean strikes = beforeDeath.get() > 0 && beforeDeath.decrementAndGet() == 0;
        if (strikes && before) {
            kill.run();
        }
        checkAlive();
        Object answer = call(method, arguments);
        if (strikes && !before) {
            kill.run();
        }
        checkAlive();
        return answer;
    }

    private void checkAlive() {
        if (dead.getAsBoolean()) {
            throw new NodeDied();
        }
    }

    private @Nullable Object call(Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(gateway, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause() == null ? thrown : thrown.getCause();
        }
    }
}
