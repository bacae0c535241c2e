// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import com.stripe.param.SubscriptionCancelParams;
import com.stripe.param.SubscriptionCreateParams;
import com.stripe.param.SubscriptionResumeParams;
import com.stripe.param.SubscriptionUpdateParams;
import com.stripe.param.SubscriptionUpdateParams.PaymentBehavior;
import com.stripe.param.SubscriptionUpdateParams.ProrationBehavior;
import com.stripe.param.common.EmptyParam;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.payment.CancelTiming;
import io.tollbridge.billing.payment.GatewayException;
import io.tollbridge.billing.payment.GatewaySubscription;
import io.tollbridge.billing.payment.PlanChange;
import io.tollbridge.billing.payment.RecordKind;
import io.tollbridge.billing.payment.RequestKey;
import io.tollbridge.billing.payment.SubscriptionRequest;
import java.time.Instant;
import java.util.List;

/** Subscriptions. */
final class SubscriptionCalls {
    private final StripeApi api;
    private final RecordCalls records;

    SubscriptionCalls(StripeApi api, RecordCalls records) {
        this.api = api;
        this.records = records;
    }

    GatewaySubscription create(SubscriptionRequest request) {
        SubscriptionCreateParams.Builder params = SubscriptionCreateParams.builder()
                .setCustomer(request.customerId())
                .addItem(SubscriptionCreateParams.Item.builder()
                        .setPrice(request.priceId())
                        .setQuantity(request.quantity())
                        .build())
                .setPaymentBehavior(SubscriptionCreateParams.PaymentBehavior.ERROR_IF_INCOMPLETE)
                .setOffSession(true)
                .putMetadata(StripeMetadata.TENANT, request.tenantId())
                .putMetadata(StripeMetadata.ATTEMPT, request.key().value());
        if (request.trialDays() > 0) {
            params.setTrialPeriodDays((long) request.trialDays());
        }
        String what = "subscribing customer " + request.customerId();
        return subscription(Failures.done(
                what,
                api.post(
                        what, request.key(), (v1, options) -> v1.subscriptions().create(params.build(), options))));
    }

    GatewaySubscription changePlan(PlanChange change) {
        String item = onlyItem(change.subscriptionId());
        SubscriptionUpdateParams.Builder params = SubscriptionUpdateParams.builder()
                .addItem(SubscriptionUpdateParams.Item.builder()
                        .setId(item)
                        .setPrice(change.priceId())
                        .setQuantity(change.quantity())
                        .build());
        switch (change.billing()) {
            // why pending: the plan must not change before it is paid
            case NOW ->
                params.setProrationBehavior(ProrationBehavior.ALWAYS_INVOICE)
                        .setPaymentBehavior(PaymentBehavior.PENDING_IF_INCOMPLETE);
            case NEXT_INVOICE -> params.setProrationBehavior(ProrationBehavior.CREATE_PRORATIONS);
            case NOT -> params.setProrationBehavior(ProrationBehavior.NONE);
        }
        return update("changing the plan of subscription " + change.subscriptionId(), change, params.build());
    }

    private GatewaySubscription update(String what, PlanChange change, SubscriptionUpdateParams params) {
        return update(what, change.subscriptionId(), change.key(), params);
    }

    private GatewaySubscription update(String what, String id, RequestKey key, SubscriptionUpdateParams params) {
        return subscription(Failures.done(
                what, api.post(what, key, (v1, options) -> v1.subscriptions().update(id, params, options))));
    }

    private String onlyItem(String id) {
        StripeJson subscription = read(id);
        List<StripeJson> items = subscription.list("items");
        if (items.size() != 1 || subscription.truncated("items")) {
            throw new GatewayException(
                    ErrorCode.GATEWAY_REJECTED,
                    "subscription " + id + " has " + items.size() + " items; which one to change must be said in the"
                            + " Stripe dashboard",
                    null,
                    null,
                    null);
        }
        return items.get(0).mandatory("id", items.get(0).reference("id"));
    }

    GatewaySubscription cancel(String id, CancelTiming timing, RequestKey key) {
        String what = "canceling subscription " + id;
        if (timing == CancelTiming.AT_PERIOD_END) {
            return update(
                    what,
                    id,
                    key,
                    SubscriptionUpdateParams.builder()
                            .setCancelAtPeriodEnd(true)
                            .build());
        }
        Answer answer = api.delete(
                what,
                (v1, options) -> v1.subscriptions()
                        .cancel(id, SubscriptionCancelParams.builder().build(), options));
        if (answer instanceof Answer.Done done) {
            return subscription(done.body());
        }
        // why: canceling twice is refused, and the first time may have got through without an answer
        if (answer instanceof Answer.Refused) {
            GatewaySubscription now = records.read(RecordKind.SUBSCRIPTION, id, "")
                    .map(SubscriptionCalls::subscription)
                    .orElse(null);
            if (now != null && now.status().equals("canceled")) {
                return now;
            }
        }
        throw Failures.of(what, answer);
    }

    GatewaySubscription resume(String id, RequestKey key) {
        String what = "resuming subscription " + id;
        StripeJson now = read(id);
        String status = now.mandatory("status", now.text("status"));
        if (status.equals("canceled") || status.equals("incomplete_expired")) {
            throw new GatewayException(
                    ErrorCode.GATEWAY_REJECTED,
                    "subscription " + id + " has ended (" + status + "); create a new one",
                    null,
                    null,
                    null);
        }
        if (status.equals("paused")) {
            return subscription(Failures.done(
                    what,
                    api.post(
                            what,
                            key,
                            (v1, options) -> v1.subscriptions()
                                    .resume(
                                            id,
                                            SubscriptionResumeParams.builder().build(),
                                            options))));
        }
        SubscriptionUpdateParams.Builder params = SubscriptionUpdateParams.builder();
        boolean planned = Boolean.TRUE.equals(now.flag("cancel_at_period_end"));
        boolean dated = now.instant("cancel_at") != null;
        boolean held = now.expanded("pause_collection") != null;
        // why one of the two: Stripe sets cancel_at beside the flag, and refuses to be given both
        if (planned) {
            params.setCancelAtPeriodEnd(false);
        } else if (dated) {
            params.setCancelAt(EmptyParam.EMPTY);
        }
        if (held) {
            params.setPauseCollection(EmptyParam.EMPTY);
        }
        return planned || dated || held ? update(what, id, key, params.build()) : subscription(now);
    }

    private StripeJson read(String id) {
        return records.read(RecordKind.SUBSCRIPTION, id, "")
                .orElseThrow(() -> new GatewayException(
                        ErrorCode.GATEWAY_OBJECT_UNKNOWN,
                        "there is no subscription " + id + " in this account and mode",
                        null,
                        null,
                        null));
    }

    private static GatewaySubscription subscription(StripeJson body) {
        Instant cancelAt = body.instant("cancel_at");
        if (cancelAt == null && Boolean.TRUE.equals(body.flag("cancel_at_period_end"))) {
            cancelAt = body.list("items").stream()
                    .map(item -> item.instant("current_period_end"))
                    .filter(java.util.Objects::nonNull)
                    .max(Instant::compareTo)
                    .orElseGet(() -> body.instant("current_period_end"));
        }
        return new GatewaySubscription(
                body.mandatory("id", body.reference("id")),
                body.mandatory("customer", body.reference("customer")),
                body.mandatory("status", body.text("status")),
                cancelAt,
                body.expanded("pending_update") != null);
    }
}
