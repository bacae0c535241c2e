// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.webhook;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.tollbridge.billing.testkit.stripe.ApiRendering;
import io.tollbridge.billing.testkit.stripe.StripeEvent;
import io.tollbridge.billing.testkit.stripe.StripeEvents;
import io.tollbridge.billing.testkit.stripe.StripeInvoice;
import io.tollbridge.billing.testkit.stripe.StripeSubscription;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * A paid invoice as Stripe sends it, 4 KB, of which event, invoice, subscription and customer carry a number in their
 * ids. Immutable.
 */
final class EventTemplate {
    static final int BYTES = 4_096;

    static final int DIGITS = 12;

    private static final String MARK = "SERIALNUMBER";
    private static final String ID_PREFIX = "evt_1";
    private static final Instant PAID = Instant.parse("2026-11-22T10:00:00Z");
    private static final Instant NEXT = Instant.parse("2026-12-22T10:00:00Z");
    private static final String NO_TEXT = "\"description\": null";
    private static final String LETTERS = "eeeeaaaiiooottnnssrrllddhucmpfgbvkwyxzqj     ";
    private static final int SEED = 4_711;

    private final byte[] bytes;
    private final int[] places;

    EventTemplate() {
        bytes = text().getBytes(UTF_8);
        byte[] mark = MARK.getBytes(US_ASCII);
        int[] found = new int[bytes.length];
        int count = 0;
        for (int at = 0; at <= bytes.length - mark.length; at++) {
            if (bytes[at] == mark[0] && Arrays.equals(bytes, at, at + mark.length, mark, 0, mark.length)) {
                found[count++] = at;
            }
        }
        places = Arrays.copyOf(found, count);
    }

    private static String text() {
        StripeSubscription subscription = StripeSubscription.active(
                        "sub_" + MARK, "cus_" + MARK, "price_pro_month", PAID, NEXT)
                .tenant("tenant-" + MARK);
        StripeEvent event = StripeEvents.in(ApiRendering.DAHLIA_2026_07_29)
                .invoicePaid(StripeInvoice.renewal("in_" + MARK, subscription), PAID);
        String json = event.json().replace("\"" + event.id() + "\"", "\"" + ID_PREFIX + MARK + "\"");
        // one invoice has a text, as long as needed
        int missing = BYTES - json.getBytes(UTF_8).length - "\"\"".length() + "null".length();
        SplittableRandom random = new SplittableRandom(SEED);
        StringBuilder words = new StringBuilder();
        while (words.length() < missing) {
            words.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return json.replaceFirst(NO_TEXT, "\"description\": \"" + words + "\"");
    }

    /** The id of the event of a number. */
    static String id(long number) {
        return ID_PREFIX + String.format(Locale.ROOT, "%012d", number);
    }

    /** The event of a number, in bytes that the caller may change. */
    byte[] event(long number) {
        byte[] event = bytes.clone();
        write(number, event, 0);
        return event;
    }

    /** Writes the event of a number into {@code to}, which holds one of another number already, or nothing yet. */
    void write(long number, byte[] to, int offset) {
        byte[] digits = new byte[MARK.length()];
        long rest = number;
        for (int i = digits.length - 1; i >= 0; i--) {
            digits[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        for (int place : places) {
            System.arraycopy(digits, 0, to, offset + place, digits.length);
        }
    }
}
