// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.account.Hold;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The legs of a hold as one text: {@code s3:5,l4:2} is 5 credits of slice 3, then 2 of lot 4. */
final class HoldLegs {
    private static final char SLICE = 's';
    private static final char LOT = 'l';

    private HoldLegs() {}

    static String write(List<Hold.Leg> legs) {
        return legs.stream()
                .map(leg -> "" + (leg.slice() ? SLICE : LOT) + leg.grantId() + ":" + leg.credits())
                .collect(Collectors.joining(","));
    }

    static List<Hold.Leg> read(String text) {
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split(",", -1)).map(HoldLegs::leg).toList();
    }

    private static Hold.Leg leg(String text) {
        int colon = text.indexOf(':');
        return new Hold.Leg(
                text.charAt(0) == SLICE,
                Long.parseLong(text.substring(1, colon)),
                Long.parseLong(text.substring(colon + 1)));
    }
}
