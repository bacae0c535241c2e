// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.reconcile;

/** How what is stored here can differ from what the payment service has on record. */
public enum DriftKind {
    /** Something was paid, and nothing was made of it here. The repair does what its webhook would have done. */
    PAID_NOT_GRANTED,
    /**
     * A purchase counts as paid here, and its payment did not succeed, is unknown to the service, or is of another amount.
     * Where the payment did not succeed the repair takes the credits back, as for money that was lost; they return if it
     * succeeds later. The others need a person.
     */
    GRANTED_NOT_PAID,
    /** Money was given back, is disputed, or no longer is, and the credits here do not follow. The repair follows. */
    REVERSAL_MISSING,
    /** A subscription runs at the service, is unknown or another one here. The repair takes note of it. */
    SUBSCRIPTION_MISSING,
    /** A subscription is here as it was: status, plan, period or planned end have changed since. The repair follows. */
    SUBSCRIPTION_DIFFERS,
    /** A subscription that counts as alive here has ended at the service. The repair ends it. */
    SUBSCRIPTION_ENDED,
    /** A subscription that counts as alive here is not in the account of the API key at all. Needs a person. */
    SUBSCRIPTION_UNKNOWN,
    /** A subscription in good standing has no open slice, and no paid invoice would open one. Needs a person. */
    ACTIVE_WITHOUT_SLICE,
    /** Something belongs to a customer that no tenant is linked to. Link the customer; needs a person. */
    CUSTOMER_UNLINKED,
    /** A record that must not be guessed at, such as a price that the catalog does not have. Needs a person. */
    NOT_UNDERSTOOD,
    /** A record that the rules refuse, such as a second live subscription of one tenant. Needs a person. */
    REFUSED,
    /** The tenant's ledger does not add up. Needs a person. */
    LEDGER_DRIFT
}
