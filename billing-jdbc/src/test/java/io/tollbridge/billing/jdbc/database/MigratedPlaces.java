// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc.database;

import io.tollbridge.billing.jdbc.JdbcBillingStore;
import io.tollbridge.billing.jdbc.SchemaMode;
import io.tollbridge.billing.spi.BillingStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * A few migrated schemas of one database, emptied before each use and handed out in turn: migrating for each test would
 * take longer than the tests. Thread-safe.
 */
final class MigratedPlaces {
    /** How many stores of one test may live at once. */
    private static final int PLACES = 4;

    private static final List<String> TABLES = List.of(
            "billing_tenants",
            "billing_plans",
            "billing_plan_prices",
            "billing_credits",
            "billing_subscriptions",
            "credit_grants",
            "credit_transactions",
            "billing_operation_keys",
            "billing_usage",
            "billing_holds",
            "billing_purchases",
            "billing_purchasing",
            "billing_notifications",
            "billing_preferences",
            "stripe_webhooks",
            "billing_jobs");

    private final TestDatabase database;
    private final List<DataSource> places = new ArrayList<>();
    private int handedOut;

    MigratedPlaces(TestDatabase database) {
        this.database = database;
    }

    /** So many stores over the same tables, which are empty. */
    synchronized List<BillingStore> stores(int count) {
        DataSource place = next();
        return Stream.generate(() -> (BillingStore) JdbcBillingStore.builder(place)
                        .schemaMode(SchemaMode.NONE)
                        .build())
                .limit(count)
                .toList();
    }

    /** A place whose tables are there, and empty. */
    synchronized DataSource next() {
        if (places.size() < PLACES) {
            DataSource place = database.freshDataSource(config -> config.setMaximumPoolSize(24));
            JdbcBillingStore.create(place).close();
            places.add(place);
            return place;
        }
        DataSource place = places.get(handedOut++ % PLACES);
        empty(place);
        return place;
    }

    private static void empty(DataSource place) {
        try (Connection connection = place.getConnection();
                Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
                statement.execute("DELETE FROM " + table);
            }
        } catch (SQLException error) {
            throw new IllegalStateException("the tables could not be emptied", error);
        }
    }
}
