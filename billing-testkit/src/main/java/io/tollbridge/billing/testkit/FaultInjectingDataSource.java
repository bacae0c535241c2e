// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Any data source, failing on demand: when a connection is asked for, at the n-th statement, at, before and after a
 * commit. A connection that dies is rolled back and closed before its user is told, so that its locks are free; from
 * then on everything but closing it fails with SQLState 08003.
 *
 * <p>Each {@link ConnectionFault} counts for itself how often it was come by. A batch is one statement. With autocommit
 * on there is no commit to strike at.
 *
 * <p>To walk through every statement of a piece of work, repeat it on fresh data with {@code breakAt(STATEMENT, n)} for
 * n = 1, 2, 3 and so on until {@link #struck()} stays zero.
 *
 * <p>Thread-safe; its connections are as thread-safe as those inside.
 */
public final class FaultInjectingDataSource implements DataSource {
    private final DataSource dataSource;
    private final FaultSchedule<ConnectionFault> schedule = new FaultSchedule<>(ConnectionFault.class);

    private FaultInjectingDataSource(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** The given data source, sound as long as no fault is asked for. */
    public static FaultInjectingDataSource around(DataSource dataSource) {
        return new FaultInjectingDataSource(dataSource);
    }

    /** Strikes when the fault is come by for the n-th time from now, 1 for the next time. */
    public void breakAt(ConnectionFault fault, long nth) {
        schedule.at(fault, nth, false);
    }

    /** Like {@link #breakAt}, and no connection can be had or used afterwards until {@link #heal()}. */
    public void crashAt(ConnectionFault fault, long nth) {
        schedule.at(fault, nth, true);
    }

    /**
     * Strikes at random, but the same for the same seed and order of statements.
     *
     * @param seed where the randomness begins
     * @param oneIn each fault strikes one of so many times on average
     * @param fault a fault to strike with
     * @param more further ones
     */
    public void breakRandomly(long seed, int oneIn, ConnectionFault fault, ConnectionFault... more) {
        schedule.randomly(seed, oneIn, EnumSet.of(fault, more));
    }

    /** Breaks every connection at its next use and gives no new one, until {@link #heal()}. */
    public void goDown() {
        schedule.takeDown();
    }

    /** Ends every fault, present and planned. Dead connections stay dead. */
    public void heal() {
        schedule.heal();
    }

    /** How often the fault was come by so far. */
    public long passed(ConnectionFault fault) {
        return schedule.passed(fault);
    }

    /** How many faults have struck so far. Being down is not counted. */
    public long struck() {
        return schedule.struck();
    }

    @Override
    public Connection getConnection() throws SQLException {
        connect();
        return new FaultyConnection(dataSource.getConnection(), this).proxy();
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        connect();
        return new FaultyConnection(dataSource.getConnection(username, password), this).proxy();
    }

    /** True when the fault strikes now. */
    boolean strikes(ConnectionFault fault) {
        return schedule.isDown() || schedule.strikes(fault);
    }

    /** What the user of a connection is told. */
    static SQLException failure(ConnectionFault fault) {
        return new SQLException(fault.message() + " (a fault of the test)", fault.sqlState());
    }

    private void connect() throws SQLException {
        if (strikes(ConnectionFault.CONNECT)) {
            throw failure(ConnectionFault.CONNECT);
        }
    }

    @Override
    public @Nullable PrintWriter getLogWriter() throws SQLException {
        return dataSource.getLogWriter();
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter out) throws SQLException {
        dataSource.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        dataSource.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return dataSource.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getLogger("io.tollbridge.billing.testkit");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return type.isInstance(this) ? type.cast(this) : dataSource.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return type.isInstance(this) || dataSource.isWrapperFor(type);
    }
}
