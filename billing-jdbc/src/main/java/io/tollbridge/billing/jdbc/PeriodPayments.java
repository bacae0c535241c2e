// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.account.PeriodPayment;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Payments of which money went back, as one text: eleven figures and the payment's id for each, parted by blanks. A slice
 * that there is none of is a minus sign.
 */
final class PeriodPayments {
    private static final String NO_SLICE = "-";
    private static final int FIELDS = 12;

    private PeriodPayments() {}

    /** Null for none: so that subscriptions of which nothing went back need no text. */
    static @Nullable String write(List<PeriodPayment> payments) {
        return payments.isEmpty()
                ? null
                : payments.stream().map(PeriodPayments::write).collect(Collectors.joining(","));
    }

    private static String write(PeriodPayment payment) {
        String id = payment.paymentId();
        if (id.indexOf(',') >= 0) {
            throw new IllegalArgumentException("a payment's id must have no comma: " + id);
        }
        Instant slice = payment.slice();
        return payment.start().toEpochMilli() + " " + payment.end().toEpochMilli() + " " + payment.whole() + " "
                + payment.refunded() + " " + payment.lost() + " " + payment.atRisk() + " "
                + payment.truthAt().toEpochMilli() + " " + (slice == null ? NO_SLICE : slice.toEpochMilli()) + " "
                + payment.granted() + " " + payment.clawed() + " " + payment.forgiven() + " " + id;
    }

    static List<PeriodPayment> read(@Nullable String text) {
        return text == null
                ? List.of()
                : Arrays.stream(text.split(",", -1)).map(PeriodPayments::one).toList();
    }

    private static PeriodPayment one(String text) {
        String[] part = text.split(" ", FIELDS);
        return new PeriodPayment(
                part[11],
                instant(part[0]),
                instant(part[1]),
                Long.parseLong(part[2]),
                Long.parseLong(part[3]),
                Long.parseLong(part[4]),
                Long.parseLong(part[5]),
                instant(part[6]),
                part[7].equals(NO_SLICE) ? null : instant(part[7]),
                Long.parseLong(part[8]),
                Long.parseLong(part[9]),
                Long.parseLong(part[10]));
    }

    private static Instant instant(String millis) {
        return Instant.ofEpochMilli(Long.parseLong(millis));
    }
}
