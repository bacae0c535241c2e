// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.account.Slice;
import io.tollbridge.billing.account.UsageDelta;
import io.tollbridge.billing.jdbc.SnapshotColumns.Part;
import io.tollbridge.billing.jdbc.SnapshotStatements.Shape;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.spi.AccountChange;
import io.tollbridge.billing.spi.SnapshotWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a snapshot statement writes, part by part: the columns that use of credits can change. Changes of any other kind
 * are not for it. Each part's columns are in the order of {@link SnapshotColumns}; the first of a row's values
 * is the number of its account, which is also where its packed numbers begin.
 */
final class SnapshotRows {
    private final Map<Part, List<@Nullable Object[]>> parts = new EnumMap<>(Part.class);
    private final boolean searchAll;
    private boolean searched;

    /**
     * The rows of those of the changes that are use of credits and nothing else.
     *
     * @param searchAll whether the ledger is to be searched for every key, not only for those of commands that leave no
     *     ledger row, such as refusals: no unique index can find those used
     */
    SnapshotRows(List<SnapshotWriter.Change> changes, boolean searchAll) {
        this.searchAll = searchAll;
        for (SnapshotWriter.Change one : changes) {
            if (isUseOnly(one)) {
                add(one);
            }
        }
    }

    /** Whether the ledger is to be searched for some key. */
    boolean searched() {
        return searched;
    }

    /** The rows of one part. */
    List<@Nullable Object[]> of(Part part) {
        List<@Nullable Object[]> rows = parts.get(part);
        if (rows == null) {
            rows = new ArrayList<>();
            parts.put(part, rows);
        }
        return rows;
    }

    /** The tenant of an account by its number. */
    String tenantId(int number) {
        Object tenantId = of(Part.ACCOUNTS).get(number / Part.ACCOUNTS.width())[1];
        return String.valueOf(tenantId);
    }

    /** What a statement of that shape is given, if it takes arrays. */
    SnapshotParameters arrays(Shape shape) {
        SnapshotParameters parameters = new SnapshotParameters();
        SnapshotColumns.bindLocks(of(Part.ACCOUNTS), parameters);
        if (shape.rows().containsKey(Part.KEYS)) {
            Part.KEYS.bindArrays(of(Part.KEYS), parameters);
        }
        shape.rows().keySet().stream()
                .filter(part -> part != Part.KEYS)
                .forEach(part -> part.bindArrays(of(part), parameters));
        return parameters;
    }

    private void add(SnapshotWriter.Change one) {
        AccountChange change = one.change();
        int number = of(Part.ACCOUNTS).size() * Part.ACCOUNTS.width();
        of(Part.ACCOUNTS).add(account(number, change));
        for (String key : one.keys()) {
            boolean search = searchAll || !inserts(change.entries(), key);
            searched |= search;
            of(Part.KEYS).add(new @Nullable Object[] {number, change.after().tenantId(), key, search});
        }
        of(Part.ENTRIES).addAll(entries(number, change.entries()));
        of(Part.USAGE).addAll(usage(number, change.usage()));
        of(Part.GRANTS).addAll(grants(number, change.grants()));
        of(Part.NOTIFICATIONS).addAll(notifications(number, change.notifications()));
    }

    private static boolean inserts(List<LedgerEntry> entries, String key) {
        for (LedgerEntry entry : entries) {
            if (key.equals(entry.key())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isUseOnly(SnapshotWriter.Change one) {
        AccountChange change = one.change();
        Account before = change.before();
        // why loops in what follows: a caller alone waits for each of these steps
        return before.version() > 0
                && change.holds().isEmpty()
                && change.subscriptions().isEmpty()
                && change.silentOperations().isEmpty()
                && before.differsByUseOnly(change.after())
                && areUsed(change.grants(), before)
                && arePlain(change.entries())
                && areCharged(change.usage());
    }

    private static boolean areUsed(List<Grant> grants, Account before) {
        for (Grant grant : grants) {
            Grant former = before.grant(grant.id());
            if (former == null || !former.differsByUseOnly(grant)) {
                return false;
            }
        }
        return true;
    }

    private static boolean arePlain(List<LedgerEntry> entries) {
        for (LedgerEntry entry : entries) {
            if (entry.relatedOperationId() != 0 || entry.actor() != null || entry.reason() != null) {
                return false;
            }
        }
        return true;
    }

    private static boolean areCharged(List<UsageDelta> usage) {
        for (UsageDelta delta : usage) {
            if (delta.waived() != 0) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable Object[] account(int number, AccountChange change) {
        Account before = change.before();
        Account after = change.after();
        Slice slice = after.slice();
        return new @Nullable Object[] {
            number,
            after.tenantId(),
            before.version(),
            before.head().hash().toBytes(),
            slice == null ? 0L : (Long) slice.used(),
            slice == null ? 0L : (Long) slice.remaining(),
            slice == null ? 0L : (Long) slice.bundlesUsed(),
            slice == null ? 0 : slice.thresholdsFired(),
            after.bundleCredits(),
            after.debt(),
            after.head().seq(),
            EpochMillis.of(change.nextDueAt()),
            after.version(),
            after.head().hash().toBytes()
        };
    }

    private static List<@Nullable Object[]> entries(int account, List<LedgerEntry> entries) {
        List<@Nullable Object[]> rows = new ArrayList<>(entries.size());
        for (LedgerEntry entry : entries) {
            rows.add(new @Nullable Object[] {
                account,
                entry.seq(),
                entry.operationId(),
                entry.type().name(),
                entry.pool().name(),
                entry.grantId(),
                entry.amount(),
                entry.balanceAfter(),
                entry.spendableAfter(),
                entry.feature(),
                entry.fingerprint(),
                entry.at().toEpochMilli(),
                entry.key(),
                entry.hash().toBytes()
            });
        }
        return rows;
    }

    private static List<@Nullable Object[]> usage(int account, List<UsageDelta> usage) {
        List<@Nullable Object[]> rows = new ArrayList<>(usage.size());
        for (UsageDelta delta : usage) {
            rows.add(new @Nullable Object[] {
                account, (int) delta.day().toEpochDay(), delta.feature(), delta.uses(), delta.credits(), delta.refused()
            });
        }
        return rows;
    }

    private static List<@Nullable Object[]> grants(int account, List<Grant> grants) {
        List<@Nullable Object[]> rows = new ArrayList<>(grants.size());
        for (Grant grant : grants) {
            rows.add(new @Nullable Object[] {account, grant.id(), grant.state().name(), grant.remaining(), grant.live()
            });
        }
        return rows;
    }

    private static List<@Nullable Object[]> notifications(int account, List<Notification> notifications) {
        List<@Nullable Object[]> rows = new ArrayList<>(notifications.size());
        for (Notification one : notifications) {
            rows.add(new @Nullable Object[] {
                account,
                one.kind().name(),
                one.status().name(),
                one.threshold(),
                one.at().toEpochMilli(),
                EpochMillis.of(NotificationTable.deliverAt(one)),
                one.key(),
                one.crossed().stream().map(String::valueOf).collect(Collectors.joining(",")),
                one.detail()
            });
        }
        return rows;
    }
}
