// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.jdbc.JdbcBillingStore;
import io.tollbridge.billing.jdbc.database.TestDatabase;
import io.tollbridge.billing.spi.BillingStore;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Everything that a host may set in an unusual way, all at once, under load: pools of two, auto-commit off,
 * SERIALIZABLE, a session in another time zone, drivers that batch and count in their own way, a prefix, and two nodes
 * that migrate at the same moment.
 */
class HostileSettingsTest {
    private static final int THREADS = 16;
    private static final int ROUNDS = Campaign.FULL ? 300 : 6;

    @ParameterizedTest
    @EnumSource(TestDatabase.class)
    void sumsAreExactAllTheSame(TestDatabase database) throws Exception {
        HikariConfig settings = new HikariConfig();
        DataSource pool = database.freshDataSource(config -> {
            config.setMaximumPoolSize(2);
            config.setAutoCommit(false);
            config.setTransactionIsolation("TRANSACTION_SERIALIZABLE");
            config.setConnectionInitSql(database.inKathmandu());
            database.unusualDriverSettings().forEach(config::addDataSourceProperty);
            config.copyStateTo(settings);
        });
        try (HikariDataSource another = new HikariDataSource(settings)) {
            List<BillingService> nodes =
                    Campaign.nodes(Campaign.atOnce(List.of(() -> store(pool), () -> store(another))));

            assertThat(new ExactSum(nodes, THREADS, ROUNDS).run(Campaign.SEED)).isPositive();
            nodes.forEach(BillingService::close);
        }
    }

    private static BillingStore store(DataSource pool) {
        return JdbcBillingStore.builder(pool).tablePrefix("app7_").build();
    }
}
