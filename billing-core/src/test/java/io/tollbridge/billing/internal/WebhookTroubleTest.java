// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.tollbridge.billing.BillingStoreException;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.webhook.WebhookEvent;
import io.tollbridge.billing.webhook.WebhookEventKey;
import io.tollbridge.billing.webhook.WebhookRejectedException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WebhookTroubleTest {
    private static final Instant BEGIN = Instant.parse("2026-03-01T10:00:00Z");
    private final WebhookRejectedException refusal =
            new WebhookRejectedException(WebhookRejectedException.Reason.SIGNATURE_MISMATCH, "not genuine");

    private final List<Notification> told = new ArrayList<>();
    private final WebhookTrouble trouble = new WebhookTrouble(told::add);
    private Instant now = BEGIN;

    private void refuse(int times) {
        for (int i = 0; i < times; i++) {
            trouble.refused(refusal, now);
        }
    }

    @Test
    void aFewThatAreRefusedAreNoTrouble() {
        refuse(9);
        trouble.accepted();
        refuse(9);
        assertThat(told).isEmpty();
    }

    @Test
    void tenInARowAreToldOnceADay() {
        refuse(10);
        assertThat(told).extracting(Notification::key).containsExactly("webhooks:refused:2026-03-01");
        refuse(1_000);
        assertThat(told).hasSize(1);
        now = now.plus(Duration.ofDays(1));
        refuse(1);
        assertThat(told)
                .extracting(Notification::key)
                .endsWith("webhooks:refused:2026-03-02")
                .hasSize(2);
    }

    @Test
    void aHundredWithinAnHourAreToldAlthoughOthersAreAccepted() {
        for (int i = 0; i < 99; i++) {
            refuse(1);
            trouble.accepted();
        }
        assertThat(told).isEmpty();
        now = now.plus(Duration.ofHours(1));
        for (int i = 0; i < 99; i++) {
            refuse(1);
            trouble.accepted();
        }
        assertThat(told).isEmpty();
        refuse(1);
        assertThat(told).hasSize(1);
    }

    @Test
    void aStoreThatIsGoneDoesNotChangeTheAnswerToTheSender() {
        WebhookTrouble blind = new WebhookTrouble(notification -> {
            throw new BillingStoreException(ErrorCode.STORE_UNAVAILABLE, "the database is gone", null);
        });
        assertThatCode(() -> {
                    for (int i = 0; i < 20; i++) {
                        blind.refused(refusal, now);
                    }
                })
                .doesNotThrowAnyException();
    }

    @Test
    void whatCouldNotBeWrittenIsToldLater() {
        List<Notification> written = new ArrayList<>();
        AtomicInteger tries = new AtomicInteger();
        WebhookTrouble flaky = new WebhookTrouble(notification -> {
            if (tries.incrementAndGet() == 1) {
                throw new BillingStoreException(ErrorCode.STORE_UNAVAILABLE, "the database is gone", null);
            }
            written.add(notification);
        });
        for (int i = 0; i < 20; i++) {
            flaky.refused(refusal, now);
        }
        assertThat(tries).as("not once for each request").hasValue(1);

        now = now.plus(Duration.ofMinutes(1));
        flaky.refused(refusal, now);
        flaky.refused(refusal, now);

        assertThat(written).hasSize(1);
    }

    @Test
    void aLongReasonIsCut() {
        WebhookEvent event = new WebhookEvent(new WebhookEventKey("", true, "evt_1"), "a.b", null, null, BEGIN, "{}");
        Notification notification = WebhookTrouble.quarantined(event, "w".repeat(5_000), BEGIN);
        assertThat(notification.detail()).hasSize(2_000).contains("evt_1").contains("a.b");
        assertThat(notification.key()).isEqualTo("webhooks:quarantined:2026-03-01");
    }
}
