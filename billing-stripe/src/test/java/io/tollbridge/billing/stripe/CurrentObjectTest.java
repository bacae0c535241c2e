// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.payment.RecordKind;
import io.tollbridge.billing.webhook.WebhookEvent;
import io.tollbridge.billing.webhook.WebhookEventKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** An event is a hint: what it speaks of is read again. */
class CurrentObjectTest {
    private static final Instant CREATED = Instant.parse("2026-11-22T10:00:00Z");
    private static final Instant NOW = CREATED.plusSeconds(60);

    private final List<String> asked = new ArrayList<>();
    private Optional<String> record = Optional.empty();
    private final CurrentObject current = new CurrentObject((RecordKind kind, String id) -> {
        asked.add(kind + " " + id);
        return record.map(json -> json.getBytes(UTF_8));
    });

    private static WebhookEvent event(String account, @Nullable String id, String object) {
        String payload = "{\"id\":\"evt_1\",\"data\":{\"object\":" + object + "},\"big\":123456789012345678901}";
        return new WebhookEvent(new WebhookEventKey(account, false, "evt_1"), "any", id, null, CREATED, payload);
    }

    @Test
    void aSubscriptionIsReplacedByWhatItIsNowAndSaysWhen() {
        record = Optional.of("{\"id\":\"sub_1\",\"object\":\"subscription\",\"status\":\"canceled\",\"cents\":1e2}");
        WebhookEvent before =
                event("", "sub_1", "{\"id\":\"sub_1\",\"object\":\"subscription\",\"status\":\"active\"}");

        WebhookEvent after = current.in(before, NOW);

        assertThat(asked).containsExactly("SUBSCRIPTION sub_1");
        assertThat(after.payload())
                .isEqualTo("{\"id\":\"evt_1\",\"data\":{\"object\":{\"id\":\"sub_1\",\"object\":\"subscription\","
                        + "\"status\":\"canceled\",\"cents\":1e2}},\"big\":123456789012345678901}");
        assertThat(after.created()).isEqualTo(NOW);
        assertThat(after.key()).isEqualTo(before.key());
        assertThat(current.in(before, CREATED.minusSeconds(9)).created())
                .as("with a clock that is late")
                .isEqualTo(CREATED);
    }

    @Test
    void anInvoiceKeepsTheTimeAtWhichItWasTold() {
        record = Optional.of("{\"id\":\"in_1\",\"object\":\"invoice\",\"status\":\"paid\"}");

        WebhookEvent after = current.in(event("", "in_1", "{\"id\":\"in_1\",\"object\":\"invoice\"}"), NOW);

        assertThat(after.payload()).contains("\"status\":\"paid\"");
        assertThat(after.created()).isEqualTo(CREATED);
    }

    @Test
    void whatStripeDoesNotKnowStaysAsItWasDelivered() {
        WebhookEvent gone = event("", "in_1", "{\"id\":\"in_1\",\"object\":\"invoice\"}");
        assertThat(current.in(gone, NOW)).isSameAs(gone);
        assertThat(asked).hasSize(1);
    }

    @Test
    void whatHasNoRecordOrAnotherOwnerIsNotAskedFor() {
        for (WebhookEvent event : List.of(
                event("", null, "{\"object\":\"invoice\"}"),
                event("acct_1", "in_1", "{\"id\":\"in_1\",\"object\":\"invoice\"}"),
                event("", "x_1", "{\"id\":\"x_1\",\"object\":\"unheard_of\"}"),
                event("", "x_1", "{\"id\":\"x_1\",\"object\":{}}"),
                event("", "x_1", "{\"id\":\"x_1\"}"))) {
            assertThat(current.in(event, NOW)).isSameAs(event);
        }
        assertThat(asked).isEmpty();
    }
}
