// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.spi.AccountChange;
import io.tollbridge.billing.spi.AccountRequest;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.DueTenant;
import io.tollbridge.billing.usage.UsageLine;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Transactions: all or nothing, one after the other for one tenant, and reads that are not disturbed. */
public abstract class TransactionStoreContract extends StoreContract {
    /** For subclasses. */
    protected TransactionStoreContract() {}

    @Test
    final void returnsWhatTheWorkReturns() {
        Account written = Account.unknown("just an object");
        Account fromTransaction = store().inTransaction(transaction -> written);
        Account fromRead = store().read(reader -> written);
        assertThat(fromTransaction).isSameAs(written);
        assertThat(fromRead).isSameAs(written);
    }

    @Test
    final void undoesEverythingWhenTheWorkThrowsAndPassesTheExceptionOn() {
        write("acme", change -> change.lot(5));
        Everything before = everything("acme");
        IllegalArgumentException failure = new IllegalArgumentException("the work fails");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> store().inTransaction(transaction -> {
                    write(
                            transaction,
                            "acme",
                            change -> change.lot(9)
                                    .hold(Samples.hold("k:1", Samples.T0))
                                    .usage(Samples.use(Samples.DAY, "LLM", 1))
                                    .tell(Samples.renewed("n", Samples.T0))
                                    .silent(new AccountChange.SilentOperation("k:2", 1, 1, Samples.T0))
                                    .dueAt(Samples.T0));
                    throw failure;
                }))
                .isSameAs(failure);
        assertThat(everything("acme")).isEqualTo(before);
        assertThat(operation("acme", "k:2")).isNull();
        List<DueTenant> due = store().read(reader -> reader.due(Samples.T0, "", 10));
        assertThat(due).isEmpty();
    }

    @Test
    final void undoesTheCreationOfATenantWhenTheWorkThrows() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> store().inTransaction(transaction -> {
                    lock(transaction, "acme", true);
                    throw new IllegalArgumentException("the work fails");
                }));
        assertThat(account("acme")).isEqualTo(Account.unknown("acme"));
        assertThat(locked("acme")).isEqualTo(Account.unknown("acme"));
        List<String> known = store().read(reader -> reader.tenants("", 10));
        assertThat(known).isEmpty();
    }

    @Test
    final void passesOnWhatAReadThrows() {
        IllegalArgumentException failure = new IllegalArgumentException("the work fails");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> store().read(reader -> {
                    throw failure;
                }))
                .isSameAs(failure);
    }

    @Test
    final void writesWhatComesInSeveralPortions() {
        store().inTransaction(transaction -> {
            Map<String, Account> accounts = transaction.lock(List.of(
                    new AccountRequest("a", true, Set.of(), Set.of()),
                    new AccountRequest("b", true, Set.of(), Set.of())));
            accounts.forEach((tenantId, before) ->
                    transaction.apply(List.of(ChangeBuilder.of(before).lot(5).build())));
            transaction.apply(List.of());
            return accounts;
        });
        assertThat(account("a").bundleCredits()).isEqualTo(5);
        assertThat(account("b").bundleCredits()).isEqualTo(5);
    }

    @Test
    final void aTransactionWaitsForTheOneThatHasLockedItsTenantAndSeesWhatItWrote() {
        write("acme", change -> change.lot(1));
        CountDownLatch locked = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (Race race = new Race()) {
            Future<Account> first = race.begin(() -> store().inTransaction(transaction -> {
                Account before = lock(transaction, "acme", false);
                locked.countDown();
                Race.await(goOn);
                AccountChange change = ChangeBuilder.of(before).lot(10).build();
                transaction.apply(List.of(change));
                return change.after();
            }));
            Race.await(locked);
            Future<Account> second = race.begin(() -> retrying(transaction -> lock(transaction, "acme", false)));
            assertThat(Race.isStillRunning(second)).as("the second one waits").isTrue();
            goOn.countDown();
            assertThat(Samples.sorted(Race.result(second))).isEqualTo(Samples.sorted(Race.result(first)));
        }
    }

    @Test
    final void aTransactionThatCreatesATenantWaitsForAnotherThatDoes() {
        CountDownLatch created = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (Race race = new Race()) {
            Future<Account> first = race.begin(() -> store().inTransaction(transaction -> {
                Account before = lock(transaction, "acme", true);
                created.countDown();
                Race.await(goOn);
                transaction.apply(List.of(ChangeBuilder.of(before).lot(10).build()));
                return before;
            }));
            Race.await(created);
            Future<Account> second = race.begin(() -> retrying(transaction -> lock(transaction, "acme", true)));
            assertThat(Race.isStillRunning(second)).as("the second one waits").isTrue();
            goOn.countDown();
            assertThat(Race.result(first).version()).isPositive();
            assertThat(Race.result(second).bundleCredits()).isEqualTo(10);
        }
    }

    @Test
    final void manyWritersOfOneTenantLoseNothing() {
        int writers = 6;
        int rounds = 15;
        Race.run(writers, writer -> {
            for (int round = 0; round < rounds; round++) {
                retrying(transaction ->
                        write(transaction, "acme", change -> change.lot(1).usage(Samples.use(Samples.DAY, "LLM", 3))));
            }
            return writer;
        });
        int total = writers * rounds;
        assertThat(account("acme").bundleCredits()).isEqualTo(total);
        assertThat(grants("acme")).hasSize(total);
        assertThat(ledger("acme"))
                .extracting(LedgerEntry::seq)
                .isEqualTo(LongStream.rangeClosed(1, total).boxed().toList());
        assertThat(ledger("acme").get(total - 1).balanceAfter()).isEqualTo(total);
        assertThat(usage("acme")).containsExactly(new UsageLine(Samples.DAY, "LLM", total, 3L * total, 0, 0));
    }

    @Test
    final void transactionsThatNameTheSameTenantsInOtherOrdersAllEnd() {
        List<AccountRequest> forward = IntStream.range(0, 6)
                .mapToObj(n -> new AccountRequest("tenant " + n, true, Set.of(), Set.of()))
                .toList();
        List<AccountRequest> backward =
                IntStream.range(0, 6).mapToObj(n -> forward.get(5 - n)).toList();
        Race.run(4, racer -> {
            for (int round = 0; round < 10; round++) {
                retrying(transaction -> {
                    Map<String, Account> accounts = transaction.lock(racer % 2 == 0 ? forward : backward);
                    transaction.apply(accounts.values().stream()
                            .map(account -> ChangeBuilder.of(account).lot(1).build())
                            .toList());
                    return accounts;
                });
            }
            return racer;
        });
        for (AccountRequest request : forward) {
            assertThat(account(request.tenantId()).bundleCredits()).isEqualTo(40);
        }
    }

    @Test
    final void aReadIsNotDisturbedByWhatIsCommittedMeanwhile() {
        write("a", change -> change.lot(1));
        write("b", change -> change.lot(1));
        try (Race race = new Race()) {
            List<Long> seen = store().read(reader -> {
                long first = reader.account("a").bundleCredits();
                Race.result(race.begin(() -> {
                    write("a", change -> change.lot(10));
                    write("b", change -> change.lot(10));
                    return write("c", change -> change.lot(10));
                }));
                return List.of(
                        first,
                        reader.account("b").bundleCredits(),
                        reader.account("a").bundleCredits(),
                        reader.account("c").version(),
                        (long) reader.ledger("b", 0, 10).size());
            });
            assertThat(seen).containsExactly(1L, 1L, 1L, 0L, 1L);
        }
        assertThat(account("b").bundleCredits()).isEqualTo(11);
    }

    @Test
    final void aReadDoesNotSeeWhatIsNotCommittedAndDoesNotWaitForIt() {
        write("acme", change -> change.lot(1));
        Account seen = store().inTransaction(transaction -> {
            write(transaction, "acme", change -> change.lot(10));
            try (Race race = new Race()) {
                return Race.result(race.begin(() -> account("acme")));
            }
        });
        assertThat(seen.bundleCredits()).isEqualTo(1);
        assertThat(account("acme").bundleCredits()).isEqualTo(11);
    }

    @Test
    final void publishesACatalogAgainAndAtTheSameTime() {
        Catalog first = Catalog.builder().plan(Plan.monthly("pro", 5000)).build();
        Catalog second = Catalog.builder()
                .plan(Plan.monthly("pro", 6000).stripePrice("price_1").stripePrice("price_2"))
                .plan(Plan.monthly(Samples.longest('p'), Long.MAX_VALUE).trialCredits(7))
                .build();
        Race.run(4, racer -> {
            store().publish(racer % 2 == 0 ? first : second);
            return racer;
        });
        store().publish(second);
    }

    @Test
    final void closesTwice() {
        BillingStore other = newStore();
        other.close();
        other.close();
    }
}
