// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import com.stripe.param.PaymentIntentCancelParams;
import com.stripe.param.PaymentIntentConfirmParams;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.PaymentIntentCreateParams.AutomaticPaymentMethods;
import com.stripe.param.PaymentIntentCreateParams.AutomaticPaymentMethods.AllowRedirects;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.payment.GatewayException;
import io.tollbridge.billing.payment.PaymentConfirmation;
import io.tollbridge.billing.payment.PurchaseAttempt;
import io.tollbridge.billing.payment.PurchaseOutcome;
import io.tollbridge.billing.payment.RecordKind;
import io.tollbridge.billing.payment.RecordPage;
import io.tollbridge.billing.payment.RecordQuery;
import io.tollbridge.billing.payment.RecordQuery.Filter;
import io.tollbridge.billing.payment.RequestKey;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Purchases without the customer: one PaymentIntent for each attempt, and no other traces. */
final class PurchaseCalls {
    /** How far this installation's clock and Stripe's may be apart when a list is cut by time. */
    private static final Duration SLACK = Duration.ofDays(2);

    private final StripeApi api;
    private final RecordCalls records;

    private final ReturnUrls returnUrls;

    PurchaseCalls(StripeApi api, RecordCalls records, ReturnUrls returnUrls) {
        this.api = api;
        this.records = records;
        this.returnUrls = returnUrls;
    }

    PurchaseOutcome charge(PurchaseAttempt attempt) {
        Answer answer = send(attempt);
        if (answer instanceof Answer.NotDone notDone) {
            return new PurchaseOutcome.Failed(notDone.code(), message(attempt, answer));
        }
        return outcome(attempt, answer);
    }

    /** Sends the attempt. What is sent depends on nothing but the attempt, now and in all later versions. */
    private Answer send(PurchaseAttempt attempt) {
        PaymentIntentCreateParams params = PaymentIntentCreateParams.builder()
                .setAmount(attempt.amount().minorUnits())
                .setCurrency(attempt.amount().currency())
                .setCustomer(attempt.customerId())
                .setPaymentMethod(attempt.paymentMethodId())
                // why no redirects: nobody is there who could follow one, and confirming would be refused without a URL
                .setAutomaticPaymentMethods(AutomaticPaymentMethods.builder()
                        .setEnabled(true)
                        .setAllowRedirects(AllowRedirects.NEVER)
                        .build())
                .setOffSession(true)
                .setConfirm(true)
                .setDescription(attempt.description())
                .putMetadata(StripeMetadata.TENANT, attempt.tenantId())
                .putMetadata(StripeMetadata.PURCHASE, attempt.purchaseId())
                .putMetadata(StripeMetadata.ATTEMPT, attempt.key().value())
                .build();
        return api.post(
                what(attempt),
                attempt.key(),
                (v1, options) -> v1.paymentIntents().create(params, options));
    }

    /** What an answer means; anything that is not certain is unknown. */
    private static PurchaseOutcome outcome(PurchaseAttempt attempt, Answer answer) {
        if (answer instanceof Answer.Done done) {
            return PaymentReader.outcome(done.body(), attempt);
        }
        if (answer instanceof Answer.Refused refused) {
            if (refused.status() == 402) {
                StripeJson payment = refused.error().payment();
                return PaymentReader.declined(payment == null ? null : payment.reference("id"), refused.error());
            }
            ErrorCode code = Failures.code(refused);
            if (code != ErrorCode.GATEWAY_KEY_CONFLICT) {
                return new PurchaseOutcome.Failed(code, message(attempt, answer));
            }
        }
        return new PurchaseOutcome.Unknown(message(attempt, answer));
    }

    /** The customer is there now: the bank may ask, or not ask at all. */
    PaymentConfirmation confirm(PurchaseAttempt attempt, String paymentId, String returnUrl) {
        String back = returnUrls.checked(returnUrl);
        StripeJson intent = records.read(RecordKind.PAYMENT, paymentId, "").orElse(null);
        PurchaseOutcome before = intent == null
                ? new PurchaseOutcome.Unknown("there is no payment " + paymentId)
                : PaymentReader.outcome(intent, attempt);
        boolean open = before instanceof PurchaseOutcome.RequiresAction || before instanceof PurchaseOutcome.Declined;
        if (intent == null || !open || page(intent) != null) {
            return new PaymentConfirmation(before, intent == null ? null : page(intent));
        }
        String what = "having payment " + paymentId + " confirmed";
        // why a random key: a payment takes money once, however often it is confirmed
        RequestKey key = new RequestKey("confirm", UUID.randomUUID().toString(), 1);
        PaymentIntentConfirmParams params = PaymentIntentConfirmParams.builder()
                .setPaymentMethod(attempt.paymentMethodId())
                .setReturnUrl(back)
                .build();
        Answer answer = api.post(what, key, (v1, options) -> v1.paymentIntents().confirm(paymentId, params, options));
        URI page = answer instanceof Answer.Done done ? page(done.body()) : null;
        PurchaseOutcome outcome = outcome(attempt, answer);
        if (page == null && outcome instanceof PurchaseOutcome.RequiresAction) {
            throw new GatewayException(
                    ErrorCode.GATEWAY_REJECTED,
                    what + " has no page: the means of payment wants something else; let the customer buy on a page of"
                            + " its own, with another one",
                    null,
                    null,
                    null);
        }
        return new PaymentConfirmation(outcome, page);
    }

    private static @Nullable URI page(StripeJson intent) {
        StripeJson action = intent.expanded("next_action");
        StripeJson redirect = action == null ? null : action.expanded("redirect_to_url");
        String url = redirect == null ? null : redirect.text("url");
        return url == null ? null : URI.create(url);
    }

    PurchaseOutcome resolve(PurchaseAttempt attempt, Instant now) {
        PurchaseOutcome asked = new PurchaseOutcome.Unknown(what(attempt) + " is too old to be asked by its key");
        if (KeyLife.known(attempt.firstSentAt(), now)) {
            Answer answer = send(attempt);
            asked = outcome(attempt, answer);
            // why: a key that is not valid now says nothing about an earlier sending with one that was
            boolean saysNothing = answer instanceof Answer.Refused refused
                    && Failures.code(refused) == ErrorCode.GATEWAY_NOT_AUTHORIZED;
            if (!saysNothing && !(asked instanceof PurchaseOutcome.Unknown)) {
                return asked;
            }
        }
        try {
            Optional<StripeJson> found = find(attempt);
            if (found.isPresent()) {
                return settled(attempt, found.get());
            }
        } catch (GatewayException unlisted) {
            return new PurchaseOutcome.Unknown(String.valueOf(unlisted.getMessage()));
        }
        if (KeyLife.over(attempt.firstSentAt(), now)) {
            return new PurchaseOutcome.Failed(
                    ErrorCode.GATEWAY_ATTEMPT_SPENT,
                    what(attempt) + " has made no payment, and its key is too old to make one");
        }
        // why not failed yet: after an error of its own Stripe may complete what was begun
        // (docs.stripe.com/error-low-level)
        return asked instanceof PurchaseOutcome.Unknown
                ? asked
                : new PurchaseOutcome.Unknown(what(attempt) + " is not found, but may still be on its way");
    }

    /** What became of an attempt that is never to be sent again; empty when it has made no payment. */
    Optional<PurchaseOutcome> lookUp(PurchaseAttempt attempt) {
        try {
            return find(attempt).map(intent -> settled(attempt, intent));
        } catch (GatewayException unlisted) {
            return Optional.of(new PurchaseOutcome.Unknown(String.valueOf(unlisted.getMessage())));
        }
    }

    /** Looks for the attempt in the list of the customer's payments; Stripe's search may be late. */
    private Optional<StripeJson> find(PurchaseAttempt attempt) {
        // why no upper end: the request may have been carried out at any time since
        RecordQuery query = RecordQuery.of(RecordKind.PAYMENT)
                .where(Filter.CUSTOMER, attempt.customerId())
                .created(attempt.firstSentAt().minus(SLACK), null);
        for (Optional<RecordQuery> page = Optional.of(query); page.isPresent(); ) {
            RecordPage listed = records.list(page.get());
            for (RecordPage.StoredRecord one : listed.records()) {
                StripeJson intent = StripeJson.of(one.payload());
                if (attempt.key().value().equals(CustomerCalls.metadata(intent, StripeMetadata.ATTEMPT))) {
                    return Optional.of(intent);
                }
            }
            page = listed.next(page.get());
        }
        return Optional.empty();
    }

    private PurchaseOutcome settled(PurchaseAttempt attempt, StripeJson intent) {
        return PaymentReader.abandoned(intent)
                ? cancel(attempt, intent.mandatory("id", intent.reference("id")))
                : PaymentReader.outcome(intent, attempt);
    }

    PurchaseOutcome payment(PurchaseAttempt attempt, String paymentId) {
        return read(attempt, paymentId);
    }

    PurchaseOutcome cancel(PurchaseAttempt attempt, String paymentId) {
        RequestKey key = new RequestKey("cancel", paymentId, attempt.number());
        String what = "canceling payment " + paymentId;
        Answer answer = api.post(
                what,
                key,
                (v1, options) -> v1.paymentIntents()
                        .cancel(paymentId, PaymentIntentCancelParams.builder().build(), options));
        if (answer instanceof Answer.Done done) {
            return PaymentReader.outcome(done.body(), attempt);
        }
        // why: a payment that has succeeded, or was canceled before, cannot be canceled
        return read(attempt, paymentId);
    }

    private PurchaseOutcome read(PurchaseAttempt attempt, String paymentId) {
        try {
            return records.read(RecordKind.PAYMENT, paymentId, "")
                    .map(intent -> PaymentReader.outcome(intent, attempt))
                    .orElseGet(() -> new PurchaseOutcome.Unknown(
                            "there is no payment " + paymentId + " in this account and mode"));
        } catch (GatewayException unread) {
            return new PurchaseOutcome.Unknown(String.valueOf(unread.getMessage()));
        }
    }

    private static String what(PurchaseAttempt attempt) {
        return "charging purchase " + attempt.purchaseId() + " of tenant " + attempt.tenantId() + ", attempt "
                + attempt.number();
    }

    private static String message(PurchaseAttempt attempt, Answer answer) {
        return String.valueOf(Failures.of(what(attempt), answer).getMessage());
    }
}
