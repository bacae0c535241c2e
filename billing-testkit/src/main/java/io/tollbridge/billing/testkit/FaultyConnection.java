// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** A connection that fails when its data source says so. */
final class FaultyConnection implements InvocationHandler {
    private final Connection connection;
    private final FaultInjectingDataSource faults;
    private final Connection proxy;
    private volatile boolean dead;

    FaultyConnection(Connection connection, FaultInjectingDataSource faults) {
        this.connection = connection;
        this.faults = faults;
        proxy = proxyOf(Connection.class, this);
    }

    Connection proxy() {
        return proxy;
    }

    @Override
    public @Nullable Object invoke(Object self, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return ofObject(self, method, arguments);
        }
        return switch (method.getName()) {
            case "close", "abort" -> dead ? null : call(connection, method, arguments);
            case "isClosed" -> dead ? true : call(connection, method, arguments);
            case "isValid" -> dead ? false : call(connection, method, arguments);
            case "commit" -> {
                checkAlive();
                commit();
                yield null;
            }
            default -> {
                checkAlive();
                yield wrapped(call(connection, method, arguments));
            }
        };
    }

    private void commit() throws SQLException {
        strike(ConnectionFault.BEFORE_COMMIT);
        if (faults.strikes(ConnectionFault.COMMIT_REFUSED)) {
            connection.rollback();
            throw FaultInjectingDataSource.failure(ConnectionFault.COMMIT_REFUSED);
        }
        connection.commit();
        strike(ConnectionFault.AFTER_COMMIT);
    }

    private void strike(ConnectionFault fault) throws SQLException {
        if (faults.strikes(fault)) {
            kill();
            throw FaultInjectingDataSource.failure(fault);
        }
    }

    /** Rolls back and closes what is inside; whatever that says, the connection counts as dead. */
    private void kill() {
        dead = true;
        quietly(connection::rollback);
        quietly(() -> connection.abort(Runnable::run));
        quietly(connection::close);
    }

    private void checkAlive() throws SQLException {
        if (dead) {
            throw new SQLException("this connection was lost before (a fault of the test)", "08003");
        }
    }

    private @Nullable Object wrapped(@Nullable Object result) {
        if (result instanceof CallableStatement statement) {
            return proxyOf(CallableStatement.class, new FaultyStatement(statement));
        }
        if (result instanceof PreparedStatement statement) {
            return proxyOf(PreparedStatement.class, new FaultyStatement(statement));
        }
        return result instanceof Statement statement
                ? proxyOf(Statement.class, new FaultyStatement(statement))
                : result;
    }

    /** A statement of this connection. */
    private final class FaultyStatement implements InvocationHandler {
        private final Statement statement;

        FaultyStatement(Statement statement) {
            this.statement = statement;
        }

        @Override
        public @Nullable Object invoke(Object self, Method method, @Nullable Object @Nullable [] arguments)
                throws Throwable {
            if (method.getDeclaringClass() == Object.class) {
                return ofObject(self, method, arguments);
            }
            if (method.getName().equals("close")) {
                return dead ? null : call(statement, method, arguments);
            }
            checkAlive();
            if (method.getName().equals("getConnection")) {
                return proxy;
            }
            if (!method.getName().startsWith("execute")) {
                return call(statement, method, arguments);
            }
            strike(ConnectionFault.STATEMENT);
            return connection.getAutoCommit() ? committed(method, arguments) : call(statement, method, arguments);
        }

        /** A statement that commits by itself fails around its commit like any other. */
        private @Nullable Object committed(Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
            strike(ConnectionFault.BEFORE_COMMIT);
            if (faults.strikes(ConnectionFault.COMMIT_REFUSED)) {
                throw FaultInjectingDataSource.failure(ConnectionFault.COMMIT_REFUSED);
            }
            Object result = call(statement, method, arguments);
            strike(ConnectionFault.AFTER_COMMIT);
            return result;
        }
    }

    private static <T> T proxyOf(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static @Nullable Object call(Object target, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause() == null ? thrown : thrown.getCause();
        }
    }

    private static Object ofObject(Object self, Method method, @Nullable Object @Nullable [] arguments) {
        return switch (method.getName()) {
            case "equals" -> arguments != null && self == arguments[0];
            case "hashCode" -> System.identityHashCode(self);
            default -> "a connection or statement that fails on demand";
        };
    }

    private interface Step {
        void run() throws SQLException;
    }

    private static void quietly(Step step) {
        try {
            step.run();
        } catch (SQLException expected) {
            // why: a connection that is to die may refuse to be rolled back, aborted or closed; dead is dead
        }
    }
}
