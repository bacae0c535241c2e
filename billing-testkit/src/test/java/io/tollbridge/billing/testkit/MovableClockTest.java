// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MovableClockTest {
    @Test
    void standsStillUntilItIsMovedInEitherDirection() {
        MovableClock clock = MovableClock.at("2026-01-31T10:00:00Z");
        assertThat(clock.instant()).isEqualTo("2026-01-31T10:00:00Z");
        assertThat(clock.advance(Duration.ofDays(28))).isEqualTo("2026-02-28T10:00:00Z");
        assertThat(clock.advance(Duration.ofSeconds(-1))).isEqualTo("2026-02-28T09:59:59Z");
        clock.set(Instant.EPOCH);
        assertThat(clock.instant()).isEqualTo(Instant.EPOCH);
        assertThat(clock.millis()).isZero();
    }

    @Test
    void losesNoMoveOfSeveralThreads() {
        MovableClock clock = MovableClock.at(Instant.EPOCH);
        Race.run(4, racer -> {
            for (int i = 0; i < 1000; i++) {
                clock.advance(Duration.ofMillis(1));
            }
            return racer;
        });
        assertThat(clock.millis()).isEqualTo(4000);
    }
}
