// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import static java.util.Objects.requireNonNull;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.ledger.Pool;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Undoing a charge (R21): each leg goes back to where it came from, the last one first. Credits of a slice or lot that
 * has ended are dropped, because they would have ended with it. One operation is undone once, all or in part.
 */
final class ReversalRules {
    private ReversalRules() {}

    private static List<LedgerEntry> charges(List<LedgerEntry> legs) {
        return legs.stream().filter(leg -> charged(leg) > 0).toList();
    }

    /** Credits that the rows of an operation charged. */
    static long charged(List<LedgerEntry> legs) {
        return legs.stream().mapToLong(ReversalRules::charged).sum();
    }

    private static long charged(LedgerEntry leg) {
        boolean use = leg.type() == EntryType.DEDUCT || leg.type() == EntryType.CAPTURE;
        return use ? leg.pool() == Pool.DEBT ? leg.amount() : -leg.amount() : 0;
    }

    static Outcome reverse(Draft draft, Command.Reverse command) {
        List<LedgerEntry> charges = charges(command.legs());
        long charged = charged(command.legs());
        long wanted = command.wanted();
        if (charges.isEmpty() || wanted > charged) {
            return new Outcome.Rejected(
                    ErrorCode.OPERATION_UNKNOWN,
                    "tenant " + command.tenantId() + " has no operation that charged " + wanted
                            + " credits or more and that this reversal could undo; it names one that charged "
                            + charged);
        }
        if (!LotRules.fits(draft, wanted)) {
            return LotRules.overflow(command.tenantId(), wanted);
        }
        LedgerEntry first = charges.get(0);
        String feature = first.feature();
        draft.begin(new Draft.Operation(command.key(), feature, command.by(), first.operationId()));
        Returned returned = new Returned(draft, command);
        long open = wanted;
        for (int i = charges.size() - 1; i >= 0 && open > 0; i--) {
            long part = Math.min(open, charged(charges.get(i)));
            returned.giveBack(charges.get(i), part);
            open -= part;
        }
        if (feature != null) {
            draft.undo(first.at(), feature, wanted == charged, wanted);
        }
        return returned.outcome();
    }

    /** Gives legs back and adds up where they went. */
    private static final class Returned {
        private final Draft draft;
        private final Command.Reverse command;
        private long toSubscription;
        private long toBundles;
        private long debtReduced;
        private long dropped;

        Returned(Draft draft, Command.Reverse command) {
            this.draft = draft;
            this.command = command;
        }

        void giveBack(LedgerEntry leg, long credits) {
            if (leg.pool() == Pool.DEBT) {
                reduceDebt(credits);
                return;
            }
            Slice slice = draft.slice();
            if (slice != null && slice.grantId() == leg.grantId()) {
                giveBackToSlice(slice, credits);
                return;
            }
            Grant lot = lot(leg.grantId());
            if (lot == null || lot.kind() == Grant.Kind.SLICE) {
                dropped += credits;
                return;
            }
            if (LotRules.expired(lot, draft.now())) {
                draft.put(lot.withExpired(credits));
                dropped += credits;
                return;
            }
            giveBackToLot(lot, credits);
            if (slice != null && !slice.closed() && !leg.at().isBefore(slice.start())) {
                draft.slice(requireNonNull(draft.slice()).withBundlesUsed(-credits));
            }
        }

        private void giveBackToSlice(Slice slice, long credits) {
            if (slice.closed()) {
                dropped += credits;
                return;
            }
            // why: a reset in between begins usage anew; what was used before it is not in the slice any more
            long back = Math.min(credits, slice.used());
            if (back > 0) {
                draft.moveSlice(
                        EntryType.REVERSE,
                        slice.withUsed(slice.used() - back).withRemaining(slice.remaining() + back),
                        back);
            }
            toSubscription += back;
            dropped += credits - back;
        }

        private void giveBackToLot(Grant lot, long credits) {
            Grant fuller = lot.withRemaining(lot.remaining() + credits);
            draft.moveLot(EntryType.REVERSE, fuller, credits);
            LotRules.cameBack(draft, fuller);
            toBundles += credits;
        }

        /** Debt that a bundle has settled meanwhile was paid with bundle credits: they come back as a lot. */
        private void reduceDebt(long credits) {
            long reduced = Math.min(credits, draft.debt());
            if (reduced > 0) {
                draft.moveDebt(EntryType.REVERSE, -reduced);
                debtReduced += reduced;
            }
            if (credits > reduced) {
                LotRules.put(draft, command.key(), Grant.Source.ADJUSTMENT, credits - reduced, null, false);
                toBundles += credits - reduced;
            }
        }

        private @Nullable Grant lot(long grantId) {
            Grant live = draft.grant(grantId);
            if (live != null) {
                return live;
            }
            return command.grants().stream()
                    .filter(grant -> grant.id() == grantId)
                    .findFirst()
                    .orElse(null);
        }

        Outcome outcome() {
            return new Outcome.Reversed(
                    draft.operationId(), toSubscription, toBundles, debtReduced, dropped, draft.spendable());
        }
    }
}
