// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.Placeholder;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;

/** PLACEHOLDER of the build skeleton: delete when the first source of this module lands. */
public final class JdbcPlaceholder {
    private JdbcPlaceholder() {}

    /** Uses each declared dependency once. */
    public static void touch() {
        Placeholder.touch();
        Jdbi.create("jdbc:none");
        Flyway.configure();
    }
}
