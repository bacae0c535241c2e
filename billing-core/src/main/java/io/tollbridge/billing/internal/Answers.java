// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.Charge;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.GrantReceipt;
import io.tollbridge.billing.IdempotencyConflictException;
import io.tollbridge.billing.InsufficientCreditsException;
import io.tollbridge.billing.OperationRejectedException;
import io.tollbridge.billing.ReversalReceipt;
import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.account.OperationKey;
import io.tollbridge.billing.account.Outcome;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.ledger.Pool;
import io.tollbridge.billing.spi.StoredOperation;

/** Turns outcomes, of now or of a first attempt, into what callers get. */
final class Answers {
    private Answers() {}

    /** The outcome of a command that was decided now. */
    static Outcome decided(String tenantId, CommandResult result) {
        if (result instanceof CommandResult.KeyConflict conflict) {
            throw new IdempotencyConflictException(tenantId, conflict.key());
        }
        if (result instanceof CommandResult.Decided decided) {
            if (decided.outcome() instanceof Outcome.Rejected rejected) {
                throw new OperationRejectedException(rejected.code(), rejected.message());
            }
            return decided.outcome();
        }
        return new Outcome.Noted("done before");
    }

    static Charge charge(Outcome.Consumed consumed) {
        return new Charge(
                consumed.operationId(),
                consumed.fromSubscription(),
                consumed.fromBundles(),
                consumed.asDebt(),
                consumed.unmet(),
                consumed.spendableAfter(),
                false);
    }

    /** What a deduction of {@code requested} credits charged when it was first made. */
    static Charge charge(StoredOperation original, long requested) {
        long fromSubscription = -sum(original, Pool.SUBSCRIPTION);
        long fromBundles = -sum(original, Pool.BUNDLE);
        long debt = sum(original, Pool.DEBT);
        return new Charge(
                operationId(original),
                fromSubscription,
                fromBundles,
                debt,
                requested - fromSubscription - fromBundles - debt,
                original.spendableAfter(),
                true);
    }

    static GrantReceipt receipt(Command command, CommandResult result) {
        String tenantId = command.tenantId();
        if (result instanceof CommandResult.Repeated repeated) {
            OperationKey key = command.key();
            // why: a key that we made is only ever found again by our own retry of an unknown commit
            return receipt(repeated.original(), key == null || !key.isGenerated());
        }
        Outcome outcome = decided(tenantId, result);
        if (outcome instanceof Outcome.Insufficient refused) {
            throw new InsufficientCreditsException(
                    tenantId, refused.requested(), refused.spendable(), refused.nextResetAt());
        }
        if (outcome instanceof Outcome.Granted granted) {
            return new GrantReceipt(
                    granted.operationId(),
                    granted.grantId(),
                    granted.credits(),
                    granted.debtRepaid(),
                    granted.spendableAfter(),
                    false);
        }
        throw new OperationRejectedException(
                ErrorCode.ARGUMENT_INVALID, "nothing was granted to tenant " + tenantId + ": " + outcome);
    }

    static ReversalReceipt reversal(String tenantId, CommandResult result) {
        if (result instanceof CommandResult.Repeated repeated) {
            StoredOperation original = repeated.original();
            long toBundles = original.legs().stream()
                    .filter(leg -> leg.pool() == Pool.BUNDLE && leg.type() != EntryType.DEBT_REPAID)
                    .mapToLong(LedgerEntry::amount)
                    .sum();
            long returned = sum(original, Pool.SUBSCRIPTION) + toBundles;
            long reduced = -original.legs().stream()
                    .filter(leg -> leg.pool() == Pool.DEBT && leg.type() == EntryType.REVERSE)
                    .mapToLong(LedgerEntry::amount)
                    .sum();
            return new ReversalReceipt(
                    operationId(original),
                    sum(original, Pool.SUBSCRIPTION),
                    toBundles,
                    reduced,
                    // the fingerprint of a reversal is how many credits it was to undo
                    original.fingerprint() - returned - reduced,
                    original.spendableAfter(),
                    true);
        }
        Outcome outcome = decided(tenantId, result);
        if (outcome instanceof Outcome.Reversed reversed) {
            return new ReversalReceipt(
                    reversed.operationId(),
                    reversed.toSubscription(),
                    reversed.toBundles(),
                    reversed.debtReduced(),
                    reversed.dropped(),
                    reversed.spendableAfter(),
                    false);
        }
        throw new OperationRejectedException(
                ErrorCode.OPERATION_UNKNOWN, "nothing was reversed for tenant " + tenantId + ": " + outcome);
    }

    private static GrantReceipt receipt(StoredOperation original, boolean replayed) {
        long repaid = -sum(original, Pool.DEBT);
        long credits = 0;
        long grantId = 0;
        for (LedgerEntry leg : original.legs()) {
            boolean moved = leg.amount() > 0 || leg.type() == EntryType.ADJUST;
            if (moved && leg.type() != EntryType.DEBT_REPAID) {
                credits += leg.amount();
                grantId = leg.grantId();
            }
        }
        return new GrantReceipt(operationId(original), grantId, credits, repaid, original.spendableAfter(), replayed);
    }

    private static long operationId(StoredOperation original) {
        return original.legs().isEmpty() ? 0 : original.legs().get(0).operationId();
    }

    private static long sum(StoredOperation original, Pool pool) {
        return original.legs().stream()
                .filter(leg -> leg.pool() == pool)
                .mapToLong(LedgerEntry::amount)
                .sum();
    }
}
