// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import com.stripe.exception.StripeException;
import com.stripe.model.Customer;
import com.stripe.model.Event;
import com.stripe.model.Invoice;
import com.stripe.model.Price;
import com.stripe.model.Subscription;
import com.stripe.model.SubscriptionItem;
import com.stripe.param.CustomerUpdateParams;
import com.stripe.param.PriceCreateParams;
import com.stripe.param.SubscriptionCreateParams;
import com.stripe.param.SubscriptionUpdateParams;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Subscriptions at the fake, made by the official client. */
abstract class SubscribedTest extends FakeStripeTest {
    Price price(long amount, PriceCreateParams.Recurring.Interval interval) throws StripeException {
        return client.v1()
                .prices()
                .create(PriceCreateParams.builder()
                        .setCurrency("usd")
                        .setUnitAmount(amount)
                        .setProductData(PriceCreateParams.ProductData.builder()
                                .setName("Plan for " + amount)
                                .build())
                        .setRecurring(PriceCreateParams.Recurring.builder()
                                .setInterval(interval)
                                .build())
                        .build());
    }

    Price monthly(long amount) throws StripeException {
        return price(amount, PriceCreateParams.Recurring.Interval.MONTH);
    }

    Price yearly(long amount) throws StripeException {
        return price(amount, PriceCreateParams.Recurring.Interval.YEAR);
    }

    /** A customer who pays with a card. */
    Customer payer(String card) throws StripeException {
        Customer customer = customerWith(card);
        pays(customer, card);
        return customer;
    }

    void pays(Customer customer, String card) throws StripeException {
        String method = client.v1()
                .paymentMethods()
                .attach(
                        card,
                        com.stripe.param.PaymentMethodAttachParams.builder()
                                .setCustomer(customer.getId())
                                .build())
                .getId();
        client.v1()
                .customers()
                .update(
                        customer.getId(),
                        CustomerUpdateParams.builder()
                                .setInvoiceSettings(CustomerUpdateParams.InvoiceSettings.builder()
                                        .setDefaultPaymentMethod(method)
                                        .build())
                                .build());
    }

    static SubscriptionCreateParams.Builder to(Customer customer, Price price) {
        return SubscriptionCreateParams.builder()
                .setCustomer(customer.getId())
                .addItem(SubscriptionCreateParams.Item.builder()
                        .setPrice(price.getId())
                        .build());
    }

    Subscription subscribe(Customer customer, Price price) throws StripeException {
        return client.v1().subscriptions().create(to(customer, price).build());
    }

    Subscription fresh(Subscription subscription) throws StripeException {
        return client.v1().subscriptions().retrieve(subscription.getId());
    }

    Invoice latest(Subscription subscription) throws StripeException {
        return client.v1().invoices().retrieve(fresh(subscription).getLatestInvoice());
    }

    Subscription update(Subscription subscription, SubscriptionUpdateParams.Builder change) throws StripeException {
        return client.v1().subscriptions().update(subscription.getId(), change.build());
    }

    static SubscriptionUpdateParams.Builder swap(Subscription subscription, Price to) {
        return SubscriptionUpdateParams.builder()
                .addItem(SubscriptionUpdateParams.Item.builder()
                        .setId(item(subscription).getId())
                        .setPrice(to.getId())
                        .build());
    }

    static SubscriptionItem item(Subscription subscription) {
        return subscription.getItems().getData().get(0);
    }

    static Instant end(Subscription subscription) {
        return Instant.ofEpochSecond(item(subscription).getCurrentPeriodEnd());
    }

    /** Types of all events, oldest first. */
    List<String> types() throws StripeException {
        List<String> types = new ArrayList<>();
        for (Event event : client.v1().events().list().autoPagingIterable()) {
            types.add(event.getType());
        }
        Collections.reverse(types);
        return types;
    }

    /** Types of the events from now on. */
    List<String> typesAfter(int before) throws StripeException {
        List<String> types = types();
        return types.subList(before, types.size());
    }
}
