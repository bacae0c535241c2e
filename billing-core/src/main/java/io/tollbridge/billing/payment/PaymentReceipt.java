// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.payment;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where the receipt of a payment is, and its invoice where there is one: the payment service's own pages and files.
 * Whoever has an address is let in, and an address may end after a while. So send the browser there now, and ask again
 * the next time; none is shown by {@link #toString()}, and none may be logged or stored.
 *
 * @param paymentId the service's id of the payment
 * @param number the service's number of the receipt, null as long as the receipt was not sent to anybody
 * @param page the receipt, with what was refunded since; null when the service wrote none
 * @param invoiceNumber the number of the invoice, null when there is none
 * @param invoicePage the invoice, null when there is none
 * @param invoicePdf the invoice as a file, null when there is none
 */
public record PaymentReceipt(
        String paymentId,
        @Nullable String number,
        @Nullable URI page,
        @Nullable String invoiceNumber,
        @Nullable URI invoicePage,
        @Nullable URI invoicePdf) {
    /** Without the addresses. */
    @Override
    public String toString() {
        return "PaymentReceipt[" + paymentId + ", number " + number + ", invoice " + invoiceNumber + "]";
    }
}
