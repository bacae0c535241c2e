// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollbridge.billing.spi.WebhookSource;
import io.tollbridge.billing.testkit.stripe.WebhookSigner;
import io.tollbridge.billing.webhook.WebhookEvent;
import io.tollbridge.billing.webhook.WebhookRejectedException;
import io.tollbridge.billing.webhook.WebhookRejectedException.Reason;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final String SECRET = "whsec_1";
    private static final String EVENT = """
            {"id":"evt_1","object":"event","api_version":"2020-08-27","created":1700000000,"livemode":true,
             "data":{"object":{"id":"in_1","object":"invoice","lines":{"data":[1,[2,{"a":null}]]}}},
             "pending_webhooks":1,"request":{"id":null},"type":"invoice.paid"}""";

    private final WebhookSource stripe = StripeService.create(StripeSettings.builder()
                    .webhookSecret(SECRET)
                    .livemode(true)
                    .account("acct_1")
                    .build())
            .webhooks();

    @Test
    void readsWhatTheInboxNeeds() {
        WebhookSource.Verified verified = verify(EVENT);

        WebhookEvent event = verified.event();
        assertThat(verified.quarantine()).isNull();
        assertThat(event.key().eventId()).isEqualTo("evt_1");
        assertThat(event.key().account()).isEmpty();
        assertThat(event.key().livemode()).isTrue();
        assertThat(event.type()).isEqualTo("invoice.paid");
        assertThat(event.objectId()).isEqualTo("in_1");
        assertThat(event.apiVersion()).isEqualTo("2020-08-27");
        assertThat(event.created()).isEqualTo(Instant.ofEpochSecond(1_700_000_000));
        assertThat(event.payload()).isEqualTo(EVENT);
    }

    @Test
    void doesNotMindAnEventWithoutApiVersion() {
        assertThat(verify(EVENT.replace("\"2020-08-27\"", "null")).event().apiVersion())
                .isNull();
        assertThat(verify(EVENT.replace("\"api_version\":\"2020-08-27\",", ""))
                        .event()
                        .apiVersion())
                .isNull();
    }

    @Test
    void keepsEventsOfTheOtherModeAside() {
        WebhookSource.Verified verified = verify(EVENT.replace("\"livemode\":true", "\"livemode\":false"));

        assertThat(verified.quarantine()).contains("test mode").contains("live mode");
        assertThat(verified.event().key().livemode()).isFalse();
    }

    @Test
    void keepsEventsOfUnknownAccountsAside() {
        assertThat(verify(withAccount("acct_1")).quarantine()).isNull();
        assertThat(verify(withAccount("acct_1")).event().key().account()).isEqualTo("acct_1");
        assertThat(verify(withAccount("acct_2")).quarantine())
                .contains("acct_2")
                .contains("StripeSettings.account");
    }

    @Test
    void doesNotTakeAnUnusualObjectIdForAKey() {
        assertThat(verify(EVENT.replace("\"in_1\"", "\"Gold Plan ✓\"")).event().objectId())
                .isNull();
        assertThat(verify(EVENT.replace("\"in_1\"", "\"" + "x".repeat(256) + "\""))
                        .event()
                        .objectId())
                .isNull();
        assertThat(verify(EVENT.replace("\"in_1\"", "12")).event().objectId()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"object\":\"event\"        | \"object\":\"v2.core.event\"    | snapshot",
                "\"object\":\"event\"        | \"object\":\"invoice\"          | not \"event\"",
                "\"object\":\"event\",       | ``                              | not \"event\"",
                "\"object\":\"event\"        | \"object\":null                 | not \"event\"",
                "\"object\":\"event\"        | \"object\":{}                   | not a string",
                "\"id\":\"evt_1\"            | \"id\":null                     | no id",
                "\"id\":\"evt_1\"            | \"id\":1                        | id is not a string",
                "\"id\":\"evt_1\"            | \"id\":\"\"                     | visible ASCII",
                "\"id\":\"evt_1\"            | \"id\":\"a\\u0000b\"            | visible ASCII",
                "\"id\":\"evt_1\"            | \"id\":\"a b\"                  | visible ASCII",
                "\"id\":\"evt_1\"            | \"id\":\"\\ud83d\"              | visible ASCII",
                "\"id\":\"evt_1\"            | \"id\":\"evt_1\",\"id\":\"e\"   | twice",
                "\"type\":\"invoice.paid\"   | \"kind\":\"invoice.paid\"       | no type",
                "\"type\":\"invoice.paid\"   | \"type\":[\"invoice.paid\"]     | type is not a string",
                "\"livemode\":true           | \"mode\":true                   | no livemode",
                "\"livemode\":true           | \"livemode\":\"true\"           | true or false",
                "\"livemode\":true           | \"livemode\":1                  | true or false",
                "\"livemode\":true           | \"livemode\":null               | true or false",
                "\"created\":1700000000      | \"at\":1                        | no created",
                "\"created\":1700000000      | \"created\":\"1700000000\"      | whole seconds",
                "\"created\":1700000000      | \"created\":1.5                 | whole seconds",
                "\"created\":1700000000      | \"created\":1e9                 | whole seconds",
                "\"created\":1700000000      | \"created\":-1                  | whole seconds",
                "\"created\":1700000000      | \"created\":0                   | whole seconds",
                "\"created\":1700000000      | \"created\":999999999999        | whole seconds",
                "\"created\":1700000000      | \"created\":99999999999999999999999 | whole seconds",
                "\"created\":1700000000      | \"created\":null                | whole seconds",
                "\"data\":                   | \"date\":                       | no data.object",
                "\"data\":                   | \"data\":7,\"date\":            | no data.object",
                "\"object\":{\"id\":\"in_1\" | \"object\":7,\"x\":{\"id\":\"in_1\" | no data.object",
                "\"request\":{\"id\":null}   | \"request\":{\"id\":1,\"id\":2} | twice",
                "\"request\":{\"id\":null}   | \"request\":{\"id\":}           | well-formed",
                "\"request\":{\"id\":null}   | \"request\":{'id':1}            | well-formed",
                "\"request\":{\"id\":null}   | \"request\":{id:1}              | well-formed",
                "\"request\":{\"id\":null}   | \"request\":NaN                 | well-formed",
                "\"request\":{\"id\":null}   | \"request\":1,                  | well-formed",
                "\"api_version\":\"2020-08-27\" | \"api_version\":20           | api_version is not a string",
            })
    void rejectsWhatIsNotAnEvent(String genuine, String forged, String message) {
        assertThat(EVENT).contains(genuine);

        assertNotAnEvent(EVENT.replace(genuine, forged == null ? "" : forged), message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "true",
                "1",
                "\"event\"",
                "[]",
                "<html>",
                "event",
                "/* */{}",
                "{",
                "{}}",
                "\uFEFF"
            })
    void rejectsWhatIsNotAnObject(String body) {
        assertNotAnEvent(body, "");
    }

    @Test
    void rejectsWhatFollowsTheObject() {
        assertNotAnEvent(EVENT + "{}", "well-formed");
        assertNotAnEvent(EVENT + EVENT, "well-formed");
        assertNotAnEvent(EVENT + "]", "well-formed");
        assertNotAnEvent(EVENT.substring(0, EVENT.length() - 1), "well-formed");
        assertThat(verify(EVENT + "\r\n\t ").quarantine()).isNull();
    }

    @Test
    void rejectsABodyThatIsNotUtf8() {
        byte[] latin = EVENT.replace("in_1", "é").getBytes(ISO_8859_1);

        assertNotAnEvent(latin, "UTF-8");
        assertNotAnEvent(EVENT.getBytes(UTF_16), "UTF-8");
        assertNotAnEvent(EVENT.replace("in_1", "a\0b"), "NUL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "[{\"a\":"})
    void rejectsDeepNestingWithoutSpendingStackOrMemory(String opening) {
        int mebibyte = 1024 * 1024;
        String head = "{\"x\":";

        assertNotAnEvent(head + opening.repeat((mebibyte - head.length()) / opening.length()), "nested");
        assertNotAnEvent(EVENT.replace("{\"id\":null}", "[".repeat(80) + "]".repeat(80)), "nested");
        assertThat(verify(EVENT.replace("{\"id\":null}", "[".repeat(60) + "]".repeat(60)))
                        .quarantine())
                .isNull();
    }

    @Test
    void readsAMebibyteOfSmallValues() {
        int mebibyte = 1024 * 1024;
        String many = "[" + "[],".repeat(mebibyte / 3) + "[]]";
        StringBuilder names = new StringBuilder("{");
        for (int i = 0; names.length() < mebibyte; i++) {
            names.append('"').append(i).append("\":0,");
        }

        assertThat(verify(EVENT.replace("{\"id\":null}", many)).quarantine()).isNull();
        assertThat(verify(EVENT.replace("{\"id\":null}", names + "\"last\":0}")).quarantine())
                .isNull();
        assertNotAnEvent(EVENT.replace("{\"id\":null}", "9".repeat(mebibyte)), "");
    }

    private static String withAccount(String account) {
        return EVENT.replace("{\"id\":\"evt_1\"", "{\"account\":\"" + account + "\",\"id\":\"evt_1\"");
    }

    private WebhookSource.Verified verify(String payload) {
        return verify(payload.getBytes(UTF_8));
    }

    private WebhookSource.Verified verify(byte[] body) {
        return stripe.verify(body, WebhookSigner.of(SECRET).header(body, NOW), NOW);
    }

    private void assertNotAnEvent(String payload, String message) {
        assertNotAnEvent(payload.getBytes(UTF_8), message);
    }

    private void assertNotAnEvent(byte[] body, String message) {
        assertThatThrownBy(() -> verify(body))
                .isInstanceOfSatisfying(
                        WebhookRejectedException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.NOT_AN_EVENT))
                .hasMessageContaining(message)
                .hasNoCause();
    }
}
