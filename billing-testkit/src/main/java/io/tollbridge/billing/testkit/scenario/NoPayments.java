// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.scenario;

import io.tollbridge.billing.payment.CancelTiming;
import io.tollbridge.billing.payment.CheckoutRequest;
import io.tollbridge.billing.payment.CustomerAttempt;
import io.tollbridge.billing.payment.GatewayCustomer;
import io.tollbridge.billing.payment.GatewayFacts;
import io.tollbridge.billing.payment.GatewayRefund;
import io.tollbridge.billing.payment.GatewaySubscription;
import io.tollbridge.billing.payment.HostedPage;
import io.tollbridge.billing.payment.PaymentConfirmation;
import io.tollbridge.billing.payment.PaymentMethod;
import io.tollbridge.billing.payment.PaymentReceipt;
import io.tollbridge.billing.payment.PlanChange;
import io.tollbridge.billing.payment.PortalRequest;
import io.tollbridge.billing.payment.PurchaseAttempt;
import io.tollbridge.billing.payment.PurchaseOutcome;
import io.tollbridge.billing.payment.RecordKind;
import io.tollbridge.billing.payment.RecordPage;
import io.tollbridge.billing.payment.RecordQuery;
import io.tollbridge.billing.payment.RefundRequest;
import io.tollbridge.billing.payment.RequestKey;
import io.tollbridge.billing.payment.SubscriptionRequest;
import io.tollbridge.billing.spi.PaymentGateway;
import io.tollbridge.billing.spi.WebhookSource;
import io.tollbridge.billing.webhook.WebhookHandler;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A gateway that nothing may be asked of. Tests override what they need. */
abstract class NoPayments implements PaymentGateway {
    private static UnsupportedOperationException notExpected() {
        return new UnsupportedOperationException("this test asks nothing of the payment service");
    }

    @Override
    public boolean canRead() {
        return false;
    }

    @Override
    public GatewayCustomer createCustomer(CustomerAttempt attempt, Instant now) {
        throw notExpected();
    }

    @Override
    public Optional<GatewayCustomer> getCustomer(String customerId) {
        throw notExpected();
    }

    @Override
    public void updateEmail(String customerId, String email) {
        throw notExpected();
    }

    @Override
    public Optional<PaymentMethod> defaultPaymentMethod(String customerId) {
        throw notExpected();
    }

    @Override
    public HostedPage createPortalSession(PortalRequest request) {
        throw notExpected();
    }

    @Override
    public GatewaySubscription createSubscription(SubscriptionRequest request) {
        throw notExpected();
    }

    @Override
    public GatewaySubscription changePlan(PlanChange change) {
        throw notExpected();
    }

    @Override
    public GatewaySubscription cancelSubscription(String subscriptionId, CancelTiming timing, RequestKey key) {
        throw notExpected();
    }

    @Override
    public GatewaySubscription resumeSubscription(String subscriptionId, RequestKey key) {
        throw notExpected();
    }

    @Override
    public PurchaseOutcome purchaseCredits(PurchaseAttempt attempt) {
        throw notExpected();
    }

    @Override
    public PurchaseOutcome resolve(PurchaseAttempt attempt, Instant now) {
        throw notExpected();
    }

    @Override
    public PurchaseOutcome payment(PurchaseAttempt attempt, String paymentId) {
        throw notExpected();
    }

    @Override
    public PurchaseOutcome cancelPayment(PurchaseAttempt attempt, String paymentId) {
        throw notExpected();
    }

    @Override
    public PaymentConfirmation confirmPayment(PurchaseAttempt attempt, String paymentId, String returnUrl) {
        throw notExpected();
    }

    @Override
    public HostedPage createCheckout(CheckoutRequest request) {
        throw notExpected();
    }

    @Override
    public Optional<HostedPage> findCheckout(String sessionId) {
        throw notExpected();
    }

    @Override
    public Optional<PaymentReceipt> receipt(String paymentId) {
        throw notExpected();
    }

    @Override
    public boolean expireCheckout(String sessionId) {
        throw notExpected();
    }

    @Override
    public PurchaseOutcome checkout(String sessionId, String purchaseId) {
        throw notExpected();
    }

    @Override
    public GatewayRefund refund(RefundRequest request) {
        throw notExpected();
    }

    @Override
    public Optional<byte[]> retrieve(RecordKind kind, String id) {
        throw notExpected();
    }

    @Override
    public RecordPage list(RecordQuery query) {
        throw notExpected();
    }

    @Override
    public final boolean livemode() {
        return false;
    }

    @Override
    public final WebhookSource webhooks() {
        return new WebhookSource() {
            @Override
            public Verified verify(byte[] body, @Nullable String signatureHeader, Instant now) {
                throw notExpected();
            }

            @Override
            public List<WebhookHandler> handlers() {
                return List.of();
            }
        };
    }

    @Override
    public GatewayFacts inspect(Set<String> priceIds) {
        throw notExpected();
    }
}
