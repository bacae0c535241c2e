// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.ledger;

import com.zaxxer.hikari.HikariDataSource;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.BucketProxy;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.postgresql.Bucket4jPostgreSQL;
import io.tollbridge.billing.benchmarks.harness.DatabaseServer;
import io.tollbridge.billing.benchmarks.harness.InParallel;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * Peer (c): bucket4j on PostgreSQL, a bucket for each tenant, with the lock that its documentation names first. It
 * knows no ledger and no idempotency key, so it has less to do.
 */
final class TokenBuckets implements Contender {
    private final String name;
    private final HikariDataSource pool;
    private final Tenants tenants;
    private final BucketProxy[] buckets;

    TokenBuckets(String name, HikariDataSource pool, Tenants tenants) {
        this.name = name;
        this.pool = pool;
        this.tenants = tenants;
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE bucket (id bigint PRIMARY KEY, state bytea) WITH (fillfactor = 50)");
        } catch (SQLException error) {
            throw new IllegalStateException("the table of " + name + " could not be made", error);
        }
        ProxyManager<Long> manager =
                Bucket4jPostgreSQL.selectForUpdateBasedBuilder(pool).build();
        buckets = new BucketProxy[tenants.all()];
        for (int i = 0; i < buckets.length; i++) {
            long credits = tenants.credits(i);
            // why this refill: a bucket must have one; this gives nothing back while the benchmark runs
            BucketConfiguration configuration = BucketConfiguration.builder()
                    .addLimit(limit -> limit.capacity(credits).refillIntervally(1, Duration.ofDays(365)))
                    .build();
            buckets[i] = manager.builder().build((long) i, () -> configuration);
        }
        // makes every bucket's row, so that no measured call has to
        InParallel.times(DatabaseServer.POOL_SIZE, buckets.length, i -> {
            if (buckets[i].getAvailableTokens() != tenants.credits(i)) {
                throw new IllegalStateException("a new bucket of " + name + " is not full");
            }
        });
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void charge(Use use) {
        if (!buckets[use.tenant()].tryConsume(1)) {
            throw new IllegalStateException("too few tokens of " + use.tenantId());
        }
    }

    @Override
    public void verify(Tally answered) {
        for (int i = 0; i < buckets.length; i++) {
            long told = answered.of(i);
            if (buckets[i].getAvailableTokens() != tenants.credits(i) - told) {
                throw new IllegalStateException(name + ": " + told + " tokens of " + tenants.id(i)
                        + " were answered, there are " + buckets[i].getAvailableTokens() + " left");
            }
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
