// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet.journey;

import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.CheckoutResult;
import io.tollbridge.billing.PurchaseOrder;
import io.tollbridge.billing.testkit.stripe.fake.FakeStripe;

/** What a tenant buys beside its subscription, and what of all that it gets its money back for, or disputes. */
final class MoneyBack {
    private final FakeStripe stripe;
    private final StripeAccount account;
    private final BillingService billing;
    private final String tenant;
    private String payment = "";
    private String dispute = "";

    MoneyBack(FakeStripe stripe, StripeAccount account, BillingService billing, String tenant) {
        this.stripe = stripe;
        this.account = account;
        this.billing = billing;
        this.tenant = tenant;
    }

    private String customer() {
        return billing.customers().customerOf(tenant).orElseThrow();
    }

    /** PACK500 with the stored card. */
    void buys() {
        billing.purchases().buy(PurchaseOrder.of(tenant, "pack500"));
        remember();
    }

    /** PACK500 on a page of Stripe's: only webhooks tell that it was paid. */
    void buysOnPage() {
        CheckoutResult.Opened opened =
                (CheckoutResult.Opened) billing.purchases().checkout(tenant, "pack500", 1);
        stripe.control().completeCheckout(opened.page().id());
        remember();
    }

    /** The newest payment is that of the subscription's period. */
    void remembersPeriod() {
        remember();
    }

    private void remember() {
        payment = account.newestPayment(customer());
    }

    /** A part of what was remembered last is given back. */
    void refunded(long minorUnits) {
        account.refund(payment, minorUnits);
    }

    /** The bank takes all of what was remembered last off the host's balance. */
    void disputed() {
        dispute = stripe.control().openDispute(account.charge(payment));
    }

    void disputeLost() {
        stripe.control().loseDispute(dispute);
    }
}
