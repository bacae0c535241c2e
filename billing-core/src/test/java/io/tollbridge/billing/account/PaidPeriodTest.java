// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.notification.Notification;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PaidPeriodTest {
    private static final Instant YEAR = Instant.parse("2025-01-31T10:00:00Z");
    private static final Instant YEAR2 = Instant.parse("2026-01-31T10:00:00Z");
    private static final Instant YEAR3 = Instant.parse("2027-01-31T10:00:00Z");

    private static PaidPeriod annual(Instant start, Instant end) {
        return new PaidPeriod(Story.SUB, "pro", 1, start, end, YEAR, false, start);
    }

    @Test
    @DisplayName("B1: a renewal ends what is left and grants anew, once")
    void renewal() {
        Story story = Story.subscribed();
        story.deduct(600);
        story.lot(300);
        story.at(Story.T1).paid("starter", Story.T1, Story.T2);
        assertThat(story.rows()).containsExactly("EXPIRE SUBSCRIPTION -400", "GRANT SUBSCRIPTION 1000");
        assertThat(story.last().entries().get(0).key()).isEqualTo("f:slice:sub_1:" + Story.T1.toEpochMilli());
        assertThat(story.pools()).containsExactly(1_000L, 300L, 0L, 0L);
        assertThat(story.told()).containsExactly(Notification.Kind.RENEWED);
        assertThat(story.paid("starter", Story.T1, Story.T2)).isInstanceOf(Outcome.Noted.class);
        assertThat(story.rows()).isEmpty();
    }

    @Test
    @DisplayName("F7: thresholds fire again in the next slice")
    void thresholdsFireAgain() {
        Story story = Story.subscribed();
        story.deduct(1_000);
        story.at(Story.T1).paid("starter", Story.T1, Story.T2);
        story.deduct(750);
        assertThat(story.thresholds()).endsWith("75 PENDING [75]").hasSize(4);
        assertThat(story.slice().epoch()).isEqualTo(1);
    }

    @Test
    void anInvoiceThatIsSomeSecondsAheadOfTheClockIsGranted() {
        Story story = Story.subscribed();
        story.at(Story.T1.minusSeconds(3)).paid("starter", Story.T1, Story.T2);
        assertThat(story.slice().start()).isEqualTo(Story.T1);
        assertThat(story.at(Story.T1).settle()).isNotNull();
        assertThat(story.pools()).containsExactly(1_000L, 0L, 0L, 0L);
    }

    @Test
    void aPeriodThatIsOverIsOnlyRecorded() {
        Story story = Story.subscribed();
        story.at(Story.T2);
        assertThat(story.paid("starter", Story.T1, Story.T2)).isInstanceOf(Outcome.Noted.class);
        assertThat(story.slices()).containsExactly("CLOSED " + Story.T0 + " 1000", "SKIPPED " + Story.T1 + " 0");
        assertThat(story.pools()).containsExactly(0L, 0L, 0L, 0L);
    }

    @Test
    void aPeriodBeforeTheCurrentSliceIsOnlyRecorded() {
        Story story = Story.begins();
        story.at(Story.T1.minusSeconds(1)).paid("starter", Story.T1, Story.T2);
        assertThat(story.paid("starter", Story.T0, Story.T1)).isInstanceOf(Outcome.Noted.class);
        assertThat(story.slice().start()).isEqualTo(Story.T1);
        assertThat(story.allRows()).containsExactly("GRANT SUBSCRIPTION 1000");
    }

    @Test
    void anUnknownPlanIsRefused() {
        Story story = Story.begins();
        assertThat(((Outcome.Rejected) story.paid("nonsense", Story.T0, Story.T1)).code())
                .isEqualTo(ErrorCode.UNKNOWN_PLAN);
        assertThat(story.account().subscription()).isNull();
    }

    @Test
    void aSecondLiveSubscriptionIsRefusedUntilTheFirstHasEnded() {
        Story story = Story.subscribed();
        PaidPeriod other =
                new PaidPeriod("sub_2", "pro", 1, Story.T0, Story.T1, Story.T0, false, Story.T0.plusSeconds(1));
        assertThat(((Outcome.Rejected) story.paid(other)).code()).isEqualTo(ErrorCode.SECOND_SUBSCRIPTION);
        story.snapshot(SubscriptionStatus.CANCELED);
        assertThat(story.paid(other)).isInstanceOf(Outcome.Granted.class);
        assertThat(story.subscription().id()).isEqualTo("sub_2");
        assertThat(story.pools()).containsExactly(5_000L, 0L, 0L, 0L);
    }

    @Test
    @DisplayName("B26: a paid year opens a slice a month, on the clock, to its end and not beyond")
    void aYearOfSlices() {
        Story story = Story.begins();
        story.at(YEAR).paid(annual(YEAR, YEAR2));
        for (int month = 1; month < 12; month++) {
            Instant start = YEAR.atOffset(ZoneOffset.UTC).plusMonths(month).toInstant();
            story.at(start.minusMillis(1)).deduct(10);
            story.at(start).settle();
            assertThat(story.rows()).containsExactly("EXPIRE SUBSCRIPTION -4990", "GRANT SUBSCRIPTION 5000");
            assertThat(story.slice().start()).isEqualTo(start);
        }
        story.at(YEAR2).settle();
        assertThat(story.rows()).isEmpty();
        story.at(YEAR2.plus(Duration.ofDays(3)).minusMillis(1)).settle();
        assertThat(story.pools()).containsExactly(5_000L, 0L, 0L, 0L);
        story.at(YEAR2.plus(Duration.ofDays(3))).settle();
        assertThat(story.pools()).containsExactly(0L, 0L, 0L, 0L);
        assertThat(story.decider().nextDue(story.account(), story.now())).isNull();
        assertThat(story.slices()).hasSize(12);
        assertThat(story.told()).hasSize(11);
    }

    @Test
    void missedSlicesOfAYearAreSkippedAndOnlyTheCurrentOneIsGranted() {
        Story story = Story.begins();
        story.at(YEAR).paid(annual(YEAR, YEAR2));
        story.at(Instant.parse("2025-06-15T00:00:00Z")).deduct(10);
        assertThat(story.slices())
                .containsExactly(
                        "CLOSED 2025-01-31T10:00:00Z 5000",
                        "SKIPPED 2025-02-28T10:00:00Z 0",
                        "SKIPPED 2025-03-31T10:00:00Z 0",
                        "SKIPPED 2025-04-30T10:00:00Z 0",
                        "OPEN 2025-05-31T10:00:00Z 5000");
        assertThat(story.pools()).containsExactly(4_990L, 0L, 0L, 0L);
    }

    @Test
    void aYearThatIsHeardOfLateBeginsWithTheCurrentSlice() {
        Story story = Story.begins();
        story.at(Instant.parse("2025-03-30T23:00:00Z")).paid(annual(YEAR, YEAR2));
        assertThat(story.slices()).containsExactly("SKIPPED 2025-01-31T10:00:00Z 0", "OPEN 2025-02-28T10:00:00Z 5000");
        assertThat(story.slice().end()).isEqualTo("2025-03-31T10:00:00Z");
    }

    @Test
    void theNextYearFollowsWithoutAGapOrAnOverlap() {
        Story story = Story.begins();
        story.at(YEAR).paid(annual(YEAR, YEAR2));
        story.at(YEAR2).paid(annual(YEAR2, YEAR3));
        assertThat(story.slice().start()).isEqualTo(YEAR2);
        assertThat(story.slices()).hasSize(13);
        assertThat(story.pools()).containsExactly(5_000L, 0L, 0L, 0L);
        story.at(Instant.parse("2026-02-28T10:00:00Z")).settle();
        assertThat(story.slice().start()).isEqualTo("2026-02-28T10:00:00Z");
    }

    @Test
    void theClockStopsWhenTheSubscriptionIsNotInGoodStanding() {
        for (SubscriptionStatus status : SubscriptionStatus.values()) {
            Story story = Story.begins();
            story.at(YEAR).paid(annual(YEAR, YEAR2));
            story.says(new SubscriptionSnapshot(
                    Story.SUB, "pro", 1, status, YEAR, null, null, null, false, YEAR.plusSeconds(1)));
            story.at(Instant.parse("2025-02-28T10:00:00Z")).settle();
            boolean opens = List.of(
                            SubscriptionStatus.ACTIVE, SubscriptionStatus.TRIALING, SubscriptionStatus.INCOMPLETE)
                    .contains(status);
            assertThat(story.slices().size()).as("%s", status).isEqualTo(opens ? 2 : 1);
        }
    }

    @Test
    @DisplayName("B22: trial credits are granted once, and the first paid period replaces them")
    void trial() {
        Story story = Story.begins();
        PaidPeriod trial = Story.trial(Story.SUB, "starter", Story.T0, Story.T1);
        story.paid(trial);
        story.paid(trial);
        story.deduct(40);
        assertThat(story.pools()).containsExactly(60L, 0L, 0L, 0L);
        story.at(Story.T1).paid(new PaidPeriod(Story.SUB, "starter", 1, Story.T1, Story.T2, Story.T1, false, Story.T1));
        assertThat(story.rows()).containsExactly("EXPIRE SUBSCRIPTION -60", "GRANT SUBSCRIPTION 1000");
    }

    @Test
    void aSecondTrialOfTheTenantGrantsNothing() {
        Story story = Story.begins();
        story.paid(Story.trial("sub_0", "starter", Story.T0, Story.T1));
        story.says(new SubscriptionSnapshot(
                "sub_0", "starter", 1, SubscriptionStatus.CANCELED, Story.T0, null, null, null, false, Story.T0));
        story.paid(Story.trial(Story.SUB, "starter", Story.T0, Story.T1));
        assertThat(story.pools()).containsExactly(0L, 0L, 0L, 0L);
        assertThat(story.slice().trial()).isTrue();
    }

    @Test
    void periodsInAnyOrderNeverGrantMoreThanOneAllowanceAtATime() {
        List<Instant> starts = IntStream.rangeClosed(0, 3)
                .mapToObj(n -> Story.T0.atOffset(ZoneOffset.UTC).plusMonths(n).toInstant())
                .toList();
        for (int first = 0; first < 3; first++) {
            for (int second = 0; second < 3; second++) {
                if (first == second) {
                    continue; // the caller looks the key up
                }
                Story story = Story.begins();
                story.at(starts.get(2).plusSeconds(60));
                story.paid("starter", starts.get(first), starts.get(first + 1));
                story.paid("starter", starts.get(second), starts.get(second + 1));
                boolean current = first == 2 || second == 2;
                assertThat(story.pools()).containsExactly(current ? 1_000L : 0L, 0L, 0L, 0L);
                assertThat(story.allRows()).hasSize(current ? 1 : 0);
            }
        }
    }

    @Test
    void aPaidPeriodOfFourWeeksGrantsOnce() {
        Story story = Story.begins();
        Instant second = Story.T0.plus(Duration.ofDays(28));
        Instant third = second.plus(Duration.ofDays(28));
        story.paid("starter", Story.T0, second);
        story.at(second).paid("starter", second, third);
        story.deduct(1_000);
        story.at(second.plus(Duration.ofDays(5))).settle();
        assertThat(story.pools()).containsExactly(0L, 0L, 0L, 0L);
        assertThat(story.slice().end()).isEqualTo(third);
    }

    @Test
    void aLateInvoiceOfAnEndedSubscriptionDoesNotReplaceALocalPlan() {
        Story story = Story.begins();
        story.snapshot(SubscriptionStatus.ACTIVE);
        story.after(Duration.ofDays(10)).snapshot(SubscriptionStatus.CANCELED);
        story.local("free");
        assertThat(story.paid("starter", Story.T0, Story.T1)).isInstanceOf(Outcome.Noted.class);
        assertThat(story.subscription().local()).isTrue();
        assertThat(story.pools()).containsExactly(50L, 0L, 0L, 0L);
    }

    @Test
    void aLateInvoiceOfAnEndedSubscriptionDoesNotReplaceALiveOne() {
        Story story = Story.begins();
        story.says(of("sub_0", SubscriptionStatus.ACTIVE, Story.T0));
        story.says(of("sub_0", SubscriptionStatus.CANCELED, Story.T0.plusSeconds(5)));
        story.after(Duration.ofDays(10)).snapshot(SubscriptionStatus.ACTIVE);
        story.paid(of("sub_0", Story.T0, Story.T1));
        assertThat(story.subscription().id()).isEqualTo(Story.SUB);
        assertThat(story.paid("starter", story.now(), Story.T1)).isInstanceOf(Outcome.Granted.class);
        assertThat(story.pools()).containsExactly(1_000L, 0L, 0L, 0L);
    }

    @Test
    void theInvoiceOfASuccessorIsGrantedOnceTheEndOfTheOldSubscriptionIsKnown() {
        Story story = Story.subscribed();
        story.after(Duration.ofDays(10));
        PaidPeriod successor = of("sub_2", story.now(), Story.T2);
        assertThat(story.paid(successor)).isInstanceOf(Outcome.Rejected.class);
        story.snapshot(SubscriptionStatus.CANCELED);
        assertThat(story.paid(successor)).isInstanceOf(Outcome.Granted.class);
        assertThat(story.pools()).containsExactly(1_000L, 0L, 0L, 0L);
    }

    @Test
    void aMovedAnchorGrantsNothingBeforeItIsPaid() {
        Story story = Story.begins();
        story.paid("starter", Story.T0, Instant.parse("2027-03-01T10:00:00Z"));
        story.after(Duration.ofDays(10));
        story.says(new SubscriptionSnapshot(
                Story.SUB,
                "starter",
                1,
                SubscriptionStatus.ACTIVE,
                story.now(),
                story.now(),
                null,
                null,
                false,
                story.now()));
        Instant monthAfter = story.now().plus(Duration.ofDays(31));
        story.at(Story.T1).settle();
        story.deduct(1_000);
        story.at(monthAfter).settle();
        assertThat(story.pools()).containsExactly(0L, 0L, 0L, 0L);
    }

    @Test
    void aRenewalOfAHugePlanFitsBecauseItReplacesWhatIsLeft() {
        Story story = Story.begins();
        story.paid("huge", Story.T0, Story.T1);
        assertThat(story.at(Story.T1).paid("huge", Story.T1, Story.T2)).isInstanceOf(Outcome.Granted.class);
        assertThat(story.pools()).containsExactly(Long.MAX_VALUE - 10, 0L, 0L, 0L);
    }

    @Test
    void oddQuantitiesAndPeriodsAreNotEvenStated() {
        for (long quantity : new long[] {-1, 0, Long.MIN_VALUE}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new PaidPeriod(
                            Story.SUB, "starter", quantity, Story.T0, Story.T1, Story.T0, false, Story.T0))
                    .withMessageContaining("quantity");
        }
        for (Instant end : List.of(Story.T0, Story.T0.minusMillis(1))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Story.period("starter", Story.T0, end))
                    .withMessageContaining("must end after it begins");
        }
    }

    private static SubscriptionSnapshot of(String id, SubscriptionStatus status, Instant at) {
        return new SubscriptionSnapshot(id, "starter", 1, status, Story.T0, null, null, null, false, at);
    }

    private static PaidPeriod of(String id, Instant start, Instant end) {
        return new PaidPeriod(id, "starter", 1, start, end, Story.T0, false, start);
    }
}
