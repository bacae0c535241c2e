// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The host's data source as Flyway needs it: READ COMMITTED, put back when Flyway closes the connection. A node that has
 * waited for another to migrate looks at the history in the transaction in which it waited; above READ COMMITTED it
 * would not see what the other has done, and migrate again.
 */
final class MigrationConnections {
    private MigrationConnections() {}

    static DataSource of(DataSource host) {
        return proxy(DataSource.class, (method, arguments) -> {
            Object result = call(host, method, arguments);
            return result instanceof Connection connection ? prepared(connection) : result;
        });
    }

    private static Connection prepared(Connection connection) throws SQLException {
        int found;
        try {
            found = connection.getTransactionIsolation();
            change(connection, found, Connection.TRANSACTION_READ_COMMITTED);
        } catch (SQLException error) {
            connection.close();
            throw error;
        }
        return proxy(Connection.class, (method, arguments) -> {
            if (method.getName().equals("close") && !connection.isClosed()) {
                change(connection, Connection.TRANSACTION_READ_COMMITTED, found);
            }
            return call(connection, method, arguments);
        });
    }

    private static void change(Connection connection, int from, int to) throws SQLException {
        if (from == to) {
            return;
        }
        if (!connection.getAutoCommit()) {
            // why: nothing has been done, but asking for a setting may have begun a transaction
            connection.rollback();
        }
        connection.setTransactionIsolation(to);
    }

    private interface Call {
        @Nullable
        Object on(Method method, @Nullable Object @Nullable [] arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                MigrationConnections.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> call.on(method, arguments)));
    }

    private static @Nullable Object call(Object target, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException failed) {
            throw failed.getCause();
        }
    }
}
