// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.BillingServiceBuilder;
import io.tollbridge.billing.CreditType;
import io.tollbridge.billing.account.CreditPolicy;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.spi.PaymentGateway;
import io.tollbridge.billing.testkit.stripe.ApiRendering;
import io.tollbridge.billing.testkit.stripe.StripeEvent;
import io.tollbridge.billing.testkit.stripe.StripeEvents;
import io.tollbridge.billing.testkit.stripe.StripeInvoice;
import io.tollbridge.billing.testkit.stripe.StripeSubscription;
import io.tollbridge.billing.testkit.stripe.WebhookSigner;
import io.tollbridge.billing.webhook.WebhookReceipt;
import io.tollbridge.billing.webhook.WebhookStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Scenarios that Stripe's webhooks drive: each event is signed, received and processed as in a host. */
public abstract class StripeScenario extends Scenario {
    /** The first period: 30 days from the beginning. */
    protected static final Instant P1 = BEGIN;

    /** The second period begins. */
    protected static final Instant P2 = BEGIN.plus(Duration.ofDays(30));

    /** The second period ends. */
    protected static final Instant P3 = P2.plus(Duration.ofDays(30));

    private static final String SECRET = "whsec_scenario";

    private @Nullable StripeEvents events;
    private final WebhookSigner signer = WebhookSigner.of(SECRET);

    /** For subclasses. */
    protected StripeScenario() {}

    /** A gateway in test mode that accepts webhooks signed with the secret. */
    protected abstract PaymentGateway newGateway(String webhookSecret);

    /** The API version in which Stripe writes its events. */
    protected ApiRendering rendering() {
        return ApiRendering.DAHLIA_2026_07_29;
    }

    @Override
    protected final BillingServiceBuilder configure(BillingServiceBuilder builder) {
        return builder.gateway(newGateway(SECRET));
    }

    /** Makes events. */
    protected final StripeEvents events() {
        StripeEvents made = events;
        if (made == null) {
            made = StripeEvents.in(rendering());
            events = made;
        }
        return made;
    }

    /** STARTER 1000, PRO 5000 and ENT 20000, monthly and yearly, and FREE 50 without a price. */
    protected static Catalog plans() {
        return Catalog.builder()
                .plan(Plan.monthly("starter", 1_000)
                        .stripePrice("price_starter")
                        .stripePrice("price_starter_year")
                        .trialCredits(100))
                .plan(Plan.monthly("pro", 5_000).stripePrice("price_pro").stripePrice("price_pro_year"))
                .plan(Plan.monthly("ent", 20_000).stripePrice("price_ent"))
                .plan(Plan.monthly("free", 50))
                .build();
    }

    /** The tenant's STARTER subscription in its first period. */
    protected static StripeSubscription starter() {
        return subscription("price_starter", P1, P2);
    }

    /** A subscription of the tenant. */
    protected static StripeSubscription subscription(String price, Instant start, Instant end) {
        return StripeSubscription.active("sub_1", "cus_1", price, start, end).tenant(TENANT);
    }

    /** A tenant with a paid first period of STARTER, of which so much is left, and a bundle. */
    protected final void givenSubscribed(long left, long bundle) {
        givenSubscribed(starter(), 1_000, left, bundle, CreditPolicy.DEFAULT);
    }

    /** A tenant with a paid first period of a subscription. */
    protected final void givenSubscribed(
            StripeSubscription subscription, long allowance, long left, long bundle, CreditPolicy policy) {
        build(plans(), policy);
        remember(TENANT);
        happens(events().subscriptionCreated(subscription, clock.instant()));
        happens(events().invoicePaid(StripeInvoice.first("in_1", subscription), clock.instant()));
        if (allowance > left) {
            billing().deductCredits(TENANT, allowance - left);
        }
        if (bundle > 0) {
            billing().addCredits(TENANT, bundle, CreditType.BUNDLE);
        }
        assertCredits(left, bundle, 0);
    }

    /** Stripe sends the event, and the worker processes it. */
    protected final void happens(StripeEvent event) {
        assertThat(send(event)).isEqualTo(WebhookReceipt.STORED);
        work();
    }

    /** Stripe sends the event. */
    protected final WebhookReceipt send(StripeEvent event) {
        return billing().webhooks().receive(event.body(), signer.header(event, clock.instant()));
    }

    /** The worker does all that is due, and no event needs a person afterwards. */
    protected final void work() {
        int worked = billing().runDueWork();
        assertThat(worked).isNotNegative();
        assertThat(billing().webhooks().list(WebhookStatus.QUARANTINED, 10)).isEmpty();
    }

    /** The kinds of notifications, oldest first, without thresholds. */
    protected final List<Notification.Kind> told() {
        List<Notification> newestFirst = billing().notifications().list(TENANT, 100);
        return newestFirst.stream()
                .sorted(java.util.Comparator.comparing(Notification::at))
                .map(Notification::kind)
                .filter(kind -> kind != Notification.Kind.USAGE_THRESHOLD)
                .toList();
    }
}
