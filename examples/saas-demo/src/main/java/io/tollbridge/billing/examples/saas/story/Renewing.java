// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas.story;

import io.tollbridge.billing.testkit.stripe.ApiRendering;
import io.tollbridge.billing.testkit.stripe.StripeEvent;
import io.tollbridge.billing.testkit.stripe.StripeEvents;
import io.tollbridge.billing.testkit.stripe.StripeInvoice;
import io.tollbridge.billing.testkit.stripe.StripeSubscription;
import java.time.Duration;
import java.time.Instant;

/** Chapters 6 to 8: two renewals, with events in an old form, twice, and in the wrong order. */
final class Renewing {
    private static final String OLD = "(2020-08-27)";
    private static final Duration PAYMENT_TAKES = Duration.ofHours(1);

    private final StripeEvents oldEndpoint =
            StripeEvents.in(ApiRendering.PRE_BASIL_2020_08_27).idPrefix("evt_old_");
    private final StripeEvents newEndpoint =
            StripeEvents.in(ApiRendering.DAHLIA_2026_07_29).idPrefix("evt_new_");
    private final Stage stage;
    private final Customer acme;
    private final Stripe stripe;
    private StripeSubscription subscription;

    Renewing(Stage stage, StripeSubscription subscription) {
        this.stage = stage;
        this.subscription = subscription;
        acme = new Customer(stage);
        stripe = new Stripe(stage);
    }

    /** Returns the event of the last payment. */
    StripeEvent play() {
        StripeInvoice april = renewsInApril();
        toldTwice(april);
        return renewsInMay();
    }

    private StripeInvoice renewsInApril() {
        Instant end = aMonthPasses();
        stage.chapter("April: the subscription renews");
        stage.narrator()
                .says("This webhook endpoint was set up in 2020: Stripe still writes in the words of that year.");
        stripe.sends(oldEndpoint.subscriptionUpdated(subscription, end), OLD);
        stage.balance(0, 5, "the new month is not paid yet");
        StripeInvoice invoice = StripeInvoice.renewal("in_april", subscription);
        stripe.sends(oldEndpoint.invoicePaid(invoice, stage.now()), OLD);
        stage.balance(200, 5, "the paid month grants 200; the bundle rolled over");
        stage.notices("RENEWED");
        return invoice;
    }

    private void toldTwice(StripeInvoice april) {
        stage.chapter("Stripe repeats itself");
        StripeEvent twin = oldEndpoint.invoicePaymentSucceeded(april, stage.now());
        stripe.sends(twin, "");
        stage.balance(200, 5, "another event about the same payment: one paid month is granted once");
        stripe.repeats(twin);
        stage.balance(200, 5, "the same event again: it is in the inbox already");
        stage.notices("none");
        stage.narrator().says("Acme goes on working.");
        acme.post(2, "/campaigns?about=april", 201);
        stage.balance(160, 5, "2 campaigns at 20 credits");
    }

    private StripeEvent renewsInMay() {
        Instant end = aMonthPasses();
        stage.chapter("May: the events arrive in the wrong order");
        stage.balance(160, 5, "the renewal is not paid yet; what is left of April stays usable for 72 hours");
        StripeEvent paid = newEndpoint.invoicePaid(StripeInvoice.renewal("in_may", subscription), stage.now());
        stripe.sends(paid, "");
        stage.balance(200, 5, "the payment came first: the 160 of April end, May grants 200");
        stripe.sends(
                newEndpoint.subscriptionUpdated(subscription.status("past_due"), end.plusSeconds(60)), "(past due)");
        stripe.sends(newEndpoint.subscriptionUpdated(subscription, end), "(active)");
        stage.balance(
                200, 5, "both statements are older than the payment: an overtaken \"past due\" takes nothing away");
        stage.notices("RENEWED");
        return paid;
    }

    /** Moves the clock past the end of the period, to when the payment is through. Returns the end. */
    private Instant aMonthPasses() {
        Instant end = subscription.periodEnd();
        subscription = subscription.period(end, Subscribing.oneMonthAfter(end));
        stage.timePassesUntil(end.plus(PAYMENT_TAKES));
        return end;
    }
}
