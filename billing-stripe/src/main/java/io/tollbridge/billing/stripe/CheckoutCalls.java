// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import com.stripe.param.RefundCreateParams;
import com.stripe.param.checkout.SessionCreateParams;
import com.stripe.param.checkout.SessionCreateParams.InvoiceCreation;
import com.stripe.param.checkout.SessionCreateParams.LineItem;
import com.stripe.param.checkout.SessionCreateParams.LineItem.PriceData;
import com.stripe.param.checkout.SessionCreateParams.Mode;
import com.stripe.param.checkout.SessionCreateParams.PaymentIntentData;
import com.stripe.param.checkout.SessionCreateParams.PaymentIntentData.SetupFutureUsage;
import com.stripe.param.checkout.SessionCreateParams.SubscriptionData;
import com.stripe.param.checkout.SessionExpireParams;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.payment.CheckoutRequest;
import io.tollbridge.billing.payment.CheckoutRequest.CreditBundle;
import io.tollbridge.billing.payment.CheckoutRequest.PlanSubscription;
import io.tollbridge.billing.payment.GatewayException;
import io.tollbridge.billing.payment.GatewayRefund;
import io.tollbridge.billing.payment.HostedPage;
import io.tollbridge.billing.payment.Money;
import io.tollbridge.billing.payment.PurchaseOutcome;
import io.tollbridge.billing.payment.RecordKind;
import io.tollbridge.billing.payment.RefundRequest;
import io.tollbridge.billing.payment.RequestKey;
import java.util.Optional;

/** Pages on which customers pay, and money given back. */
final class CheckoutCalls {
    private final StripeApi api;
    private final RecordCalls records;
    private final ReturnUrls returnUrls;

    CheckoutCalls(StripeApi api, RecordCalls records, ReturnUrls returnUrls) {
        this.api = api;
        this.records = records;
        this.returnUrls = returnUrls;
    }

    void checkReturnUrl(String url) {
        returnUrls.checked(url);
    }

    HostedPage create(CheckoutRequest request) {
        SessionCreateParams.Builder params = SessionCreateParams.builder()
                .setCustomer(request.customerId())
                .setSuccessUrl(returnUrls.checked(request.successUrl()))
                .setCancelUrl(returnUrls.checked(request.cancelUrl()))
                .putMetadata(StripeMetadata.TENANT, request.tenantId())
                .putMetadata(StripeMetadata.ATTEMPT, request.key().value());
        if (request.expiresAt() != null) {
            params.setExpiresAt(request.expiresAt().getEpochSecond());
        }
        if (request.item() instanceof CreditBundle bundle) {
            bundle(params, request, bundle);
        } else if (request.item() instanceof PlanSubscription plan) {
            subscription(params, request, plan);
        }
        String what = "opening a checkout page for customer " + request.customerId();
        Answer answer = api.post(
                what, request.key(), (v1, options) -> v1.checkout().sessions().create(params.build(), options));
        if (answer instanceof Answer.InDoubt doubt && doubt.spent()) {
            throw new GatewayException(
                    ErrorCode.GATEWAY_ATTEMPT_SPENT,
                    what + " failed at Stripe, which repeats that for its key; a page that was opened all the same was"
                            + " shown to nobody. Begin another purchase, request " + doubt.requestId(),
                    doubt.requestId(),
                    null,
                    doubt.cause());
        }
        return PortalCalls.page(Failures.done(what, answer));
    }

    /** A page that can still be paid. */
    Optional<HostedPage> find(String sessionId) {
        return records.read(RecordKind.CHECKOUT_SESSION, sessionId, "")
                .filter(session -> "open".equals(session.mandatory("status", session.text("status"))))
                .map(PortalCalls::page);
    }

    /** Metadata of a page does not flow to its payment: each gets its own. */
    private static void bundle(SessionCreateParams.Builder params, CheckoutRequest request, CreditBundle bundle) {
        PaymentIntentData.Builder payment = PaymentIntentData.builder()
                .setDescription(bundle.name())
                .putMetadata(StripeMetadata.TENANT, request.tenantId())
                .putMetadata(StripeMetadata.PURCHASE, bundle.purchaseId());
        if (bundle.saveCard()) {
            payment.setSetupFutureUsage(SetupFutureUsage.OFF_SESSION);
        }
        if (bundle.invoice()) {
            params.setInvoiceCreation(InvoiceCreation.builder().setEnabled(true).build());
        }
        params.setMode(Mode.PAYMENT)
                .putMetadata(StripeMetadata.PURCHASE, bundle.purchaseId())
                .setPaymentIntentData(payment.build())
                .addLineItem(LineItem.builder()
                        .setQuantity(bundle.quantity())
                        .setPriceData(PriceData.builder()
                                .setCurrency(bundle.unitAmount().currency())
                                .setUnitAmount(bundle.unitAmount().minorUnits())
                                .setProductData(PriceData.ProductData.builder()
                                        .setName(bundle.name())
                                        .build())
                                .build())
                        .build());
    }

    private static void subscription(
            SessionCreateParams.Builder params, CheckoutRequest request, PlanSubscription plan) {
        SubscriptionData.Builder subscription =
                SubscriptionData.builder().putMetadata(StripeMetadata.TENANT, request.tenantId());
        if (plan.trialDays() > 0) {
            subscription.setTrialPeriodDays((long) plan.trialDays());
        }
        params.setMode(Mode.SUBSCRIPTION)
                .setSubscriptionData(subscription.build())
                .addLineItem(LineItem.builder()
                        .setPrice(plan.priceId())
                        .setQuantity(plan.quantity())
                        .build());
    }

    boolean expire(String sessionId) {
        String what = "closing checkout page " + sessionId;
        Answer answer = api.post(
                what,
                new RequestKey("expire", sessionId, 1),
                (v1, options) -> v1.checkout()
                        .sessions()
                        .expire(sessionId, SessionExpireParams.builder().build(), options));
        if (answer instanceof Answer.Done) {
            return true;
        }
        // why: a page that was paid or closed before cannot be closed; one that is open can, so that it is known
        String status = records.read(RecordKind.CHECKOUT_SESSION, sessionId, "")
                .map(session -> session.text("status"))
                .orElse(null);
        if ("complete".equals(status) || "expired".equals(status)) {
            return false;
        }
        throw Failures.of(what, answer);
    }

    /** How the payment of a page stands: what its payment says, once it has one. */
    PurchaseOutcome outcome(String sessionId, String purchaseId) {
        try {
            StripeJson session =
                    records.read(RecordKind.CHECKOUT_SESSION, sessionId, "").orElse(null);
            if (session == null || !purchaseId.equals(CustomerCalls.metadata(session, StripeMetadata.PURCHASE))) {
                return new PurchaseOutcome.Unknown("page " + sessionId + " is not of purchase " + purchaseId);
            }
            String paymentId = session.reference("payment_intent");
            String status = session.mandatory("status", session.text("status"));
            if ("expired".equals(status)) {
                return new PurchaseOutcome.Failed(
                        ErrorCode.GATEWAY_ATTEMPT_SPENT, "page " + sessionId + " was closed without being paid");
            } else if (!"complete".equals(status) || paymentId == null) {
                return new PurchaseOutcome.RequiresAction(sessionId);
            }
            String customer = session.mandatory("customer", session.reference("customer"));
            return records.read(RecordKind.PAYMENT, paymentId, "")
                    .map(intent -> PaymentReader.outcome(intent, customer, purchaseId))
                    // why: the page is submitted, and the customer sends the money by other ways
                    .map(outcome -> outcome instanceof PurchaseOutcome.RequiresAction
                            ? new PurchaseOutcome.Processing(paymentId)
                            : outcome)
                    .orElseGet(() -> new PurchaseOutcome.Unknown("there is no payment " + paymentId));
        } catch (GatewayException unread) {
            return new PurchaseOutcome.Unknown(String.valueOf(unread.getMessage()));
        }
    }

    GatewayRefund refund(RefundRequest request) {
        RefundCreateParams.Builder params = RefundCreateParams.builder()
                .setPaymentIntent(request.paymentId())
                .putMetadata(StripeMetadata.TENANT, request.tenantId())
                .putMetadata(StripeMetadata.PURCHASE, request.purchaseId())
                .putMetadata(StripeMetadata.ATTEMPT, request.key().value());
        if (request.minorUnits() != null) {
            params.setAmount(request.minorUnits());
        }
        String what = "refunding payment " + request.paymentId();
        StripeJson refund = Failures.done(
                what,
                api.post(what, request.key(), (v1, options) -> v1.refunds().create(params.build(), options)));
        return new GatewayRefund(
                refund.mandatory("id", refund.reference("id")),
                refund.mandatory("status", refund.text("status")),
                new Money(
                        refund.mandatory("amount", refund.integer("amount")),
                        refund.mandatory("currency", refund.text("currency"))));
    }
}
