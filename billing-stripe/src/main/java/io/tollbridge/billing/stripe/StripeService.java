// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import io.tollbridge.billing.BillingConfigurationException;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.payment.CancelTiming;
import io.tollbridge.billing.payment.CheckoutRequest;
import io.tollbridge.billing.payment.CustomerAttempt;
import io.tollbridge.billing.payment.GatewayCustomer;
import io.tollbridge.billing.payment.GatewayException;
import io.tollbridge.billing.payment.GatewayFacts;
import io.tollbridge.billing.payment.GatewayRefund;
import io.tollbridge.billing.payment.GatewaySubscription;
import io.tollbridge.billing.payment.HostedPage;
import io.tollbridge.billing.payment.PaymentConfirmation;
import io.tollbridge.billing.payment.PaymentMethod;
import io.tollbridge.billing.payment.PaymentReceipt;
import io.tollbridge.billing.payment.PaymentTruth;
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
import io.tollbridge.billing.webhook.WebhookRejectedException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Stripe as the payment service.
 *
 * <p>Calls block the caller's thread, take their turn in a limit on rate and concurrency, and repeat by themselves what
 * is worth repeating, always under the same idempotency key; {@link ApiLimits} says how often. Nothing is ever repeated
 * under another key. Every failure is a {@link GatewayException} with Stripe's request id; no message holds a secret,
 * personal data or a page's address.
 *
 * <p>Side effects on the process: with an API key, Stripe's library is told to send no telemetry
 * ({@code Stripe.enableTelemetry}), which holds for every use of that library in the process. Its static API key is never
 * touched.
 *
 * <p>Thread-safe. Connections, and the daemon threads that the JDK's HTTP client uses, end when the service is garbage.
 */
public final class StripeService implements PaymentGateway {
    private final StripeSettings settings;
    private final StripeWebhooks webhooks;
    private final @Nullable StripeCalls calls;

    private StripeService(StripeSettings settings) {
        this.settings = settings;
        String apiKey = settings.apiKey();
        StripeCalls stripe = apiKey == null ? null : StripeCalls.of(settings, apiKey);
        this.calls = stripe;
        this.webhooks = new StripeWebhooks(
                settings,
                stripe == null
                        ? null
                        : new CurrentObject(
                                (kind, id) -> readable(() -> stripe.records().retrieve(kind, id))),
                stripe == null ? null : stripe.records());
    }

    /** Stripe with these settings. */
    public static StripeService create(StripeSettings settings) {
        return new StripeService(settings);
    }

    @Override
    public boolean livemode() {
        return settings.livemode();
    }

    @Override
    public WebhookSource webhooks() {
        return webhooks;
    }

    /**
     * Proves that Stripe signed a request, for hosts that receive webhooks of their own beside this library's. Returns
     * when it is genuine.
     *
     * <p>Every configured secret is tried, in constant time. Unlike Stripe's own library this also refuses signatures
     * from the future, and throws nothing else whatever the input.
     *
     * @param body the request body, byte for byte
     * @param header the value of the {@code Stripe-Signature} header, null when there was none
     * @param now the time, to tell stale and future signatures
     * @throws WebhookRejectedException when it is not genuine
     */
    public void verifyWebhookSignature(byte[] body, @Nullable String header, Instant now) {
        webhooks.verifySignature(body, header, now);
    }

    @Override
    public GatewayCustomer createCustomer(CustomerAttempt attempt, Instant now) {
        return readable(() -> calls().customers().create(attempt, now));
    }

    @Override
    public Optional<GatewayCustomer> getCustomer(String customerId) {
        return readable(() -> calls().customers().get(customerId));
    }

    @Override
    public void updateEmail(String customerId, String email) {
        calls().customers().updateEmail(customerId, email);
    }

    @Override
    public Optional<PaymentMethod> defaultPaymentMethod(String customerId) {
        return readable(() -> calls().customers().defaultPaymentMethod(customerId));
    }

    @Override
    public HostedPage createPortalSession(PortalRequest request) {
        return readable(() -> calls().portal().create(request));
    }

    @Override
    public GatewaySubscription createSubscription(SubscriptionRequest request) {
        return readable(() -> calls().subscriptions().create(request));
    }

    @Override
    public GatewaySubscription changePlan(PlanChange change) {
        return readable(() -> calls().subscriptions().changePlan(change));
    }

    @Override
    public GatewaySubscription cancelSubscription(String subscriptionId, CancelTiming timing, RequestKey key) {
        return readable(() -> calls().subscriptions().cancel(subscriptionId, timing, key));
    }

    @Override
    public GatewaySubscription resumeSubscription(String subscriptionId, RequestKey key) {
        return readable(() -> calls().subscriptions().resume(subscriptionId, key));
    }

    @Override
    public PurchaseOutcome purchaseCredits(PurchaseAttempt attempt) {
        return certain(() -> calls().purchases().charge(attempt));
    }

    @Override
    public Optional<PurchaseOutcome> find(PurchaseAttempt attempt) {
        try {
            return calls().purchases().lookUp(attempt);
        } catch (UnreadablePayloadException unreadable) {
            return Optional.of(unknown(unreadable));
        }
    }

    @Override
    public PurchaseOutcome resolve(PurchaseAttempt attempt, Instant now) {
        return certain(() -> calls().purchases().resolve(attempt, now));
    }

    @Override
    public PurchaseOutcome payment(PurchaseAttempt attempt, String paymentId) {
        return certain(() -> calls().purchases().payment(attempt, paymentId));
    }

    @Override
    public PurchaseOutcome cancelPayment(PurchaseAttempt attempt, String paymentId) {
        return certain(() -> calls().purchases().cancel(attempt, paymentId));
    }

    @Override
    public PaymentConfirmation confirmPayment(PurchaseAttempt attempt, String paymentId, String returnUrl) {
        return readable(() -> calls().purchases().confirm(attempt, paymentId, returnUrl));
    }

    @Override
    public void checkReturnUrl(String url) {
        calls().checkout().checkReturnUrl(url);
    }

    @Override
    public HostedPage createCheckout(CheckoutRequest request) {
        return readable(() -> calls().checkout().create(request));
    }

    @Override
    public Optional<HostedPage> findCheckout(String sessionId) {
        return readable(() -> calls().checkout().find(sessionId));
    }

    @Override
    public Optional<PaymentReceipt> receipt(String paymentId) {
        return readable(() -> calls().receipts().of(paymentId));
    }

    @Override
    public boolean expireCheckout(String sessionId) {
        return readable(() -> calls().checkout().expire(sessionId));
    }

    @Override
    public PurchaseOutcome checkout(String sessionId, String purchaseId) {
        return certain(() -> calls().checkout().outcome(sessionId, purchaseId));
    }

    @Override
    public GatewayRefund refund(RefundRequest request) {
        return readable(() -> calls().checkout().refund(request));
    }

    /** True with an API key. */
    @Override
    public boolean canRead() {
        return calls != null;
    }

    @Override
    public Optional<byte[]> retrieve(RecordKind kind, String id) {
        return readable(() -> calls().records().retrieve(kind, id));
    }

    @Override
    public RecordPage list(RecordQuery query) {
        return readable(() -> calls().records().list(query));
    }

    @Override
    public Optional<PaymentTruth> truth(String paymentId) {
        return readable(() -> new PaymentTruths(calls().records()).of(paymentId).map(PaymentTruths.Told::truth));
    }

    @Override
    public GatewayFacts inspect(Set<String> priceIds) {
        return readable(() -> calls().facts().read(priceIds));
    }

    /** Which account and mode; never a secret. */
    @Override
    public String toString() {
        return "StripeService[" + settings + "]";
    }

    private StripeCalls calls() {
        if (calls == null) {
            throw new BillingConfigurationException("asking Stripe needs an API key: call"
                    + " StripeSettings.builder().apiKey(System.getenv(\"STRIPE_API_KEY\"))");
        }
        return calls;
    }

    private static <T> T readable(Supplier<T> call) {
        try {
            return call.get();
        } catch (UnreadablePayloadException unreadable) {
            throw new GatewayException(
                    ErrorCode.GATEWAY_OUTCOME_UNKNOWN,
                    "Stripe's answer cannot be read: " + unreadable.getMessage(),
                    null,
                    null,
                    null);
        }
    }

    private static PurchaseOutcome certain(Supplier<PurchaseOutcome> call) {
        try {
            return call.get();
        } catch (UnreadablePayloadException unreadable) {
            return unknown(unreadable);
        }
    }

    private static PurchaseOutcome unknown(UnreadablePayloadException unreadable) {
        return new PurchaseOutcome.Unknown("Stripe's answer cannot be read: " + unreadable.getMessage());
    }
}
