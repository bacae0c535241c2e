// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.account.Hold;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.ledger.LedgerFinding;
import io.tollbridge.billing.ledger.LedgerFinding.Kind;
import io.tollbridge.billing.ledger.Pool;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the rows say that holds set aside, by the operation that placed each. Memory grows with the holds that are open,
 * not with those that ever were. One use, one thread.
 */
final class HeldByRows {
    private final Map<Long, Map<Long, Long>> byOperation = new TreeMap<>();

    void add(LedgerEntry entry) {
        if (entry.pool() != Pool.HELD) {
            return;
        }
        long hold = entry.type() == EntryType.HOLD ? entry.operationId() : entry.relatedOperationId();
        Map<Long, Long> legs = byOperation.computeIfAbsent(hold, id -> new HashMap<>());
        legs.merge(entry.grantId(), entry.amount(), HeldByRows::sum);
        if (legs.isEmpty()) {
            byOperation.remove(hold);
        }
    }

    /** What is wrong with an open hold, null when nothing is. */
    @Nullable
    LedgerFinding check(Hold hold) {
        Map<Long, Long> stored = new HashMap<>();
        hold.legs().forEach(leg -> stored.merge(leg.grantId(), leg.credits(), HeldByRows::sum));
        Map<Long, Long> rows = hold.operationId() == 0 ? null : byOperation.remove(hold.operationId());
        Map<Long, Long> expected = rows == null ? Map.of() : rows;
        if (stored.equals(expected) && hold.credits() == total(expected)) {
            return null;
        }
        return new LedgerFinding(
                Kind.HOLD_BALANCE,
                "hold " + hold.id(),
                hold.credits() - total(expected),
                "is open with " + hold.credits() + " credits" + inWords(stored) + ", its rows add up to "
                        + total(expected) + inWords(expected));
    }

    /** What rows set aside for holds that are not stored as open. */
    List<LedgerFinding> missing() {
        List<LedgerFinding> missing = new ArrayList<>();
        byOperation.forEach((operation, legs) -> missing.add(new LedgerFinding(
                Kind.HOLD_BALANCE,
                "row " + operation,
                -total(legs),
                "placed a hold that is not stored as open, its rows add up to " + total(legs) + inWords(legs))));
        return missing;
    }

    private static @Nullable Long sum(Long a, Long b) {
        long sum = a + b;
        return sum == 0 ? null : sum;
    }

    private static long total(Map<Long, Long> legs) {
        return legs.values().stream().mapToLong(Long::longValue).sum();
    }

    private static String inWords(Map<Long, Long> legs) {
        StringBuilder words = new StringBuilder();
        new TreeMap<>(legs)
                .forEach((grant, credits) -> words.append(words.isEmpty() ? " (" : ", ")
                        .append(credits)
                        .append(" of grant ")
                        .append(grant));
        return words.isEmpty() ? "" : words.append(')').toString();
    }
}
