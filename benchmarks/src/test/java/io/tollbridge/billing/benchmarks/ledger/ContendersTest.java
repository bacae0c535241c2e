// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.ledger;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollbridge.billing.benchmarks.harness.DatabaseServer;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ContendersTest {
    private static final DatabaseServer SERVER = DatabaseServer.start(Path.of("target", "embedded-postgres"));
    private static final Tenants TENANTS = new Tenants(5);
    private static final int CHARGES = 40;

    private final Tally answered = new Tally(TENANTS);

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void ours_holds_what_it_answered_and_a_changed_row_is_found() {
        try (Contender ours = charged(Tollbridge.opened("ours", SERVER.pool("ours"), TENANTS))) {
            assertThatCode(() -> ours.verify(answered)).doesNotThrowAnyException();

            SERVER.execute("UPDATE ours.credit_transactions SET feature = 'SUMMARIZE' WHERE feature = 'TRANSLATE'");
            assertThatThrownBy(() -> ours.verify(answered)).hasMessageContaining("HASH");
        }
    }

    @Test
    void ours_is_caught_when_the_usage_rollup_is_not_what_was_answered() {
        try (Contender ours = charged(Tollbridge.opened("ours_rollup", SERVER.pool("ours_rollup"), TENANTS))) {
            SERVER.execute("UPDATE ours_rollup.billing_usage SET uses = uses + 1");

            assertThatThrownBy(() -> ours.verify(answered)).hasMessageContaining("usage rollup");
        }
    }

    @Test
    void ours_is_caught_when_it_answered_a_charge_that_is_not_in_the_ledger() {
        try (Contender ours = charged(Tollbridge.opened("ours_lost", SERVER.pool("ours_lost"), TENANTS))) {
            answered.charged(2);

            assertThatThrownBy(() -> ours.verify(answered)).hasMessageContaining("tenant-00002");
        }
    }

    @Test
    void the_transaction_that_locks_holds_what_it_answered_and_is_caught_when_it_does_not() {
        try (Contender peer = charged(new LockingTransaction("locking", SERVER.pool("locking"), TENANTS))) {
            assertThatCode(() -> peer.verify(answered)).doesNotThrowAnyException();

            SERVER.execute("DELETE FROM locking.credit_transactions WHERE tenant_id = 'tenant-hot'");
            assertThatThrownBy(() -> peer.verify(answered)).hasMessageContaining("tenant-hot");
        }
    }

    @Test
    void the_one_statement_holds_what_it_answered_and_is_caught_when_it_does_not() {
        try (Contender peer = charged(new GuardedStatement("guarded", SERVER.pool("guarded"), TENANTS))) {
            assertThatCode(() -> peer.verify(answered)).doesNotThrowAnyException();

            SERVER.execute("UPDATE guarded.credit_balance SET bundle_remaining = bundle_remaining + 1");
            assertThatThrownBy(() -> peer.verify(answered)).hasMessageContaining("tenant-00000");
        }
    }

    @Test
    void the_buckets_hold_what_they_answered_and_are_caught_when_they_do_not() {
        try (Contender peer = charged(new TokenBuckets("buckets", SERVER.pool("buckets"), TENANTS))) {
            assertThatCode(() -> peer.verify(answered)).doesNotThrowAnyException();

            answered.charged(TENANTS.hot());
            assertThatThrownBy(() -> peer.verify(answered)).hasMessageContaining("tenant-hot");
        }
    }

    @Test
    void a_repeated_key_is_refused_by_each_that_knows_keys() {
        Use use = new Use(1, TENANTS.id(1), Uses.FEATURES.get(0), "the same");
        try (Contender ours = Tollbridge.opened("ours_keys", SERVER.pool("ours_keys"), TENANTS);
                Contender locking = new LockingTransaction("locking_keys", SERVER.pool("locking_keys"), TENANTS);
                Contender guarded = new GuardedStatement("guarded_keys", SERVER.pool("guarded_keys"), TENANTS)) {
            for (Contender one : new Contender[] {ours, locking, guarded}) {
                one.charge(use);
                assertThatThrownBy(() -> one.charge(use)).as(one.name()).isInstanceOf(IllegalStateException.class);
            }
            answered.charged(1);
            ours.verify(answered);
            locking.verify(answered);
            guarded.verify(answered);
        }
    }

    private Contender charged(Contender contender) {
        SplittableRandom random = new SplittableRandom(1);
        Uses some = new Uses(TENANTS, Choice.zipf(TENANTS), random);
        Uses hot = new Uses(TENANTS, Choice.hot(TENANTS), random);
        for (int i = 0; i < CHARGES; i++) {
            Use use = i % 2 == 0 ? some.next() : hot.next();
            contender.charge(use);
            answered.charged(use.tenant());
        }
        return contender;
    }
}
