// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.account.LocalClock;
import io.tollbridge.billing.account.NewestChange;
import io.tollbridge.billing.account.Slice;
import io.tollbridge.billing.account.Subscription;
import io.tollbridge.billing.account.SubscriptionStatus;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.ledger.Pool;
import io.tollbridge.billing.spi.AccountChange;
import io.tollbridge.billing.spi.AccountRequest;
import io.tollbridge.billing.webhook.TenantLink;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Accounts: who is known, that every field comes back as it was written, and what is refused. */
public abstract class AccountStoreContract extends StoreContract {
    /** For subclasses. */
    protected AccountStoreContract() {}

    @Test
    final void anUnknownTenantHasNothing() {
        assertThat(account("ghost")).isEqualTo(Account.unknown("ghost"));
        assertThat(grants("ghost")).isEmpty();
        assertThat(ledger("ghost")).isEmpty();
        assertThat(usage("ghost")).isEmpty();
        assertThat(notifications("ghost")).isEmpty();
    }

    @Test
    final void lockingDoesNotMakeATenantKnownUnlessItIsAskedTo() {
        assertThat(locked("ghost")).isEqualTo(Account.unknown("ghost"));
        assertThat(account("ghost")).isEqualTo(Account.unknown("ghost"));
        assertThat(tenants()).isEmpty();
        assertRefused(
                "ghost",
                () -> store().inTransaction(transaction -> {
                    Account before = lock(transaction, "ghost", false);
                    transaction.apply(List.of(ChangeBuilder.of(before).lot(5).build()));
                    return before;
                }));
    }

    @Test
    final void lockingMakesATenantKnownWhenItIsAskedTo() {
        Account created = store().inTransaction(transaction -> lock(transaction, "acme", true));
        assertThat(created.version()).as("0 means not stored").isPositive();
        assertThat(tenants()).containsExactly("acme");
        assertThat(Accounts.with(created, List.of(), List.of(), List.of())).isEqualTo(account("acme"));
        Account again = store().inTransaction(transaction -> lock(transaction, "acme", true));
        assertThat(again).isEqualTo(created);
        store().inTransaction(transaction -> {
            Account before = lock(transaction, "acme", false);
            transaction.apply(List.of(ChangeBuilder.of(before).lot(5).build()));
            return before;
        });
        assertThat(account("acme").bundleCredits()).isEqualTo(5);
    }

    @Test
    final void locksSeveralAccountsAtOnceAndEachAsItWasAskedFor() {
        write("b", change -> change.lot(7));
        Map<String, Account> locked = store().inTransaction(transaction -> transaction.lock(List.of(
                new AccountRequest("c", true, Set.of(), Set.of()),
                new AccountRequest("b", false, Set.of("no such hold"), Set.of()),
                new AccountRequest("a", false, Set.of(), Set.of()))));
        assertThat(locked).containsOnlyKeys("a", "b", "c");
        assertThat(locked.get("a")).isEqualTo(Account.unknown("a"));
        assertThat(locked.get("b")).isEqualTo(account("b"));
        assertThat(locked.get("c")).isEqualTo(account("c"));
        assertThat(account("a").version()).isZero();
        assertThat(account("c").version()).isPositive();
    }

    @Test
    final void locksNothingWhenNothingIsAskedFor() {
        Map<String, Account> locked = store().inTransaction(transaction -> transaction.lock(List.of()));
        assertThat(locked).isEmpty();
    }

    @Test
    final void keepsEveryFieldOfAnAccount() {
        Slice slice = new Slice(
                1,
                "slice:sub_1:1",
                "sub_1",
                "pro",
                3,
                Samples.T0,
                Samples.later(1),
                900,
                500,
                300,
                100,
                60,
                70,
                800,
                4,
                5,
                true,
                false);
        Subscription subscription = new Subscription(
                "sub_1",
                "enterprise",
                7,
                SubscriptionStatus.PAST_DUE,
                Samples.later(2),
                Samples.later(3),
                Samples.later(4),
                Samples.later(5),
                Samples.later(6),
                true,
                Samples.later(7),
                Samples.later(8),
                new NewestChange(Samples.later(9), 18, null),
                List.of());
        Account written = write(
                "acme",
                change -> change.slice(slice)
                        .subscription(subscription)
                        .localClock(new LocalClock(Samples.later(9), Samples.later(10)))
                        .trialUsed()
                        .mutedThresholds(5)
                        .debt(11)
                        .operation("k:1", 2)
                        .leg(EntryType.GRANT, Pool.SUBSCRIPTION, 1, 300, 300));
        assertThat(account("acme")).isEqualTo(written);
        assertThat(locked("acme")).isEqualTo(written);
    }

    @Test
    final void keepsThatOptionalFieldsAreMissing() {
        Account bare = write("acme", change -> change.debt(0));
        assertThat(account("acme")).isEqualTo(bare);
        assertThat(bare.slice()).isNull();

        write("acme", change -> change.subscription(Samples.subscription(SubscriptionStatus.ACTIVE, Samples.T0)));
        Account cleared =
                write("acme", change -> change.subscription(Samples.subscription(SubscriptionStatus.ACTIVE, null)));
        assertThat(account("acme")).isEqualTo(cleared);
    }

    @Test
    final void keepsEveryStatusOfASubscription() {
        for (SubscriptionStatus status : SubscriptionStatus.values()) {
            Account written =
                    write("acme", change -> change.subscription(Samples.subscription(status, Samples.later(60))));
            assertThat(account("acme")).isEqualTo(written);
        }
    }

    @Test
    final void keepsTheFlagsOfASlice() {
        for (boolean trial : new boolean[] {true, false}) {
            for (boolean closed : new boolean[] {true, false}) {
                Slice slice = new Slice(
                        1,
                        "slice:local:1",
                        "local",
                        "free",
                        1,
                        Samples.T0,
                        Samples.later(1),
                        9,
                        9,
                        0,
                        0,
                        0,
                        0,
                        9,
                        1,
                        7,
                        trial,
                        closed);
                Account written = write("acme", change -> change.slice(slice));
                assertThat(account("acme")).isEqualTo(written);
            }
        }
    }

    @Test
    final void keepsTheGreatestFigures() {
        long max = Long.MAX_VALUE;
        Slice slice = new Slice(
                max,
                // the longest facts that the core makes: of a slice that was begun anew
                "slice:" + Samples.longest('s') + ":9223372036854775807:again:9223372036854775807",
                Samples.longest('s'),
                Samples.longest('p'),
                max,
                Samples.BEFORE_EPOCH,
                Samples.LAST_YEAR_OF_SQL,
                max,
                max,
                max,
                0,
                max,
                max,
                max,
                Integer.MAX_VALUE,
                Integer.MAX_VALUE,
                false,
                false);
        Account rich = write("rich", change -> change.slice(slice).version(max));
        assertThat(account("rich")).isEqualTo(rich);
        Account poor = write("poor", change -> change.debt(max));
        assertThat(account("poor")).isEqualTo(poor);
    }

    @Test
    final void keepsTenantsApartWhoseIdsAreEasilyConfused() {
        long credits = 0;
        for (String tenantId : Samples.EASILY_CONFUSED) {
            long lot = ++credits;
            write(tenantId, change -> change.lot(lot).usage(Samples.use(Samples.DAY, "LLM", lot)));
        }
        credits = 0;
        for (String tenantId : Samples.EASILY_CONFUSED) {
            credits++;
            assertThat(account(tenantId).tenantId()).isEqualTo(tenantId);
            assertThat(account(tenantId).bundleCredits()).as(tenantId).isEqualTo(credits);
            assertThat(ledger(tenantId)).as(tenantId).hasSize(1);
            assertThat(usage(tenantId)).as(tenantId).hasSize(1);
        }
    }

    @Test
    final void locksTenantsTogetherWhoseIdsAreEasilyConfused() {
        List<AccountRequest> requests = Samples.EASILY_CONFUSED.stream()
                .map(tenantId -> new AccountRequest(tenantId, true, Set.of(), Set.of()))
                .toList();
        Map<String, Account> locked = store().inTransaction(transaction -> {
            Map<String, Account> accounts = transaction.lock(requests);
            transaction.apply(accounts.values().stream()
                    .map(account -> ChangeBuilder.of(account).lot(3).build())
                    .toList());
            return accounts;
        });
        assertThat(locked).containsOnlyKeys(Samples.EASILY_CONFUSED);
        for (String tenantId : Samples.EASILY_CONFUSED) {
            assertThat(account(tenantId).bundleCredits()).as(tenantId).isEqualTo(3);
        }
    }

    @Test
    final void givesAllKnownTenantsInPages() {
        for (String tenantId : Samples.EASILY_CONFUSED) {
            store().inTransaction(transaction -> lock(transaction, tenantId, true));
        }
        store().inTransaction(transaction -> transaction.link(new TenantLink("only linked", "cus_1", true)));
        for (int limit : new int[] {1, 3, 100}) {
            List<String> found = new ArrayList<>();
            List<String> page;
            String after = "";
            do {
                String from = after;
                page = store().read(reader -> reader.tenants(from, limit));
                assertThat(page.size()).isLessThanOrEqualTo(limit);
                found.addAll(page);
                after = page.isEmpty() ? after : page.get(page.size() - 1);
            } while (page.size() == limit);
            assertThat(found).containsExactlyInAnyOrderElementsOf(Samples.EASILY_CONFUSED);
        }
    }

    private List<String> tenants() {
        return store().read(reader -> reader.tenants("", 100));
    }

    @Test
    final void takesTheVersionThatTheChangeSays() {
        Account first = write("acme", change -> change.debt(1));
        Account third = write("acme", change -> change.debt(3).version(first.version() + 2));
        assertThat(account("acme")).isEqualTo(third);
    }

    @Test
    final void leavesTheAccountAloneWhenOnlyUsageIsWritten() {
        Account before = write("acme", change -> change.lot(9).dueAt(Samples.later(9)));
        write("acme", change -> change.usage(Samples.use(Samples.DAY, "LLM", 2)));
        assertThat(account("acme")).isEqualTo(before);
    }

    @Test
    final void refusesAChangeThatWasDecidedOnAnOlderAccount() {
        Account older = write("acme", change -> change.lot(5));
        write("acme", change -> change.lot(6));
        assertRefused(
                "acme",
                () -> store().inTransaction(transaction -> {
                    lock(transaction, "acme", false);
                    transaction.apply(List.of(ChangeBuilder.of(older).debt(0).build()));
                    return older;
                }));
    }

    @Test
    final void refusesNegativePools() {
        write("acme", change -> change.slice(Samples.slice(1, 9, 9, 0)).grant(Samples.lot(2, 5)));
        List<UnaryOperator<ChangeBuilder>> negative = List.of(
                change -> change.debt(-1),
                change -> change.slice(Samples.slice(1, 9, -1, 0)),
                change -> change.slice(Samples.slice(1, 9, 5, -1)),
                change -> change.grant(Samples.spread(Samples.lot(2, 5), -1, 0, 0, 0)),
                change -> change.grant(Samples.spread(Samples.lot(2, 5), 5, -1, 0, 0)),
                change -> change.grant(Samples.spread(Samples.lot(2, 5), 5, 0, -1, 0)),
                change -> change.grant(Samples.spread(Samples.lot(2, 5), 5, 0, 0, -1)));
        for (UnaryOperator<ChangeBuilder> change : negative) {
            assertRefused("acme", () -> write("acme", change));
        }
    }

    @Test
    final void writesTheChangesOfATransactionTogetherOrNotAtAll() {
        write("good", change -> change.lot(1));
        Account stale = write("bad", change -> change.lot(1));
        write("bad", change -> change.lot(2));
        Everything before = everything("good");
        assertRefused(
                "bad",
                () -> store().inTransaction(transaction -> {
                    Map<String, Account> accounts = transaction.lock(List.of(
                            new AccountRequest("good", true, Set.of(), Set.of()),
                            new AccountRequest("bad", true, Set.of(), Set.of())));
                    AccountChange sound =
                            ChangeBuilder.of(account("good")).lot(9).build();
                    transaction.apply(
                            List.of(sound, ChangeBuilder.of(stale).lot(9).build()));
                    return accounts;
                }));
        assertThat(everything("good")).isEqualTo(before);
    }
}
