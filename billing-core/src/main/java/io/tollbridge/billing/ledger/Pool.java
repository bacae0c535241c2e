// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.ledger;

/**
 * Where credits of a tenant can be. Every ledger row moves exactly one pool; a move between two pools is two rows of
 * one operation.
 */
public enum Pool {
    /** Spendable credits of the current subscription slice; they do not roll over. */
    SUBSCRIPTION,
    /** Spendable credits of bundle lots; they roll over until the lot expires. */
    BUNDLE,
    /** Credits set aside by open holds. */
    HELD,
    /** Credits of a disputed purchase, out of reach until the dispute is decided. */
    FROZEN,
    /** Credits that the tenant owes. The pool counts upward: a positive amount is more debt. */
    DEBT
}
