// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.ledger.ChainHash;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.ledger.LedgerHead;
import io.tollbridge.billing.ledger.Pool;
import io.tollbridge.billing.spi.AccountChange.SilentOperation;
import io.tollbridge.billing.spi.AccountRequest;
import io.tollbridge.billing.spi.StoredKey;
import io.tollbridge.billing.spi.StoredOperation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The ledger, which only grows, and the operations that are found in it. */
public abstract class LedgerStoreContract extends StoreContract {
    /** For subclasses. */
    protected LedgerStoreContract() {}

    @Test
    final void keepsEveryFieldOfARow() {
        write("acme", change -> {
            long seq = 0;
            for (EntryType type : EntryType.values()) {
                for (Pool pool : Pool.values()) {
                    seq++;
                    change.entry(new LedgerEntry(
                            seq,
                            seq,
                            seq / 2,
                            type,
                            pool,
                            seq + 3,
                            seq % 2 == 0 ? seq : -seq,
                            seq + 4,
                            seq + 5,
                            "feature " + seq,
                            "k:" + seq,
                            -seq,
                            "actor " + seq,
                            "reason " + seq,
                            Samples.later(seq),
                            ChainHash.GENESIS));
                }
            }
            return change;
        });
        assertChained("acme", EntryType.values().length * Pool.values().length);
        assertThat(ledger("acme").get(6).feature()).isEqualTo("feature 7");
        assertThat(ledger("acme").get(6).fingerprint()).isEqualTo(-7);
    }

    @Test
    final void keepsThatOptionalFieldsOfARowAreMissing() {
        Account written =
                write("acme", change -> change.operation(null, 0).leg(EntryType.EXPIRE, Pool.SUBSCRIPTION, 1, -5, 0));
        LedgerEntry row = ledger("acme").get(0);
        assertThat(row.key()).isNull();
        assertThat(row.feature()).isNull();
        assertThat(row.actor()).isNull();
        assertThat(row.reason()).isNull();
        assertThat(written.head()).isEqualTo(new LedgerHead(1, row.hash()));
        assertChained("acme", 1);
    }

    @Test
    final void keepsTheGreatestFiguresAndLongestTextsOfARow() {
        long max = Long.MAX_VALUE;
        write(
                "acme",
                change -> change.entry(extreme(1, max, "k:" + Samples.longest('k'), Samples.longest('f')))
                        .entry(extreme(2, -max, "k:" + Samples.longest('K'), "\u0001\ud83d\ude00\u2028'\"\\\n\r\t ")));
        assertChained("acme", 2);
        assertThat(operation("acme", "k:" + Samples.longest('K'))).isNotNull();
    }

    private static LedgerEntry extreme(long seq, long amount, String key, String text) {
        return new LedgerEntry(
                seq,
                seq,
                Long.MAX_VALUE,
                EntryType.CLAWBACK_SUB,
                Pool.SUBSCRIPTION,
                Long.MAX_VALUE,
                amount,
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                text,
                key,
                Long.MIN_VALUE,
                text,
                text,
                seq == 1 ? Samples.BEFORE_EPOCH : Samples.LAST_YEAR_OF_SQL,
                ChainHash.GENESIS);
    }

    /** The rows must hash to what they say: any field that came back otherwise breaks the chain. */
    private void assertChained(String tenantId, int rows) {
        List<LedgerEntry> ledger = ledger(tenantId);
        assertThat(ledger).hasSize(rows);
        LedgerHead head = LedgerHead.EMPTY;
        for (LedgerEntry row : ledger) {
            assertThat(row.seq()).isEqualTo(head.seq() + 1);
            assertThat(row.hash()).as("row %s", row).isEqualTo(ChainHash.link(head.hash(), row));
            head = new LedgerHead(row.seq(), row.hash());
        }
        assertThat(account(tenantId).head()).isEqualTo(head);
    }

    @Test
    final void givesTheLedgerInPages() {
        for (int i = 0; i < 7; i++) {
            write("acme", change -> change.lot(1));
        }
        write("other", change -> change.lot(1));
        assertThat(page(0, 3)).containsExactly(1L, 2L, 3L);
        assertThat(page(3, 3)).containsExactly(4L, 5L, 6L);
        assertThat(page(6, 3)).containsExactly(7L);
        assertThat(page(7, 3)).isEmpty();
    }

    private List<Long> page(long afterSeq, int limit) {
        return store().read(reader -> reader.ledger("acme", afterSeq, limit).stream()
                .map(LedgerEntry::seq)
                .toList());
    }

    @Test
    final void findsAnOperationWithAllItsLegs() {
        write(
                "acme",
                change -> change.operation("k:before", 1)
                        .leg(EntryType.GRANT, Pool.SUBSCRIPTION, 1, 100, 100)
                        .operation("k:1", 4711)
                        .leg(EntryType.DEDUCT, Pool.SUBSCRIPTION, 1, -100, 0)
                        .leg(EntryType.DEDUCT, Pool.BUNDLE, 2, -150, 350)
                        .leg(EntryType.DEDUCT, Pool.BUNDLE, 3, -1, 349)
                        .operation(null, 0)
                        .leg(EntryType.EXPIRE, Pool.BUNDLE, 2, -9, 340));
        StoredOperation found = requireNonNull(operation("acme", "k:1"));
        assertThat(found.fingerprint()).isEqualTo(4711);
        assertThat(found.spendableAfter()).isEqualTo(349);
        assertThat(found.legs()).isEqualTo(ledger("acme").subList(1, 4));
    }

    @Test
    final void findsTheRowsOfAnOperationByItsId() {
        write(
                "acme",
                change -> change.operation(null, 0)
                        .leg(EntryType.GRANT, Pool.SUBSCRIPTION, 1, 100, 100)
                        .operation("k:1", 7)
                        .leg(EntryType.DEDUCT, Pool.SUBSCRIPTION, 1, -100, 0)
                        .leg(EntryType.DEDUCT, Pool.BUNDLE, 2, -1, 350)
                        .operation(null, 0)
                        .leg(EntryType.EXPIRE, Pool.BUNDLE, 2, -9, 340));
        assertThat(rows("acme", 1)).isEqualTo(ledger("acme").subList(0, 1));
        assertThat(rows("acme", 2)).isEqualTo(ledger("acme").subList(1, 3));
        assertThat(rows("acme", 3)).as("not the first row of an operation").isEmpty();
        assertThat(rows("acme", 99)).isEmpty();
        assertThat(rows("ghost", 1)).isEmpty();
    }

    private List<LedgerEntry> rows(String tenantId, long operationId) {
        return store().inTransaction(transaction -> {
            lock(transaction, tenantId, false);
            return transaction.operation(tenantId, operationId);
        });
    }

    @Test
    final void findsAnOperationThatMovedNothing() {
        write("acme", change -> change.silent(new SilentOperation("k:0", Long.MIN_VALUE, Long.MAX_VALUE, Samples.T0)));
        StoredOperation found = requireNonNull(operation("acme", "k:0"));
        assertThat(found).isEqualTo(new StoredOperation(Long.MIN_VALUE, List.of(), Long.MAX_VALUE));
        assertThat(ledger("acme")).isEmpty();
    }

    @Test
    final void findsTheOperationsOfSeveralTenantsAtOnceAndNoOthers() {
        write("a", change -> change.operation("k:1", 1).leg(EntryType.GIFT, Pool.BUNDLE, 1, 5, 5));
        write(
                "b",
                change -> change.operation("k:1", 2)
                        .leg(EntryType.GIFT, Pool.BUNDLE, 1, 6, 6)
                        .silent(new SilentOperation("k:2", 3, 6, Samples.T0)));
        Map<StoredKey, StoredOperation> found = store().inTransaction(transaction -> {
            transaction.lock(List.of(
                    new AccountRequest("a", false, Set.of(), Set.of()),
                    new AccountRequest("b", false, Set.of(), Set.of()),
                    new AccountRequest("ghost", false, Set.of(), Set.of())));
            return transaction.operations(List.of(
                    new StoredKey("a", "k:1"),
                    new StoredKey("a", "k:2"),
                    new StoredKey("b", "k:1"),
                    new StoredKey("b", "k:2"),
                    new StoredKey("b", "k:3"),
                    new StoredKey("ghost", "k:1")));
        });
        assertThat(found)
                .containsOnlyKeys(new StoredKey("a", "k:1"), new StoredKey("b", "k:1"), new StoredKey("b", "k:2"));
        assertThat(requireNonNull(found.get(new StoredKey("a", "k:1"))).legs()).isEqualTo(ledger("a"));
        assertThat(requireNonNull(found.get(new StoredKey("b", "k:1"))).legs()).isEqualTo(ledger("b"));
        assertThat(requireNonNull(found.get(new StoredKey("b", "k:2"))).fingerprint())
                .isEqualTo(3);
    }

    @Test
    final void tellsKeysApartThatAreEasilyConfused() {
        for (String key : Samples.EASILY_CONFUSED) {
            long fingerprint = key.hashCode();
            write(
                    "paid",
                    change -> change.operation("k:" + key, fingerprint).leg(EntryType.GIFT, Pool.BUNDLE, 1, 1, 1));
            write("free", change -> change.silent(new SilentOperation("k:" + key, fingerprint, 0, Samples.T0)));
        }
        for (String tenantId : List.of("paid", "free")) {
            for (String key : Samples.EASILY_CONFUSED) {
                StoredOperation found = requireNonNull(operation(tenantId, "k:" + key), key);
                assertThat(found.fingerprint()).as(key).isEqualTo(key.hashCode());
            }
            assertThat(operation(tenantId, "k:aCME")).isNull();
        }
    }

    @Test
    final void refusesAKeyThatWasUsed() {
        write("acme", change -> change.operation("k:1", 1).leg(EntryType.GIFT, Pool.BUNDLE, 1, 5, 5));
        write("acme", change -> change.silent(new SilentOperation("k:2", 1, 5, Samples.T0)));
        assertRefused(
                "acme",
                () -> write(
                        "acme",
                        change -> change.operation("k:1", 1)
                                .leg(EntryType.GIFT, Pool.BUNDLE, 1, 5, 10)
                                .usage(Samples.use(Samples.DAY, "LLM", 1))));
        assertRefused(
                "acme",
                () -> write(
                        "acme",
                        change -> change.silent(new SilentOperation("k:2", 1, 5, Samples.T0))
                                .debt(0)));
        assertThat(operation("acme", "k:1")).isNotNull();
    }

    @Test
    final void refusesToWriteARowTwice() {
        Account before = write("acme", change -> change.lot(5));
        LedgerEntry first = ledger("acme").get(0);
        assertRefused("acme", () -> write("acme", change -> change.entry(first).lot(1)));
        assertThat(account("acme")).isEqualTo(before);
    }
}
