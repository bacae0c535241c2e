// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas.app;

import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.Charge;
import io.tollbridge.billing.Deduction;
import jakarta.servlet.http.HttpServletRequest;

/** What the application can do. Two ways to charge: by annotation, and by hand with an idempotency key. */
final class SaasEndpoints {
    private final BillingService billing;
    private final Mailer mailer;
    private final Campaigns campaigns;

    SaasEndpoints(BillingService billing) {
        this.billing = billing;
        mailer = billing.trackUsage(Mailer.class, new PretendMailer());
        campaigns = billing.trackUsage(Campaigns.class, new PretendCampaigns());
    }

    Reply signUp(String tenantId, HttpServletRequest request) {
        billing.subscriptions().startLocalPlan(tenantId, SaasCatalog.FREE_PLAN);
        return Reply.of(201).with("tenant", tenantId).with("plan", SaasCatalog.FREE_PLAN);
    }

    Reply sendEmail(String tenantId, HttpServletRequest request) {
        String recipient = parameter(request, "to");
        mailer.send(recipient);
        return Reply.of(202).with("sentTo", recipient);
    }

    Reply writeCampaign(String tenantId, HttpServletRequest request) {
        return Reply.of(201).with("campaign", campaigns.write(parameter(request, "about")));
    }

    /** Charged by hand, because a client that got no answer repeats the request with the same key. */
    Reply exportReport(String tenantId, HttpServletRequest request) {
        String key = request.getHeader("Idempotency-Key");
        if (key == null) {
            throw new IllegalArgumentException("a report needs an Idempotency-Key");
        }
        Charge charge = billing.deductCredits(
                Deduction.of(tenantId).feature(SaasCatalog.EXPORT_REPORT).idempotencyKey("report:" + key));
        return Reply.of(200)
                .with("report", key)
                .with("charged", charge.charged())
                .with("repeated", charge.replayed());
    }

    private static String parameter(HttpServletRequest request, String name) {
        String value = request.getParameter(name);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("the parameter " + name + " is missing");
        }
        return value;
    }
}
