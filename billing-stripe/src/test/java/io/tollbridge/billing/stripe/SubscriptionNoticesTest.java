// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.account.TenantCommand;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import io.tollbridge.billing.testkit.stripe.ApiRendering;
import io.tollbridge.billing.testkit.stripe.StripeEvent;
import io.tollbridge.billing.testkit.stripe.StripeEvents;
import io.tollbridge.billing.testkit.stripe.StripeInvoice;
import io.tollbridge.billing.testkit.stripe.StripeSubscription;
import io.tollbridge.billing.webhook.HandlerResult;
import io.tollbridge.billing.webhook.TenantLink;
import io.tollbridge.billing.webhook.WebhookEvent;
import io.tollbridge.billing.webhook.WebhookHandler;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What events about payments and trials have tenants told, in every API version. */
class SubscriptionNoticesTest {
    private static final Instant START = Instant.parse("2026-11-01T10:00:00Z");
    private static final Instant END = Instant.parse("2026-12-01T10:00:00Z");
    private static final Catalog CATALOG = Catalog.builder()
            .plan(Plan.monthly("pro", 5_000).stripePrice("price_pro"))
            .build();
    private static final String TRIAL_WILL_END = "customer.subscription.trial_will_end";

    private final LinkedCustomers linked = LinkedCustomers.of(CATALOG, new TenantLink("acme", "cus_1", false));
    private final StripeSubscription pro = StripeSubscription.active("sub_1", "cus_1", "price_pro", START, END);

    private HandlerResult handled(StripeEvent event) {
        StripeWebhooks source = Received.source(StripeSettings.builder());
        WebhookEvent verified = Received.verified(source, event);
        WebhookHandler handler = source.handlers().stream()
                .filter(one -> one.eventTypes().contains(verified.type()))
                .findFirst()
                .orElseThrow();
        return handler.handle(verified, linked);
    }

    private static StripeInvoice open(StripeSubscription subscription) {
        return StripeInvoice.renewal("in_7", subscription).status("open");
    }

    @ParameterizedTest
    @EnumSource
    void aFailedPaymentIsToldToItsTenant(ApiRendering rendering) {
        StripeEvents stripe = StripeEvents.in(rendering);

        assertThat(handled(stripe.invoice("invoice.payment_failed", open(pro), START)))
                .isEqualTo(HandlerResult.apply(new TenantCommand.NotePaymentFailed("acme", "in_7", false)));
        assertThat(handled(stripe.invoice("invoice.payment_action_required", open(pro), START)))
                .isEqualTo(HandlerResult.apply(new TenantCommand.NotePaymentFailed("acme", "in_7", true)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"paid", "void", "uncollectible", "draft"})
    void anInvoiceThatIsNotToBePaidIsNoNews(String status) {
        StripeEvents stripe = StripeEvents.in(ApiRendering.DAHLIA_2026_07_29);
        StripeInvoice over = StripeInvoice.renewal("in_7", pro).status(status);
        assertThat(handled(stripe.invoice("invoice.payment_failed", over, START)))
                .isInstanceOf(HandlerResult.Ignore.class);
    }

    @ParameterizedTest
    @EnumSource
    void theEndOfATrialIsToldToItsTenant(ApiRendering rendering) {
        StripeEvents stripe = StripeEvents.in(rendering);

        assertThat(handled(stripe.subscription(TRIAL_WILL_END, pro.trial(), START)))
                .isEqualTo(HandlerResult.apply(new TenantCommand.NoteTrialEnding("acme", "sub_1", END)));
        assertThat(handled(stripe.subscription(TRIAL_WILL_END, pro.trial().status("active"), START)))
                .isInstanceOf(HandlerResult.Ignore.class);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNotSoldHereIsNobodysNews(ApiRendering rendering) {
        StripeEvents stripe = StripeEvents.in(rendering);
        StripeSubscription other = StripeSubscription.active("sub_2", "cus_9", "price_of_another_product", START, END);

        assertThat(handled(stripe.invoice("invoice.payment_failed", open(other), START)))
                .isInstanceOf(HandlerResult.Ignore.class);
        assertThat(handled(stripe.subscription(TRIAL_WILL_END, other.trial(), START)))
                .isInstanceOf(HandlerResult.Ignore.class);
    }

    @ParameterizedTest
    @EnumSource
    void aCustomerWhoseTenantIsNotKnownYetIsAskedForAgain(ApiRendering rendering) {
        StripeEvents stripe = StripeEvents.in(rendering);
        StripeSubscription strange = StripeSubscription.active("sub_3", "cus_3", "price_pro", START, END);

        assertThat(handled(stripe.invoice("invoice.payment_failed", open(strange), START)))
                .isInstanceOf(HandlerResult.Retry.class);
    }
}
