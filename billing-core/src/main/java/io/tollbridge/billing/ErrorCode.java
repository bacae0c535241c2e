// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing;

/** What went wrong, for programs. A constant is never renamed or reused. */
public enum ErrorCode {
    /** A tenant id is blank or longer than 255 characters. */
    TENANT_INVALID,
    /** A tracked method was called without a tenant. */
    TENANT_MISSING,
    /** An idempotency key is blank or longer than 255 characters. */
    KEY_INVALID,
    /** An amount of credits or money is negative, or zero where something must move. */
    AMOUNT_INVALID,
    /** A balance would not fit into 63 bits. */
    AMOUNT_OVERFLOW,
    /** The catalog has no such feature. */
    UNKNOWN_FEATURE,
    /** The feature has no fixed cost and the call did not give one, or neither was given. */
    COST_MISSING,
    /** The catalog has no such plan. */
    UNKNOWN_PLAN,
    /** The catalog has no such bundle, or it has no price. */
    UNKNOWN_BUNDLE,
    /** The plan is sold at Stripe and cannot run on its own clock, or the other way round. */
    PLAN_NOT_LOCAL,
    /** The catalog contradicts itself. */
    CATALOG_INVALID,
    /** Another argument is not usable; the message says which and why. */
    ARGUMENT_INVALID,
    /** Something that is needed was not configured; the message says what and how. */
    CONFIGURATION,
    /** The spendable credits are fewer than the action costs. */
    INSUFFICIENT_CREDITS,
    /** The idempotency key was used before for a different request. */
    IDEMPOTENCY_CONFLICT,
    /** The tenant has no slice that the operation could change. */
    NO_CURRENT_SLICE,
    /** The change belongs to a period of the subscription that is not paid yet; it can be made once it is. */
    PERIOD_NOT_PAID,
    /** The tenant has a live Stripe subscription, which the operation would bypass. */
    SUBSCRIPTION_ACTIVE,
    /** A second live subscription of one tenant. */
    SECOND_SUBSCRIPTION,
    /** The tenant's ledger has begun already, so that no opening balance can be imported. */
    LEDGER_NOT_EMPTY,
    /** The tenant's account is locked, because its ledger did not add up, until an operator unlocks it. */
    TENANT_LOCKED,
    /** The tenant was erased; its id is not used again. */
    TENANT_ERASED,
    /** There is no operation of that id or key that charged credits. */
    OPERATION_UNKNOWN,
    /** There is no hold of that id. */
    HOLD_UNKNOWN,
    /** The hold has ended in another way than the call wants. */
    HOLD_ENDED,
    /** There is no purchase of that id. */
    PURCHASE_UNKNOWN,
    /** The purchase was not paid (yet), so there is nothing about its payment. */
    PURCHASE_NOT_PAID,
    /** How a payment stands was read, but another reading was applied meanwhile, which may be newer; read again. */
    READING_OUTDATED,
    /** The tenant has begun as many purchases as it may on one day or in one period, or wants too many bundles at once. */
    PURCHASE_LIMIT,
    /** The tenant has no stored means of payment. */
    PAYMENT_METHOD_MISSING,
    /** The settings of automatic purchases contradict themselves or the catalog. */
    AUTO_PURCHASE_INVALID,
    /** The Stripe customer is linked to another tenant, or the tenant to another customer. */
    CUSTOMER_LINK_CONFLICT,
    /** A webhook request is not genuine, or not an event. */
    WEBHOOK_REJECTED,
    /** The payment service could not be reached, and what was to be done there was not done. */
    GATEWAY_UNAVAILABLE,
    /** The payment service, or our own limit for it, asks to slow down; nothing was done there. */
    GATEWAY_RATE_LIMITED,
    /** The payment service refused the request as it stands; nothing was done there. */
    GATEWAY_REJECTED,
    /** The payment service does not have the object; it may belong to another account or mode. */
    GATEWAY_OBJECT_UNKNOWN,
    /** The API key is not valid or lacks a permission; nothing was done there. */
    GATEWAY_NOT_AUTHORIZED,
    /** A key was used before with another request: a defect, never to be mended by another key. */
    GATEWAY_KEY_CONFLICT,
    /** Nobody knows whether the payment service did it; repeat the call with the same key. */
    GATEWAY_OUTCOME_UNKNOWN,
    /** The attempt has had no effect and never will; a new attempt may be made. */
    GATEWAY_ATTEMPT_SPENT,
    /** The bank refused the payment, or wants the customer to confirm it. */
    PAYMENT_DECLINED,
    /** The database cannot be reached; nothing was written. */
    STORE_UNAVAILABLE,
    /** The database kept aborting the transaction in favour of others; nothing was written. */
    STORE_CONTENTION,
    /** The connection was lost at commit; repeat the call with the same idempotency key to learn the outcome. */
    OUTCOME_UNKNOWN,
    /** The database refused a statement; nothing was written. */
    STORE_FAILED,
    /** Too many calls wait for the database, or this one waited for too long; it was not carried out. */
    OVERLOADED,
    /** The service was closed; nothing was read or written. Build a new one. */
    CLOSED
}
