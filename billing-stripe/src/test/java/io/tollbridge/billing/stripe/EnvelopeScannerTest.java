// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.testkit.stripe.ApiRendering;
import io.tollbridge.billing.testkit.stripe.StripeEvent;
import io.tollbridge.billing.testkit.stripe.StripeEvents;
import io.tollbridge.billing.testkit.stripe.StripeInvoice;
import io.tollbridge.billing.testkit.stripe.StripeSubscription;
import io.tollbridge.billing.webhook.WebhookRejectedException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The fast way reads what the careful way reads, and nothing else. */
class EnvelopeScannerTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final int SEED = 20_261_122;
    private static final int CHANGED_BODIES = 60_000;
    private static final int CHARACTERS = 40_000;
    private static final String EVENT = """
            {"id":"evt_1","object":"event","account":"acct_1","api_version":"2020-08-27","created":1700000000,
             "livemode":true,"data":{"object":{"id":"in_1","x":[1,-2.5e+3,{"aA":null}],"t":"é\\n\\ud83d"}},
             "pending_webhooks":0,"request":null,"type":"invoice.paid"}""";
    private static final byte[] PIECES =
            "{}[]:,\"\\ \n\t0123456789-+.eEtruefalsn/u{}\":\"'{\"id\":\"object\"é\0\u007f".getBytes(UTF_8);

    @ParameterizedTest
    @EnumSource(ApiRendering.class)
    void takesOrdinaryEventsOfEveryApiVersion(ApiRendering rendering) {
        StripeSubscription subscription = StripeSubscription.active(
                        "sub_1", "cus_1", "price_1", NOW, NOW.plusSeconds(86_400))
                .tenant("Zürich — 東京 💶");
        StripeEvent paid = StripeEvents.in(rendering)
                .invoicePaid(StripeInvoice.first("in_1", subscription).coupon(), NOW);
        StripeEvent created = StripeEvents.in(rendering).subscriptionCreated(subscription, NOW);

        assertThat(EnvelopeScanner.scan(paid.body())).isEqualTo(EnvelopeReader.read(paid.json()));
        assertThat(EnvelopeScanner.scan(created.body())).isEqualTo(EnvelopeReader.read(created.json()));
        assertThat(EnvelopeScanner.scan(EVENT.getBytes(UTF_8)))
                .isEqualTo(EnvelopeReader.read(EVENT))
                .returns("acct_1", EventEnvelope::account);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"a\":1,\"a\":2",
                "\"a\":1,\"\\u0061\":2",
                "\"a\":01",
                "\"a\":1.",
                "\"a\":tRue",
                "\"a\":\"\\x\"",
                "\"a\":\"\\'\"",
                "\"a\":\"\t\"",
                "\"a\":1,",
                "\"a\":[1,]",
                "\"a\":.5",
                "\"a\":+1",
                "a:1"
            })
    void leavesWhatIsUnusualToTheReader(String fields) {
        assertThat(EnvelopeScanner.scan(EVENT.replace("\"request\":null", "\"request\":{" + fields + "}")
                        .getBytes(UTF_8)))
                .isNull();
    }

    @Test
    void agreesWithTheReaderOnWhateverItTakes() {
        SplittableRandom random = new SplittableRandom(SEED);
        byte[] long1 = StripeEvents.in(ApiRendering.DAHLIA_2026_07_29)
                .subscriptionCreated(StripeSubscription.active("sub_1", "cus_1", "price_1", NOW, NOW), NOW)
                .body();
        int taken = 0;
        for (int i = 0; i < CHANGED_BODIES; i++) {
            byte[] body = changed(i % 4 == 0 ? long1 : EVENT.getBytes(UTF_8), random);
            EventEnvelope scanned = EnvelopeScanner.scan(body);
            if (scanned != null) {
                taken++;
                assertThat(read(body))
                        .as("seed %d, body %d: %s", SEED, i, new String(body, UTF_8))
                        .contains(scanned);
            }
        }
        assertThat(taken).isBetween(CHANGED_BODIES / 50, CHANGED_BODIES - CHANGED_BODIES / 50);
    }

    @Test
    void takesExactlyTheCharactersThatAreUtf8() {
        SplittableRandom random = new SplittableRandom(SEED);
        byte[] before = EVENT.substring(0, EVENT.indexOf("null")).getBytes(UTF_8);
        byte[] after = EVENT.substring(EVENT.indexOf("null") + 4).getBytes(UTF_8);
        int sound = 0;
        for (int i = 0; i < CHARACTERS; i++) {
            byte[] character = new byte[1 + random.nextInt(4)];
            for (int at = 0; at < character.length; at++) {
                int edge =
                        "\u0080\u008f\u0090\u009f\u00a0\u00bf\u00c0\u00c1\u00c2\u00df\u00e0\u00ed\u00ef\u00f0\u00f4\u00f5"
                                .charAt(random.nextInt(16));
                character[at] = (byte) (random.nextInt(3) == 0 ? 0x80 + random.nextInt(0x80) : edge);
            }
            boolean isUtf8 = isUtf8(character);
            sound += isUtf8 ? 1 : 0;
            byte[] body = ByteBuffer.allocate(before.length + character.length + after.length + 2)
                    .put(before)
                    .put((byte) '"')
                    .put(character)
                    .put((byte) '"')
                    .put(after)
                    .array();

            assertThat(EnvelopeScanner.scan(body) != null)
                    .as("bytes %s", Arrays.toString(character))
                    .isEqualTo(isUtf8);
        }
        assertThat(sound).isGreaterThan(500);
    }

    private static byte[] changed(byte[] original, SplittableRandom random) {
        byte[] body = original.clone();
        for (int changes = random.nextInt(3); changes >= 0; changes--) {
            int at = random.nextInt(body.length);
            int length = Math.min(random.nextInt(6), body.length - at);
            byte[] piece = new byte[random.nextInt(4)];
            int from = random.nextInt(PIECES.length - piece.length);
            System.arraycopy(PIECES, from, piece, 0, piece.length);
            body = ByteBuffer.allocate(body.length - length + piece.length)
                    .put(body, 0, at)
                    .put(piece)
                    .put(body, at + length, body.length - at - length)
                    .array();
        }
        return body;
    }

    private static Optional<EventEnvelope> read(byte[] body) {
        if (!isUtf8(body)) {
            return Optional.empty();
        }
        try {
            return Optional.of(EnvelopeReader.read(new String(body, UTF_8)));
        } catch (WebhookRejectedException rejected) {
            return Optional.empty();
        }
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException malformed) {
            return false;
        }
    }
}
