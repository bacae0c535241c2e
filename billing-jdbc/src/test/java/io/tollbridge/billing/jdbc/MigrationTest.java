// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollbridge.billing.BillingConfigurationException;
import io.tollbridge.billing.BillingStoreException;
import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.jdbc.database.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** How the tables come into being, and how a store sees that they have not. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class MigrationTest {
    private final TestDatabase database;
    private final DataSource dataSource;

    MigrationTest(TestDatabase database) {
        this.database = database;
        this.dataSource = database.freshDataSource();
    }

    @Test
    void anEmptySchemaGetsTheTablesOnce() throws SQLException {
        works(JdbcBillingStore.create(dataSource));
        Map<String, Set<String>> tables = Catalogue.columns(dataSource);

        works(JdbcBillingStore.create(dataSource));

        assertThat(Catalogue.columns(dataSource)).isEqualTo(tables);
        assertThat(tables.keySet())
                .contains("billing_credits", "credit_transactions", "stripe_webhooks", "billing_schema_history");
    }

    @Test
    void theTablesHaveExactlyTheColumnsThatTheStatementsKnow() throws SQLException {
        JdbcBillingStore.create(dataSource);
        Map<String, Set<String>> tables = Catalogue.columns(dataSource);
        tables.remove("billing_schema_history");

        Map<String, Set<String>> known = new java.util.TreeMap<>();
        for (Upserts.Row table :
                Tables.layout(new SqlText(Dialect.of(database.database()), new TableNames(null, "")))) {
            known.put(table.table(), new TreeSet<>(table.columns()));
        }

        assertThat(tables).isEqualTo(known);
    }

    @Test
    void theHostsOwnTablesAreLeftAlone() throws SQLException {
        execute("CREATE TABLE customers (id INT PRIMARY KEY)", "INSERT INTO customers VALUES (7)");

        works(JdbcBillingStore.create(dataSource));

        assertThat(Catalogue.columns(dataSource)).containsKey("customers").containsKey("billing_credits");
    }

    @Test
    void nodesThatStartAtOnceMigrateOnce() throws Exception {
        List<JdbcBillingStore> nodes = InParallel.run(4, () -> JdbcBillingStore.create(dataSource));

        nodes.forEach(MigrationTest::works);
        works(JdbcBillingStore.builder(dataSource)
                .schemaMode(SchemaMode.VALIDATE)
                .build());
    }

    @Test
    void nodesThatStartAtOnceBesideTheHostsTablesMigrateOnce() throws Exception {
        execute("CREATE TABLE customers (id INT PRIMARY KEY)");

        List<JdbcBillingStore> nodes = InParallel.run(4, () -> JdbcBillingStore.create(dataSource));

        nodes.forEach(MigrationTest::works);
    }

    @Test
    void validatingSaysWhatIsMissingAndWhatToDo() {
        assertThatThrownBy(() -> JdbcBillingStore.builder(dataSource)
                        .schemaMode(SchemaMode.VALIDATE)
                        .build())
                .isInstanceOf(BillingConfigurationException.class)
                .hasMessageContaining("billing_credits")
                .hasMessageContaining("stripe_webhooks")
                .hasMessageContaining("SchemaMode.MIGRATE")
                .hasMessageContaining("schemaSql");
    }

    @Test
    void validatingSeesThatOneColumnIsMissing() throws SQLException {
        JdbcBillingStore.create(dataSource);
        execute("ALTER TABLE billing_holds DROP COLUMN feature");

        assertThatThrownBy(() -> JdbcBillingStore.builder(dataSource)
                        .schemaMode(SchemaMode.VALIDATE)
                        .build())
                .isInstanceOf(BillingConfigurationException.class)
                .hasMessageContaining("billing_holds")
                .hasMessageNotContaining("billing_credits");
    }

    @Test
    void validatingChangesNothing() throws SQLException {
        assertThatThrownBy(() -> JdbcBillingStore.builder(dataSource)
                        .schemaMode(SchemaMode.VALIDATE)
                        .build())
                .isInstanceOf(BillingConfigurationException.class);

        assertThat(Catalogue.columns(dataSource)).isEmpty();
    }

    @Test
    void modeNoneNeitherChangesNorLooks() throws SQLException {
        JdbcBillingStore store =
                JdbcBillingStore.builder(dataSource).schemaMode(SchemaMode.NONE).build();

        assertThat(Catalogue.columns(dataSource)).isEmpty();
        assertThatThrownBy(() -> works(store)).isInstanceOf(BillingStoreException.class);
    }

    @Test
    void aPrefixIsPartOfEveryName() throws SQLException {
        works(JdbcBillingStore.builder(dataSource).tablePrefix("app2_").build());
        works(JdbcBillingStore.builder(dataSource)
                .tablePrefix("app2_")
                .schemaMode(SchemaMode.VALIDATE)
                .build());

        assertThat(Catalogue.columns(dataSource).keySet())
                .isNotEmpty()
                .allSatisfy(table -> assertThat(table).startsWith("app2_"));
    }

    @Test
    void theLongestPrefixWorksBesideNone() {
        String prefix = "p234567890123456789012345678_0";
        works(JdbcBillingStore.builder(dataSource).tablePrefix(prefix).build());
        works(JdbcBillingStore.create(dataSource));
    }

    @Test
    void aSchemaOfItsOwnIsCreatedAndUsed() throws SQLException {
        String schema = Samples.fresh("own").replace('-', '_');
        works(JdbcBillingStore.builder(dataSource).schema(schema).build());
        works(JdbcBillingStore.builder(dataSource)
                .schema(schema)
                .schemaMode(SchemaMode.VALIDATE)
                .build());

        assertThat(Catalogue.columns(dataSource)).isEmpty();
    }

    @Test
    void theScriptForOtherToolsMakesTheSameTables() throws SQLException {
        DataSource migrated = database.freshDataSource();
        JdbcBillingStore.create(migrated);
        Map<String, Set<String>> expected = Catalogue.columns(migrated);
        expected.remove("billing_schema_history");

        run(JdbcBillingStore.schemaSql(database.database(), ""));

        assertThat(Catalogue.columns(dataSource)).isEqualTo(expected);
        works(JdbcBillingStore.builder(dataSource)
                .schemaMode(SchemaMode.VALIDATE)
                .build());
        works(JdbcBillingStore.builder(dataSource).schemaMode(SchemaMode.NONE).build());
    }

    @Test
    void theScriptTakesAPrefix() throws SQLException {
        run(JdbcBillingStore.schemaSql(database.database(), "x_"));

        works(JdbcBillingStore.builder(dataSource)
                .tablePrefix("x_")
                .schemaMode(SchemaMode.VALIDATE)
                .build());
    }

    @Test
    void aMigrationThatMayNotRunSaysWhatToDoAndNotWhere() throws SQLException {
        execute("CREATE TABLE billing_credits (id INT PRIMARY KEY)");

        assertThatThrownBy(() -> JdbcBillingStore.create(dataSource))
                .isInstanceOf(BillingConfigurationException.class)
                .hasMessageContaining("schemaSql")
                .hasStackTraceContaining("billing_credits")
                .satisfies(failure -> assertThat(Messages.all(failure)).doesNotContain("jdbc:"));
    }

    private static void works(JdbcBillingStore store) {
        String tenant = Samples.fresh("migrated");
        assertThat(new StoreFixture(store).account(tenant)).isNotEqualTo(Account.unknown(tenant));
        assertThat(store.inbox().list(null, 1)).isEmpty();
    }

    private void run(String script) throws SQLException {
        StringBuilder statements = new StringBuilder();
        script.lines()
                .filter(line -> !line.startsWith("--"))
                .forEach(line -> statements.append(line).append('\n'));
        for (String statement : statements.toString().split(";", -1)) {
            if (!statement.isBlank()) {
                execute(statement);
            }
        }
    }

    private void execute(String... statements) {
        Sql.execute(dataSource, statements);
    }
}
