// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.stripe.exception.StripeException;
import com.stripe.param.PriceCreateParams;
import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import io.tollbridge.billing.payment.PlanChange;
import io.tollbridge.billing.payment.RecordKind;
import io.tollbridge.billing.payment.RecordPage.StoredRecord;
import io.tollbridge.billing.payment.RecordQuery;
import io.tollbridge.billing.payment.RecordQuery.Filter;
import io.tollbridge.billing.payment.RequestKey;
import io.tollbridge.billing.payment.SubscriptionRequest;
import io.tollbridge.billing.spi.WebhookSource;
import io.tollbridge.billing.webhook.HandlerResult;
import io.tollbridge.billing.webhook.TenantLink;
import io.tollbridge.billing.webhook.WebhookEvent;
import io.tollbridge.billing.webhook.WebhookRejectedException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is read again of Stripe's records says what its webhooks would have said. */
class RecordsForHealingTest {
    private final FakeAccount account = FakeAccount.open();

    @AfterEach
    void close() {
        account.close();
    }

    private String price(long amount) {
        try {
            return account.client()
                    .v1()
                    .prices()
                    .create(PriceCreateParams.builder()
                            .setCurrency("usd")
                            .setUnitAmount(amount)
                            .setProductData(PriceCreateParams.ProductData.builder()
                                    .setName("Plan")
                                    .build())
                            .setRecurring(PriceCreateParams.Recurring.builder()
                                    .setInterval(PriceCreateParams.Recurring.Interval.MONTH)
                                    .build())
                            .build())
                    .getId();
        } catch (StripeException e) {
            throw new AssertionError(e);
        }
    }

    private String subscribe(String price) {
        account.card("pm_card_visa");
        return account.service
                .createSubscription(new SubscriptionRequest(
                        new RequestKey("subscribe", "acme", 1), "acme", account.customer, price, 1, 0))
                .id();
    }

    private LinkedCustomers linked(String starter, String pro) {
        Catalog catalog = Catalog.builder()
                .plan(Plan.monthly("starter", 1_000).stripePrice(starter))
                .plan(Plan.monthly("pro", 5_000).stripePrice(pro))
                .build();
        return LinkedCustomers.of(catalog, new TenantLink("acme", account.customer, false));
    }

    private HandlerResult told(RecordKind kind, String payload, LinkedCustomers linked) {
        WebhookSource source = account.service.webhooks();
        WebhookEvent telling =
                source.telling(kind, payload, account.stripe.clock().instant()).orElseThrow();
        return source.handlers().stream()
                .filter(handler -> handler.eventTypes().contains(telling.type()))
                .findFirst()
                .orElseThrow()
                .handle(telling, linked);
    }

    @Test
    void anInvoiceOfManyLinesComesWithAllOfThemWhetherReadOrListed() {
        String starter = price(20_00);
        String pro = price(80_00);
        String subscription = subscribe(starter);
        for (int i = 1; i <= 8; i++) {
            account.stripe.clock().advance(Duration.ofDays(1));
            account.service.changePlan(new PlanChange(
                    new RequestKey("change", "acme", i),
                    subscription,
                    i % 2 == 0 ? starter : pro,
                    1,
                    PlanChange.Billing.NEXT_INVOICE));
        }
        account.stripe.clock().advance(Duration.ofDays(24));

        StoredRecord listed = account.service
                .list(RecordQuery.of(RecordKind.INVOICE).where(Filter.SUBSCRIPTION, subscription))
                .records()
                .get(0);
        String read = new String(
                account.service.retrieve(RecordKind.INVOICE, listed.id()).orElseThrow(), UTF_8);

        assertThat(read).isEqualTo(listed.payload());
        assertThat(StripeJson.of(read).list("lines")).hasSize(17);
        assertThat(StripeJson.of(read).truncated("lines")).isFalse();
        assertThat(told(RecordKind.INVOICE, read, linked(starter, pro)))
                .isInstanceOfSatisfying(
                        HandlerResult.Apply.class,
                        apply -> assertThat(apply.commands())
                                .singleElement()
                                .isInstanceOfSatisfying(
                                        Command.OpenSlice.class,
                                        open -> assertThat(open.period().planId())
                                                .isEqualTo("starter")));
    }

    @Test
    void aSubscriptionIsToldAsItIsNowAndAnInvoiceAsOfItsPayment() {
        String starter = price(20_00);
        String subscription = subscribe(starter);
        Instant paid = account.stripe.clock().instant();
        account.stripe.clock().advance(Duration.ofDays(3));
        Instant now = account.stripe.clock().instant();
        WebhookSource source = account.service.webhooks();
        StoredRecord invoice = account.service
                .list(RecordQuery.of(RecordKind.INVOICE))
                .records()
                .get(0);
        byte[] state =
                account.service.retrieve(RecordKind.SUBSCRIPTION, subscription).orElseThrow();

        WebhookEvent ofState = source.telling(RecordKind.SUBSCRIPTION, new String(state, UTF_8), now)
                .orElseThrow();
        WebhookEvent ofInvoice =
                source.telling(RecordKind.INVOICE, invoice.payload(), now).orElseThrow();

        assertThat(ofState.created()).isEqualTo(now);
        assertThat(ofState.objectId()).isEqualTo(subscription);
        assertThat(ofInvoice.created()).isEqualTo(paid);
        assertThat(ofInvoice.type()).isEqualTo("invoice.paid");
        assertThat(source.telling(RecordKind.CHARGE, "{\"id\":\"ch_1\"}", now)).isEmpty();
    }

    @Test
    void listedEventsAreReadAsWebhooksAre() {
        subscribe(price(20_00));
        WebhookSource source = account.service.webhooks();
        List<StoredRecord> events =
                account.service.list(RecordQuery.of(RecordKind.EVENT)).records();

        for (StoredRecord event : events) {
            WebhookSource.Verified listed = source.listed(event.payload()).orElseThrow();
            assertThat(listed.event().key().eventId()).isEqualTo(event.id());
            assertThat(listed.quarantine()).isNull();
        }
        String live = events.get(0).payload().replace("\"livemode\":false", "\"livemode\":true");
        assertThat(source.listed(live).orElseThrow().quarantine()).contains("live mode");
        assertThatExceptionOfType(WebhookRejectedException.class).isThrownBy(() -> source.listed("{}"));
    }

    @Test
    void withoutAnApiKeyNothingCanBeRead() {
        StripeService deaf = StripeService.create(StripeSettings.builder()
                .webhookSecret("whsec_1")
                .livemode(false)
                .build());

        assertThat(deaf.canRead()).isFalse();
        assertThat(account.service.canRead()).isTrue();
    }
}
