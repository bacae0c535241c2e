// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What time grants that nobody paid for, and what it does not grant although it was paid for. */
class PaidTimeTest {
    private static final String T = Story.TENANT;
    private static final Instant D10 = Story.T0.plus(Duration.ofDays(10));
    private static final Instant YEAR = Instant.parse("2027-03-01T10:00:00Z");

    private static SubscriptionSnapshot says(
            String plan, SubscriptionStatus status, Instant anchor, Instant start, Instant end, Instant at) {
        return new SubscriptionSnapshot(Story.SUB, plan, 1, status, anchor, start, end, null, false, at);
    }

    private static Outcome change(Story story, String plan, String invoice, Instant effectiveAt) {
        return story.does(new Command.ChangePlan(
                T, OperationKey.fact("plan-change:" + invoice), Story.SUB, plan, 1, effectiveAt, null));
    }

    @Test
    @DisplayName("a trial that support gives to a running subscription grants no whole slices without any payment")
    void prolongedByTrial() {
        Story story = Story.begins().at(Story.T0.minus(Duration.ofDays(7)));
        // R11: the tenant's one trial is used up
        story.paid(Story.trial(Story.SUB, "starter", Story.T0.minus(Duration.ofDays(7)), Story.T0));
        assertThat(story.account().subscriptionCredits()).isEqualTo(100);
        story.at(Story.T0).paid("starter", Story.T0, Story.T1);
        story.deduct(1_000);

        // support sets trial_end two months ahead: a zero invoice with billing_reason subscription_update
        Instant trialEnd = Story.T2.plus(Duration.ofDays(9));
        story.at(D10).paid(new PaidPeriod(Story.SUB, "starter", 1, D10, trialEnd, null, true, D10));
        story.says(says("starter", SubscriptionStatus.TRIALING, trialEnd, D10, trialEnd, D10));
        assertThat(story.account().subscriptionCredits()).isZero();

        story.at(Story.T1).settle();
        story.at(Story.T2).settle();

        assertThat(story.account().subscriptionCredits())
                .as("nothing was paid for the trial, and its credits were granted once before")
                .isZero();
    }

    @Test
    @DisplayName("R11: a first trial on a running subscription leaves the credits of the paid month as they are")
    void firstTrialOnARunningSubscription() {
        Story story = Story.subscribed();
        story.deduct(100);

        Instant trialEnd = Story.T2.plus(Duration.ofDays(9));
        story.at(D10).paid(new PaidPeriod(Story.SUB, "starter", 1, D10, trialEnd, null, true, D10));
        story.says(says("starter", SubscriptionStatus.TRIALING, trialEnd, D10, trialEnd, D10));

        assertThat(story.account().subscriptionCredits())
                .as("900 of STARTER's 1,000 are left, which are paid")
                .isEqualTo(900);
    }

    @Test
    @DisplayName("who ends a long trial early by paying gets no second month that is not paid")
    void longTrialEndedEarly() {
        Story story = Story.begins();
        Instant trialEnd = Story.T2.plus(Duration.ofDays(9));
        story.paid(Story.trial(Story.SUB, "starter", Story.T0, trialEnd));
        story.says(says("starter", SubscriptionStatus.TRIALING, trialEnd, Story.T0, trialEnd, Story.T0));

        // trial_end=now: the first month is paid, from that moment on
        Instant month = Instant.parse("2026-04-11T10:00:00Z");
        story.at(D10).paid(new PaidPeriod(Story.SUB, "starter", 1, D10, month, D10, false, D10));
        story.says(says("starter", SubscriptionStatus.ACTIVE, D10, D10, month, D10));
        story.deduct(1_000);
        assertThat(story.account().subscriptionCredits()).isZero();

        // the second month begins; its invoice is a draft, then its payment fails
        story.at(month).settle();

        assertThat(story.account().subscriptionCredits())
                .as("the second month is not paid")
                .isZero();
    }

    @Test
    @DisplayName("R12: after free weeks on a running year the next year has twelve slices, from its own start on")
    void nextYearAfterFreeWeeks() {
        Story story = Story.begins();
        Instant end = Instant.parse("2026-04-10T10:00:00Z");
        Instant nextYear = Instant.parse("2027-04-10T10:00:00Z");
        story.says(says("starter", SubscriptionStatus.ACTIVE, Story.T0, Story.T0, YEAR, Story.T0));
        story.paid("starter", Story.T0, YEAR);
        story.at(D10).says(says("starter", SubscriptionStatus.TRIALING, end, D10, end, D10));
        story.paid(new PaidPeriod(Story.SUB, "starter", 1, D10, end, null, true, D10));
        story.at(end.plusSeconds(3_600));
        story.says(says("starter", SubscriptionStatus.ACTIVE, end, end, nextYear, story.now()));
        story.paid(new PaidPeriod(Story.SUB, "starter", 1, end, nextYear, null, false, story.now()));

        List<Instant> starts = new ArrayList<>();
        for (Instant day = story.now(); day.isBefore(nextYear); day = day.plus(Duration.ofDays(1))) {
            story.at(day).settle();
            if (!starts.contains(story.slice().start())) {
                starts.add(story.slice().start());
            }
        }

        assertThat(starts).hasSize(12).startsWith(end).endsWith(Instant.parse("2027-03-10T10:00:00Z"));
    }

    @Test
    @DisplayName("a month that is paid after free weeks on a year replaces what was left of the year")
    void monthAfterFreeWeeksOnAYear() {
        Story story = Story.begins();
        Instant end = Instant.parse("2026-04-10T10:00:00Z");
        Instant month = Instant.parse("2026-05-10T10:00:00Z");
        story.says(says("starter", SubscriptionStatus.ACTIVE, Story.T0, Story.T0, YEAR, Story.T0));
        story.paid("starter", Story.T0, YEAR);
        story.at(D10).says(says("starter", SubscriptionStatus.TRIALING, end, D10, end, D10));
        story.paid(new PaidPeriod(Story.SUB, "starter", 1, D10, end, null, true, D10));
        story.at(end).says(says("starter", SubscriptionStatus.ACTIVE, end, end, month, end));
        story.paid(new PaidPeriod(Story.SUB, "starter", 1, end, month, null, false, end));
        assertThat(story.subscription().paidThrough()).isEqualTo(month);

        Instant up = end.plus(Duration.ofDays(5));
        Outcome upgraded = story.at(up)
                .does(new Command.ChangePlan(
                        T, OperationKey.fact("plan-change:in_up"), Story.SUB, "pro", 1, up, null, null, month));
        assertThat(upgraded).isInstanceOf(Outcome.Granted.class);
        story.deduct(story.account().subscriptionCredits());
        story.at(month).settle();
        assertThat(story.account().subscriptionCredits())
                .as("the second month is not paid")
                .isZero();
    }

    @Test
    @DisplayName("a month that was replaced by a new year and is paid late changes nothing of that year")
    void replacedMonthPaidLate() {
        Story story = Story.begins();
        Instant d20 = Story.T0.plus(Duration.ofDays(20));
        Instant end = Instant.parse("2027-03-21T10:00:00Z");
        story.snapshot(SubscriptionStatus.ACTIVE);
        story.at(d20).paid(new PaidPeriod(Story.SUB, "pro", 1, d20, end, d20, false, d20));
        Instant late = d20.plus(Duration.ofDays(2));

        story.at(late).paid(new PaidPeriod(Story.SUB, "starter", 1, Story.T0, Story.T1, null, false, late));

        assertThat(story.subscription().anchor()).isEqualTo(d20);
        assertThat(story.subscription().planId()).isEqualTo("pro");
        assertThat(story.subscription().paidThrough()).isEqualTo(end);
        assertThat(story.account().subscriptionCredits()).isEqualTo(5_000);
    }

    @Test
    @DisplayName("R12: a schedule that moves to the 31st is known by the end of a period that begins on the 30th")
    void movedToTheEndOfMonths() {
        Story story = Story.subscribed();
        Instant start = Instant.parse("2026-04-30T10:00:00Z");
        Instant next = Instant.parse("2026-05-31T10:00:00Z");
        story.at(start).paid(new PaidPeriod(Story.SUB, "starter", 1, start, next, null, false, start));
        assertThat(story.subscription().anchor()).isEqualTo(next);
        assertThat(story.slice().end()).isEqualTo(next);
    }

    @Test
    @DisplayName("who goes from a yearly to a monthly price gets no month that is not paid yet")
    void fromYearToMonth() {
        Story story = Story.begins();
        story.says(says("starter", SubscriptionStatus.ACTIVE, Story.T0, Story.T0, YEAR, Story.T0));
        story.paid("starter", Story.T0, YEAR);

        // the change resets the anchor: the rest of the year is given back, the first month of PRO is paid
        Instant month = Instant.parse("2026-04-11T10:00:00Z");
        story.at(D10).paid(new PaidPeriod(Story.SUB, "pro", 1, D10, month, D10, false, D10));
        story.says(says("pro", SubscriptionStatus.ACTIVE, D10, D10, month, D10));
        story.deduct(5_000);
        assertThat(story.account().subscriptionCredits()).isZero();

        // the second month begins; its invoice is a draft, then its payment fails
        story.at(month).settle();

        assertThat(story.account().subscriptionCredits())
                .as("the second month is not paid")
                .isZero();
    }

    @Test
    @DisplayName("an upgrade of a yearly plan that is heard of in the next slice counts for the rest of the year")
    void yearlyUpgradeHeardLate() {
        Story story = Story.begins();
        story.says(says("starter", SubscriptionStatus.ACTIVE, Story.T0, Story.T0, YEAR, Story.T0));
        story.paid("starter", Story.T0, YEAR);

        // paid a minute before the slice ends, processed an hour later
        Instant paid = Story.T1.minus(Duration.ofMinutes(1));
        story.at(Story.T1.plus(Duration.ofHours(1)));
        change(story, "pro", "in_up", paid);
        story.says(says("pro", SubscriptionStatus.ACTIVE, Story.T0, Story.T0, YEAR, story.now()));
        story.at(Story.T2).settle();

        assertThat(story.account().subscriptionCredits())
                .as("PRO is paid for the rest of the year")
                .isEqualTo(5_000);
    }
}
