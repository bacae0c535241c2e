// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.usage;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.InvalidArgumentException;
import java.time.LocalDate;

/**
 * A stretch of days in UTC.
 *
 * @param from first day
 * @param to first day after the last
 */
public record UsagePeriod(LocalDate from, LocalDate to) {
    public UsagePeriod {
        if (!from.isBefore(to)) {
            throw new InvalidArgumentException(
                    ErrorCode.ARGUMENT_INVALID,
                    "a usage period must end after it begins, not run from " + from + " to before " + to);
        }
    }

    /** The days from {@code from} to before {@code to}. */
    public static UsagePeriod between(LocalDate from, LocalDate to) {
        return new UsagePeriod(from, to);
    }

    /** The {@code days} days that end with {@code lastDay}. */
    public static UsagePeriod daysUpTo(LocalDate lastDay, int days) {
        if (days < 1) {
            throw new InvalidArgumentException(
                    ErrorCode.ARGUMENT_INVALID, "a usage period has 1 day or more, not " + days);
        }
        return new UsagePeriod(lastDay.minusDays(days - 1L), lastDay.plusDays(1));
    }
}
