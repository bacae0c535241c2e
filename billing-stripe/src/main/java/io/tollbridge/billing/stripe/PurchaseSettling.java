// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.account.PaymentCommand;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.account.PurchaseCommand;
import io.tollbridge.billing.payment.Decline;
import io.tollbridge.billing.payment.PaymentTruth;
import io.tollbridge.billing.payment.RecordKind;
import io.tollbridge.billing.payment.RequestKey;
import io.tollbridge.billing.spi.TenantPurchase;
import io.tollbridge.billing.webhook.HandlerResult;
import io.tollbridge.billing.webhook.WebhookContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the purchase of a payment or a page, asks how the payment stands, and says what to do. Thread-safe. */
final class PurchaseSettling {
    private final RecordCalls records;
    private final PaymentTruths truths;

    PurchaseSettling(RecordCalls records, PaymentTruths truths) {
        this.records = records;
        this.truths = truths;
    }

    /** What to do about the purchase of a payment; empty when it is for none. */
    Optional<HandlerResult> settle(IntentReader intent, boolean pageComplete, WebhookContext context) {
        Optional<TenantPurchase> found = context.purchaseOfPayment(intent.id());
        Hint hint = new Hint(intent.metadata(StripeMetadata.TENANT), intent.metadata(StripeMetadata.PURCHASE));
        if (found.isEmpty()) {
            found = hint.find(context);
        }
        if (found.isEmpty()) {
            return hint.missing("payment " + intent.id());
        }
        return Optional.of(settle(found.get(), intent.id(), pageComplete));
    }

    /** What to do about the purchase of a page; empty when it is for none. */
    Optional<HandlerResult> settle(SessionReader session, WebhookContext context) {
        Optional<TenantPurchase> found = context.purchaseOfSession(session.id());
        Hint hint = new Hint(session.metadata(StripeMetadata.TENANT), session.metadata(StripeMetadata.PURCHASE));
        if (found.isEmpty()) {
            found = hint.find(context);
        }
        if (found.isEmpty()) {
            return hint.missing("page " + session.id());
        }
        TenantPurchase ours = found.get();
        String payment = session.payment();
        if (payment != null) {
            Optional<IntentReader> intent =
                    records.read(RecordKind.PAYMENT, payment, "").map(IntentReader::new);
            boolean unpaid = intent.isEmpty() || intent.get().state() != PaymentTruth.State.SUCCEEDED;
            return Optional.of(session.expired() && unpaid ? expired(ours) : settle(ours, payment, session.complete()));
        }
        if (session.expired()) {
            return Optional.of(expired(ours));
        }
        return Optional.of(
                session.complete()
                        ? HandlerResult.quarantine("page " + session.id() + " of purchase "
                                + ours.purchase().id() + " was completed without a payment; grant by hand if it is"
                                + " right, or discard the event")
                        : HandlerResult.ignore("page " + session.id() + " waits for its customer"));
    }

    private static HandlerResult expired(TenantPurchase ours) {
        return HandlerResult.apply(new PurchaseCommand.FailPurchase(
                ours.tenantId(),
                ours.purchase().id(),
                null,
                Purchase.State.EXPIRED,
                new Decline("checkout_session_expired", null, false, null)));
    }

    /** The mark is read before Stripe is asked: it tells whether another reading overtook this one. */
    private HandlerResult settle(TenantPurchase ours, String paymentId, boolean pageComplete) {
        Purchase purchase = ours.purchase();
        Optional<PaymentTruths.Told> told = truths.of(paymentId);
        if (told.isEmpty()) {
            return HandlerResult.quarantine("payment " + paymentId + " of purchase " + purchase.id()
                    + " is not known in this account and mode");
        }
        PaymentTruth truth = told.get().truth();
        String attempt = told.get().intent().metadata(StripeMetadata.ATTEMPT);
        boolean sameAttempt = attempt == null || attempt.equals(key(purchase));
        if (!sameAttempt && truth.state() != PaymentTruth.State.SUCCEEDED) {
            return HandlerResult.ignore("payment " + paymentId + " was of an earlier attempt of purchase "
                    + purchase.id() + " and took nothing");
        }
        Command command = new PaymentCommand.SettlePayment(
                ours.tenantId(),
                purchase.id(),
                truth,
                pageComplete,
                purchase.payment().truthAt(),
                purchase.state() == Purchase.State.GRANTED,
                null);
        return HandlerResult.apply(command);
    }

    private static String key(Purchase purchase) {
        return new RequestKey("purchase", purchase.id(), purchase.attempt().number()).value();
    }

    /**
     * What metadata says about an object. It is a hint, which must fit a purchase that is stored.
     *
     * @param tenantId the tenant, null when none is named
     * @param purchaseId the purchase, null when none is named
     */
    private record Hint(@Nullable String tenantId, @Nullable String purchaseId) {
        Optional<TenantPurchase> find(WebhookContext context) {
            return tenantId == null || purchaseId == null
                    ? Optional.empty()
                    : context.purchase(tenantId, purchaseId).map(found -> new TenantPurchase(tenantId, found));
        }

        /** A purchase is stored before Stripe hears of it; one that is missing may be on a replica that lags. */
        Optional<HandlerResult> missing(String what) {
            return purchaseId == null
                    ? Optional.empty()
                    : Optional.of(HandlerResult.retry(
                            what + " names a purchase that is not stored (yet), or names it" + " without its tenant"));
        }
    }
}
