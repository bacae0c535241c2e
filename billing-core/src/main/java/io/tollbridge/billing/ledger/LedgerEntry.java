// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.ledger;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One row of a tenant's ledger: one leg of one operation. Rows are only ever appended.
 *
 * @param seq position in the tenant's ledger, from 1, without gaps
 * @param operationId the {@code seq} of the first leg of the operation that this leg belongs to
 * @param relatedOperationId the operation that this one follows from (a capture's hold, a reversal's deduction), else 0
 * @param type why the row exists
 * @param pool the pool that moved
 * @param grantId the slice or bundle lot that moved, 0 for debt
 * @param amount credits, signed: what the pool gained
 * @param balanceAfter credits in the pool after this row
 * @param spendableAfter spendable credits (subscription and bundles) after this row
 * @param feature the feature that was used, on rows that use credits
 * @param key idempotency key of the operation in its stored form, on the operation's first leg only
 * @param fingerprint of the request that {@code key} stands for, else 0
 * @param actor who did it, on rows that an operator made
 * @param reason why the operator did it
 * @param at when it was decided, in whole milliseconds
 * @param hash link to the row before
 */
public record LedgerEntry(
        long seq,
        long operationId,
        long relatedOperationId,
        EntryType type,
        Pool pool,
        long grantId,
        long amount,
        long balanceAfter,
        long spendableAfter,
        @Nullable String feature,
        @Nullable String key,
        long fingerprint,
        @Nullable String actor,
        @Nullable String reason,
        Instant at,
        ChainHash hash) {

    /** Returns this row linked to the row before it. */
    public LedgerEntry linkedTo(ChainHash previous) {
        return new LedgerEntry(
                seq,
                operationId,
                relatedOperationId,
                type,
                pool,
                grantId,
                amount,
                balanceAfter,
                spendableAfter,
                feature,
                key,
                fingerprint,
                actor,
                reason,
                at,
                ChainHash.link(previous, this));
    }
}
