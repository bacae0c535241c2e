// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.docs.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.BillingException;
import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.BillingServiceBuilder;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.stripe.StripeService;
import io.tollbridge.billing.stripe.StripeSettings;
import io.tollbridge.billing.testkit.InMemoryBillingStore;
import io.tollbridge.billing.testkit.stripe.ApiRendering;
import io.tollbridge.billing.testkit.stripe.StripeEvent;
import io.tollbridge.billing.testkit.stripe.StripeEvents;
import io.tollbridge.billing.testkit.stripe.StripeInvoice;
import io.tollbridge.billing.testkit.stripe.StripeSubscription;
import io.tollbridge.billing.testkit.stripe.WebhookSigner;
import io.tollbridge.billing.webhook.WebhookChange;
import io.tollbridge.billing.webhook.WebhookDecision;
import io.tollbridge.billing.webhook.WebhookEvent;
import io.tollbridge.billing.webhook.WebhookListener;
import io.tollbridge.billing.webhook.WebhookQuery;
import io.tollbridge.billing.webhook.WebhookRecord;
import io.tollbridge.billing.webhook.WebhookRejectedException;
import io.tollbridge.billing.webhook.WebhookSettings;
import io.tollbridge.billing.webhook.WebhookStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("docs/webhooks.md")
class WebhooksTest {
    private static final String SECRET = "whsec_of_this_test";

    private final Instant now = InstantSource.system().instant().truncatedTo(ChronoUnit.SECONDS);
    private final BillingStore store = InMemoryBillingStore.create();

    @Test
    @DisplayName("a paid invoice that was received by hand grants the plan's credits")
    void receivesByHand() {
        String webhookSecret = SECRET;
        // tag::settings[]
        StripeSettings settings = StripeSettings.builder()
                .webhookSecret(webhookSecret) // begins with whsec_; Stripe shows it on the endpoint's page
                .livemode(false) // test mode
                .build();
        BillingService billing = BillingService.builder()
                .store(store)
                .gateway(StripeService.create(settings))
                .catalog(Catalog.builder()
                        .plan(Plan.monthly("starter", 200).stripePrice("price_starter"))
                        .build())
                .build();
        // end::settings[]
        StripeEvent event = paid("price_starter");
        byte[] body = event.body();
        String signatureHeader = WebhookSigner.of(SECRET).header(event, now);

        // tag::receive[]
        int status;
        try {
            billing.webhooks().receive(body, signatureHeader);
            status = 200;
        } catch (WebhookRejectedException notGenuine) {
            status = 400;
        } catch (BillingException notStored) {
            status = 503; // Stripe sends it again
        }
        // end::receive[]

        assertThat(status).isEqualTo(200);
        assertThat(billing.runDueWork()).isPositive();
        assertThat(billing.getCreditBalance("acme").subscription()).isEqualTo(200);
        billing.close();
    }

    @Test
    @DisplayName("an event that was kept aside is processed when it is replayed after the mistake was mended")
    void replaysWhatWasQuarantined() {
        StripeEvent event = paid("price_forgotten");
        try (BillingService mistaken = service(Plan.monthly("starter", 200).stripePrice("price_starter"))) {
            mistaken.webhooks().receive(event.body(), WebhookSigner.of(SECRET).header(event, now));
            mistaken.runDueWork();
            assertThat(mistaken.webhooks().list(WebhookStatus.QUARANTINED, 10)).hasSize(1);
        }

        try (BillingService billing = service(Plan.monthly("starter", 200).stripePrice("price_forgotten"))) {
            // tag::replay[]
            WebhookQuery forgotten = WebhookQuery.of(WebhookStatus.QUARANTINED).type("invoice.paid");
            WebhookDecision decision = WebhookDecision.by("amy", "price added to the catalog");
            WebhookChange would = billing.webhooks().replay(forgotten, decision.asDryRun());
            System.out.println(would.changed().size() + " events would be processed again");
            billing.webhooks().replay(forgotten, decision);
            // end::replay[]
            billing.runDueWork();

            assertThat(billing.webhooks().list(WebhookStatus.DONE, 10)).hasSize(1);
            assertThat(billing.getCreditBalance("acme").subscription()).isEqualTo(200);
        }
    }

    @Test
    @DisplayName("what is not to be processed is discarded, with who decided so and why")
    void discardsWhatNobodyWants() {
        StripeEvent event = paid("price_of_another_product");
        try (BillingService billing = service(Plan.monthly("starter", 200).stripePrice("price_starter"))) {
            billing.webhooks().receive(event.body(), WebhookSigner.of(SECRET).header(event, now));
            billing.runDueWork();
            // tag::discard[]
            for (WebhookRecord aside : billing.webhooks().list(WebhookStatus.QUARANTINED, 100)) {
                System.out.println(aside.event().type() + ": " + aside.note());
                billing.webhooks().discard(aside.event().key(), "amy", "not our product");
            }
            // end::discard[]

            assertThat(billing.webhooks().list(WebhookStatus.DISCARDED, 10))
                    .singleElement()
                    .satisfies(row -> assertThat(row.note()).isEqualTo("discarded by amy: not our product"));
        }
    }

    // tag::listener[]
    static final class CrmListener implements WebhookListener {
        final List<String> heard = new ArrayList<>();

        @Override
        public String name() {
            return "crm";
        }

        @Override
        public Set<String> eventTypes() {
            return Set.of("invoice.paid", "customer.updated");
        }

        @Override
        public void on(WebhookEvent event) {
            heard.add(event.type() + " " + event.objectId());
        }
    }
    // end::listener[]

    @Test
    @DisplayName("a host hears of events beside the library")
    void tellsAListener() {
        StripeEvent event = paid("price_starter");
        CrmListener crm = new CrmListener();
        BillingServiceBuilder builder = BillingService.builder()
                .store(store)
                .gateway(StripeService.create(StripeSettings.builder()
                        .webhookSecret(SECRET)
                        .livemode(false)
                        .build()))
                .catalog(Catalog.builder()
                        .plan(Plan.monthly("starter", 200).stripePrice("price_starter"))
                        .build());
        // tag::settled[]
        builder.webhooks(WebhookSettings.DEFAULT.listener(crm).workers(4).payloadRetention(Duration.ofDays(14)));
        // end::settled[]
        try (BillingService billing = builder.build()) {
            billing.webhooks().receive(event.body(), WebhookSigner.of(SECRET).header(event, now));
            billing.runDueWork();
        }

        assertThat(crm.heard).containsExactly("invoice.paid in_1");
    }

    @Test
    @DisplayName("C17: an event of the other mode is kept aside, also when somebody replays it")
    void keepsTheOtherModeAsideOnReplay() {
        StripeEvent live = StripeEvents.in(ApiRendering.DAHLIA_2026_07_29)
                .livemode(true)
                .invoicePaid(StripeInvoice.first("in_1", subscription("price_starter")), now);
        try (BillingService billing = service(Plan.monthly("starter", 200).stripePrice("price_starter"))) {
            billing.webhooks().receive(live.body(), WebhookSigner.of(SECRET).header(live, now));
            billing.runDueWork();
            assertThat(billing.getCreditBalance("acme").subscription()).isZero();

            billing.webhooks()
                    .list(WebhookStatus.QUARANTINED, 10)
                    .forEach(aside -> billing.webhooks().replay(aside.event().key()));
            billing.runDueWork();

            assertThat(billing.getCreditBalance("acme").subscription()).isZero();
            assertThat(billing.webhooks().list(WebhookStatus.QUARANTINED, 10)).hasSize(1);
        }
    }

    private StripeEvent paid(String price) {
        return StripeEvents.in(ApiRendering.DAHLIA_2026_07_29)
                .invoicePaid(StripeInvoice.first("in_1", subscription(price)), now);
    }

    private StripeSubscription subscription(String price) {
        return StripeSubscription.active("sub_1", "cus_1", price, now, now.plus(Duration.ofDays(30)))
                .tenant("acme");
    }

    private BillingService service(Plan plan) {
        StripeSettings settings =
                StripeSettings.builder().webhookSecret(SECRET).livemode(false).build();
        return BillingService.builder()
                .store(store)
                .gateway(StripeService.create(settings))
                .catalog(Catalog.builder().plan(plan).build())
                .build();
    }
}
