// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.assertion;

import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.ledger.Pool;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Credits come from grants, purchases, gifts and the like only. The rows of all other types move credits between pools
 * or use them up: within one operation they never add up to more credits than before, where debt counts against them.
 */
final class Conservation {
    private static final Set<EntryType> MAKES_NO_CREDITS = EnumSet.of(
            EntryType.EXPIRE,
            EntryType.DEDUCT,
            EntryType.DEBT_REPAID,
            EntryType.HOLD,
            EntryType.CAPTURE,
            EntryType.RELEASE,
            EntryType.WAIVE,
            EntryType.UNLOCK,
            EntryType.CLAWBACK,
            EntryType.CLAWBACK_SUB,
            EntryType.FREEZE,
            EntryType.UNFREEZE);

    private final Map<Long, Map<EntryType, Long>> netByOperation = new LinkedHashMap<>();
    private long clawed;
    private long returned;
    private long returnedTooMuchAt;

    /** Counts a row of the tenant's ledger. */
    void add(LedgerEntry row) {
        long gain = row.pool() == Pool.DEBT ? -row.amount() : row.amount();
        switch (row.type()) {
            case CLAWBACK, CLAWBACK_SUB -> clawed = Math.subtractExact(clawed, gain);
            case CLAWBACK_UNDONE -> returned = Math.addExact(returned, gain);
            default -> {}
        }
        if (returned > clawed && returnedTooMuchAt == 0) {
            returnedTooMuchAt = row.seq();
        }
        if (MAKES_NO_CREDITS.contains(row.type())) {
            netByOperation
                    .computeIfAbsent(row.operationId(), id -> new EnumMap<>(EntryType.class))
                    .merge(row.type(), gain, Math::addExact);
        }
    }

    /** What was made out of nothing, in words. */
    List<String> findings() {
        List<String> findings = new ArrayList<>();
        netByOperation.forEach((operation, nets) -> nets.forEach((type, net) -> {
            if (net > 0) {
                findings.add("CONSERVATION operation " + operation + ", off by " + net + ": its rows " + type
                        + " make credits, which only grants, purchases and the like may");
            }
        }));
        if (returnedTooMuchAt != 0) {
            findings.add("CONSERVATION row " + returnedTooMuchAt + ": more credits came back after clawbacks than had"
                    + " been clawed");
        }
        return findings;
    }
}
