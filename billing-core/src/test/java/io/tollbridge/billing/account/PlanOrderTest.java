// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
