// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.account.CreditPolicy.Cancellation;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Until when the credits of a slice can be spent (R8, R9), and when new ones are to be expected. */
class SliceEndTest {
    private static final Instant D10 = Story.T0.plus(Duration.ofDays(10));
    private static final Duration GRACE = Duration.ofDays(3);
    private static final CreditPolicy KEEPING = CreditPolicy.DEFAULT.cancellation(Cancellation.KEEP_UNTIL_PERIOD_END);

    private static SubscriptionSnapshot says(
            String id, SubscriptionStatus status, @Nullable Instant endsAt, boolean paused, Instant at) {
        return new SubscriptionSnapshot(id, "starter", 1, status, Story.T0, null, null, endsAt, paused, at);
    }

    /** The credits of the current slice are there until that instant and not at it, and the decider knows it before. */
    private static void endsAt(Story story, Instant end) {
        assertThat(story.decider().nextDue(story.account(), story.now())).isEqualTo(end);
        story.at(end.minusMillis(1)).settle();
        assertThat(story.account().subscriptionCredits()).isEqualTo(1_000);
        story.at(end).settle();
        assertThat(story.account().subscriptionCredits()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "EXPIRE_AT_ONCE, -21, -21",
        "KEEP_UNTIL_PERIOD_END, -21, 0",
        "EXPIRE_AT_ONCE, 0, 0",
        "KEEP_UNTIL_PERIOD_END, 0, 0",
        "EXPIRE_AT_ONCE, 1, 1",
        "KEEP_UNTIL_PERIOD_END, 1, 1",
        "EXPIRE_AT_ONCE, 5, 3",
        "KEEP_UNTIL_PERIOD_END, 5, 3"
    })
    void aScheduledEndEndsTheCreditsUnlessTheyAreKeptAndNeverAfterTheGrace(
            Cancellation cancellation, int endInDaysFromThePeriods, int creditsEnd) {
        Story story = Story.subscribed(CreditPolicy.DEFAULT.cancellation(cancellation));
        Instant end = Story.T1.plus(Duration.ofDays(endInDaysFromThePeriods));
        story.says(says(Story.SUB, SubscriptionStatus.ACTIVE, end, false, Story.T0));
        endsAt(story, Story.T1.plus(Duration.ofDays(creditsEnd)));
    }

    @Test
    void anImportedSliceWithoutASubscriptionHasTheGraceOfARenewal() {
        Story story = Story.begins();
        OpeningBalance.OpenPeriod period = new OpeningBalance.OpenPeriod("starter", null, 1_000, Story.T1);
        story.does(new Command.Open(Story.TENANT, new OpeningBalance(period, 0), Attribution.NONE));
        assertThat(story.decider().nextResetAt(story.account())).isNull();
        endsAt(story, Story.T1.plus(GRACE));
    }

    @Test
    void keptCreditsHaveTheGraceWhenAnotherSubscriptionIsToRenewThem() {
        Story story = Story.subscribed(KEEPING);
        story.at(D10).snapshot(SubscriptionStatus.CANCELED);
        story.says(says("sub_2", SubscriptionStatus.ACTIVE, null, false, D10));
        assertThat(story.subscription().id()).isEqualTo("sub_2");
        assertThat(story.decider().nextResetAt(story.account())).isNull();
        endsAt(story, Story.T1.plus(GRACE));
    }

    @Test
    void aSliceThatIsClosedByAScheduledEndLastsToThatEnd() {
        Story story = Story.begins();
        story.paid("starter", Story.T0, Instant.parse("2027-03-01T10:00:00Z"));
        Instant end = Story.T1.plus(Duration.ofDays(10));
        story.says(says(Story.SUB, SubscriptionStatus.ACTIVE, end, false, Story.T0));
        story.at(end).settle();
        assertThat(story.slice().closed()).isTrue();
        assertThat(story.slice().end()).isEqualTo(end);

        Story paused = Story.subscribed();
        paused.says(says(Story.SUB, SubscriptionStatus.ACTIVE, Story.T2, true, Story.T0));
        paused.at(Story.T1).settle();
        assertThat(paused.slice().closed()).isTrue();
        assertThat(paused.slice().end()).as("its end is still to come").isEqualTo(Story.T1);
    }

    @Test
    void theLastSliceOfAPaidYearThatIsHeardOfTooLateIsOpenedAndClosedAtOnce() {
        Instant year = Story.T0.plus(Duration.ofDays(365));
        Story story = Story.begins();
        story.paid("starter", Story.T0, year);
        story.at(year.plus(GRACE)).settle();
        assertThat(story.rows())
                .containsExactly("EXPIRE SUBSCRIPTION -1000", "GRANT SUBSCRIPTION 1000", "EXPIRE SUBSCRIPTION -1000");
        assertThat(story.slice().closed()).isTrue();
        assertThat(story.slice().end()).isEqualTo(year);

        Story inTime = Story.begins();
        inTime.paid("starter", Story.T0, year);
        inTime.at(year.plus(GRACE).minusMillis(1)).settle();
        assertThat(inTime.pools()).containsExactly(1_000L, 0L, 0L, 0L);
    }

    @ParameterizedTest
    @CsvSource({
        "ACTIVE, true",
        "TRIALING, true",
        "PAST_DUE, true",
        "UNPAID, false",
        "PAUSED, false",
        "CANCELED, false",
        "INCOMPLETE_EXPIRED, false"
    })
    void newCreditsAreExpectedOfASubscriptionThatMayStillRenew(SubscriptionStatus status, boolean renews) {
        Story story = Story.subscribed(KEEPING).at(D10);
        story.snapshot(status);
        assertThat(story.decider().nextResetAt(story.account())).isEqualTo(renews ? Story.T1 : null);
    }

    @ParameterizedTest
    @CsvSource({"false, -1, false", "false, 0, false", "false, 1, true", "true, 1, false"})
    void newCreditsAreNotExpectedWhereItEndsOrWhereCollectionIsPaused(boolean paused, int seconds, boolean renews) {
        Story story = Story.subscribed();
        story.says(says(Story.SUB, SubscriptionStatus.ACTIVE, Story.T1.plusSeconds(seconds), paused, Story.T0));
        assertThat(story.decider().nextResetAt(story.account())).isEqualTo(renews ? Story.T1 : null);
    }

    @Test
    void nothingIsExpectedOfNobody() {
        Story story = Story.begins();
        assertThat(story.decider().nextResetAt(story.account())).isNull();
        assertThat(story.decider().nextDue(story.account(), story.now())).isNull();
    }
}
