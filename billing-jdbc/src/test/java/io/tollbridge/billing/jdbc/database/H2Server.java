// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc.database;

import com.zaxxer.hikari.HikariConfig;
import java.util.concurrent.atomic.AtomicInteger;

/** H2 in the memory of this process. */
final class H2Server implements TestServer {
    private static final AtomicInteger COUNT = new AtomicInteger();

    @Override
    public HikariConfig emptyPlace() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:h2:mem:test" + COUNT.incrementAndGet() + ";DB_CLOSE_DELAY=-1");
        return config;
    }
}
