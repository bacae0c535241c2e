// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import com.stripe.param.billingportal.SessionCreateParams;
import com.stripe.param.billingportal.SessionCreateParams.FlowData;
import io.tollbridge.billing.payment.HostedPage;
import io.tollbridge.billing.payment.PortalFlow;
import io.tollbridge.billing.payment.PortalRequest;
import io.tollbridge.billing.payment.RequestKey;
import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The customer portal. */
final class PortalCalls {
    private final StripeApi api;
    private final ReturnUrls returnUrls;

    PortalCalls(StripeApi api, ReturnUrls returnUrls) {
        this.api = api;
        this.returnUrls = returnUrls;
    }

    HostedPage create(PortalRequest request) {
        SessionCreateParams.Builder params = SessionCreateParams.builder()
                .setCustomer(request.customerId())
                .setReturnUrl(returnUrls.checked(request.returnUrl()));
        FlowData flow = flow(request.flow());
        if (flow != null) {
            params.setFlowData(flow);
        }
        // why a random key: a session is a visit; a second one costs nothing and ends by itself
        RequestKey key = new RequestKey("portal", UUID.randomUUID().toString(), 1);
        String what = "opening the portal for customer " + request.customerId();
        return page(Failures.done(
                what,
                api.post(
                        what,
                        key,
                        (v1, options) -> v1.billingPortal().sessions().create(params.build(), options))));
    }

    static HostedPage page(StripeJson session) {
        return new HostedPage(
                session.mandatory("id", session.reference("id")),
                URI.create(session.mandatory("url", session.text("url"))),
                session.instant("expires_at"));
    }

    private static @Nullable FlowData flow(PortalFlow flow) {
        if (flow instanceof PortalFlow.UpdatePaymentMethod) {
            return FlowData.builder()
                    .setType(FlowData.Type.PAYMENT_METHOD_UPDATE)
                    .build();
        }
        if (flow instanceof PortalFlow.CancelSubscription cancel) {
            return FlowData.builder()
                    .setType(FlowData.Type.SUBSCRIPTION_CANCEL)
                    .setSubscriptionCancel(FlowData.SubscriptionCancel.builder()
                            .setSubscription(cancel.subscriptionId())
                            .build())
                    .build();
        }
        if (flow instanceof PortalFlow.ChangePlan change) {
            return FlowData.builder()
                    .setType(FlowData.Type.SUBSCRIPTION_UPDATE)
                    .setSubscriptionUpdate(FlowData.SubscriptionUpdate.builder()
                            .setSubscription(change.subscriptionId())
                            .build())
                    .build();
        }
        return null;
    }
}
