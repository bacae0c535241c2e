// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Changes of plans and quantities that are heard of in another order than that in which they took effect. */
class PlanOrderTest {
    private static final Instant D10 = Story.T0.plus(Duration.ofDays(10));
    private static final Instant D11 = Story.T0.plus(Duration.ofDays(11));
    private static final Instant D12 = Story.T0.plus(Duration.ofDays(12));
    private static final Instant D20 = Story.T0.plus(Duration.ofDays(20));
    private static final Instant YEAR = Instant.parse("2027-03-01T10:00:00Z");

    private static void change(Story story, String plan, long quantity, String invoice, Instant effectiveAt) {
        story.does(new Command.ChangePlan(
                Story.TENANT,
                OperationKey.fact("plan-change:" + invoice),
                Story.SUB,
                plan,
                quantity,
                effectiveAt,
                null));
    }

    /** A change as an invoice tells of it. */
    private static Command paid(
            String invoice,
            String plan,
            Instant at,
            @Nullable Instant paidThrough,
            @Nullable Instant until,
            Instant periodEnd) {
        OperationKey key = OperationKey.fact("plan-change:" + invoice);
        return new Command.ChangePlan(Story.TENANT, key, Story.SUB, plan, 1, at, paidThrough, until, periodEnd);
    }

    private static ErrorCode code(Outcome outcome) {
        return ((Outcome.Rejected) outcome).code();
    }

    @ParameterizedTest
    @DisplayName("R10: two changes inside a slice add the same, whichever is heard of first")
    @CsvSource({
        "PRORATED, pro, 1, ent, 1", "PRORATED, ent, 1, pro, 1", "PRORATED, pro, 1, starter, 1",
                "PRORATED, pro, 3, pro, 2",
        "PRORATED, starter, 1, pro, 1", "PRORATED, pro, 1, pro, 1", "PRORATED, free, 1, ent, 1",
                "PRORATED, ent, 1, free, 1",
        "FULL_DELTA, pro, 1, ent, 1", "FULL_DELTA, ent, 1, pro, 1", "NONE, pro, 1, ent, 1",
    })
    void changesAddTheSameInAnyOrder(
            CreditPolicy.PlanChange policy, String first, long firstQuantity, String second, long secondQuantity) {
        Story inOrder = Story.subscribed(CreditPolicy.DEFAULT.planChange(policy));
        inOrder.at(D20);
        change(inOrder, first, firstQuantity, "in_first", D10);
        change(inOrder, second, secondQuantity, "in_second", D12);

        Story reversed = Story.subscribed(CreditPolicy.DEFAULT.planChange(policy));
        reversed.at(D20);
        change(reversed, second, secondQuantity, "in_second", D12);
        change(reversed, first, firstQuantity, "in_first", D10);

        assertThat(reversed.pools()).isEqualTo(inOrder.pools());
        assertThat(reversed.slice().allowance()).isEqualTo(inOrder.slice().allowance());
        assertThat(reversed.slice().highWater()).isEqualTo(inOrder.slice().highWater());
        assertThat(reversed.slice().planId()).isEqualTo(second);
    }

    @Test
    @DisplayName("R10: of three upgrades in any order none mints, and the first two are never lost")
    void threeUpgradesInAnyOrder() {
        List<List<Integer>> orders = List.of(
                List.of(0, 1, 2),
                List.of(0, 2, 1),
                List.of(1, 0, 2),
                List.of(1, 2, 0),
                List.of(2, 0, 1),
                List.of(2, 1, 0));
        List<Long> credits = new ArrayList<>();
        for (List<Integer> order : orders) {
            Story story = Story.subscribed();
            story.at(D20);
            for (int which : order) {
                change(
                        story,
                        List.of("pro", "pro", "ent").get(which),
                        List.of(1L, 2L, 1L).get(which),
                        "in_" + which,
                        List.of(D10, D11, D12).get(which));
            }
            credits.add(story.account().subscriptionCredits());
        }
        assertThat(credits).allSatisfy(sum -> assertThat(sum).isLessThanOrEqualTo(credits.get(0)));
        assertThat(credits.subList(0, 3)).containsOnly(credits.get(0));
    }

    @Test
    @DisplayName("a year that was taken back is not paid, whichever is heard of first")
    void yearTakenBack() {
        for (boolean reversed : List.of(false, true)) {
            Story story = Story.subscribed();
            story.at(D12);
            Command year = paid("in_year", "starter", D10, YEAR, null, YEAR);
            Command month = paid("in_month", "pro", D12, Story.T1, null, Story.T1);
            story.does(reversed ? month : year);
            story.does(reversed ? year : month);

            assertThat(story.subscription().paidThrough()).isEqualTo(Story.T1);
            story.at(Story.T1.plusSeconds(1)).settle();
            assertThat(story.slice().start()).as("no second slice is paid").isEqualTo(Story.T0);
        }
    }

    @Test
    @DisplayName("a longer quantity of a new year waits until the change to that year is heard of")
    void quantityOfAYear() {
        Story story = Story.subscribed();
        story.at(D12);
        Command more = paid("in_more", "pro", D12, null, null, YEAR);
        assertThat(code(story.does(more))).isEqualTo(ErrorCode.PERIOD_NOT_PAID);

        story.does(paid("in_year", "starter", D10, YEAR, null, YEAR));
        assertThat(story.does(more)).isInstanceOf(Outcome.Granted.class);

        assertThat(story.subscription().paidThrough()).isEqualTo(YEAR);
        assertThat(story.slice().planId()).isEqualTo("pro");
    }

    @Test
    @DisplayName("a year that was replaced by a new period is not paid, also when it is heard of last")
    void yearReplacedByANewPeriod() {
        Story story = Story.subscribed();
        Instant end = Instant.parse("2026-04-13T10:00:00Z");
        story.at(D12).paid(new PaidPeriod(Story.SUB, "pro", 1, D12, end, D12, false, D12));
        story.says(new SubscriptionSnapshot(
                Story.SUB, "pro", 1, SubscriptionStatus.ACTIVE, D12, D12, end, null, false, D12));

        story.does(paid("in_year", "starter", D10, YEAR, null, YEAR));

        assertThat(story.subscription().paidThrough()).isEqualTo(end);
        assertThat(story.slice().planId()).isEqualTo("pro");
        assertThat(story.subscription().planId()).isEqualTo("pro");
    }

    @Test
    @DisplayName("an upgrade of a new period, or after a trial, waits until the payment of that period is heard of")
    void upgradeOfANewPeriod() {
        Instant end = Instant.parse("2026-04-11T10:00:00Z");
        Story reset = Story.subscribed();
        Story shorter = Story.begins();
        shorter.paid("starter", Story.T0, YEAR);
        Story trial = Story.begins();
        trial.paid(Story.trial(Story.SUB, "starter", Story.T0, D11.plusSeconds(1)));
        for (Story story : List.of(reset, shorter, trial)) {
            Command upgrade = paid("in_up", "pro", D11, null, null, end);
            assertThat(code(story.at(D12).does(upgrade))).isEqualTo(ErrorCode.PERIOD_NOT_PAID);
            story.paid(new PaidPeriod(Story.SUB, "starter", 1, D10, end, D10, false, D10));
            story.does(upgrade);
            assertThat(story.account().subscriptionCredits())
                    .as("30 of the period's 31 days are left")
                    .isEqualTo(1_000 + 4_000 * 30 / 31);
        }
    }

    @Test
    @DisplayName("a change that was paid while a year was owed for longer than a slice counts for the rest of the year")
    void changeWhileAYearIsOwed() {
        Story story = Story.begins();
        Instant before = Instant.parse("2025-03-01T10:00:00Z");
        story.at(before).snapshot(SubscriptionStatus.ACTIVE);
        story.paid(new PaidPeriod(Story.SUB, "starter", 1, before, Story.T0, before, false, before));
        story.at(D10).snapshot(SubscriptionStatus.PAST_DUE);
        Command upgrade = paid("in_up", "pro", D10, null, null, YEAR);
        assertThat(code(story.does(upgrade))).isEqualTo(ErrorCode.PERIOD_NOT_PAID);

        Instant paidAt = Story.T1.plus(Duration.ofDays(5));
        story.at(paidAt).paid(new PaidPeriod(Story.SUB, "starter", 1, Story.T0, YEAR, null, false, paidAt));
        assertThat(story.does(upgrade)).isInstanceOf(Outcome.Granted.class);

        assertThat(story.account().subscriptionCredits()).isEqualTo(5_000);
        story.at(Story.T2).settle();
        assertThat(story.slice().allowance()).isEqualTo(5_000);
    }

    @ParameterizedTest
    @DisplayName("a change for the rest of a year that is heard of in the next slice makes that slice one of its plan")
    @CsvSource({"PRORATED", "FULL_DELTA", "RESET", "NONE"})
    void changeOfAYearHeardInTheNextSlice(CreditPolicy.PlanChange policy) {
        Story story = Story.with(CreditPolicy.DEFAULT.planChange(policy));
        story.paid("starter", Story.T0, YEAR);
        story.at(Story.T1).settle();
        story.deduct(900);
        story.after(Duration.ofDays(1));

        change(story, "pro", 1, "in_up", D10);

        assertThat(story.account().subscriptionCredits())
                .as("PRO's 5,000, less 900")
                .isEqualTo(4_100);
    }

    @Test
    @DisplayName("of a change that another one replaced on the same invoice only the time between them is paid")
    void replacedChanges() {
        Story story = Story.subscribed();
        story.deduct(600);
        story.at(D12);
        Instant minuteLater = D10.plusSeconds(60);
        story.does(paid("in_1:up", "ent", D10, null, minuteLater, Story.T1));
        story.does(paid("in_1", "starter", minuteLater, null, null, Story.T1));

        assertThat(story.account().subscriptionCredits())
                .as("a minute of 19,000 a month is not a whole credit")
                .isEqualTo(400);
        assertThat(story.slice().planId()).isEqualTo("starter");
        assertThat(story.slice().highWater()).isEqualTo(1_000);
    }

    @ParameterizedTest
    @DisplayName("under other policies a change that another one replaced on the same invoice adds nothing")
    @CsvSource({"FULL_DELTA", "RESET", "NONE"})
    void replacedChangesOfOtherPolicies(CreditPolicy.PlanChange policy) {
        Story story = Story.subscribed(CreditPolicy.DEFAULT.planChange(policy));
        story.at(D12);
        story.does(paid("in_1:up", "ent", D10, null, D11, Story.T1));
        story.does(paid("in_1", "starter", D11, null, null, Story.T1));
        assertThat(story.account().subscriptionCredits()).isEqualTo(1_000);
    }

    @Test
    @DisplayName("after an operator began the slice anew, a change from before its newest one adds nothing")
    void resetBetweenChanges() {
        Story story = Story.subscribed();
        story.at(D12);
        change(story, "ent", 1, "in_second", D11);
        story.does(new Command.ResetSlice(Story.TENANT, story.key(), Attribution.NONE));

        change(story, "pro", 1, "in_first", D10);

        assertThat(story.account().subscriptionCredits()).isEqualTo(20_000);
    }

    @Test
    @DisplayName("a local plan can be switched on a node whose clock is behind")
    void localPlanOnANodeBehind() {
        Story story = Story.begins();
        story.local("free");
        story.at(D10).local("freer");
        story.at(D10.minusSeconds(5)).local("free");
        assertThat(story.subscription().planId()).isEqualTo("free");
        assertThat(story.slice().planId()).isEqualTo("free");
    }

    @Test
    @DisplayName("an upgrade in an imported month is prorated by the month, not by what was left of it")
    void upgradeInAnImportedMonth() {
        for (boolean named : List.of(true, false)) {
            Story story = Story.begins();
            Instant imported = Story.T1.minus(Duration.ofDays(2));
            story.at(imported)
                    .does(new Command.Open(
                            Story.TENANT,
                            new OpeningBalance(
                                    new OpeningBalance.OpenPeriod("starter", named ? Story.SUB : null, 400, Story.T1),
                                    0),
                            Attribution.NONE));
            story.says(new SubscriptionSnapshot(
                    Story.SUB,
                    "starter",
                    1,
                    SubscriptionStatus.ACTIVE,
                    Story.T0,
                    Story.T0,
                    Story.T1,
                    null,
                    false,
                    imported));

            Outcome upgraded = story.does(paid("in_up", "pro", imported, null, null, Story.T1));

            if (named) {
                assertThat(story.account().subscriptionCredits())
                        .as("2 of 31 days are left")
                        .isEqualTo(400 + 4_000 * 2 / 31);
            } else {
                assertThat(code(upgraded)).as("a person knows").isEqualTo(ErrorCode.NO_CURRENT_SLICE);
            }
        }
    }

    @Test
    @DisplayName("of two plan changes inside a slice of a year the later one counts, whichever is heard of first")
    void changesInAnyOrder() {
        Story inOrder = Story.begins();
        inOrder.paid("starter", Story.T0, YEAR);
        inOrder.at(D20);
        change(inOrder, "pro", 1, "in_up", D10);
        change(inOrder, "starter", 1, "in_down", D12);
        inOrder.at(Story.T1).settle();
        assertThat(inOrder.account().subscriptionCredits()).isEqualTo(1_000);

        Story reversed = Story.begins();
        reversed.paid("starter", Story.T0, YEAR);
        reversed.at(D20);
        change(reversed, "starter", 1, "in_down", D12);
        change(reversed, "pro", 1, "in_up", D10);
        reversed.says(new SubscriptionSnapshot(
                Story.SUB, "starter", 1, SubscriptionStatus.ACTIVE, Story.T0, Story.T0, YEAR, null, false, D20));
        reversed.at(Story.T1).settle();

        assertThat(reversed.account().subscriptionCredits())
                .as("the tenant has been on STARTER since day 12")
                .isEqualTo(1_000);
    }

    @Test
    @DisplayName("of two upgrades inside a slice of a year the later one counts, whichever is heard of first")
    void upgradesInAnyOrder() {
        Story reversed = Story.begins();
        reversed.paid("starter", Story.T0, YEAR);
        reversed.at(D20);
        change(reversed, "ent", 1, "in_second", D12);
        change(reversed, "pro", 1, "in_first", D10);
        reversed.at(Story.T1).settle();

        assertThat(reversed.account().subscriptionCredits())
                .as("the tenant pays ENT since day 12")
                .isEqualTo(20_000);
    }
}
