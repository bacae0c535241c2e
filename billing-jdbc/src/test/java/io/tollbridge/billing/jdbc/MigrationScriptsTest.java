// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The migration scripts in the jar. */
class MigrationScriptsTest {
    private static final List<String> VENDORS = Arrays.stream(Database.values())
            .map(database -> database.name().toLowerCase(Locale.ROOT))
            .toList();

    @Test
    void everyScriptIsNamedAndIsEitherCommonOrThereForEveryDatabase() throws Exception {
        List<String> expected = MigrationScripts.NAMES.stream()
                .flatMap(name -> name.startsWith("*")
                        ? VENDORS.stream().map(vendor -> name.replace("*", vendor))
                        : Stream.of(name))
                .toList();

        assertThat(scripts()).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(MigrationScripts.NAMES)
                .allMatch(name -> name.matches("(common|\\*)/V\\d{3}__[a-z_]+\\.sql"))
                .extracting(name -> name.replaceAll(".*/(V\\d+)__.*", "$1"))
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource(Database.class)
    void everyPlaceholderIsFilled(Database database) {
        assertThat(JdbcBillingStore.schemaSql(database, "x_"))
                .doesNotContain("${")
                .contains("CREATE TABLE x_billing_credits");
    }

    @ParameterizedTest
    @EnumSource(Database.class)
    void noTableHasANameWithoutThePrefix(Database database) {
        String script = JdbcBillingStore.schemaSql(database, "zz_");

        assertThat(script.lines().filter(line -> line.matches("(CREATE|    CONSTRAINT) .*")))
                .isNotEmpty()
                .allMatch(line -> line.contains("zz_"));
    }

    @Test
    void flywaysOwnErrorLosesTheAddress() {
        Throwable cause = Schema.withoutAddress(
                new FlywayException("No database found to handle jdbc:mysql://db.internal/x?password=hunter2 here"));

        assertThat(cause)
                .hasMessageContaining("No database found to handle the data source here")
                .hasMessageContaining("flyway-mysql")
                .hasMessageNotContaining("hunter2");
    }

    private static List<String> scripts() throws IOException, URISyntaxException {
        URL common = Objects.requireNonNull(
                MigrationScripts.class.getResource("migration/" + MigrationScripts.NAMES.get(0)));
        Path folder = Path.of(common.toURI()).resolve("../..").normalize();
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .collect(Collectors.toList());
        }
    }
}
