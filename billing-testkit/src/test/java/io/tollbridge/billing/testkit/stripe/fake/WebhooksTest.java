// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.stripe.StripeClient;
import com.stripe.exception.SignatureVerificationException;
import com.stripe.exception.StripeException;
import com.stripe.model.WebhookEndpoint;
import com.stripe.net.Webhook;
import com.stripe.param.CustomerCreateParams;
import com.stripe.param.EventListParams;
import com.stripe.param.WebhookEndpointCreateParams;
import com.stripe.param.WebhookEndpointUpdateParams;
import com.sun.net.httpserver.HttpServer;
import io.tollbridge.billing.testkit.stripe.ApiRendering;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebhooksTest extends SubscribedTest {
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final List<String> signatures = new CopyOnWriteArrayList<>();
    private volatile int answer = 200;
    private String secret = "";

    @BeforeEach
    void listen() {
        secret = stripe.webhooks().byHand().target("app", (body, signature) -> {
            bodies.add(new String(body, UTF_8));
            signatures.add(signature);
            return answer;
        });
    }

    private List<String> ids() {
        return bodies.stream()
                .map(WebhooksTest::json)
                .map(one -> Json.must(one, "id"))
                .toList();
    }

    private static JsonObject json(String body) {
        return JsonParser.parseString(body).getAsJsonObject();
    }

    private void verify(int index, String by) throws SignatureVerificationException {
        long now = stripe.clock().instant().toEpochMilli();
        boolean unused = Webhook.Signature.verifyHeader(
                bodies.get(index),
                signatures.get(index),
                by,
                300,
                java.time.Clock.fixed(java.time.Instant.ofEpochMilli(now), java.time.ZoneOffset.UTC));
    }

    @Test
    void anEventIsDeliveredWithASignatureOfTheEndpointsSecret() throws Exception {
        customer();

        assertThat(stripe.webhooks().deliver()).isOne();

        assertThat(Json.must(json(bodies.get(0)), "type")).isEqualTo("customer.created");
        verify(0, secret);
        assertThatThrownBy(() -> verify(0, "whsec_other")).isInstanceOf(SignatureVerificationException.class);
    }

    @Test
    void whileASecretIsRolledBothSign() throws Exception {
        String next = stripe.webhooks().rollSecret("target:app", Duration.ofHours(24));
        customer();
        stripe.webhooks().deliver();
        verify(0, secret);
        verify(0, next);

        stripe.clock().advance(Duration.ofHours(24));
        customer();
        stripe.webhooks().deliver();

        assertThatThrownBy(() -> verify(1, secret)).isInstanceOf(SignatureVerificationException.class);
        assertThatCode(() -> verify(1, next)).doesNotThrowAnyException();
    }

    @Test
    void aRefusedDeliveryComesAgainForThreeDaysSignedAnew() throws StripeException {
        answer = 500;
        customer();
        stripe.webhooks().deliver();
        assertThat(failed()).hasSize(1);

        answer = 200;
        stripe.clock().advance(Duration.ofMinutes(5));
        stripe.webhooks().deliver();

        assertThat(ids()).hasSize(2);
        assertThat(ids().get(0)).isEqualTo(ids().get(1));
        assertThat(signatures.get(0)).isNotEqualTo(signatures.get(1));
        assertThat(failed()).isEmpty();
    }

    private List<com.stripe.model.Event> failed() throws StripeException {
        return client.v1()
                .events()
                .list(EventListParams.builder().setDeliverySuccess(false).build())
                .getData();
    }

    @Test
    void afterThreeDaysOnlyTheListOfEventsHasIt() throws StripeException {
        answer = 500;
        customer();
        for (int i = 0; i < 20; i++) {
            stripe.webhooks().deliver();
            stripe.clock().advance(Duration.ofHours(6));
        }

        assertThat(stripe.webhooks().waiting()).isZero();
        assertThat(failed()).hasSize(1);
        stripe.clock().advance(Duration.ofDays(30));
        assertThat(failed()).isEmpty();
    }

    @Test
    void duplicatesHaveTheSameIdAndTwinsHaveAnother() throws StripeException {
        stripe.webhooks().chaos().duplicates(100);
        customer();
        stripe.webhooks().deliver();
        assertThat(ids()).hasSize(2);
        assertThat(ids().get(0)).isEqualTo(ids().get(1));

        bodies.clear();
        stripe.webhooks().chaos().duplicates(0).twins(100);
        customer();
        stripe.webhooks().deliver();
        assertThat(ids()).hasSize(2).doesNotHaveDuplicates();
        assertThat(json(bodies.get(0)).getAsJsonObject("data"))
                .isEqualTo(json(bodies.get(1)).getAsJsonObject("data"));
    }

    @Test
    void droppedEventsAreInTheListAndDelayedOnesComeLater() throws StripeException {
        stripe.webhooks().chaos().dropped(100);
        customer();
        assertThat(stripe.webhooks().deliver()).isZero();
        assertThat(client.v1().events().list().getData()).hasSize(1);

        stripe.webhooks().chaos().dropped(0).delayed(100, Duration.ofHours(2));
        customer();
        assertThat(stripe.webhooks().deliver()).isZero();
        stripe.clock().advance(Duration.ofHours(2));
        assertThat(stripe.webhooks().deliver()).isOne();
    }

    @Test
    void shuffledEventsOfOneSecondAreAllThereInAnotherOrder() throws StripeException {
        stripe.webhooks().chaos().shuffled();
        for (int i = 0; i < 20; i++) {
            customer();
        }
        stripe.webhooks().deliver();

        List<String> made = new ArrayList<>(
                client
                        .v1()
                        .events()
                        .list(EventListParams.builder().setLimit(100L).build())
                        .getData()
                        .stream()
                        .map(com.stripe.model.Event::getId)
                        .toList());
        Collections.reverse(made);
        assertThat(ids()).containsExactlyInAnyOrderElementsOf(made).isNotEqualTo(made);
    }

    @Test
    void eachEndpointGetsItsTypesInItsVersion() throws Exception {
        WebhookEndpoint old = client.v1()
                .webhookEndpoints()
                .create(WebhookEndpointCreateParams.builder()
                        .setUrl("target:old")
                        .addEnabledEvent(WebhookEndpointCreateParams.EnabledEvent.INVOICE__PAID)
                        .putExtraParam("api_version", "2020-08-27")
                        .build());
        assertThat(old.getSecret()).startsWith("whsec_");
        assertThat(client.v1().webhookEndpoints().retrieve(old.getId()).getSecret())
                .isNull();
        List<JsonObject> received = new ArrayList<>();
        stripe.webhooks().replaceTarget("old", (body, signature) -> {
            received.add(json(new String(body, UTF_8)));
            return 200;
        });

        subscribe(payer("pm_card_visa"), monthly(2_000));
        stripe.webhooks().deliver();

        assertThat(received).singleElement().satisfies(event -> {
            assertThat(Json.must(event, "api_version")).isEqualTo("2020-08-27");
            JsonObject invoice = event.getAsJsonObject("data").getAsJsonObject("object");
            assertThat(Json.must(invoice, "subscription")).startsWith("sub_");
            assertThat(Json.must(invoice, "payment_intent")).startsWith("pi_");
            assertThat(Json.must(invoice, "charge")).startsWith("ch_");
            assertThat(Json.flag(invoice, "paid")).isTrue();
            assertThat(invoice.has("parent")).isFalse();
        });
    }

    @Test
    void aDisabledEndpointGetsNothing() throws StripeException {
        String id = client.v1().webhookEndpoints().list().getData().get(0).getId();
        client.v1()
                .webhookEndpoints()
                .update(
                        id,
                        WebhookEndpointUpdateParams.builder().setDisabled(true).build());

        customer();

        assertThat(stripe.webhooks().deliver()).isZero();
        client.v1().webhookEndpoints().delete(id);
        assertThat(client.v1().webhookEndpoints().list().getData()).isEmpty();
    }

    @Test
    void anEndpointMayBeAWebServerAndIsServedByAThreadOfTheFake() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        List<String> received = new CopyOnWriteArrayList<>();
        server.createContext("/", exchange -> {
            received.add(exchange.getRequestHeaders().getFirst("Stripe-Signature"));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        try (FakeStripe other = FakeStripe.start()) {
            other.webhooks()
                    .endpoint("http://127.0.0.1:" + server.getAddress().getPort() + "/hook", "customer.created");
            var unused = StripeClient.builder()
                    .setApiKey(other.key())
                    .setApiBase(other.apiBase())
                    .build()
                    .v1()
                    .customers()
                    .create(CustomerCreateParams.builder().build());

            other.webhooks().await(Duration.ofSeconds(10));

            assertThat(received).hasSize(1);
            assertThat(other.webhooks().attempts())
                    .extracting(WebhookAttempt::status)
                    .containsExactly(204);
        } finally {
            server.stop(0);
        }
    }

    private static List<String> delivered(long seed) throws StripeException {
        try (FakeStripe one = FakeStripe.start(seed, () -> FakeStripe.BEGINNING, ApiRendering.DAHLIA_2026_07_29)) {
            List<String> received = new ArrayList<>();
            one.webhooks().byHand().target("app", (body, signature) -> {
                received.add(Json.must(json(new String(body, UTF_8)), "id"));
                return 200;
            });
            one.webhooks().chaos().shuffled().duplicates(30).twins(30).dropped(30);
            StripeClient caller = StripeClient.builder()
                    .setApiKey(one.key())
                    .setApiBase(one.apiBase())
                    .build();
            for (int i = 0; i < 20; i++) {
                caller.v1().customers().create(CustomerCreateParams.builder().build());
            }
            one.webhooks().deliver();
            return received;
        }
    }

    @Test
    void theSameSeedBringsTheSameDeliveriesInTheSameOrder() throws StripeException {
        assertThat(delivered(7)).isEqualTo(delivered(7)).isNotEmpty().isNotEqualTo(delivered(8));
    }
}
