// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.account.Slice;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.ledger.LedgerExplanation;
import io.tollbridge.billing.ledger.Pool;
import io.tollbridge.billing.spi.StoreReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Derives a tenant's balance from its ledger, slice by slice and lot by lot. One use, one thread. */
final class LedgerExplainer {
    private static final int RECENT_ENDED = 20;

    private final StoreReader reader;
    private final String tenantId;
    private final List<String> lines = new ArrayList<>();
    private final Map<Long, Movements> byGrant = new HashMap<>();
    private final Movements debt = new Movements();
    private long rows;

    LedgerExplainer(StoreReader reader, String tenantId) {
        this.reader = reader;
        this.tenantId = tenantId;
    }

    /** What the rows of one grant add up to, by type; moves between spendable and held cancel out. */
    private static final class Movements {
        private final Map<EntryType, Long> sums = new EnumMap<>(EntryType.class);

        void add(LedgerEntry entry) {
            sums.merge(entry.type(), entry.amount(), Long::sum);
        }

        String inWords() {
            StringBuilder words = new StringBuilder();
            sums.forEach((type, sum) -> {
                if (sum != 0) {
                    words.append(words.isEmpty() ? "" : ", ")
                            .append(sum > 0 ? "+" : "")
                            .append(sum)
                            .append(' ')
                            .append(type.name().toLowerCase(Locale.ROOT).replace('_', ' '));
                }
            });
            return words.isEmpty() ? "nothing moved" : words.toString();
        }
    }

    LedgerExplanation explain() {
        Account account = reader.account(tenantId);
        LedgerRows ledger = new LedgerRows(reader, tenantId);
        ledger.entries(this::add);
        if (rows == 0) {
            lines.add("Tenant " + tenantId + " has no ledger and no credits.");
            return new LedgerExplanation(tenantId, lines);
        }
        lines.add("Tenant " + tenantId + " has " + account.spendable() + " spendable credits: "
                + account.subscriptionCredits() + " of its subscription slice and " + account.bundleCredits()
                + " of bundles.");
        lines.add("Held: " + account.heldCredits() + ". Frozen: " + account.frozenCredits() + ". Debt: "
                + account.debt() + (account.debt() == 0 ? "" : " (" + debt.inWords() + ")") + ".");
        explain(account.slice());
        List<String> ended = new ArrayList<>();
        ledger.grants(grant -> explain(account, grant, ended));
        int left = Math.max(0, ended.size() - RECENT_ENDED);
        lines.addAll(ended.subList(left, ended.size()));
        if (left > 0) {
            lines.add("And " + left + " older slices and lots that have ended.");
        }
        lines.add("The ledger has " + rows + " rows.");
        return new LedgerExplanation(tenantId, lines);
    }

    private void add(LedgerEntry entry) {
        rows++;
        if (entry.pool() == Pool.DEBT) {
            debt.add(entry);
        } else {
            byGrant.computeIfAbsent(entry.grantId(), id -> new Movements()).add(entry);
        }
    }

    private void explain(@Nullable Slice slice) {
        if (slice == null) {
            return;
        }
        lines.add("Slice " + slice.grantId() + " of plan " + slice.planId() + ", " + slice.start() + " to "
                + slice.end() + (slice.closed() ? ", ended" : "") + ": " + inWords(slice.grantId()) + "; "
                + slice.remaining() + " left, " + slice.held() + " held, " + slice.used() + " of "
                + slice.allowance() + " used.");
    }

    private void explain(Account account, Grant grant, List<String> ended) {
        Slice current = account.slice();
        if (current != null && current.grantId() == grant.id()) {
            return;
        }
        String what = (grant.kind() == Grant.Kind.SLICE ? "Slice " : "Lot ") + grant.id();
        if (grant.state() == Grant.State.SKIPPED) {
            ended.add(what + " from " + grant.startsAt() + " was skipped.");
            return;
        }
        Instant expiresAt = grant.expiresAt();
        String line = what + " (" + grant.source().name().toLowerCase(Locale.ROOT) + ", " + grant.startsAt()
                + (expiresAt == null ? "" : " to " + expiresAt) + "): " + inWords(grant.id()) + "; "
                + grant.remaining() + " left"
                + (grant.held() == 0 ? "" : ", " + grant.held() + " held")
                + (grant.frozen() == 0 ? "" : ", " + grant.frozen() + " frozen") + ".";
        if (grant.live()) {
            lines.add(line);
        } else {
            ended.add(line);
        }
    }

    private String inWords(long grantId) {
        Movements movements = byGrant.get(grantId);
        return movements == null ? "nothing moved" : movements.inWords();
    }
}
