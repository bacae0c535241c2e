// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import io.tollbridge.billing.webhook.WebhookRejectedException;
import io.tollbridge.billing.webhook.WebhookRejectedException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The {@code Stripe-Signature} header, read before anything is computed: {@code t=1700000000,v1=<64 hex digits>}, with
 * {@code v1} once for each active secret.
 *
 * <p>Blanks around the commas and equal signs are tolerated, because proxies may fold headers. Other schemes, such as
 * {@code v0} of test mode, are ignored: accepting one would let a sender choose the weaker proof.
 *
 * @param timestamp when the signature was made, in seconds, as written
 * @param signatures the {@code v1} signatures
 */
record SignatureHeader(String timestamp, List<String> signatures) {
    private static final int MAX_LENGTH = 4_096;
    // why: no leading zero, so that the digits that are signed are those of the number; 12 digits cannot overflow
    private static final Pattern TIMESTAMP = Pattern.compile("[1-9][0-9]{0,11}");
    private static final Pattern SIGNATURE = Pattern.compile("[0-9a-f]{64}");

    SignatureHeader {
        signatures = List.copyOf(signatures);
    }

    static SignatureHeader parse(@Nullable String header) {
        if (header == null || header.isBlank()) {
            throw malformed("there is no Stripe-Signature header");
        }
        if (header.length() > MAX_LENGTH) {
            throw malformed("the Stripe-Signature header is longer than " + MAX_LENGTH + " characters");
        }
        String timestamp = null;
        List<String> signatures = new ArrayList<>();
        for (String element : header.split(",", -1)) {
            int equals = element.indexOf('=');
            String scheme = equals < 0 ? "" : element.substring(0, equals).strip();
            if (scheme.isEmpty()) {
                throw malformed("an element of the Stripe-Signature header is not of the form name=value");
            }
            String value = element.substring(equals + 1).strip();
            if (scheme.equals("t")) {
                if (timestamp != null) {
                    throw malformed("the Stripe-Signature header has two timestamps");
                }
                timestamp = checked(TIMESTAMP, value, "the timestamp of the Stripe-Signature header is not a number");
            } else if (scheme.equals("v1")) {
                signatures.add(checked(
                        SIGNATURE,
                        value,
                        "a v1 signature of the Stripe-Signature header is not 64 hexadecimal digits"));
            }
        }
        if (timestamp == null) {
            throw malformed("the Stripe-Signature header has no timestamp");
        }
        if (signatures.isEmpty()) {
            throw malformed("the Stripe-Signature header has no v1 signature");
        }
        return new SignatureHeader(timestamp, signatures);
    }

    long seconds() {
        return Long.parseLong(timestamp);
    }

    private static String checked(Pattern pattern, String value, String otherwise) {
        if (!pattern.matcher(value).matches()) {
            throw malformed(otherwise);
        }
        return value;
    }

    private static WebhookRejectedException malformed(String message) {
        return new WebhookRejectedException(Reason.HEADER_MALFORMED, message);
    }
}
