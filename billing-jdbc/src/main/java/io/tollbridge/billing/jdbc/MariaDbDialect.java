// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

/** MariaDB: MySQL with other names of collations. */
final class MariaDbDialect extends MySqlDialect {
    @Override
    String collation() {
        return "utf8mb4_nopad_bin";
    }
}
