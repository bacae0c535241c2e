// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc.database;

import static java.util.Objects.requireNonNull;

import io.tollbridge.billing.jdbc.JdbcBillingStore;
import io.tollbridge.billing.jdbc.SchemaMode;
import io.tollbridge.billing.spi.BillingStore;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** An empty store, and connections of the host's own to the same tables. Not thread-safe. */
public final class ConnectedPlace {
    private final TestDatabase database;
    private @Nullable DataSource place;

    /** A place on that database; it is made with the store. */
    public ConnectedPlace(TestDatabase database) {
        this.database = database;
    }

    /** A store without any data. */
    public BillingStore newStore() {
        DataSource empty = database.migratedPlace();
        place = empty;
        return JdbcBillingStore.builder(empty).schemaMode(SchemaMode.NONE).build();
    }

    /** A connection to where the newest store is. */
    public Connection newConnection() throws SQLException {
        return requireNonNull(place, "made with the store").getConnection();
    }
}
