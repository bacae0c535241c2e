// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes the {@code Stripe-Signature} header that Stripe would send with a body. Immutable and thread-safe. */
public final class WebhookSigner {
    private static final String ALGORITHM = "HmacSHA256";

    private final List<String> secrets;

    private WebhookSigner(List<String> secrets) {
        this.secrets = secrets;
    }

    /**
     * A signer with these secrets.
     *
     * @param secrets one, or several as while a secret is rolled: Stripe then sends one signature for each
     */
    public static WebhookSigner of(String... secrets) {
        return new WebhookSigner(List.of(secrets));
    }

    /**
     * The header for a body.
     *
     * @param body the request body, byte for byte
     * @param at when the signature is made
     */
    public String header(byte[] body, Instant at) {
        String timestamp = Long.toString(at.getEpochSecond());
        StringBuilder header = new StringBuilder("t=").append(timestamp);
        for (String secret : secrets) {
            header.append(",v1=").append(HexFormat.of().formatHex(hmac(secret, timestamp, body)));
        }
        return header.toString();
    }

    /** The header for an event. */
    public String header(StripeEvent event, Instant at) {
        return header(event.body(), at);
    }

    private static byte[] hmac(String secret, String timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(UTF_8), ALGORITHM));
            mac.update((timestamp + ".").getBytes(US_ASCII));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot sign with " + ALGORITHM, e);
        }
    }
}
