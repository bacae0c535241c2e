// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.exception.StripeException;
import com.stripe.model.Customer;
import com.stripe.model.PaymentIntent;
import com.stripe.model.PaymentMethod;
import com.stripe.model.Price;
import com.stripe.model.Product;
import com.stripe.model.Refund;
import com.stripe.model.Subscription;
import com.stripe.model.WebhookEndpoint;
import com.stripe.model.checkout.Session;
import com.stripe.param.ChargeUpdateParams;
import com.stripe.param.CustomerUpdateParams;
import com.stripe.param.DisputeUpdateParams;
import com.stripe.param.InvoiceUpdateParams;
import com.stripe.param.PaymentIntentConfirmParams;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.PaymentIntentUpdateParams;
import com.stripe.param.PaymentMethodAttachParams;
import com.stripe.param.PaymentMethodCreateParams;
import com.stripe.param.PaymentMethodUpdateParams;
import com.stripe.param.PriceListParams;
import com.stripe.param.PriceUpdateParams;
import com.stripe.param.ProductCreateParams;
import com.stripe.param.ProductUpdateParams;
import com.stripe.param.RefundCreateParams;
import com.stripe.param.RefundUpdateParams;
import com.stripe.param.SubscriptionCreateParams;
import com.stripe.param.SubscriptionItemListParams;
import com.stripe.param.SubscriptionUpdateParams;
import com.stripe.param.WebhookEndpointCreateParams;
import com.stripe.param.WebhookEndpointUpdateParams;
import com.stripe.param.billingportal.ConfigurationCreateParams;
import com.stripe.param.billingportal.ConfigurationUpdateParams;
import com.stripe.param.checkout.SessionCreateParams;
import com.stripe.param.checkout.SessionUpdateParams;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The official client's typed calls, one for each endpoint at least. */
class EveryEndpointTest extends SubscribedTest {
    @Test
    void theOfficialClientCallsEveryEndpoint() throws StripeException {
        accountAndWebhooks();
        catalog();
        customersAndCards();
        PaymentIntent paid = payments();
        refundsAndDisputes(paid);
        subscriptionsAndInvoices();
        checkoutAndPortal();

        TreeSet<String> left = new TreeSet<>(stripe.endpoints());
        left.removeIf(endpoint -> stripe.requests().all().stream()
                .anyMatch(one -> one.status() != null
                        && one.status() == 200
                        && (one.method() + " " + one.path()).matches(endpoint.replaceAll("\\{\\w+}", "[^/]+"))));
        assertThat(left).isEmpty();
    }

    private void accountAndWebhooks() throws StripeException {
        client.v1().accounts().retrieve(client.v1().accounts().retrieveCurrent().getId());
        WebhookEndpoint endpoint = client.v1()
                .webhookEndpoints()
                .create(WebhookEndpointCreateParams.builder()
                        .setUrl("http://127.0.0.1:9/hook")
                        .addEnabledEvent(WebhookEndpointCreateParams.EnabledEvent.CHARGE__REFUNDED)
                        .build());
        client.v1().webhookEndpoints().retrieve(endpoint.getId());
        client.v1()
                .webhookEndpoints()
                .update(
                        endpoint.getId(),
                        WebhookEndpointUpdateParams.builder()
                                .setDescription("ours")
                                .build());
        assertThat(client.v1().webhookEndpoints().list().getData().get(0).getDescription())
                .isEqualTo("ours");
        client.v1().webhookEndpoints().delete(endpoint.getId());
    }

    private void catalog() throws StripeException {
        Product product = client.v1()
                .products()
                .create(ProductCreateParams.builder().setName("Pro").build());
        client.v1()
                .products()
                .update(
                        product.getId(),
                        ProductUpdateParams.builder().setDescription("The best").build());
        assertThat(client.v1().products().retrieve(product.getId()).getDescription())
                .isEqualTo("The best");
        client.v1().products().delete(product.getId());
        assertThat(client.v1().products().list().getData()).isEmpty();

        Price price = monthly(2_000);
        client.v1()
                .prices()
                .update(
                        price.getId(),
                        PriceUpdateParams.builder().setLookupKey("pro").build());
        assertThat(client.v1().prices().retrieve(price.getId()).getRecurring().getInterval())
                .isEqualTo("month");
        assertThat(client.v1()
                        .prices()
                        .list(PriceListParams.builder().addLookupKey("pro").build())
                        .getData())
                .extracting(Price::getId)
                .containsExactly(price.getId());
    }

    private void customersAndCards() throws StripeException {
        Customer customer = customer();
        PaymentMethod card = client.v1()
                .paymentMethods()
                .create(PaymentMethodCreateParams.builder()
                        .setType(PaymentMethodCreateParams.Type.CARD)
                        .setCard(PaymentMethodCreateParams.CardDetails.builder()
                                .setNumber("4242424242424242")
                                .setExpMonth(12L)
                                .setExpYear(2034L)
                                .setCvc("123")
                                .build())
                        .build());
        client.v1()
                .paymentMethods()
                .attach(
                        card.getId(),
                        PaymentMethodAttachParams.builder()
                                .setCustomer(customer.getId())
                                .build());
        client.v1()
                .paymentMethods()
                .update(
                        card.getId(),
                        PaymentMethodUpdateParams.builder()
                                .putMetadata("k", "v")
                                .build());
        assertThat(client.v1().paymentMethods().retrieve(card.getId()).getCard().getFingerprint())
                .isNotBlank();
        assertThat(client.v1().paymentMethods().list().getData()).hasSize(1);
        assertThat(client.v1()
                        .customers()
                        .paymentMethods()
                        .list(customer.getId())
                        .getData())
                .hasSize(1);
        client.v1().customers().paymentMethods().retrieve(customer.getId(), card.getId());
        client.v1().paymentMethods().detach(card.getId());
        assertThat(client.v1()
                        .customers()
                        .paymentMethods()
                        .list(customer.getId())
                        .getData())
                .isEmpty();
        client.v1()
                .customers()
                .update(
                        customer.getId(),
                        CustomerUpdateParams.builder()
                                .setEmail("ada@example.com")
                                .build());
        assertThat(client.v1().customers().retrieve(customer.getId()).getEmail())
                .isEqualTo("ada@example.com");
        assertThat(client.v1().customers().list().getData()).hasSize(1);
        client.v1().customers().delete(customer.getId());
    }

    private PaymentIntent payments() throws StripeException {
        PaymentIntent intent = client.v1()
                .paymentIntents()
                .create(PaymentIntentCreateParams.builder()
                        .setAmount(1_000L)
                        .setCurrency("usd")
                        .build());
        client.v1()
                .paymentIntents()
                .update(
                        intent.getId(),
                        PaymentIntentUpdateParams.builder().setAmount(1_200L).build());
        PaymentIntent paid = client.v1()
                .paymentIntents()
                .confirm(
                        intent.getId(),
                        PaymentIntentConfirmParams.builder()
                                .setPaymentMethod("pm_card_visa")
                                .build());
        assertThat(client.v1().paymentIntents().retrieve(intent.getId()).getAmountReceived())
                .isEqualTo(1_200);
        PaymentIntent other = client.v1()
                .paymentIntents()
                .create(PaymentIntentCreateParams.builder()
                        .setAmount(1_000L)
                        .setCurrency("usd")
                        .build());
        assertThat(client.v1().paymentIntents().cancel(other.getId()).getStatus())
                .isEqualTo("canceled");
        assertThat(client.v1().paymentIntents().list().getData()).hasSize(2);
        client.v1()
                .charges()
                .update(
                        paid.getLatestCharge(),
                        ChargeUpdateParams.builder().setDescription("credits").build());
        assertThat(client.v1().charges().list().getData().get(0).getDescription())
                .isEqualTo("credits");
        stripe.clock().advance(Duration.ofSeconds(1));
        String booked = client.v1().charges().retrieve(paid.getLatestCharge()).getBalanceTransaction();
        assertThat(client.v1().balanceTransactions().retrieve(booked).getAmount())
                .isEqualTo(1_200);
        assertThat(client.v1().balanceTransactions().list().getData()).hasSize(1);
        String event = client.v1().events().list().getData().get(0).getId();
        assertThat(client.v1()
                        .events()
                        .retrieve(event)
                        .getDataObjectDeserializer()
                        .getObject())
                .isPresent();
        return paid;
    }

    private void refundsAndDisputes(PaymentIntent paid) throws StripeException {
        Refund refund = client.v1()
                .refunds()
                .create(RefundCreateParams.builder()
                        .setPaymentIntent(paid.getId())
                        .setAmount(100L)
                        .build());
        client.v1()
                .refunds()
                .update(
                        refund.getId(),
                        RefundUpdateParams.builder().putMetadata("k", "v").build());
        assertThat(client.v1().refunds().retrieve(refund.getId()).getMetadata()).containsEntry("k", "v");
        Refund pending = client.v1()
                .refunds()
                .create(RefundCreateParams.builder()
                        .setPaymentIntent(pay(1_000, "pm_card_pendingRefund").getId())
                        .build());
        assertThat(client.v1().refunds().cancel(pending.getId()).getStatus()).isEqualTo("canceled");
        assertThat(client.v1().refunds().list().getData()).hasSize(2);

        String dispute = stripe.control().openDispute(paid.getLatestCharge(), 500);
        client.v1()
                .disputes()
                .update(
                        dispute,
                        DisputeUpdateParams.builder().putMetadata("k", "v").build());
        assertThat(client.v1().disputes().list().getData()).hasSize(1);
        client.v1().disputes().close(dispute);
        assertThat(client.v1().disputes().retrieve(dispute).getStatus()).isEqualTo("lost");
    }

    private void subscriptionsAndInvoices() throws StripeException {
        Customer customer = payer("pm_card_visa");
        Subscription subscription = subscribe(customer, monthly(2_000));
        assertThat(client.v1()
                        .subscriptionItems()
                        .list(SubscriptionItemListParams.builder()
                                .setSubscription(subscription.getId())
                                .build())
                        .getData())
                .hasSize(1);
        update(
                subscription,
                SubscriptionUpdateParams.builder()
                        .addItem(SubscriptionUpdateParams.Item.builder()
                                .setId(item(subscription).getId())
                                .setQuantity(2L)
                                .build()));
        String item = client.v1().invoiceItems().list().getData().get(0).getId();
        assertThat(client.v1().invoiceItems().retrieve(item).getAmount()).isEqualTo(4_000);
        String payment = client.v1().invoicePayments().list().getData().get(0).getId();
        assertThat(client.v1().invoicePayments().retrieve(payment).getStatus()).isEqualTo("paid");

        stripe.clock().advanceTo(end(subscription));
        String invoice = latest(subscription).getId();
        client.v1()
                .invoices()
                .update(
                        invoice,
                        InvoiceUpdateParams.builder().putMetadata("k", "v").build());
        stripe.control().declineNextCharges(1);
        assertThat(client.v1().invoices().finalizeInvoice(invoice).getStatus()).isEqualTo("open");
        client.v1().invoices().lineItems().list(invoice);
        assertThat(client.v1().invoices().markUncollectible(invoice).getStatus())
                .isEqualTo("uncollectible");
        stripe.control().acceptCharges();
        assertThat(client.v1().invoices().pay(invoice).getStatus()).isEqualTo("paid");
        assertThat(client.v1().invoices().list().getData()).hasSize(2);
        stripe.clock().advanceTo(end(fresh(subscription)));
        String next = client.v1()
                .invoices()
                .finalizeInvoice(latest(subscription).getId())
                .getId();
        assertThat(client.v1().invoices().voidInvoice(next).getStatus()).isEqualTo("void");
        client.v1().subscriptions().cancel(subscription.getId());
        assertThat(client.v1().subscriptions().list().getData()).isEmpty();
        resume();
    }

    private void resume() throws StripeException {
        Subscription trial = client.v1()
                .subscriptions()
                .create(to(customer(), monthly(2_000))
                        .setTrialPeriodDays(1L)
                        .setTrialSettings(SubscriptionCreateParams.TrialSettings.builder()
                                .setEndBehavior(SubscriptionCreateParams.TrialSettings.EndBehavior.builder()
                                        .setMissingPaymentMethod(
                                                SubscriptionCreateParams.TrialSettings.EndBehavior.MissingPaymentMethod
                                                        .PAUSE)
                                        .build())
                                .build())
                        .build());
        stripe.clock().advance(Duration.ofDays(1));
        assertThat(client.v1().subscriptions().resume(trial.getId()).getStatus())
                .isNotEqualTo("paused");
    }

    private void checkoutAndPortal() throws StripeException {
        Session session = client.v1()
                .checkout()
                .sessions()
                .create(SessionCreateParams.builder()
                        .setMode(SessionCreateParams.Mode.SUBSCRIPTION)
                        .setSuccessUrl("http://localhost/ok")
                        .addLineItem(SessionCreateParams.LineItem.builder()
                                .setPrice(monthly(2_000).getId())
                                .setQuantity(1L)
                                .build())
                        .build());
        client.v1()
                .checkout()
                .sessions()
                .update(
                        session.getId(),
                        SessionUpdateParams.builder().putMetadata("k", "v").build());
        assertThat(client.v1()
                        .checkout()
                        .sessions()
                        .lineItems()
                        .list(session.getId())
                        .getData())
                .hasSize(1);
        assertThat(client.v1().checkout().sessions().list().getData()).hasSize(1);
        client.v1().checkout().sessions().expire(session.getId());
        assertThat(client.v1().checkout().sessions().retrieve(session.getId()).getStatus())
                .isEqualTo("expired");

        String configuration = client.v1()
                .billingPortal()
                .configurations()
                .create(ConfigurationCreateParams.builder()
                        .setFeatures(
                                ConfigurationCreateParams.Features.builder().build())
                        .putExtraParam("features[invoice_history][enabled]", "true")
                        .build())
                .getId();
        client.v1()
                .billingPortal()
                .configurations()
                .update(
                        configuration,
                        ConfigurationUpdateParams.builder().setActive(false).build());
        assertThat(client.v1()
                        .billingPortal()
                        .configurations()
                        .retrieve(configuration)
                        .getActive())
                .isFalse();
        List<Boolean> standards = client.v1().billingPortal().configurations().list().getData().stream()
                .map(one -> one.getIsDefault())
                .collect(Collectors.toList());
        assertThat(standards).containsExactlyInAnyOrder(true, false);
        client.v1()
                .billingPortal()
                .sessions()
                .create(com.stripe.param.billingportal.SessionCreateParams.builder()
                        .setCustomer(customer().getId())
                        .build());
    }
}
