// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.ledger;

/**
 * One thing that does not add up.
 *
 * @param kind what is wrong
 * @param where the row, lot or pool, for a reader: "row 17", "grant 3", "hold o:job-1", "pool BUNDLE"
 * @param difference found minus expected credits, 0 where the finding is not a number of credits
 * @param message expected and found value, for a reader
 */
public record LedgerFinding(Kind kind, String where, long difference, String message) {
    /** What can be wrong. */
    public enum Kind {
        /** A row is missing, or there is one too many. */
        GAP,
        /** A row does not hash to what it says: it, or one before it, was changed. */
        HASH,
        /** A row's balance does not follow from the rows before it. */
        RUNNING_BALANCE,
        /** The account's balance is not the sum of the ledger. */
        ACCOUNT_BALANCE,
        /** A slice's or lot's figures are not the sum of its rows, or it is missing. */
        GRANT_BALANCE,
        /** An open hold does not set aside what its rows say, or it is missing. */
        HOLD_BALANCE,
        /** The account's ledger head is not the last row. */
        HEAD,
        /** A state that no rule can reach, such as bundle credits beside debt. */
        INVARIANT
    }
}
