// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.payment;

/** Kinds of records that a payment service keeps, and that a webhook or a reconciliation reads again. */
public enum RecordKind {
    /** A customer. */
    CUSTOMER,
    /** A subscription. */
    SUBSCRIPTION,
    /** An invoice. */
    INVOICE,
    /** The lines of an invoice; only listed, by invoice. */
    INVOICE_LINE,
    /** How an invoice was paid; listed by invoice or by payment. */
    INVOICE_PAYMENT,
    /** A payment, in all its states. */
    PAYMENT,
    /** One try to take money for a payment. */
    CHARGE,
    /** A refund. */
    REFUND,
    /** A dispute. */
    DISPUTE,
    /** A checkout page. */
    CHECKOUT_SESSION,
    /** A price. */
    PRICE,
    /** An event, kept for 30 days and written in the API version of its day. */
    EVENT
}
