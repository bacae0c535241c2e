// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import static io.tollbridge.billing.jdbc.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollbridge.billing.BillingStoreException;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.account.UsageDelta;
import io.tollbridge.billing.jdbc.database.TestDatabase;
import io.tollbridge.billing.ledger.LedgerHead;
import io.tollbridge.billing.spi.AccountChange;
import io.tollbridge.billing.spi.AccountRequest;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Many transactions on the same accounts. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class LockingTest {
    private static final LocalDate DAY = LocalDate.of(2026, 3, 29);

    private final JdbcBillingStore store;
    private final StoreFixture fixture;

    LockingTest(TestDatabase database) {
        store = JdbcBillingStore.builder(database.sharedBy(LockingTest.class))
                .schemaMode(SchemaMode.NONE)
                .build();
        fixture = new StoreFixture(store);
    }

    @Test
    void batchesThatNameTheSameTenantsInAnyOrderNeverDeadlockAndLoseNothing() throws Exception {
        // astral and surrogate-range characters: UTF-16 order and code point order differ on them
        List<String> tenants = new ArrayList<>(List.of(
                Samples.fresh("\uFF21"),
                Samples.fresh("\uD83D\uDE00"),
                Samples.fresh("a"),
                Samples.fresh("B"),
                Samples.fresh("b"),
                Samples.fresh("ä"),
                Samples.fresh("a b"),
                Samples.fresh("Z")));
        int rounds = 40;
        int threads = 4;
        AtomicInteger contention = new AtomicInteger();

        List<Callable<Integer>> workers = IntStream.range(0, threads)
                .mapToObj(seed -> (Callable<Integer>) () -> {
                    Random random = new Random(seed);
                    for (int i = 0; i < rounds; i++) {
                        List<String> some = new ArrayList<>(tenants);
                        Collections.shuffle(some, random);
                        useEach(some.subList(0, 5), random.nextBoolean(), contention);
                    }
                    return rounds;
                })
                .toList();
        InParallel.run(workers);

        long sum = tenants.stream()
                .mapToLong(tenant -> fixture.usage(tenant, DAY, DAY.plusDays(1)).stream()
                        .mapToLong(line -> line.credits())
                        .sum())
                .sum();
        long versions = tenants.stream()
                .mapToLong(tenant -> Math.max(0, fixture.read(tenant).version() - 1))
                .sum();
        assertThat(versions).isEqualTo(sum).isPositive();
        assertThat(contention).hasValue(0);
    }

    /** Adds one use to each tenant that is stored; creates every other one when told so. */
    private void useEach(List<String> tenants, boolean create, AtomicInteger contention) {
        List<AccountRequest> requests = IntStream.range(0, tenants.size())
                .mapToObj(i -> new AccountRequest(tenants.get(i), create && i % 2 == 0, Set.of(), Set.of()))
                .toList();
        while (true) {
            try {
                store.inTransaction(transaction -> {
                    List<AccountChange> changes = transaction.lock(requests).values().stream()
                            .filter(account -> account.version() > 0)
                            .map(account -> Change.of(account)
                                    .to(next(account))
                                    .usage(new UsageDelta(DAY, "LLM", 1, 1, 0, 0))
                                    .done())
                            .toList();
                    transaction.apply(changes);
                    return changes;
                });
                return;
            } catch (BillingStoreException failure) {
                // H2 tells those that create the same row at once so; a deadlock would be a failure of this test
                if (failure.code() != ErrorCode.STORE_CONTENTION || isDeadlock(failure)) {
                    contention.incrementAndGet();
                    throw failure;
                }
            }
        }
    }

    private static boolean isDeadlock(BillingStoreException failure) {
        return failure.getCause() instanceof java.sql.SQLException sql
                && ("40001".equals(sql.getSQLState()) || "40P01".equals(sql.getSQLState()));
    }

    private static Account next(Account account) {
        return new Account(
                account.tenantId(),
                null,
                null,
                null,
                false,
                Account.Standing.OPEN,
                0,
                List.of(),
                List.of(),
                List.of(),
                null,
                account.debt() + 1,
                0,
                LedgerHead.EMPTY,
                account.version() + 1);
    }

    @Test
    void aTenantThatManyCreateAtOnceIsCreatedOnce() throws Exception {
        for (int round = 0; round < 10; round++) {
            String tenant = Samples.fresh("new");
            InParallel.run(4, () -> {
                useEach(List.of(tenant), true, new AtomicInteger());
                return tenant;
            });
            assertThat(fixture.read(tenant).debt()).isEqualTo(4);
        }
    }

    @Test
    void aChangeOfAnOlderVersionIsRefused() {
        String tenant = Samples.fresh("tenant");
        Account old = fixture.account(tenant);
        fixture.change(tenant, before -> Change.of(before).to(next(before)));

        assertThatThrownBy(() -> store.inTransaction(transaction -> {
                    StoreFixture.lock(transaction, tenant);
                    transaction.apply(List.of(Change.of(old).to(next(old)).done()));
                    return tenant;
                }))
                .isInstanceOfSatisfying(
                        BillingStoreException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.STORE_CONTENTION));
        assertThat(fixture.read(tenant).debt()).isOne();
    }

    @Test
    void aTenantThatIsNotStoredCannotBeChanged() {
        String tenant = Samples.fresh("nobody");

        assertThatThrownBy(() -> store.inTransaction(transaction -> {
                    Account unknown = Objects.requireNonNull(transaction
                            .lock(List.of(new AccountRequest(tenant, false, Set.of(), Set.of())))
                            .get(tenant));
                    transaction.apply(
                            List.of(Change.of(unknown).to(next(unknown)).done()));
                    return tenant;
                }))
                .isInstanceOfSatisfying(
                        BillingStoreException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.STORE_FAILED));
    }

    @Test
    void lockingIsDoneOnceAndFirst() {
        String tenant = Samples.fresh("tenant");

        assertThatThrownBy(() -> store.inTransaction(transaction -> {
                    StoreFixture.lock(transaction, tenant);
                    return StoreFixture.lock(transaction, tenant);
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> store.inTransaction(transaction -> {
                    Account account = fixture.account(tenant);
                    transaction.apply(
                            List.of(Change.of(account).to(next(account)).done()));
                    return tenant;
                }))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void manyTenantsAreLockedAtOnce() {
        List<AccountRequest> requests = IntStream.range(0, 300)
                .mapToObj(i -> new AccountRequest(Samples.fresh("many"), i % 3 == 0, Set.of(), Set.of()))
                .toList();

        Map<String, Account> accounts = store.inTransaction(transaction -> transaction.lock(requests));

        assertThat(accounts).hasSize(300);
        assertThat(accounts.values())
                .filteredOn(account -> account.version() == 1)
                .hasSize(100);
    }

    @Test
    void aGrantForTheSameFactIsRefusedAndWritesNothing() {
        String tenant = Samples.fresh("tenant");
        fixture.change(
                tenant,
                before -> Change.of(before)
                        .to(Samples.account(tenant, null, null, List.of(Samples.lot(1, 1, 0, 0)), 1, 2))
                        .grants(Samples.lot(1, 1, 0, 0)));
        var sameFact = new io.tollbridge.billing.account.Grant(
                2,
                io.tollbridge.billing.account.Grant.Kind.LOT,
                io.tollbridge.billing.account.Grant.State.OPEN,
                "lot:1",
                io.tollbridge.billing.account.Grant.Source.GIFT,
                1,
                1,
                0,
                0,
                io.tollbridge.billing.account.Clawback.NONE,
                false,
                NOW,
                null);

        assertThatThrownBy(() -> fixture.change(
                        tenant,
                        before -> Change.of(before)
                                .to(Samples.account(
                                        tenant, null, null, List.of(Samples.lot(1, 1, 0, 0), sameFact), 2, 3))
                                .grants(sameFact)))
                .isInstanceOfSatisfying(
                        BillingStoreException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.STORE_CONTENTION));
        assertThat(fixture.read(tenant).version()).isEqualTo(2);
    }

    @Test
    void aKeyThatWasUsedIsRefusedAndWritesNothing() {
        String tenant = Samples.fresh("tenant");
        fixture.change(tenant, before -> Change.of(before).entries(Samples.entry(1, 1, "k:one", null)));

        assertThatThrownBy(() ->
                        fixture.change(tenant, before -> Change.of(before).entries(Samples.entry(2, 2, "k:one", null))))
                .isInstanceOfSatisfying(
                        BillingStoreException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.STORE_CONTENTION));
        assertThat(fixture.ledger(tenant, 0, 9)).hasSize(1);
    }
}
