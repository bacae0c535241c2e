// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stripe.exception.StripeException;
import com.stripe.param.PriceCreateParams;
import com.stripe.param.ProductCreateParams;
import com.stripe.param.billingportal.ConfigurationCreateParams;
import com.stripe.param.billingportal.ConfigurationCreateParams.Features;
import io.tollbridge.billing.BillingConfigurationException;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.InvalidArgumentException;
import io.tollbridge.billing.payment.CancelTiming;
import io.tollbridge.billing.payment.CheckoutRequest;
import io.tollbridge.billing.payment.GatewayException;
import io.tollbridge.billing.payment.GatewayRefund;
import io.tollbridge.billing.payment.GatewaySubscription;
import io.tollbridge.billing.payment.HostedPage;
import io.tollbridge.billing.payment.Money;
import io.tollbridge.billing.payment.PaymentReceipt;
import io.tollbridge.billing.payment.PlanChange;
import io.tollbridge.billing.payment.PortalFlow;
import io.tollbridge.billing.payment.PortalRequest;
import io.tollbridge.billing.payment.PurchaseAttempt;
import io.tollbridge.billing.payment.PurchaseOutcome;
import io.tollbridge.billing.payment.RecordKind;
import io.tollbridge.billing.payment.RecordPage;
import io.tollbridge.billing.payment.RecordQuery;
import io.tollbridge.billing.payment.RecordQuery.Filter;
import io.tollbridge.billing.payment.RefundRequest;
import io.tollbridge.billing.payment.RequestKey;
import io.tollbridge.billing.payment.SubscriptionRequest;
import io.tollbridge.billing.testkit.stripe.fake.Fault;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Subscriptions, pages, refunds and records against the fake Stripe. */
class GatewayTest {
    private final FakeAccount account = FakeAccount.open();
    private final StripeService service = account.service;

    @AfterEach
    void close() {
        account.close();
    }

    private static RequestKey key(String purpose) {
        return new RequestKey(purpose, "a1", 1);
    }

    private String price(long amount) {
        try {
            var v1 = account.client().v1();
            String product = v1.products()
                    .create(ProductCreateParams.builder().setName("Pro").build())
                    .getId();
            return v1.prices()
                    .create(PriceCreateParams.builder()
                            .setProduct(product)
                            .setCurrency("usd")
                            .setUnitAmount(amount)
                            .setRecurring(PriceCreateParams.Recurring.builder()
                                    .setInterval(PriceCreateParams.Recurring.Interval.MONTH)
                                    .build())
                            .build())
                    .getId();
        } catch (StripeException e) {
            throw new AssertionError(e);
        }
    }

    private GatewaySubscription subscribed(String price) {
        account.card("pm_card_visa");
        return service.createSubscription(
                new SubscriptionRequest(key("subscribe"), "acme", account.customer, price, 1, 0));
    }

    @Test
    void subscribesWithTheStoredCardOnceForEachKey() {
        String price = price(20_00);
        GatewaySubscription subscription = subscribed(price);

        assertThat(subscription.status()).isEqualTo("active");
        assertThat(subscribed(price)).isEqualTo(subscription);
        assertThat(subscription.customerId()).isEqualTo(account.customer);
        assertThat(service.retrieve(RecordKind.SUBSCRIPTION, subscription.id()))
                .hasValueSatisfying(bytes -> assertThat(new String(bytes, StandardCharsets.UTF_8))
                        .contains("\"tollbridge_tenant\":\"acme\""));
    }

    @Test
    void aCardThatIsRefusedLeavesNoSubscription() {
        String price = price(20_00);
        account.card("pm_card_chargeCustomerFail");

        assertThatExceptionOfType(GatewayException.class)
                .isThrownBy(() -> service.createSubscription(
                        new SubscriptionRequest(key("subscribe"), "acme", account.customer, price, 1, 0)))
                .satisfies(failure -> {
                    assertThat(failure.code()).isEqualTo(ErrorCode.PAYMENT_DECLINED);
                    assertThat(failure.serviceCode()).contains("generic_decline");
                    assertThat(failure.requestId())
                            .hasValueSatisfying(id -> assertThat(id).startsWith("req_"));
                    assertThat(failure.retryable()).isFalse();
                });
        assertThat(service.list(RecordQuery.of(RecordKind.SUBSCRIPTION).where(Filter.CUSTOMER, account.customer))
                        .records())
                .isEmpty();
    }

    @Test
    void changesThePlanAndEndsTheSubscriptionAndTakesTheEndBack() {
        GatewaySubscription subscription = subscribed(price(20_00));
        String id = subscription.id();

        GatewaySubscription changed =
                service.changePlan(new PlanChange(key("change"), id, price(50_00), 2, PlanChange.Billing.NOW));
        assertThat(changed.changePending()).isFalse();
        assertThat(service.changePlan(new PlanChange(key("change2"), id, price(10_00), 1, PlanChange.Billing.NOT))
                        .status())
                .isEqualTo("active");

        GatewaySubscription ending = service.cancelSubscription(id, CancelTiming.AT_PERIOD_END, key("end"));
        assertThat(ending.status()).isEqualTo("active");
        assertThat(ending.cancelAt()).isNotNull();
        GatewaySubscription resumed = service.resumeSubscription(id, key("resume"));
        assertThat(resumed.cancelAt()).isNull();
        assertThat(service.resumeSubscription(id, key("resume2"))).isEqualTo(resumed);

        assertThat(service.cancelSubscription(id, CancelTiming.NOW, key("now")).status())
                .isEqualTo("canceled");
        assertThat(service.cancelSubscription(id, CancelTiming.NOW, key("now")).status())
                .as("canceling twice")
                .isEqualTo("canceled");
        assertThatExceptionOfType(GatewayException.class)
                .isThrownBy(() -> service.resumeSubscription(id, key("resume3")))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.GATEWAY_REJECTED));
    }

    @Test
    void aCancellationWhoseAnswerIsLostIsDoneOnceAndTold() {
        String id = subscribed(price(20_00)).id();
        account.stripe.chaos().next("DELETE", Fault.DROP_AFTER);

        assertThat(service.cancelSubscription(id, CancelTiming.NOW, key("now")).status())
                .isEqualTo("canceled");
    }

    @Test
    void refundsInPartsOnceForEachKey() {
        PurchaseAttempt attempt = account.attempt(account.card("pm_card_visa"));
        String payment = ((PurchaseOutcome.Succeeded) service.purchaseCredits(attempt)).paymentId();
        RefundRequest part = new RefundRequest(key("refund"), "acme", "p1", payment, 3_00L);
        account.stripe.chaos().next("POST /v1/refunds", Fault.DROP_AFTER);

        GatewayRefund refund = service.refund(part);
        assertThat(refund.amount()).isEqualTo(Money.of(3_00, "usd"));
        assertThat(refund.status()).isEqualTo("succeeded");
        assertThat(service.refund(part)).isEqualTo(refund);
        assertThat(service.refund(new RefundRequest(key("refund2"), "acme", "p1", payment, null))
                        .amount())
                .isEqualTo(Money.of(7_00, "usd"));
        assertThat(service.list(RecordQuery.of(RecordKind.REFUND).where(Filter.PAYMENT, payment))
                        .records())
                .hasSize(2);
        assertThatExceptionOfType(GatewayException.class)
                .isThrownBy(() -> service.refund(new RefundRequest(key("refund3"), "acme", "p1", payment, 1L)))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.GATEWAY_REJECTED));
    }

    @Test
    void opensThePortalOnlyWithAWayBackToTheHost() throws StripeException {
        account.client()
                .v1()
                .billingPortal()
                .configurations()
                .create(ConfigurationCreateParams.builder()
                        .setFeatures(Features.builder()
                                .setPaymentMethodUpdate(Features.PaymentMethodUpdate.builder()
                                        .setEnabled(true)
                                        .build())
                                .build())
                        .build());
        HostedPage page = service.createPortalSession(
                PortalRequest.of(account.customer, "/billing").flow(new PortalFlow.UpdatePaymentMethod()));

        assertThat(page.id()).startsWith("bps_");
        assertThat(page.url().toString()).startsWith("http");
        assertThat(page.toString()).doesNotContain("http");
        assertThatThrownBy(
                        () -> service.createPortalSession(PortalRequest.of(account.customer, "https://evil.example/")))
                .isInstanceOf(InvalidArgumentException.class);
    }

    private CheckoutRequest checkout(RequestKey key, CheckoutRequest.Item item) {
        return new CheckoutRequest(key, "acme", account.customer, item, "/thanks", "/sorry", null);
    }

    @Test
    void opensACheckoutPageOnceForEachKeyAndClosesIt() {
        CheckoutRequest request = checkout(
                key("checkout"),
                new CheckoutRequest.CreditBundle("p1", "500 credits", Money.of(10_00, "usd"), 2, true));

        HostedPage page = service.createCheckout(request);
        assertThat(page.id()).startsWith("cs_");
        assertThat(page.toString()).doesNotContain("http");
        assertThat(service.createCheckout(request)).isEqualTo(page);
        StripeJson session = read(RecordKind.CHECKOUT_SESSION, page.id());
        assertThat(session.integer("amount_total")).isEqualTo(20_00);
        assertThat(CustomerCalls.metadata(session, StripeMetadata.PURCHASE)).isEqualTo("p1");

        assertThat(service.expireCheckout(page.id())).isTrue();
        assertThat(service.expireCheckout(page.id()))
                .as("the same key says what it said")
                .isTrue();
    }

    private HostedPage page(boolean invoice) {
        return service.createCheckout(checkout(
                key("checkout"),
                new CheckoutRequest.CreditBundle("p1", "500 credits", Money.of(10_00, "usd"), 1, true, invoice)));
    }

    @Test
    void findsACheckoutPageAsLongAsItCanBePaid() {
        HostedPage page = page(false);
        assertThat(service.findCheckout(page.id())).contains(page);
        service.expireCheckout(page.id());
        assertThat(service.findCheckout(page.id())).isEmpty();
        assertThat(service.findCheckout("cs_test_nowhere")).isEmpty();
    }

    @Test
    void aCheckoutPageThatFailedAtStripeIsNotAskedForAgainUnderItsKey() {
        account.stripe.chaos().next("POST /v1/checkout/sessions", Fault.ERROR_500_AFTER);
        assertThatExceptionOfType(GatewayException.class)
                .isThrownBy(() -> page(false))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.GATEWAY_ATTEMPT_SPENT));
    }

    @Test
    void readsReceiptAndInvoiceOfAPayment() {
        HostedPage page = page(true);
        account.stripe.control().completeCheckout(page.id());
        String payment =
                String.valueOf(read(RecordKind.CHECKOUT_SESSION, page.id()).reference("payment_intent"));

        PaymentReceipt receipt = service.receipt(payment).orElseThrow();

        assertThat(receipt.page()).hasHost("pay.stripe.com");
        assertThat(receipt.invoicePage()).hasHost("invoice.stripe.com");
        assertThat(receipt.invoicePdf()).hasHost("pay.stripe.com");
        assertThat(receipt.invoiceNumber()).isNotBlank();
        assertThat(receipt.toString()).doesNotContain("http");
    }

    @Test
    void aPaymentThatTookNoMoneyHasNoReceipt() {
        String card = account.card("pm_card_chargeCustomerFail");
        service.purchaseCredits(account.attempt("p1", 1, card, Money.of(1_00, "usd")));
        String payment = service.list(RecordQuery.of(RecordKind.PAYMENT))
                .records()
                .get(0)
                .id();

        assertThat(service.receipt(payment)).isEmpty();
        assertThatExceptionOfType(GatewayException.class)
                .isThrownBy(() -> service.receipt("pi_nowhere"))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.GATEWAY_OBJECT_UNKNOWN));
    }

    @Test
    void opensACheckoutPageForASubscription() {
        HostedPage page = service.createCheckout(
                checkout(key("checkout"), new CheckoutRequest.PlanSubscription(price(20_00), 1, 14)));

        assertThat(read(RecordKind.CHECKOUT_SESSION, page.id()).text("mode")).isEqualTo("subscription");
    }

    private StripeJson read(RecordKind kind, String id) {
        return StripeJson.of(new String(service.retrieve(kind, id).orElseThrow(), StandardCharsets.UTF_8));
    }

    @Test
    void readsRecordsAgainInThePinnedVersionAndSaysWhenThereIsNone() {
        assertThat(read(RecordKind.CUSTOMER, account.customer).text("object")).isEqualTo("customer");
        assertThat(service.retrieve(RecordKind.CUSTOMER, "cus_nowhere")).isEmpty();
        assertThat(service.retrieve(RecordKind.CUSTOMER, "user-1"))
                .as("asked for, under an id of the old kind")
                .isEmpty();
        assertThat(service.getCustomer("cus_nowhere")).isEmpty();
        assertThatThrownBy(() -> service.retrieve(RecordKind.CUSTOMER, "../events"))
                .isInstanceOf(InvalidArgumentException.class);
    }

    @Test
    void pagesThroughRecordsNewestFirstWithoutLosingOne() {
        String card = account.card("pm_card_visa");
        for (int i = 1; i <= 5; i++) {
            service.purchaseCredits(account.attempt("p" + i, 1, card, Money.of(1_00, "usd")));
        }
        List<String> purchases = new ArrayList<>();
        RecordQuery query = RecordQuery.of(RecordKind.PAYMENT)
                .where(Filter.CUSTOMER, account.customer)
                .limit(2);
        for (Optional<RecordQuery> next = Optional.of(query); next.isPresent(); ) {
            RecordPage page = service.list(next.get());
            page.records()
                    .forEach(one -> purchases.add(
                            CustomerCalls.metadata(StripeJson.of(one.payload()), StripeMetadata.PURCHASE)));
            next = page.next(next.get());
        }
        assertThat(purchases).containsExactly("p5", "p4", "p3", "p2", "p1");
        assertThat(service.list(RecordQuery.of(RecordKind.EVENT).where(Filter.EVENT_TYPE, "payment_intent.succeeded"))
                        .records())
                .hasSize(5);
    }

    @Test
    void aFilterThatTheServiceDoesNotHaveIsRefusedNotIgnored() {
        assertThatExceptionOfType(GatewayException.class)
                .isThrownBy(
                        () -> service.list(RecordQuery.of(RecordKind.CUSTOMER).where(Filter.SUBSCRIPTION, "sub_1")))
                .withMessageContaining("parameter")
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.GATEWAY_REJECTED));
    }

    @Test
    void withoutAnApiKeyEveryCallNamesTheFix() {
        StripeService deaf = StripeService.create(StripeSettings.builder()
                .webhookSecret("whsec_1")
                .livemode(false)
                .build());

        assertThatThrownBy(() -> deaf.getCustomer("cus_1"))
                .isInstanceOf(BillingConfigurationException.class)
                .hasMessageContaining("apiKey(");
    }
}
