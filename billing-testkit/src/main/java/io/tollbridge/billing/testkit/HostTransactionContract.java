// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.spi.AccountChange;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Work on the host's connection, for stores that can join a JDBC transaction: it commits and rolls back with the host.
 */
public abstract class HostTransactionContract extends StoreContract {
    private @Nullable Connection host;

    /** For subclasses. */
    protected HostTransactionContract() {}

    /**
     * A new connection to the database of the store that {@link #newStore} has just made. It is closed after the test.
     *
     * @throws SQLException when there is none
     */
    protected abstract Connection newConnection() throws SQLException;

    @BeforeEach
    final void connect() throws SQLException {
        host = newConnection();
        host.setAutoCommit(false);
    }

    @AfterEach
    final void disconnect() throws SQLException {
        if (host != null) {
            host.rollback();
            host.close();
        }
    }

    private Connection host() {
        return requireNonNull(host, "the host is connected before each test");
    }

    private Account writeWithHost(UnaryOperator<ChangeBuilder> change) {
        return store().inTransaction(host(), transaction -> write(transaction, "acme", change));
    }

    @Test
    final void isCommittedByTheHostAndNotBefore() throws SQLException {
        Account written = writeWithHost(change -> change.lot(5));
        assertThat(account("acme")).isEqualTo(Account.unknown("acme"));
        host().commit();
        assertThat(account("acme")).isEqualTo(written);
    }

    @Test
    final void isRolledBackByTheHost() throws SQLException {
        write("acme", change -> change.lot(1));
        Everything before = everything("acme");
        writeWithHost(change -> change.lot(5).operation("k:1", 1).usage(Samples.use(Samples.DAY, "LLM", 5)));
        host().rollback();
        assertThat(everything("acme")).isEqualTo(before);
        assertThat(operation("acme", "k:1")).isNull();
    }

    @Test
    final void seesWhatTheSameTransactionWroteBefore() throws SQLException {
        writeWithHost(change -> change.lot(5));
        Account second = writeWithHost(change -> change.lot(6));
        assertThat(second.bundleCredits()).isEqualTo(11);
        host().commit();
        assertThat(account("acme").bundleCredits()).isEqualTo(11);
        assertThat(ledger("acme")).hasSize(2);
    }

    @Test
    final void undoesOnlyTheWorkThatThrowsSoThatTheHostMayGoOn() throws SQLException {
        IllegalArgumentException failure = new IllegalArgumentException("the work fails");
        writeWithHost(change -> change.lot(5));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> store().inTransaction(host(), transaction -> {
                    write(transaction, "acme", change -> change.lot(7));
                    throw failure;
                }))
                .isSameAs(failure);
        writeWithHost(change -> change.lot(6));
        host().commit();
        assertThat(account("acme").bundleCredits()).isEqualTo(11);
        assertThat(grants("acme")).hasSize(2);
    }

    @Test
    final void aRefusedWriteLeavesTheHostsTransactionUsable() throws SQLException {
        Account older = writeWithHost(change -> change.lot(5));
        writeWithHost(change -> change.lot(6));
        assertThatExceptionOfType(RuntimeException.class)
                .isThrownBy(() -> store().inTransaction(host(), transaction -> {
                    lock(transaction, "acme", true);
                    AccountChange stale = ChangeBuilder.of(older).lot(7).build();
                    transaction.apply(List.of(stale));
                    return stale;
                }));
        host().commit();
        assertThat(account("acme").bundleCredits()).isEqualTo(11);
    }

    @Test
    final void leavesTheConnectionAsItFoundIt() throws SQLException {
        int isolation = host().getTransactionIsolation();
        writeWithHost(change -> change.lot(5));
        assertThat(host().isClosed()).isFalse();
        assertThat(host().getAutoCommit()).isFalse();
        assertThat(host().isReadOnly()).isFalse();
        assertThat(host().getTransactionIsolation()).isEqualTo(isolation);
    }

    @Test
    final void holdsItsLocksUntilTheHostCommits() throws SQLException {
        write("acme", change -> change.lot(1));
        writeWithHost(change -> change.lot(5));
        try (Race race = new Race()) {
            Future<Account> other = race.begin(() -> retrying(transaction -> lock(transaction, "acme", false)));
            assertThat(Race.isStillRunning(other)).as("the other one waits").isTrue();
            host().commit();
            assertThat(Race.result(other).bundleCredits()).isEqualTo(6);
        }
    }
}
