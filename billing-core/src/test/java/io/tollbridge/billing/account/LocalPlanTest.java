// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.ledger.LedgerEntry;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans on their own clock (R24): how they end, how they give way and come back, and what the clock grants. */
class LocalPlanTest {
    private static final String T = Story.TENANT;
    private static final Attribution BY = new Attribution("jane", "because");
    private static final Instant D5 = Story.T0.plus(Duration.ofDays(5));
    private static final Instant D10 = Story.T0.plus(Duration.ofDays(10));
    private static final CreditPolicy KEEPING =
            CreditPolicy.DEFAULT.cancellation(CreditPolicy.Cancellation.KEEP_UNTIL_PERIOD_END);

    private static Outcome end(Story story) {
        return story.does(new TenantCommand.EndLocalPlan(T, BY));
    }

    /** The free plan with so many of its 50 credits used. */
    private static Story free(CreditPolicy policy, long used) {
        Story story = Story.with(policy);
        story.local("free");
        story.deduct(used);
        return story;
    }

    /** From the free plan to a subscription that was paid until day 10 and canceled on day 5, and back. */
    private static Story backAgain(CreditPolicy policy) {
        Story story = free(policy, 50);
        story.paid("starter", Story.T0, D10);
        story.at(D5).snapshot(SubscriptionStatus.CANCELED);
        story.local("free");
        return story;
    }

    private static @Nullable Instant nextDue(Story story) {
        return story.decider().nextDue(story.account(), story.now());
    }

    private static @Nullable Instant nextResetAt(Story story) {
        return story.decider().nextResetAt(story.account());
    }

    @Test
    void itsEndTakesWhatIsLeftAndSaysOnWhoseWord() {
        Story story = free(CreditPolicy.DEFAULT, 20);
        assertThat(nextResetAt(story)).isEqualTo(Story.T1);
        assertThat(end(story)).isEqualTo(new Outcome.Noted("the local plan free has ended"));
        assertThat(story.rows()).containsExactly("EXPIRE SUBSCRIPTION -30");
        assertThat(story.last().entries()).extracting(LedgerEntry::actor).containsExactly("jane");
        assertThat(story.subscription().status()).isEqualTo(SubscriptionStatus.CANCELED);
        assertThat(nextResetAt(story)).isNull();
        assertThat(nextDue(story)).isNull();
        story.at(Story.T1).settle();
        assertThat(story.pools()).containsExactly(0L, 0L, 0L, 0L);
        assertThat(story.slices()).hasSize(1);
    }

    @Test
    void itsEndLeavesARowForTheRecordWhenNothingIsLeft() {
        Story story = free(CreditPolicy.DEFAULT, 50);
        end(story);
        assertThat(story.rows()).containsExactly("EXPIRE SUBSCRIPTION 0");
        assertThat(story.last().entries()).extracting(LedgerEntry::actor).containsExactly("jane");
    }

    @Test
    void itsCreditsMayBeKeptUntilTheMonthEndsAndNotLonger() {
        Story story = free(KEEPING, 20);
        end(story);
        assertThat(story.rows()).containsExactly("EXPIRE SUBSCRIPTION 0");
        assertThat(story.last().entries()).extracting(LedgerEntry::actor).containsExactly("jane");
        assertThat(nextDue(story)).isEqualTo(Story.T1);
        story.at(Story.T1.minusMillis(1)).settle();
        assertThat(story.pools()).containsExactly(30L, 0L, 0L, 0L);
        story.at(Story.T1).settle();
        assertThat(story.pools()).containsExactly(0L, 0L, 0L, 0L);
        assertThat(story.slices()).hasSize(1);
    }

    @Test
    void itEndsOnce() {
        Story story = free(CreditPolicy.DEFAULT, 20);
        end(story);
        assertThat(end(story)).isEqualTo(new Outcome.Noted("the local plan has ended already"));
        assertThat(story.rows()).isEmpty();
    }

    @Test
    void itsEndDoesNotTakeTheCreditsThatAnotherSubscriptionLeft() {
        Story story = Story.subscribed(KEEPING);
        story.at(D10).snapshot(SubscriptionStatus.CANCELED);
        story.local("free");
        end(story);
        assertThat(story.rows()).containsExactly("EXPIRE SUBSCRIPTION 0");
        assertThat(story.pools()).containsExactly(1_000L, 0L, 0L, 0L);
    }

    @Test
    void whatDoesNotRunOnItsOwnClockIsNotEndedHere() {
        Outcome.Rejected nothing = (Outcome.Rejected) end(Story.begins());
        assertThat(nothing.code()).isEqualTo(ErrorCode.PLAN_NOT_LOCAL);
        assertThat(nothing.message()).contains("tenant acme").doesNotContain("Stripe");
        Story story = Story.subscribed();
        Outcome.Rejected sold = (Outcome.Rejected) end(story);
        assertThat(sold.code()).isEqualTo(ErrorCode.PLAN_NOT_LOCAL);
        assertThat(sold.message()).contains("end its subscription sub_1 at Stripe");
        assertThat(story.pools()).containsExactly(1_000L, 0L, 0L, 0L);
    }

    @Test
    void anEndedPlanStartsAgainWithTheNextMonthOfItsClock() {
        Story story = free(CreditPolicy.DEFAULT, 20);
        end(story);
        story.at(D10).local("free");
        assertThat(story.pools()).containsExactly(0L, 0L, 0L, 0L);
        assertThat(nextDue(story)).isEqualTo(Story.T1);
        assertThat(nextResetAt(story)).isEqualTo(Story.T1);
        story.at(Story.T1).settle();
        assertThat(story.pools()).containsExactly(50L, 0L, 0L, 0L);
    }

    @Test
    void whoComesBackInsideAMonthThatWasGrantedWaitsForItsEnd() {
        Story story = backAgain(CreditPolicy.DEFAULT);
        assertThat(story.pools()).containsExactly(0L, 0L, 0L, 0L);
        assertThat(nextDue(story)).isEqualTo(Story.T1);
        assertThat(nextResetAt(story)).isEqualTo(Story.T1);
        story.at(Story.T1.minusMillis(1)).settle();
        assertThat(story.pools()).containsExactly(0L, 0L, 0L, 0L);
        story.at(Story.T1).settle();
        assertThat(story.pools()).containsExactly(50L, 0L, 0L, 0L);
    }

    @Test
    void keptCreditsOfASubscriptionEndWithItsPeriodAlthoughTheMonthBeginsLater() {
        Story story = backAgain(KEEPING);
        assertThat(story.pools()).containsExactly(1_000L, 0L, 0L, 0L);
        assertThat(nextDue(story)).isEqualTo(D10);
        story.at(D10.minusMillis(1)).settle();
        assertThat(story.pools()).containsExactly(1_000L, 0L, 0L, 0L);
        story.at(D10).settle();
        assertThat(story.pools()).containsExactly(0L, 0L, 0L, 0L);
        assertThat(nextDue(story)).isEqualTo(Story.T1);
    }

    @Test
    void anotherPlanThatIsChosenWhileNoSliceRunsCountsFromTheNextOne() {
        Story story = backAgain(CreditPolicy.DEFAULT);
        assertThat(story.local("freer")).isEqualTo(new Outcome.Noted("plan freer takes effect with the next slice"));
        assertThat(story.subscription().planId()).isEqualTo("freer");
        assertThat(story.pools()).containsExactly(0L, 0L, 0L, 0L);
        story.at(Story.T1).settle();
        assertThat(story.pools()).containsExactly(80L, 0L, 0L, 0L);
    }

    @Test
    void anotherPlanThatIsChosenBesideKeptCreditsLeavesThemAlone() {
        Story story = backAgain(KEEPING);
        story.local("freer");
        assertThat(story.pools()).containsExactly(1_000L, 0L, 0L, 0L);
        assertThat(story.slice().planId()).isEqualTo("starter");
    }

    @Test
    void missedMonthsAreRecordedFromBoundaryToBoundary() {
        Story story = free(CreditPolicy.DEFAULT, 0);
        story.at(Instant.parse("2026-06-15T00:00:00Z")).settle();
        assertThat(story.last().grants().stream()
                        .filter(grant -> grant.state() == Grant.State.SKIPPED)
                        .map(grant -> grant.startsAt() + " " + grant.expiresAt()))
                .containsExactly(
                        "2026-04-01T10:00:00Z 2026-05-01T10:00:00Z", "2026-05-01T10:00:00Z 2026-06-01T10:00:00Z");
        assertThat(story.slice().start()).isEqualTo("2026-06-01T10:00:00Z");
        assertThat(story.slice().end()).isEqualTo("2026-07-01T10:00:00Z");
    }

    @Test
    void aPlanThatLeftTheCatalogOpensAnEmptySliceAfterASubscriptionAndItsOwnAllowanceOtherwise() {
        AccountDecider without = new AccountDecider(Catalog.builder().build(), CreditPolicy.DEFAULT);
        Story own = free(CreditPolicy.DEFAULT, 20);
        assertThat(without.at(own.account(), Story.T1).subscriptionCredits()).isEqualTo(50);

        Story other = backAgain(CreditPolicy.DEFAULT);
        Decision decision = without.decide(other.account(), new Command.Settle(T), Story.T1);
        Slice slice = requireNonNull(decision.after().slice());
        assertThat(slice.start()).isEqualTo(Story.T1);
        assertThat(slice.remaining()).isZero();
        assertThat(decision.entries()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 7})
    void aPlanOfNothingGrantsNothingWhateverTheQuantity(long quantity) {
        Story story = Story.begins();
        story.paid(new PaidPeriod(Story.SUB, "nothing", quantity, Story.T0, Story.T1, Story.T0, false, Story.T0));
        assertThat(story.rows()).isEmpty();
        assertThat(story.slice().end()).isEqualTo(Story.T1);
        assertThat(story.pools()).containsExactly(0L, 0L, 0L, 0L);
    }

    @Test
    void aDueSliceIsCutToWhatFitsBesideHeldAndFrozenCredits() {
        Story held = free(CreditPolicy.DEFAULT, 50);
        held.lot(Long.MAX_VALUE - 50);
        held.lot(30);
        held.hold(1_000);
        held.at(Story.T1).settle();
        assertThat(held.account().subscriptionCredits()).isEqualTo(20);

        Story frozen = free(CreditPolicy.DEFAULT, 50);
        frozen.lot(Long.MAX_VALUE - 50);
        frozen.lot(30);
        frozen.frozen(2, 1_000);
        frozen.at(Story.T1).settle();
        assertThat(frozen.account().subscriptionCredits()).isEqualTo(20);
    }
}
