// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An answer from the wire, before anybody has judged it. */
record Reply(int status, HttpHeaders headers, String body) {
    private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9_]{1,80}");

    /** True when the body is a JSON object. Stripe answers with nothing else; proxies and broken connections do. */
    boolean readable() {
        try {
            return JsonParser.parseString(body).isJsonObject();
        } catch (JsonParseException e) {
            return false;
        }
    }

    /** Stripe's id of the request, for its support. */
    @Nullable
    String requestId() {
        return headers.firstValue("Request-Id")
                .filter(id -> REQUEST_ID.matcher(id).matches())
                .orElse(null);
    }

    /** True when Stripe gave the stored result of an earlier request with the same key. */
    boolean replayed() {
        return headers.firstValue("Idempotent-Replayed").orElse("").equalsIgnoreCase("true");
    }

    /** What Stripe says about sending again, null when it says nothing. It wins over the status. */
    @Nullable
    Boolean shouldRetry() {
        return headers.firstValue("Stripe-Should-Retry").map(Boolean::valueOf).orElse(null);
    }

    /** Stripe's clock, to the second. */
    @Nullable
    Instant date() {
        try {
            return headers.firstValue("Date")
                    .map(text -> ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant())
                    .orElse(null);
        } catch (DateTimeException unreadable) {
            return null;
        }
    }

    /** Never the body. */
    @Override
    public String toString() {
        return "Reply[" + status + ", " + requestId() + "]";
    }
}
