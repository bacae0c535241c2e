// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SliceScheduleTest {
    private static SliceSchedule from(String anchor) {
        return new SliceSchedule(Instant.parse(anchor));
    }

    private static List<String> days(SliceSchedule schedule, int count, int step) {
        return LongStream.range(0, count)
                .mapToObj(n -> schedule.boundary(n * step).toString())
                .toList();
    }

    @Test
    @DisplayName("B26: slices of an anchor on the 31st begin on the last day of shorter months and never drift")
    void neverDrifts() {
        assertThat(days(from("2025-01-31T10:00:00Z"), 13, 1))
                .containsExactly(
                        "2025-01-31T10:00:00Z",
                        "2025-02-28T10:00:00Z",
                        "2025-03-31T10:00:00Z",
                        "2025-04-30T10:00:00Z",
                        "2025-05-31T10:00:00Z",
                        "2025-06-30T10:00:00Z",
                        "2025-07-31T10:00:00Z",
                        "2025-08-31T10:00:00Z",
                        "2025-09-30T10:00:00Z",
                        "2025-10-31T10:00:00Z",
                        "2025-11-30T10:00:00Z",
                        "2025-12-31T10:00:00Z",
                        "2026-01-31T10:00:00Z");
    }

    @Test
    @DisplayName("B27: an anchor on 31 January of a leap year has a slice on 29 February")
    void leapYear() {
        assertThat(from("2024-01-31T00:00:00Z").boundary(1)).isEqualTo("2024-02-29T00:00:00Z");
        assertThat(from("2024-01-31T00:00:00Z").boundary(13)).isEqualTo("2025-02-28T00:00:00Z");
    }

    @Test
    @DisplayName("B27: a yearly anchor on 29 February comes back to the 29th in the next leap year")
    void yearlyLeapDay() {
        assertThat(days(from("2024-02-29T23:59:59.999Z"), 5, 12))
                .containsExactly(
                        "2024-02-29T23:59:59.999Z",
                        "2025-02-28T23:59:59.999Z",
                        "2026-02-28T23:59:59.999Z",
                        "2027-02-28T23:59:59.999Z",
                        "2028-02-29T23:59:59.999Z");
    }

    @ParameterizedTest
    @CsvSource({
        "2025-01-31T10:00:00Z, 2025-01-31T10:00:00Z, 0",
        "2025-01-31T10:00:00Z, 2025-01-31T09:59:59.999Z, -1",
        "2025-01-31T10:00:00Z, 2025-02-28T09:59:59.999Z, 0",
        "2025-01-31T10:00:00Z, 2025-02-28T10:00:00Z, 1",
        "2025-01-31T10:00:00Z, 2025-03-30T10:00:00Z, 1",
        "2025-01-31T10:00:00Z, 2025-03-31T10:00:00Z, 2",
        "2025-01-31T10:00:00Z, 2024-12-31T10:00:00Z, -1",
        "2025-01-31T10:00:00Z, 2024-12-31T09:59:59Z, -2",
        "2024-02-29T00:00:00Z, 2028-02-28T23:59:59Z, 47",
        "2024-02-29T00:00:00Z, 2028-02-29T00:00:00Z, 48"
    })
    void findsTheSliceOfAnInstant(Instant anchor, Instant instant, long slot) {
        assertThat(new SliceSchedule(anchor).slotAt(instant)).isEqualTo(slot);
    }

    @Test
    void aHundredYearsOfEveryAnchorDayFollowTheCalendar() {
        for (int day = 1; day <= 31; day++) {
            LocalDate anchorDay = LocalDate.of(2024, 1, day);
            Instant anchor = anchorDay.atTime(23, 30).toInstant(ZoneOffset.UTC);
            SliceSchedule schedule = new SliceSchedule(anchor);
            YearMonth month = YearMonth.of(2024, 1);
            for (int n = 0; n <= 1_200; n++) {
                LocalDate expected = month.atDay(Math.min(day, month.lengthOfMonth()));
                Instant boundary = expected.atTime(23, 30).toInstant(ZoneOffset.UTC);
                assertThat(schedule.boundary(n)).isEqualTo(boundary);
                assertThat(schedule.slotAt(boundary)).isEqualTo(n);
                assertThat(schedule.slotAt(boundary.minusMillis(1))).isEqualTo(n - 1);
                month = month.plusMonths(1);
            }
        }
    }

    @Test
    void everyInstantLiesInExactlyTheSliceThatItsNumberNames() {
        long seed = 20_260_301;
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            Instant anchor = Instant.ofEpochSecond(random.nextLong(0, 4_102_444_800L));
            Instant instant = Instant.ofEpochMilli(random.nextLong(0, 7_258_118_400_000L));
            SliceSchedule schedule = new SliceSchedule(anchor);
            long slot = schedule.slotAt(instant);
            assertThat(schedule.boundary(slot))
                    .as("anchor %s, %s", anchor, instant)
                    .isBeforeOrEqualTo(instant);
            assertThat(schedule.boundary(slot + 1))
                    .as("anchor %s, %s", anchor, instant)
                    .isAfter(instant);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-01T00:00:00Z, 2026-01-01T00:00:00Z, true",
        "2026-01-01T00:00:00Z, 2027-05-01T00:00:00Z, true",
        "2026-01-01T00:00:00Z, 2025-12-01T00:00:00Z, true",
        "2026-01-31T00:00:00Z, 2026-02-28T00:00:00Z, true",
        "2026-01-01T00:00:00Z, 2026-02-01T00:00:00.001Z, false",
        "2026-01-01T00:00:00Z, 2026-01-31T23:59:59.999Z, false"
    })
    void knowsWhereSlicesBegin(Instant anchor, Instant instant, boolean begins) {
        assertThat(new SliceSchedule(anchor).hasBoundary(instant)).isEqualTo(begins);
    }

    @ParameterizedTest
    @CsvSource({
        // a month or less is one slice
        "2026-01-01T00:00:00Z, 2026-01-01T00:00:00Z, 2026-01-02T00:00:00Z, 2026-01-02T00:00:00Z",
        "2026-01-15T00:00:00Z, 2026-01-01T00:00:00Z, 2026-02-01T00:00:00Z, 2026-02-01T00:00:00Z",
        // what is left is a month of 28 days, or shorter
        "2026-01-01T00:00:00Z, 2026-01-01T00:00:00Z, 2026-03-01T00:00:00Z, 2026-02-01T00:00:00Z",
        "2026-01-01T00:00:00Z, 2026-01-01T00:00:00Z, 2026-02-28T23:59:59Z, 2026-02-28T23:59:59Z",
        // the anchor's next month begins 28 days later, or earlier
        "2026-03-01T00:00:00Z, 2026-02-01T00:00:00Z, 2027-02-01T00:00:00Z, 2026-03-01T00:00:00Z",
        "2026-03-01T00:00:00Z, 2026-02-01T00:00:01Z, 2027-02-01T00:00:01Z, 2026-04-01T00:00:00Z"
    })
    void aPeriodIsCutAtTheAnchorsMonthsButNeverIntoLessThanAMonth(
            Instant anchor, Instant start, Instant periodEnd, Instant end) {
        assertThat(new SliceSchedule(anchor).slotEnd(start, periodEnd)).isEqualTo(end);
    }
}
