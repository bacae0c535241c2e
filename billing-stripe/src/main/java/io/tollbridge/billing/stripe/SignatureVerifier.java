// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.tollbridge.billing.webhook.WebhookRejectedException;
import io.tollbridge.billing.webhook.WebhookRejectedException.Reason;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Proves on the raw bytes that Stripe signed a request, and when. The genuine signature comes first and the time second,
 * so that "too old" is only ever said of a genuine request. Thread-safe.
 */
final class SignatureVerifier {
    private static final Logger LOG = LoggerFactory.getLogger(SignatureVerifier.class);
    private static final String ALGORITHM = "HmacSHA256";

    private final List<Key> keys;
    private final long toleranceSeconds;

    SignatureVerifier(List<String> secrets, Duration tolerance) {
        this.keys = secrets.stream().map(Key::of).toList();
        this.toleranceSeconds = tolerance.toSeconds();
    }

    void verify(byte[] body, @Nullable String header, Instant now) {
        SignatureHeader signed = SignatureHeader.parse(header);
        int matched = matchingKey(body, signed);
        if (matched < 0) {
            throw new WebhookRejectedException(
                    Reason.SIGNATURE_MISMATCH,
                    "none of the " + keys.size() + " configured webhook secret(s) made this signature for this body;"
                            + " check the endpoint's signing secret, and that nothing in front changes the body");
        }
        // why: which secret is still in use is what one needs to know before removing the old one
        LOG.debug("webhook signature made with secret {} of {}", matched + 1, keys.size());
        long age = now.getEpochSecond() - signed.seconds();
        if (age > toleranceSeconds) {
            throw new WebhookRejectedException(
                    Reason.TOO_OLD,
                    "the signature is " + age + " seconds old, " + toleranceSeconds
                            + " are allowed; check this machine's" + " clock, otherwise it is a replay");
        }
        if (-age > toleranceSeconds) {
            throw new WebhookRejectedException(
                    Reason.TOO_NEW,
                    "the signature is " + -age + " seconds in the future, " + toleranceSeconds
                            + " are allowed; check this" + " machine's clock");
        }
    }

    private int matchingKey(byte[] body, SignatureHeader signed) {
        List<byte[]> signatures =
                signed.signatures().stream().map(HexFormat.of()::parseHex).toList();
        for (int i = 0; i < keys.size(); i++) {
            byte[] expected = hmac(keys.get(i), signed.timestamp(), body);
            for (byte[] signature : signatures) {
                if (MessageDigest.isEqual(expected, signature)) {
                    return i;
                }
            }
        }
        return -1;
    }

    private static byte[] hmac(Key key, String timestamp, byte[] body) {
        Mac mac = key.mac();
        mac.update(timestamp.getBytes(US_ASCII));
        mac.update((byte) '.');
        return mac.doFinal(body);
    }

    /** A secret, with a code that is copied for each request: that costs less than making one. */
    private record Key(Mac keyed, SecretKeySpec secret) {
        static Key of(String secret) {
            SecretKeySpec key = new SecretKeySpec(secret.getBytes(UTF_8), ALGORITHM);
            return new Key(keyed(key), key);
        }

        Mac mac() {
            try {
                return (Mac) keyed.clone();
            } catch (CloneNotSupportedException e) {
                // why no error: providers need not support it
                return keyed(secret);
            }
        }

        private static Mac keyed(SecretKeySpec key) {
            try {
                Mac mac = Mac.getInstance(ALGORITHM);
                mac.init(key);
                return mac;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this JDK has no " + ALGORITHM + ", which every JDK must have", e);
            }
        }

        @Override
        public String toString() {
            return "Key[secret]";
        }
    }
}
