// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryScheduleTest {
    private static RetrySchedule schedule(double fraction) {
        return new RetrySchedule(
                10, Duration.ofSeconds(2), Duration.ofHours(6), bound -> Math.round((bound - 1) * fraction));
    }

    private static List<Long> seconds(RetrySchedule schedule) {
        return IntStream.rangeClosed(1, 9)
                .mapToObj(attempt -> schedule.after(attempt).toSeconds())
                .toList();
    }

    @Test
    void eachDelayIsFourTimesTheOneBeforeUpToSixHours() {
        assertThat(seconds(schedule(0))).containsExactly(2L, 8L, 32L, 128L, 512L, 2_048L, 8_192L, 21_600L, 21_600L);
    }

    @Test
    void chanceMakesItAFifthShorterAtMost() {
        assertThat(seconds(schedule(1))).containsExactly(1L, 6L, 25L, 102L, 409L, 1_638L, 6_553L, 17_280L, 17_280L);
    }

    @Test
    void itIsOverAfterTheLastAttempt() {
        assertThat(schedule(0).isOver(9)).isFalse();
        assertThat(schedule(0).isOver(10)).isTrue();
    }

    @Test
    void attemptsBeyondTheLastOneDoNotOverflow() {
        assertThat(schedule(0).after(1_000)).isEqualTo(Duration.ofHours(6));
    }
}
