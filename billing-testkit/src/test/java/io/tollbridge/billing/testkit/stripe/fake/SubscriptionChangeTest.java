// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.exception.StripeException;
import com.stripe.model.Invoice;
import com.stripe.model.InvoiceLineItem;
import com.stripe.model.Subscription;
import com.stripe.param.InvoicePaymentListParams;
import com.stripe.param.InvoiceRetrieveParams;
import com.stripe.param.SubscriptionCreateParams;
import com.stripe.param.SubscriptionUpdateParams;
import com.stripe.param.SubscriptionUpdateParams.BillingCycleAnchor;
import com.stripe.param.SubscriptionUpdateParams.PaymentBehavior;
import com.stripe.param.SubscriptionUpdateParams.ProrationBehavior;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SubscriptionChangeTest extends SubscribedTest {
    private static boolean proration(InvoiceLineItem line) {
        return line.getParent().getSubscriptionItemDetails().getProration();
    }

    /** Halfway through the 28 days of February. */
    private Subscription halfway() throws StripeException {
        stripe.clock().advance(Duration.ofDays(31));
        Subscription subscription = subscribe(payer("pm_card_visa"), monthly(2_000));
        stripe.clock().advance(Duration.ofDays(14));
        return subscription;
    }

    @Test
    void anUpgradeThatIsInvoicedAtOnceChargesTheDifferenceForTheRest() throws StripeException {
        Subscription subscription = halfway();

        update(subscription, swap(subscription, monthly(5_000)).setProrationBehavior(ProrationBehavior.ALWAYS_INVOICE));

        Invoice invoice = latest(subscription);
        assertThat(invoice.getBillingReason()).isEqualTo("subscription_update");
        assertThat(invoice.getStatus()).isEqualTo("paid");
        assertThat(invoice.getLines().getData())
                .extracting(InvoiceLineItem::getAmount)
                .containsExactly(-1_000L, 2_500L);
        assertThat(invoice.getLines().getData()).allMatch(SubscriptionChangeTest::proration);
        assertThat(end(fresh(subscription))).isEqualTo(end(subscription));
    }

    @Test
    void prorationsThatArePutAsideStandOnTheNextInvoice() throws StripeException {
        Subscription subscription = halfway();
        String first = subscription.getLatestInvoice();
        update(subscription, swap(subscription, monthly(5_000)));
        assertThat(fresh(subscription).getLatestInvoice()).isEqualTo(first);
        assertThat(types()).endsWith("invoiceitem.created", "invoiceitem.created");

        stripe.clock().advanceTo(end(subscription).plus(Duration.ofHours(1)));

        assertThat(latest(subscription).getTotal()).isEqualTo(5_000 + 2_500 - 1_000);
        assertThat(latest(subscription).getBillingReason()).isEqualTo("subscription_cycle");
    }

    @Test
    void withoutProrationsOnlyTheNextPeriodCostsMore() throws StripeException {
        Subscription subscription = halfway();
        update(subscription, swap(subscription, monthly(5_000)).setProrationBehavior(ProrationBehavior.NONE));

        stripe.clock().advanceTo(end(subscription).plus(Duration.ofHours(1)));

        assertThat(latest(subscription).getTotal()).isEqualTo(5_000);
    }

    @Test
    void aDowngradeGivesCreditThatTheNextInvoicesUse() throws StripeException {
        Subscription subscription = halfway();
        update(subscription, swap(subscription, monthly(500)).setProrationBehavior(ProrationBehavior.ALWAYS_INVOICE));
        assertThat(latest(subscription).getTotal()).isEqualTo(-750);
        assertThat(latest(subscription).getStatus()).isEqualTo("paid");
        assertThat(client.v1().customers().retrieve(subscription.getCustomer()).getBalance())
                .isEqualTo(-750);

        stripe.clock().advanceTo(end(subscription).plus(Duration.ofHours(1)));

        assertThat(latest(subscription).getTotal()).isEqualTo(500);
        assertThat(latest(subscription).getAmountDue()).isZero();
        assertThat(latest(subscription).getStatus()).isEqualTo("paid");
        assertThat(client.v1().customers().retrieve(subscription.getCustomer()).getBalance())
                .isEqualTo(-250);
    }

    @Test
    void aNewAnchorBeginsAFullPeriodWhoseLineIsNoProration() throws StripeException {
        Subscription subscription = halfway();

        Subscription restarted = update(
                subscription,
                swap(subscription, yearly(25_000))
                        .setBillingCycleAnchor(BillingCycleAnchor.NOW)
                        .setProrationBehavior(ProrationBehavior.ALWAYS_INVOICE));

        assertThat(item(restarted).getCurrentPeriodStart())
                .isEqualTo(stripe.clock().instant().getEpochSecond());
        var lines = latest(subscription).getLines().getData();
        assertThat(lines).extracting(InvoiceLineItem::getAmount).containsExactly(-1_000L, 25_000L);
        assertThat(lines).extracting(SubscriptionChangeTest::proration).containsExactly(true, false);
    }

    @Test
    void anotherIntervalKeepsTheStartOfThePeriod() throws StripeException {
        Subscription subscription = subscribe(payer("pm_card_visa"), monthly(2_500));

        Subscription annual = update(
                subscription,
                swap(subscription, yearly(25_000)).setProrationBehavior(ProrationBehavior.ALWAYS_INVOICE));

        assertThat(item(annual).getCurrentPeriodStart())
                .isEqualTo(item(subscription).getCurrentPeriodStart());
        var lines = latest(subscription).getLines().getData();
        assertThat(lines).extracting(InvoiceLineItem::getAmount).containsExactly(-2_500L, 25_000L);
        assertThat(lines).allMatch(SubscriptionChangeTest::proration);
    }

    @Test
    void aChangeThatMustBePaidFirstWaits() throws StripeException {
        Subscription subscription = halfway();
        var dearer = monthly(5_000);
        stripe.control().declineNextCharges(1);

        Subscription waiting = update(
                subscription,
                swap(subscription, dearer)
                        .setProrationBehavior(ProrationBehavior.ALWAYS_INVOICE)
                        .setPaymentBehavior(PaymentBehavior.PENDING_IF_INCOMPLETE));
        assertThat(waiting.getPendingUpdate()).isNotNull();
        assertThat(item(waiting).getPrice().getUnitAmount()).isEqualTo(2_000);
        assertThat(waiting.getStatus()).isEqualTo("active");

        client.v1().invoices().pay(waiting.getLatestInvoice());

        assertThat(item(fresh(subscription)).getPrice().getId()).isEqualTo(dearer.getId());
        assertThat(types()).contains("customer.subscription.pending_update_applied");
    }

    @Test
    void aChangeThatIsNotPaidInTimeIsOff() throws StripeException {
        Subscription subscription = halfway();
        stripe.control().declineNextCharges(1);
        update(
                subscription,
                swap(subscription, monthly(5_000))
                        .setProrationBehavior(ProrationBehavior.ALWAYS_INVOICE)
                        .setPaymentBehavior(PaymentBehavior.PENDING_IF_INCOMPLETE));

        stripe.clock().advance(Duration.ofHours(23));

        assertThat(item(fresh(subscription)).getPrice().getUnitAmount()).isEqualTo(2_000);
        assertThat(fresh(subscription).getPendingUpdate()).isNull();
        assertThat(latest(subscription).getStatus()).isEqualTo("void");
    }

    @Test
    void aRefusedUpgradeMakesTheSubscriptionPastDue() throws StripeException {
        Subscription subscription = halfway();
        stripe.control().declineNextCharges(1);

        Subscription upgraded = update(
                subscription,
                swap(subscription, monthly(5_000)).setProrationBehavior(ProrationBehavior.ALWAYS_INVOICE));

        assertThat(upgraded.getStatus()).isEqualTo("past_due");
        assertThat(item(upgraded).getPrice().getUnitAmount()).isEqualTo(5_000);
    }

    @Test
    void severalItemsHaveALineEach() throws StripeException {
        Subscription two = client.v1()
                .subscriptions()
                .create(to(payer("pm_card_visa"), monthly(2_000))
                        .addItem(SubscriptionCreateParams.Item.builder()
                                .setPrice(monthly(300).getId())
                                .setQuantity(4L)
                                .build())
                        .build());

        assertThat(latest(two).getLines().getData())
                .extracting(InvoiceLineItem::getAmount)
                .containsExactly(2_000L, 1_200L);
    }

    @Test
    void anInvoiceNamesItsPaymentsOnlyWhenAskedAndAPaymentIsFoundByItsIntent() throws StripeException {
        Subscription subscription = subscribe(payer("pm_card_visa"), monthly(2_000));
        assertThat(latest(subscription).getPayments()).isNull();

        Invoice expanded = client.v1()
                .invoices()
                .retrieve(
                        subscription.getLatestInvoice(),
                        InvoiceRetrieveParams.builder().addExpand("payments").build());
        String intent = expanded.getPayments().getData().get(0).getPayment().getPaymentIntent();

        assertThat(client.v1()
                        .invoicePayments()
                        .list(InvoicePaymentListParams.builder()
                                .setPayment(InvoicePaymentListParams.Payment.builder()
                                        .setType(InvoicePaymentListParams.Payment.Type.PAYMENT_INTENT)
                                        .setPaymentIntent(intent)
                                        .build())
                                .build())
                        .getData())
                .singleElement()
                .satisfies(payment -> assertThat(payment.getInvoice()).isEqualTo(expanded.getId()));
    }

    @Test
    void moreThanTenLinesAreReadFromTheirOwnList() throws StripeException {
        Subscription subscription = subscribe(payer("pm_card_visa"), monthly(2_000));
        for (long quantity = 2; quantity <= 8; quantity++) {
            update(
                    subscription,
                    SubscriptionUpdateParams.builder()
                            .addItem(SubscriptionUpdateParams.Item.builder()
                                    .setId(item(subscription).getId())
                                    .setQuantity(quantity)
                                    .build()));
        }
        stripe.clock().advanceTo(end(subscription));

        Invoice invoice = latest(subscription);
        assertThat(invoice.getLines().getHasMore()).isTrue();
        assertThat(client.v1().invoices().lineItems().list(invoice.getId()).autoPagingIterable())
                .hasSize(15);
    }
}
