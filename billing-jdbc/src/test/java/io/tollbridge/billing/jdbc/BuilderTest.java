// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollbridge.billing.BillingConfigurationException;
import io.tollbridge.billing.jdbc.database.TestDatabase;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a store refuses before it is one. */
class BuilderTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "App_",
                "1_",
                "_x",
                "a-b",
                "a b",
                "a;drop table x",
                "a\"",
                "ä_",
                "a234567890123456789012345678901"
            })
    void aPrefixThatCouldMeanAnythingElseIsRefused(String prefix) {
        JdbcBillingStore.Builder builder = JdbcBillingStore.builder(TestDatabase.H2.freshDataSource());

        assertThatThrownBy(() -> builder.tablePrefix(prefix))
                .isInstanceOf(BillingConfigurationException.class)
                .hasMessageContaining("table prefix");
        assertThatThrownBy(() -> JdbcBillingStore.schemaSql(Database.H2, prefix))
                .isInstanceOf(BillingConfigurationException.class);
    }

    @Test
    void aSchemaThatCouldMeanAnythingElseIsRefused() {
        JdbcBillingStore.Builder builder = JdbcBillingStore.builder(TestDatabase.H2.freshDataSource());

        assertThatThrownBy(() -> builder.schema("a.b"))
                .isInstanceOf(BillingConfigurationException.class)
                .hasMessageContaining("schema");
    }

    @Test
    void anUnknownDatabaseIsRefusedWithTheSupportedOnes() {
        assertThatThrownBy(() -> JdbcBillingStore.create(thatCallsItself("Oracle", "23ai", 23)))
                .isInstanceOf(BillingConfigurationException.class)
                .hasMessageContaining("Oracle 23ai")
                .hasMessageContaining("PostgreSQL")
                .hasMessageContaining("MariaDB")
                .hasMessageContaining("MySQL")
                .hasMessageContaining("H2");
    }

    @ParameterizedTest
    @CsvSource({"MySQL, 5.7.44, 5", "MariaDB, 10.5.1-MariaDB, 10", "PostgreSQL, 9.6, 9", "MySQL, 5.5.5-10.4-MariaDB, 10"
    })
    void aDatabaseThatIsTooOldIsRefused(String name, String version, int major) {
        assertThatThrownBy(() -> JdbcBillingStore.create(thatCallsItself(name, version, major)))
                .isInstanceOf(BillingConfigurationException.class)
                .hasMessageContaining("too old")
                .hasMessageContaining(version);
    }

    @Test
    void aDatabaseOutOfReachIsRefused() {
        DataSource unreachable = proxy(DataSource.class, (method, arguments) -> {
            throw new SQLException("jdbc:postgresql://db.internal/x?password=hunter2 refused", "08001");
        });

        assertThatThrownBy(() -> JdbcBillingStore.create(unreachable))
                .isInstanceOf(BillingConfigurationException.class)
                .hasMessageContaining("08001")
                .hasMessageContaining("PostgreSQL")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void closingAStoreTwiceLeavesTheDataSourceOpen() throws SQLException {
        DataSource dataSource = TestDatabase.H2.freshDataSource();
        JdbcBillingStore store = JdbcBillingStore.create(dataSource);

        store.close();
        store.close();

        try (Connection connection = dataSource.getConnection()) {
            assertThat(connection.isValid(1)).isTrue();
        }
    }

    private static DataSource thatCallsItself(String name, String version, int major) {
        DatabaseMetaData metaData = proxy(DatabaseMetaData.class, (method, arguments) -> switch (method) {
            case "getDatabaseProductName" -> name;
            case "getDatabaseProductVersion" -> version;
            case "getDatabaseMajorVersion" -> major;
            default -> 0;
        });
        Connection connection =
                proxy(Connection.class, (method, arguments) -> method.equals("getMetaData") ? metaData : null);
        return proxy(DataSource.class, (method, arguments) -> connection);
    }

    private interface Answer {
        @org.jspecify.annotations.Nullable
        Object to(String method, Object[] arguments) throws SQLException;
    }

    private static <T> T proxy(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                BuilderTest.class.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> answer.to(method.getName(), arguments)));
    }
}
