// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.ledger;

/** Why a ledger row exists. The names are stored and hashed: a constant is never renamed. */
public enum EntryType {
    /** Allowance of a subscription slice. */
    GRANT,
    /** Credits that ended unused: a finished slice, an expired lot, a lost allowance, an erased tenant. */
    EXPIRE,
    /** Credits used by a billable action, or debt made by one that was allowed to overdraw. */
    DEDUCT,
    /** A paid bundle. */
    PURCHASE,
    /** Credits given away, with actor and reason. */
    GIFT,
    /** A correction by an operator, with actor and reason. */
    ADJUST,
    /** Opening balance of an imported tenant. */
    OPENING,
    /** Additional allowance of a plan change inside a slice. */
    PLAN_CHANGE,
    /** Debt settled from a new bundle lot. */
    DEBT_REPAID,
    /** Debt that was forgiven, or a clawback that the host wrote off. */
    WRITE_OFF,
    /** Credits moved into or out of a hold when it is made. */
    HOLD,
    /** Held credits that were used. */
    CAPTURE,
    /** Held credits given back. */
    RELEASE,
    /** A use that an operator did not charge; the amount is zero. */
    WAIVE,
    /** An operator let an account that was locked change again; the amount is zero. */
    UNLOCK,
    /** A deduction undone. */
    REVERSE,
    /** Bundle credits taken back because the money was. */
    CLAWBACK,
    /** Subscription credits taken back because the money was. */
    CLAWBACK_SUB,
    /** Credits that were clawed back come back, because the money did: a refund failed, a dispute was decided anew. */
    CLAWBACK_UNDONE,
    /** Bundle credits moved out of reach by a dispute. */
    FREEZE,
    /** Bundle credits that came back when a dispute was decided for the host. */
    UNFREEZE
}
