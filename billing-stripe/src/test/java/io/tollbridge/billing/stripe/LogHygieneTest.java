// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.spi.WebhookSource;
import io.tollbridge.billing.testkit.stripe.ApiRendering;
import io.tollbridge.billing.testkit.stripe.StripeEvents;
import io.tollbridge.billing.testkit.stripe.StripeInvoice;
import io.tollbridge.billing.testkit.stripe.StripeSubscription;
import io.tollbridge.billing.testkit.stripe.WebhookSigner;
import io.tollbridge.billing.webhook.WebhookRejectedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** No secret and no payload in any log line, message or note, whatever the level. */
class LogHygieneTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final String SECRET = "whsec_hush_the_secret";
    /** Stands for personal data in a payload; it is put wherever a payload holds words of people. */
    private static final String PRIVATE = "hush.private";

    private final Logger logger = (Logger) LoggerFactory.getLogger("io.tollbridge");
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
    private final List<String> words = new ArrayList<>();

    @BeforeEach
    void listen() {
        logger.setLevel(Level.TRACE);
        appender.start();
        logger.addAppender(appender);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(appender);
        logger.setLevel(null);
    }

    @Test
    void neitherSecretsNorPayloadsLeak() {
        WebhookSource stripe = StripeService.create(StripeSettings.builder()
                        .webhookSecret("whsec_hush_the_old_one")
                        .webhookSecret(SECRET)
                        .livemode(true)
                        .build())
                .webhooks();
        HostileInput hostile = new HostileInput(5);
        StripeSubscription subscription =
                StripeSubscription.active("sub_1", "cus_1", "price_1", NOW, NOW.plusSeconds(86_400));
        for (ApiRendering rendering : ApiRendering.values()) {
            String json = StripeEvents.in(rendering)
                    .invoicePaid(StripeInvoice.first("in_1", subscription), NOW)
                    .json()
                    .replace("\"customer_email\": null", "\"customer_email\": \"" + PRIVATE + "\"");
            assertThat(json).contains(PRIVATE);
            take(stripe, json.getBytes(UTF_8), true);
            for (int i = 0; i < 300; i++) {
                take(stripe, hostile.event(json).getBytes(UTF_8), true);
                take(stripe, hostile.body(json.getBytes(UTF_8)), true);
                take(stripe, hostile.body(json.getBytes(UTF_8)), false);
            }
        }
        appender.list.forEach(event -> {
            words.add(event.getFormattedMessage());
            assertThat(event.getThrowableProxy()).isNull();
        });

        assertThat(words)
                .hasSizeGreaterThan(1_000)
                .allSatisfy(word -> assertThat(word).doesNotContain("hush").doesNotContain("customer_email"));
        assertThat(appender.list)
                .as("tells which secret matched")
                .anySatisfy(event -> assertThat(event.getFormattedMessage()).contains("secret 2 of 2"));
    }

    private void take(WebhookSource stripe, byte[] body, boolean signed) {
        String header = WebhookSigner.of(signed ? SECRET : "whsec_other").header(body, NOW);
        try {
            WebhookSource.Verified verified = stripe.verify(body, header, NOW);
            words.add(verified.toString());
            words.add(stripe.handlers()
                    .get(0)
                    .handle(
                            verified.event(),
                            LinkedCustomers.of(Catalog.builder().build()))
                    .toString());
        } catch (WebhookRejectedException e) {
            words.add(e.toString());
            assertThat(e).hasNoCause();
        }
    }
}
