// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stripe.exception.SignatureVerificationException;
import com.stripe.model.Event;
import com.stripe.net.Webhook;
import io.tollbridge.billing.testkit.stripe.WebhookSigner;
import io.tollbridge.billing.webhook.WebhookRejectedException;
import io.tollbridge.billing.webhook.WebhookRejectedException.Reason;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureTest {
    private static final String OLD = "whsec_old";
    private static final String NEW = "whsec_new";
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final String PAYLOAD = """
            {"id":"evt_1","object":"event","type":"invoice.paid","livemode":false,"created":1,"data":{"object":{}},
            "note":"ümläut \\u20ac 💶"}""";
    private static final byte[] BODY = PAYLOAD.getBytes(UTF_8);
    private static final String ZEROS = "0".repeat(64);

    private final StripeService stripe = service(OLD, NEW);

    @Test
    void acceptsWhatStripesOwnLibrarySigns() throws GeneralSecurityException {
        String header = Webhook.Signature.generateSignatureHeader(PAYLOAD, NEW, NOW.getEpochSecond());

        assertThatCode(() -> stripe.verifyWebhookSignature(BODY, header, NOW)).doesNotThrowAnyException();
    }

    @Test
    void theTestkitSignsWhatStripesOwnLibraryAccepts() throws Exception {
        String header = WebhookSigner.of(NEW).header(BODY, NOW);

        Event event = Webhook.constructEvent(PAYLOAD, header, NEW, 300, Clock.fixed(NOW, ZoneOffset.UTC));

        assertThat(event.getId()).isEqualTo("evt_1");
        assertThat(header).isEqualTo(Webhook.Signature.generateSignatureHeader(PAYLOAD, NEW, NOW.getEpochSecond()));
    }

    @ParameterizedTest
    @CsvSource({"0, true", "299, true", "300, true", "301, false", "86400, false"})
    void agreesWithStripesOwnLibraryOnOldSignatures(long age, boolean accepted) throws Exception {
        String header = WebhookSigner.of(NEW).header(BODY, NOW.minusSeconds(age));

        assertThat(accepts(header)).isEqualTo(accepted);
        assertThat(stripesLibraryAccepts(header)).isEqualTo(accepted);
    }

    @Test
    void saysWhetherASignatureIsTooOldOrTooNew() {
        assertRejected(WebhookSigner.of(NEW).header(BODY, NOW.minusSeconds(301)), Reason.TOO_OLD);
        assertRejected(WebhookSigner.of(NEW).header(BODY, NOW.plusSeconds(301)), Reason.TOO_NEW);
        assertThat(accepts(WebhookSigner.of(NEW).header(BODY, NOW.plusSeconds(300))))
                .isTrue();
        assertRejected("t=999999999999,v1=" + ZEROS, Reason.SIGNATURE_MISMATCH);
    }

    @Test
    void saysTooOldOnlyOfGenuineSignatures() {
        assertRejected("t=1,v1=" + ZEROS, Reason.SIGNATURE_MISMATCH);
    }

    @Test
    void triesEverySecretAgainstEverySignature() {
        assertThat(accepts(WebhookSigner.of(OLD).header(BODY, NOW))).isTrue();
        assertThat(accepts(WebhookSigner.of(NEW).header(BODY, NOW))).isTrue();
        assertThat(accepts(WebhookSigner.of("whsec_other", NEW).header(BODY, NOW)))
                .isTrue();
        assertThat(accepts(WebhookSigner.of(NEW, "whsec_other").header(BODY, NOW)))
                .isTrue();
        assertRejected(WebhookSigner.of("whsec_other", "whsec_another").header(BODY, NOW), Reason.SIGNATURE_MISMATCH);
    }

    @Test
    void rejectsAChangedBodyOrTime() {
        String header = WebhookSigner.of(NEW).header(BODY, NOW);
        byte[] changed = BODY.clone();
        changed[changed.length - 3] ^= 1;

        assertThatThrownBy(() -> stripe.verifyWebhookSignature(changed, header, NOW))
                .isInstanceOfSatisfying(
                        WebhookRejectedException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.SIGNATURE_MISMATCH));
        assertRejected(header.replace("t=17", "t=18"), Reason.SIGNATURE_MISMATCH);
    }

    @Test
    void ignoresOtherSchemesAndToleratesBlanks() {
        String genuine = WebhookSigner.of(NEW).header(BODY, NOW);

        assertThat(accepts(genuine + ",v0=anything")).isTrue();
        assertThat(accepts("v0=," + genuine + ",v2=x=y,scheme=")).isTrue();
        assertThat(accepts("  " + genuine.replace(",", " , ").replace("=", " = ") + "\t"))
                .isTrue();
        assertRejected(genuine.replace("v1=", "v0="), Reason.HEADER_MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                ",",
                "t",
                "t=",
                "=",
                "t=1",
                "v1=SIG",
                "t=1,v1=",
                "t=1,v1=00",
                "t=1,v1=SIG0",
                "t=1,v1=SIG,",
                ",t=1,v1=SIG",
                "t=1,,v1=SIG",
                "t=1,v1",
                "t,v1=SIG",
                "t=abc,v1=SIG",
                "t=-1,v1=SIG",
                "t=+1,v1=SIG",
                "t=0,v1=SIG",
                "t=01,v1=SIG",
                "t=1.0,v1=SIG",
                "t=1e3,v1=SIG",
                "t=0x10,v1=SIG",
                "t=٣,v1=SIG",
                "t=9999999999999,v1=SIG",
                "t=99999999999999999999999999,v1=SIG",
                "t=1,t=1,v1=SIG",
                "t=1,v1=SIG,t=2",
                "T=1,v1=SIG",
                "t=1,V1=SIG",
                "t=1;v1=SIG",
                "t=1 v1=SIG",
                "{\"t\":1}",
                "Bearer SIG",
            })
    void rejectsAHeaderThatIsNotOfTheDocumentedForm(String header) {
        assertRejected(header.replace("SIG", ZEROS), Reason.HEADER_MALFORMED);
    }

    @Test
    void rejectsAnAbsentAndAnOverlongHeader() {
        assertRejected(null, Reason.HEADER_MALFORMED);
        assertRejected("t=1,v1=" + ZEROS + ",x=" + "y".repeat(5_000), Reason.HEADER_MALFORMED);
        assertRejected("t=1" + (",v1=" + ZEROS).repeat(10_000), Reason.HEADER_MALFORMED);
    }

    @Test
    void rejectsUpperCaseAsStripesOwnLibraryDoes() throws Exception {
        String header = WebhookSigner.of(NEW).header(BODY, NOW);
        String upper = header.substring(0, header.indexOf("v1=") + 3)
                + header.substring(header.indexOf("v1=") + 3).toUpperCase(Locale.ROOT);

        assertThat(stripesLibraryAccepts(upper)).isFalse();
        assertRejected(upper, Reason.HEADER_MALFORMED);
    }

    private boolean accepts(String header) {
        try {
            stripe.verifyWebhookSignature(BODY, header, NOW);
            return true;
        } catch (WebhookRejectedException e) {
            return false;
        }
    }

    private static boolean stripesLibraryAccepts(String header) throws Exception {
        try {
            return Webhook.Signature.verifyHeader(PAYLOAD, header, NEW, 300, Clock.fixed(NOW, ZoneOffset.UTC));
        } catch (SignatureVerificationException e) {
            return false;
        }
    }

    private void assertRejected(@Nullable String header, Reason reason) {
        assertThatThrownBy(() -> stripe.verifyWebhookSignature(BODY, header, NOW))
                .isInstanceOfSatisfying(
                        WebhookRejectedException.class,
                        e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private static StripeService service(String... secrets) {
        StripeSettings.Builder settings = StripeSettings.builder().livemode(false);
        for (String secret : secrets) {
            settings.webhookSecret(secret);
        }
        return StripeService.create(settings.build());
    }
}
