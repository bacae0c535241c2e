// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The migration scripts in this jar. A version is either in the folder {@code common} or, under the same name, in the
 * folders of all databases.
 */
final class MigrationScripts {
    private static final String FOLDER = "io/tollbridge/billing/jdbc/migration/";
    private static final String COMMON = "common";
    private static final String EACH = "*";

    /** In order of version. Flyway finds them by itself; a script for another tool needs them named. */
    static final List<String> NAMES = List.of(
            COMMON + "/V001__accounts_ledger_and_inbox.sql",
            COMMON + "/V002__customer_attempts_and_email.sql",
            COMMON + "/V003__purchases.sql",
            COMMON + "/V004__preferences.sql",
            COMMON + "/V005__clawbacks.sql",
            EACH + "/V006__payloads_uncompressed.sql",
            COMMON + "/V008__period_payments.sql",
            COMMON + "/V009__newest_plan_change.sql",
            COMMON + "/V010__before_newest_plan_change.sql");

    private MigrationScripts() {}

    /** Where Flyway is to look. Never the default place, which the host's own migrations use. */
    static String[] locations(Database database) {
        return NAMES.stream()
                .map(name -> path(name, database))
                .map(path -> "classpath:" + path.substring(0, path.lastIndexOf('/')))
                .distinct()
                .toArray(String[]::new);
    }

    static Map<String, String> placeholders(Dialect dialect, String tablePrefix) {
        Map<String, String> placeholders = new HashMap<>(dialect.types());
        placeholders.put("prefix", tablePrefix);
        return placeholders;
    }

    /** All scripts in order, ready to run. */
    static String all(Database database, String tablePrefix) {
        Map<String, String> placeholders = placeholders(Dialect.of(database), tablePrefix);
        return NAMES.stream()
                .map(name -> filled(read(path(name, database)), placeholders))
                .collect(Collectors.joining("\n"));
    }

    private static String path(String name, Database database) {
        return FOLDER + name.replace(EACH, database.name().toLowerCase(Locale.ROOT));
    }

    private static String filled(String script, Map<String, String> placeholders) {
        String filled = script;
        for (Map.Entry<String, String> placeholder : placeholders.entrySet()) {
            filled = filled.replace("${" + placeholder.getKey() + "}", placeholder.getValue());
        }
        return filled;
    }

    private static String read(String path) {
        try (InputStream in = MigrationScripts.class.getClassLoader().getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + path);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException error) {
            throw new UncheckedIOException("the jar's " + path + " cannot be read", error);
        }
    }
}
