// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.spi.WebhookSource;
import io.tollbridge.billing.stripe.StripeService;
import io.tollbridge.billing.stripe.StripeSettings;
import io.tollbridge.billing.testkit.stripe.ApiRendering;
import io.tollbridge.billing.testkit.stripe.StripeEvent;
import io.tollbridge.billing.testkit.stripe.StripeEvents;
import io.tollbridge.billing.testkit.stripe.StripeInvoice;
import io.tollbridge.billing.testkit.stripe.StripeSubscription;
import io.tollbridge.billing.testkit.stripe.WebhookSigner;
import io.tollbridge.billing.webhook.WebhookReceipt;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A signature survives the way through HTTP and a container, and a change on the way does not. */
class SignedDeliveryTest {
    private static final String SECRET = "whsec_test";
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private final WebhookSource stripe = StripeService.create(StripeSettings.builder()
                    .webhookSecret(SECRET)
                    .livemode(false)
                    .build())
            .webhooks();

    @Test
    void theSignatureIsProvenOnTheBytesThatWereSent() throws Exception {
        StripeSubscription subscription = StripeSubscription.active(
                        "sub_1", "cus_1", "price_1", NOW, NOW.plusSeconds(86_400))
                .tenant("Zürich — 東京 💶");
        StripeEvent event = StripeEvents.in(ApiRendering.DAHLIA_2026_07_29)
                .invoicePaid(StripeInvoice.first("in_1", subscription), NOW);
        String header = WebhookSigner.of(SECRET).header(event, NOW);
        RecordingWebhooks webhooks = new RecordingWebhooks();
        webhooks.answer = () -> {
            RecordingWebhooks.Request request = webhooks.requests.get(webhooks.requests.size() - 1);
            stripe.verify(request.body(), request.signature(), NOW);
            return WebhookReceipt.STORED;
        };

        try (Server server = JettyServer.launch(
                "",
                context -> context.addServlet("stripe", new WebhookServlet(webhooks))
                        .addMapping("/webhooks/stripe"))) {
            assertThat(deliver(server, event.body(), header).statusCode()).isEqualTo(200);
            byte[] changed = event.json()
                    .replace("\"amount_paid\": 2000", "\"amount_paid\": 2001")
                    .getBytes(UTF_8);
            assertThat(deliver(server, changed, header).body()).isEqualTo("SIGNATURE_MISMATCH");
            assertThat(deliver(server, event.body(), "t=1").body()).isEqualTo("HEADER_MALFORMED");
        }
    }

    private static HttpResponse<String> deliver(Server server, byte[] body, String header)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.port() + "/webhooks/stripe"))
                .header("Content-Type", "application/json; charset=utf-8")
                .header("Stripe-Signature", header)
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}
