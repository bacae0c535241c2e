// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet.chaos;

import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.jdbc.JdbcBillingStore;
import io.tollbridge.billing.jdbc.SchemaMode;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.testkit.ConnectionFault;
import io.tollbridge.billing.testkit.FaultInjectingDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.SplittableRandom;
import javax.sql.DataSource;

/**
 * One process of the host. When it is killed, nothing of it reaches the database or Stripe any more from that very
 * statement, commit or call on; nothing is given back, and nobody is told.
 */
final class Node {
    final BillingService billing;
    private final FaultInjectingDataSource faults;
    private final StripeLine line;

    Node(Host host, DataSource database, java.time.InstantSource clock) {
        faults = FaultInjectingDataSource.around(database);
        BillingStore store =
                JdbcBillingStore.builder(faults).schemaMode(SchemaMode.NONE).build();
        line = new StripeLine(host.gateway(), this::isDead, faults::goDown);
        billing = host.service(store, line.asGateway(), clock);
    }

    /** Connections are lost around commits and refused, one in so many times; never for 0. */
    void shake(long seed, int oneIn) {
        if (oneIn == 0) {
            faults.heal();
            line.dieAt(0, false);
            return;
        }
        faults.breakRandomly(
                seed,
                oneIn,
                ConnectionFault.BEFORE_COMMIT,
                ConnectionFault.AFTER_COMMIT,
                ConnectionFault.COMMIT_REFUSED,
                ConnectionFault.STATEMENT);
    }

    /** Dies at a moment that is drawn: at a commit, a statement or a call to Stripe that will come soon. */
    void dieSoon(SplittableRandom random) {
        switch (random.nextInt(5)) {
            case 0 -> faults.crashAt(ConnectionFault.BEFORE_COMMIT, 1 + random.nextInt(30));
            case 1 -> faults.crashAt(ConnectionFault.AFTER_COMMIT, 1 + random.nextInt(30));
            case 2 -> faults.crashAt(ConnectionFault.STATEMENT, 1 + random.nextInt(200));
            default -> line.dieAt(1 + random.nextInt(12), random.nextBoolean());
        }
    }

    /** True when it was killed: a process that cannot have a connection any more. */
    boolean isDead() {
        try (Connection connection = faults.getConnection()) {
            return connection.isClosed();
        } catch (SQLException dead) {
            return true;
        }
    }
}
