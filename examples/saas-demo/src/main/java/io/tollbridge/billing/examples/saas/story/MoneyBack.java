// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas.story;

import io.tollbridge.billing.PurchaseEvidence;
import io.tollbridge.billing.account.Purchase;
import java.net.URI;
import java.time.Duration;

/** Chapters 8 and 9: a refund in two parts, of which not all is left, and a payment that a bank disputes. */
final class MoneyBack {
    private final Stage stage;
    private final Stripe stripe;
    private final Customer acme;
    private final Webhooks webhooks;

    MoneyBack(Stage stage, Stripe stripe) {
        this.stage = stage;
        this.stripe = stripe;
        acme = new Customer(stage);
        webhooks = new Webhooks(stage, stripe);
    }

    void play() {
        isRefunded();
        isDisputed();
    }

    private void isRefunded() {
        stripe.timePasses(Duration.ofDays(2));
        stage.chapter("Money goes back, and so do credits");
        String payment = newestPayment();
        stripe.refunds(payment, 5_00);
        stage.narrator().did("Support", "refunds 5.00 of the last 10.00 USD, at Stripe", "refunded");
        webhooks.arrive();
        stage.balance(0, 92, "half of the money takes half of the 100 credits back");
        acme.post(4, "/campaigns?about=summer", 201);
        stage.awaitCharges();
        stage.balance(0, 12, "4 campaigns at 20; fewer than 50 are left, but two purchases a month were agreed to");
        stage.notices("PURCHASE_CAP_REACHED");
        stripe.refunds(payment, 5_00);
        stage.narrator().did("Support", "refunds the other 5.00 USD", "refunded");
        webhooks.arrive();
        stage.balance(new Told(0, 0, 0, 38), "50 more go back: the 12 that are left, and 38 that were used are owed");
        URI page = acme.opens("/bundles", "");
        acme.pays(page, "a good card", "pm_card_visa", 303);
        webhooks.arrive();
        stage.balance(0, 62, "100 bought on the page; they repay the 38 first");
        stage.notices("PURCHASED");
    }

    private void isDisputed() {
        stripe.timePasses(Duration.ofDays(3));
        stage.chapter("A bank disputes the payment");
        Purchase purchase = stage.purchases().get(0);
        String dispute = stripe.isDisputed(newestPayment());
        webhooks.arrive();
        stage.balance(new Told(0, 0, 62, 0), "what is left of that purchase is out of reach until it is decided");
        stage.notices("DISPUTE");
        acme.post(1, "/emails?to=ann@example.com", 402);
        PurchaseEvidence evidence = stage.application().billing().purchases().evidence(Customer.TENANT, purchase.id());
        stage.checks().same("tenant of the evidence", true, evidence.markdown().contains(Customer.TENANT));
        stage.narrator()
                .did("Support", "prints the evidence for the bank", lines(evidence) + " lines, from the ledger");
        stripe.timePasses(Duration.ofDays(4));
        stripe.decidesForUs(dispute);
        stage.narrator().says("Four days later the bank decides for the SaaS.");
        webhooks.arrive();
        stage.balance(0, 62, "the money is back, and so are the credits");
        acme.post(2, "/emails?to=ann@example.com", 202);
        stage.balance(0, 60, "2 e-mails at 1 credit");
    }

    private static long lines(PurchaseEvidence evidence) {
        return evidence.markdown().lines().count();
    }

    private String newestPayment() {
        String payment = stage.purchases().get(0).payment().paymentId();
        if (payment == null) {
            throw new IllegalStateException("the newest purchase has no payment");
        }
        return payment;
    }
}
