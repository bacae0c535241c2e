// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import io.tollbridge.billing.spi.WebhookSource;
import io.tollbridge.billing.testkit.stripe.ApiRendering;
import io.tollbridge.billing.testkit.stripe.StripeEvent;
import io.tollbridge.billing.testkit.stripe.StripeEvents;
import io.tollbridge.billing.testkit.stripe.StripeInvoice;
import io.tollbridge.billing.testkit.stripe.StripeInvoiceLine;
import io.tollbridge.billing.testkit.stripe.StripeSubscription;
import io.tollbridge.billing.testkit.stripe.WebhookSigner;
import io.tollbridge.billing.webhook.HandlerResult;
import io.tollbridge.billing.webhook.TenantLink;
import io.tollbridge.billing.webhook.WebhookContext;
import io.tollbridge.billing.webhook.WebhookHandler;
import io.tollbridge.billing.webhook.WebhookRejectedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever comes in, the only exception is a rejection, and nothing that is not there is read into it. */
class HostileInputTest {
    private static final int ROUNDS = "full".equals(System.getProperty("campaign")) ? 100_000 : 2_000;
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final Instant END = Instant.parse("2026-12-22T10:00:00Z");
    private static final WebhookSigner SIGNER = WebhookSigner.of(Received.SECRET);

    private final WebhookSource stripe = Received.source(StripeSettings.builder());
    private final WebhookContext context = LinkedCustomers.of(
            Catalog.builder()
                    .plan(Plan.monthly("pro", 5_000).stripePrice("price_pro"))
                    .plan(Plan.monthly("starter", 1_000).stripePrice("price_starter"))
                    .build(),
            new TenantLink("acme", "cus_1", false));

    @Test
    void brokenHeadersAreRejectedUnlessTheyStillCarryTheGenuineProof() {
        HostileInput hostile = new HostileInput(1);
        byte[] body = events().get(0).body();
        String genuine = SIGNER.header(body, NOW);
        String proof = genuine.substring(genuine.indexOf("v1=") + 3);
        int accepted = 0;
        for (int i = 0; i < ROUNDS; i++) {
            String header = hostile.header(genuine);
            if (verified(body, header) != null) {
                accepted++;
                assertThat(header).contains(proof).contains(Long.toString(NOW.getEpochSecond()));
            }
        }
        assertThat(accepted).as("harmless changes among %s", ROUNDS).isBetween(1, ROUNDS / 2);
    }

    @Test
    void brokenBodiesAreRejected() {
        HostileInput hostile = new HostileInput(2);
        List<StripeEvent> events = events();
        for (int i = 0; i < ROUNDS; i++) {
            byte[] genuine = events.get(i % events.size()).body();
            byte[] broken = hostile.body(genuine);
            boolean unchanged = Arrays.equals(genuine, broken);

            assertThat(verified(broken, SIGNER.header(genuine, NOW)) != null).isEqualTo(unchanged);
        }
    }

    @Test
    void brokenBodiesWithAGenuineSignatureAreRejectedOrHandled() {
        HostileInput hostile = new HostileInput(3);
        List<StripeEvent> events = events();
        for (int i = 0; i < ROUNDS; i++) {
            handled(hostile.body(events.get(i % events.size()).body()));
        }
    }

    @Test
    void distortedEventsNeverYieldAnythingThatTheyDoNotSay() {
        HostileInput hostile = new HostileInput(4);
        List<StripeEvent> events = events();
        int applied = 0;
        int keptAside = 0;
        for (int i = 0; i < ROUNDS; i++) {
            HandlerResult result =
                    handled(hostile.event(events.get(i % events.size()).json()).getBytes(UTF_8));
            if (result instanceof HandlerResult.Apply apply) {
                applied++;
                apply.commands().forEach(HostileInputTest::assertPlausible);
            } else if (result instanceof HandlerResult.Quarantine) {
                keptAside++;
            }
        }
        assertThat(applied).as("still understood").isGreaterThan(ROUNDS / 10);
        assertThat(keptAside).as("kept aside").isGreaterThan(ROUNDS / 50);
    }

    private static void assertPlausible(Command command) {
        assertThat(command.tenantId()).isEqualTo("acme");
        if (command instanceof Command.OpenSlice open) {
            assertThat(open.period().planId()).isIn("pro", "starter");
            assertThat(open.period().quantity()).isEqualTo(1);
            assertThat(open.period().start()).isBefore(open.period().end());
            assertThat(open.period().subscriptionId()).isEqualTo("sub_1");
        } else if (command instanceof Command.ChangePlan change) {
            assertThat(change.planId()).isIn("pro", "starter");
            assertThat(change.quantity()).isEqualTo(1);
        } else if (command instanceof Command.SubscriptionChanged changed) {
            assertThat(changed.snapshot().quantity()).isEqualTo(1);
        }
    }

    private @Nullable HandlerResult handled(byte[] body) {
        WebhookSource.Verified verified = verified(body, SIGNER.header(body, NOW));
        if (verified == null) {
            return null;
        }
        WebhookHandler handler = stripe.handlers().get(0);
        boolean known = handler.eventTypes().contains(verified.event().type());
        return known ? handler.handle(verified.event(), context) : null;
    }

    private WebhookSource.@Nullable Verified verified(byte[] body, String header) {
        try {
            return stripe.verify(body, header, NOW);
        } catch (WebhookRejectedException e) {
            assertThat(e).hasNoCause();
            return null;
        }
    }

    private static List<StripeEvent> events() {
        StripeSubscription starter = StripeSubscription.active("sub_1", "cus_1", "price_starter", NOW, END);
        StripeSubscription pro = starter.price("price_pro", 5_000);
        List<StripeEvent> events = new ArrayList<>();
        for (ApiRendering rendering : ApiRendering.values()) {
            StripeEvents stripe = StripeEvents.in(rendering);
            events.add(stripe.invoicePaid(StripeInvoice.first("in_1", starter), NOW));
            events.add(stripe.invoicePaymentSucceeded(StripeInvoice.renewal("in_2", starter), NOW));
            events.add(stripe.invoicePaid(
                    StripeInvoice.update(
                            "in_3",
                            pro,
                            StripeInvoiceLine.unusedTime(starter, NOW, 1_000),
                            StripeInvoiceLine.remainingTime(pro, NOW, 2_500)),
                    NOW));
            events.add(stripe.invoicePaid(StripeInvoice.first("in_4", starter.trial()), NOW));
            events.add(stripe.subscriptionUpdated(pro.cancelAtPeriodEnd(), NOW));
            events.add(stripe.subscriptionDeleted(pro.canceled(NOW), NOW));
        }
        return events;
    }
}
