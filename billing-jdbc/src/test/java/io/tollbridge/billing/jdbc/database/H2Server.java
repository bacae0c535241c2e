// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc.database;

import com.zaxxer.hikari.HikariConfig;

/** H2 in the memory of this process. */
final class H2Server implements TestServer {
    @Override
    public HikariConfig emptySchema(String name) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1");
        return config;
    }
}
