// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A data source that keeps the text of every statement that is prepared on its connections. Thread-safe. */
final class SeenStatements {
    private final List<String> texts = new CopyOnWriteArrayList<>();

    DataSource over(DataSource dataSource) {
        return listened(DataSource.class, dataSource);
    }

    /** What was prepared since the last time. */
    List<String> take() {
        List<String> taken = List.copyOf(texts);
        texts.clear();
        return taken;
    }

    private <T> T listened(Class<T> type, T target) {
        return type.cast(Proxy.newProxyInstance(
                SeenStatements.class.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> answer(target, method, arguments)));
    }

    private @Nullable Object answer(Object target, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        if (method.getName().equals("prepareStatement") && arguments != null) {
            texts.add(String.valueOf(arguments[0]));
        }
        try {
            Object answer = method.invoke(target, arguments);
            return answer instanceof Connection connection ? listened(Connection.class, connection) : answer;
        } catch (InvocationTargetException failure) {
            throw failure.getTargetException();
        }
    }
}
