// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tollbridge.billing.BillingStoreException;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.account.Hold;
import io.tollbridge.billing.account.Slice;
import io.tollbridge.billing.account.SubscriptionStatus;
import io.tollbridge.billing.account.UsageDelta;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.ledger.Pool;
import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.spi.AccountChange;
import io.tollbridge.billing.spi.DueTenant;
import io.tollbridge.billing.spi.SnapshotWriter;
import io.tollbridge.billing.spi.StoredOperation;
import io.tollbridge.billing.usage.UsageLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What was decided on a remembered account is written as a whole, and only if nothing has happened to the account since.
 * Skipped for a store that does not write over remembered accounts.
 */
public abstract class SnapshotStoreContract extends StoreContract {
    private static final long LOT = 1_000;

    /** For subclasses. */
    protected SnapshotStoreContract() {}

    @BeforeEach
    final void skipWithoutAWriter() {
        assumeThat(store().snapshotWriter()).isPresent();
    }

    private Set<String> writeOver(SnapshotWriter.Change... changes) {
        return store().snapshotWriter().orElseThrow().write(List.of(changes));
    }

    /** A tenant with one lot, as it is remembered. */
    private Account remembered(String tenantId) {
        write(tenantId, change -> change.lot(LOT));
        return account(tenantId);
    }

    /** The use of so many credits of the lot. */
    private static ChangeBuilder use(Account before, long credits) {
        Grant lot = before.grants().get(0);
        long left = lot.remaining() - credits;
        return ChangeBuilder.of(before)
                .grant(Samples.spread(lot, left, 0, 0, 0))
                .operation(null, 0)
                .leg(EntryType.DEDUCT, Pool.BUNDLE, lot.id(), -credits, left)
                .usage(Samples.use(Samples.DAY, "LLM", credits));
    }

    private static SnapshotWriter.Change change(ChangeBuilder change, String... keys) {
        return new SnapshotWriter.Change(change.build(), Set.of(keys));
    }

    /** Expects the change not to be written, and the tenant to be as it was. */
    private void assertLeft(SnapshotWriter.Change change) {
        String tenantId = change.change().before().tenantId();
        Everything before = everything(tenantId);
        assertThat(writeOver(change)).isEmpty();
        assertThat(everything(tenantId)).isEqualTo(before);
    }

    private static Slice used(Slice slice, long credits, long bundleCredits, int thresholds) {
        return new Slice(
                slice.grantId(),
                slice.fact(),
                slice.subscriptionId(),
                slice.planId(),
                slice.quantity(),
                slice.start(),
                slice.end(),
                slice.allowance(),
                slice.used() + credits,
                slice.remaining() - credits,
                slice.held(),
                slice.bundlesAtStart(),
                slice.bundlesUsed() + bundleCredits,
                slice.highWater(),
                slice.epoch(),
                slice.thresholdsFired() | thresholds,
                slice.trial(),
                slice.closed());
    }

    @Test
    final void writesAllThatAUseOfCreditsChangesAndSaysSo() {
        Slice slice = Samples.slice(1, 100, 40, 0);
        write(
                "acme",
                change -> change.slice(slice)
                        .grant(Samples.grant(1, Grant.Kind.SLICE, slice.fact(), 100))
                        .subscription(Samples.subscription(SubscriptionStatus.ACTIVE, Samples.T0))
                        .usage(Samples.use(Samples.DAY, "LLM", 5))
                        .lot(LOT));
        Account before = account("acme");
        Grant lot = before.grants().get(0);
        Notification told = Samples.renewed("slice:1:1:usage-100", Samples.later(3));
        AccountChange change = ChangeBuilder.of(before)
                .slice(used(slice, 40, LOT, 7))
                .grant(Samples.spread(lot, 0, 0, 0, 0))
                .debt(9)
                .operation("k:1", 77)
                .leg(EntryType.DEDUCT, Pool.SUBSCRIPTION, 1, -40, 0)
                .leg(EntryType.DEDUCT, Pool.BUNDLE, lot.id(), -LOT, 0)
                .leg(EntryType.DEDUCT, Pool.DEBT, 0, 9, 9)
                .usage(Samples.use(Samples.DAY, "LLM", LOT + 49))
                .usage(new UsageDelta(Samples.DAY.plusDays(1), "MAIL", 0, 0, 2, 0))
                .tell(told)
                .dueAt(Samples.later(60))
                .build();

        assertThat(writeOver(new SnapshotWriter.Change(change, Set.of("k:1")))).containsExactly("acme");

        Everything after = everything("acme");
        assertThat(after.account()).isEqualTo(Samples.sorted(change.after()));
        assertThat(after.grants()).last().isEqualTo(Samples.spread(lot, 0, 0, 0, 0));
        assertThat(after.ledger()).endsWith(change.entries().toArray(LedgerEntry[]::new));
        assertThat(after.usage())
                .containsExactly(
                        new UsageLine(Samples.DAY, "LLM", 2, LOT + 54, 0, 0),
                        new UsageLine(Samples.DAY.plusDays(1), "MAIL", 0, 0, 2, 0));
        assertThat(after.notifications()).containsExactly(told);
        StoredOperation operation = requireNonNull(operation("acme", "k:1"));
        assertThat(operation.fingerprint()).isEqualTo(77);
        assertThat(operation.legs()).isEqualTo(change.entries());
        List<DueTenant> due = store().read(reader -> reader.due(Samples.later(60), "", 10));
        assertThat(due).extracting(DueTenant::tenantId).containsExactly("acme");
    }

    @Test
    final void writesOnceAndLeavesWhatIsRepeated() {
        SnapshotWriter.Change change = change(use(remembered("acme"), 10));
        assertThat(writeOver(change)).containsExactly("acme");
        assertLeft(change);
        assertThat(account("acme").bundleCredits()).isEqualTo(LOT - 10);
    }

    @Test
    final void goesOnFromWhatItWroteItself() {
        AccountChange first = use(remembered("acme"), 10).build();
        assertThat(writeOver(new SnapshotWriter.Change(first, Set.of()))).containsExactly("acme");
        assertThat(writeOver(change(use(first.after(), 20)))).containsExactly("acme");
        assertThat(account("acme").bundleCredits()).isEqualTo(LOT - 30);
        assertThat(ledger("acme")).extracting(LedgerEntry::seq).containsExactly(1L, 2L, 3L);
    }

    @Test
    final void leavesAnAccountWhoseVersionHasMoved() {
        Account remembered = remembered("acme");
        write("acme", change -> change.mutedThresholds(1));
        assertThat(account("acme").head()).isEqualTo(remembered.head());
        assertLeft(change(use(remembered, 10)));
    }

    @Test
    final void leavesAnAccountWhoseLedgerIsAnotherAlthoughTheVersionIsTheSame() {
        Account real = remembered("acme");
        write("other", change -> change.lot(LOT + 1));
        Account remembered = account("other").renamed("acme");
        assertThat(remembered.version()).isEqualTo(real.version());
        assertLeft(change(use(remembered, 10)));
    }

    @Test
    final void leavesAnAccountThatIsNotStored() {
        Account unknown = Account.unknown("acme");
        assertThat(writeOver(change(ChangeBuilder.of(unknown).usage(Samples.use(Samples.DAY, "LLM", 1)))))
                .isEmpty();
        assertThat(usage("acme")).isEmpty();
        List<String> known = store().read(reader -> reader.tenants("", 10));
        assertThat(known).isEmpty();
    }

    @Test
    final void leavesAnAccountThatSomebodyHasLockedWithoutWaitingAndWritesTheOthers() {
        Account held = remembered("held");
        Account free = remembered("free");
        Set<String> written = store().inTransaction(transaction -> {
            lock(transaction, "held", false);
            return writeOver(change(use(held, 10)), change(use(free, 10)));
        });
        assertThat(written).containsExactly("free");
        assertThat(account("held")).isEqualTo(held);
        assertThat(ledger("held")).hasSize(1);
        assertThat(usage("held")).isEmpty();
        assertThat(account("free").bundleCredits()).isEqualTo(LOT - 10);
        assertThat(writeOver(change(use(held, 10)))).as("once it is free").containsExactly("held");
    }

    @Test
    final void leavesAKeyThatTheLedgerHasAndWritesTheOthers() {
        write("acme", change -> change.operation("k:1", 7).leg(EntryType.GRANT, Pool.SUBSCRIPTION, 1, 5, 5));
        Account acme = remembered("acme");
        Account other = remembered("other");
        assertLeft(change(use(acme, 10), "k:0", "k:1"));
        assertThat(writeOver(change(use(acme, 10), "k:1"), change(use(other, 10), "k:1")))
                .as("the key of another tenant is another key")
                .containsExactly("other");
        assertThat(writeOver(change(use(acme, 10), "k:0", "k:2", "K:1", "k:1 ")))
                .containsExactly("acme");
    }

    @Test
    final void leavesAKeyThatWasUsedForNothing() {
        write(
                "acme",
                change -> change.silent(new AccountChange.SilentOperation("k:1", 7, 0, Samples.T0))
                        .mutedThresholds(1));
        Account acme = remembered("acme");
        assertLeft(change(use(acme, 10), "k:1"));
        assertThat(writeOver(change(use(acme, 10), "k:2"))).containsExactly("acme");
    }

    @Test
    final void writesNothingAtAllWhenAConstraintRefusesOneOfTheChanges() {
        Account good = remembered("good");
        write("bad", change -> change.operation("k:1", 7).leg(EntryType.GRANT, Pool.SUBSCRIPTION, 1, 5, 5));
        Account bad = remembered("bad");
        Everything before = everything("good");
        SnapshotWriter.Change sound = change(use(good, 10));
        // the key is used up already, and nobody said that it was taken for unused
        assertRefused(
                "bad",
                () -> writeOver(
                        sound, change(use(bad, 1).operation("k:1", 7).leg(EntryType.DEDUCT, Pool.DEBT, 0, 1, 1))));
        assertRefused("bad", () -> writeOver(sound, change(use(bad, 1).debt(5))));
        assertRefused("bad", () -> writeOver(sound, change(use(bad, 1).debt(-1))));
        assertThat(everything("good")).isEqualTo(before);
        assertThat(writeOver(sound)).containsExactly("good");
    }

    @Test
    final void writesAnotherKindOfChangeAsAWholeOrLeavesIt() {
        Hold hold = Samples.hold("k:hold", Samples.later(60));
        Account acme = remembered("acme");
        List<UnaryOperator<ChangeBuilder>> kinds = List.of(
                change -> change.lot(5),
                change -> change.hold(hold),
                change -> change.mutedThresholds(3),
                change -> change.standing(Account.Standing.LOCKED),
                change -> change.subscription(Samples.subscription(SubscriptionStatus.ACTIVE, Samples.T0)),
                change -> change.other(Samples.subscription("sub_2", SubscriptionStatus.CANCELED, null)),
                change -> change.usage(new UsageDelta(Samples.DAY, "LLM", 1, 0, 0, 4)),
                change -> change.silent(new AccountChange.SilentOperation("k:9", 7, 0, Samples.T0)));
        for (UnaryOperator<ChangeBuilder> kind : kinds) {
            AccountChange change = kind.apply(use(acme, 1)).build();
            Everything before = everything("acme");
            if (writeOver(new SnapshotWriter.Change(change, Set.of())).isEmpty()) {
                assertThat(everything("acme")).isEqualTo(before);
                assertThat(locked("acme", hold.id()).holds()).isEmpty();
                assertThat(operation("acme", "k:9")).isNull();
            } else {
                assertThat(everything("acme").account()).isEqualTo(Samples.sorted(change.after()));
                assertThat(grants("acme")).containsAll(change.grants());
                assertThat(locked("acme", hold.id()).holds()).isEqualTo(change.holds());
                assertThat(operation("acme", "k:9") != null)
                        .isEqualTo(!change.silentOperations().isEmpty());
                acme = account("acme");
            }
        }
    }

    @Test
    final void tellsTenantsFeaturesAndKeysApartThatLookAlike() {
        List<SnapshotWriter.Change> changes = new ArrayList<>();
        for (String text : Samples.EASILY_CONFUSED) {
            long credits = changes.size() + 1L;
            changes.add(
                    change(use(remembered(text), credits).usage(Samples.use(Samples.DAY, text, credits)), "k:" + text));
        }
        assertThat(writeOver(changes.toArray(SnapshotWriter.Change[]::new)))
                .containsExactlyInAnyOrderElementsOf(Samples.EASILY_CONFUSED);
        for (SnapshotWriter.Change change : changes) {
            AccountChange one = change.change();
            assertThat(account(one.after().tenantId())).isEqualTo(one.after());
            assertThat(usage(one.after().tenantId())).hasSize(one.usage().size());
        }
    }

    @Test
    final void writersAndTransactionsThatWorkOnOneTenantLoseNothing() {
        remembered("acme");
        int writers = 5;
        int rounds = 5;
        Race.run(1 + writers, writer -> {
            // why as often as it takes: while a transaction has the lock, all that a writer tries is refused
            for (int mine = 0; mine < rounds && !Thread.currentThread().isInterrupted(); ) {
                if (writer == 0) {
                    retrying(transaction -> write(transaction, "acme", change -> change.debt(0)));
                    mine++;
                } else {
                    mine += wroteOver(change(use(account("acme"), 1))) ? 1 : 0;
                }
            }
            return rounds;
        });
        long sum = (long) writers * rounds;
        assertThat(account("acme").bundleCredits()).isEqualTo(LOT - sum);
        assertThat(ledger("acme"))
                .extracting(LedgerEntry::seq)
                .isEqualTo(LongStream.rangeClosed(1, sum + 1).boxed().toList());
        assertThat(usage("acme").stream().mapToLong(UsageLine::credits).sum()).isEqualTo(sum);
    }

    private boolean wroteOver(SnapshotWriter.Change change) {
        try {
            return !writeOver(change).isEmpty();
        } catch (BillingStoreException lost) {
            // a database may refuse what it cannot put in order; nothing is written then
            assertThat(lost.code()).isEqualTo(ErrorCode.STORE_CONTENTION);
            return false;
        }
    }

    @Test
    final void writesNothingWhenThereIsNothingToWrite() {
        assertThat(writeOver()).isEmpty();
    }
}
