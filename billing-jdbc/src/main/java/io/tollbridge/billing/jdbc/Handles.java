// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.ColonPrefixSqlParser;
import org.jdbi.v3.core.statement.SqlParser;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.TemplateEngine;
import org.jspecify.annotations.Nullable;

/**
 * Jdbi on connections that are not Jdbi's: it neither opens nor closes them, and leaves transactions alone. One
 * configuration, with its caches of parsed statements, serves all of them. Thread-safe.
 */
final class Handles {
    private static final ThreadLocal<@Nullable Connection> HANDED_OVER = new ThreadLocal<>();
    /** Of all stores of this JVM, which have the same statements: to parse them all takes a second of CPU. */
    private static final SqlParser PARSER = new ColonPrefixSqlParser();

    private final Jdbi jdbi = Jdbi.create(new Given());

    Handles() {
        jdbi.registerArrayType(String.class, "varchar");
        jdbi.getConfig(org.jdbi.v3.core.Handles.class).setForceEndTransactions(false);
        jdbi.getConfig(SqlStatements.class)
                .setTemplateEngine(TemplateEngine.NOP)
                .setSqlParser(PARSER);
        // statements and parameters have no place in messages: they would carry payloads into logs
        jdbi.getConfig(StatementExceptions.class).setMessageRendering(StatementExceptions.MessageRendering.NONE);
    }

    /** A handle on the connection; closing it leaves the connection open. */
    Handle on(Connection connection) {
        HANDED_OVER.set(connection);
        try {
            return jdbi.open();
        } finally {
            HANDED_OVER.remove();
        }
    }

    /** Hands Jdbi the connection of the call at hand. */
    private static final class Given implements ConnectionFactory {
        @Override
        public Connection openConnection() throws SQLException {
            Connection connection = HANDED_OVER.get();
            if (connection == null) {
                throw new SQLException("no connection was handed over");
            }
            return connection;
        }

        @Override
        public void closeConnection(Connection connection) {
            // its owner does
        }
    }
}
