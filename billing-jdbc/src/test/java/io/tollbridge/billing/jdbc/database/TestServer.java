// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc.database;

import com.zaxxer.hikari.HikariConfig;

/** A database server, or a database inside this process. Thread-safe. */
interface TestServer {
    /** A pool's settings that lead to a schema of that name, with no table in it. */
    HikariConfig emptySchema(String name);
}
