// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.tollbridge.billing.ledger.Pool;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What an account says about itself: what changed between two of them, and what belongs to it. */
class AccountTest {
    private static final String T = Story.TENANT;

    /** Lots of 500 and 300 credits, and nothing else. */
    private static Story lots() {
        Story story = Story.begins();
        story.lot(500);
        story.lot(300);
        return story;
    }

    /** The same, beside a paid slice of 1000. */
    private static Story subscribed() {
        Story story = lots();
        story.snapshot(SubscriptionStatus.ACTIVE);
        story.paid("starter", Story.T0, Story.T1);
        return story;
    }

    private static Arguments change(String name, Story story, Consumer<Story> what) {
        return arguments(story, Named.of(name, what));
    }

    static Stream<Arguments> uses() {
        ShortfallPolicy overage = ShortfallPolicy.overage(100);
        return Stream.of(
                change("nothing", subscribed(), Story::settle),
                change("of a slice", subscribed(), story -> story.deduct(100)),
                change("of a slice, over thresholds", subscribed(), story -> story.deduct(950)),
                change("of a slice and of bundles", subscribed(), story -> story.deduct(1_010)),
                change("of all there is", subscribed(), story -> story.deduct(1_800)),
                change("into debt", subscribed(), story -> story.deduct(1_850, overage)),
                change("of a lot", lots(), story -> story.deduct(100)),
                change("of lots, one of them up", lots(), story -> story.deduct(600)),
                change("of lots and into debt", lots(), story -> story.deduct(850, overage)));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("uses")
    void useOfCreditsIsRecognized(Story story, Consumer<Story> use) {
        Account before = story.account();
        use.accept(story);
        assertThat(before.differsByUseOnly(story.account())).isTrue();
    }

    static Stream<Arguments> otherChanges() {
        return Stream.of(
                change("a hold of a slice", subscribed(), story -> story.hold(10)),
                change("a hold of a lot", lots(), story -> story.hold(10)),
                change("a new lot", subscribed(), story -> story.lot(10)),
                change("a frozen lot", lots(), story -> story.frozen(1, 10)),
                change("a larger slice", subscribed(), AccountTest::adjust),
                change("a smaller slice", subscribed(), AccountTest::takeAway),
                change("a new slice", subscribed(), AccountTest::renew),
                change("a first slice", lots(), story -> story.paid("starter", Story.T0, Story.T1)),
                change("a closed slice", subscribed(), story -> story.snapshot(SubscriptionStatus.CANCELED)),
                change("a status", subscribed(), story -> story.snapshot(SubscriptionStatus.PAST_DUE)),
                change("a local plan", lots(), story -> story.local("free")),
                change("a wish", lots(), story -> story.does(new TenantCommand.Mute(T, 1))));
    }

    private static void adjust(Story story) {
        story.does(new Command.AdjustSlice(T, story.key(), 5, Attribution.NONE));
    }

    private static void takeAway(Story story) {
        story.does(new Command.TakeAway(T, story.key(), Pool.SUBSCRIPTION, 5, Attribution.NONE));
    }

    private static void renew(Story story) {
        story.at(Story.T1).paid("starter", Story.T1, Story.T2);
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("otherChanges")
    void whateverElseChangesIsNotUseOnly(Story story, Consumer<Story> what) {
        Account before = story.account();
        what.accept(story);
        assertThat(before.differsByUseOnly(story.account().withoutNamed())).isFalse();
    }

    @Test
    void holdsAndOtherSubscriptionsBelongToACommandAndNotToTheAccount() {
        Story story = subscribed();
        assertThat(story.account().withoutNamed()).isSameAs(story.account());
        story.hold(10);
        assertThat(story.account().holds()).hasSize(1);
        assertThat(story.account().withoutNamed().holds()).isEmpty();
        assertThat(story.account().withoutNamed().heldCredits()).isEqualTo(10);

        Story other = subscribed();
        other.says(new SubscriptionSnapshot(
                "sub_2", "pro", 1, SubscriptionStatus.CANCELED, Story.T0, null, null, null, false, Story.T0));
        assertThat(other.account().otherSubscriptions())
                .extracting(Subscription::id)
                .containsExactly("sub_2");
        assertThat(other.account().withoutNamed().otherSubscriptions()).isEmpty();
        assertThat(other.account().withoutNamed().version())
                .isEqualTo(other.account().version());
    }

    @Test
    void aTouchedAccountIsTheNextVersionOfTheSame() {
        Account account = subscribed().account();
        Account touched = account.touched();
        assertThat(touched.version()).isEqualTo(account.version() + 1);
        assertThat(touched).usingRecursiveComparison().ignoringFields("version").isEqualTo(account);
    }

    @Test
    void anErasedTenantHasNothingUnderItsIdAndAllUnderItsPseudonym() {
        Account account = subscribed().account();
        Account pseudonym = account.renamed("erased-1");
        assertThat(pseudonym.tenantId()).isEqualTo("erased-1");
        assertThat(pseudonym.renamed(T)).isEqualTo(account);
        Account nothing = Account.erased(T, 7);
        assertThat(nothing.standing()).isEqualTo(Account.Standing.ERASED);
        assertThat(nothing.version()).isEqualTo(7);
        assertThat(nothing)
                .usingRecursiveComparison()
                .ignoringFields("standing", "version")
                .isEqualTo(Account.unknown(T));
    }

    @Test
    void aGrantIsFoundByItsNumberAsLongAsItLives() {
        Story story = lots();
        assertThat(story.account().grant(2))
                .isNotNull()
                .extracting(Grant::credits)
                .isEqualTo(300L);
        assertThat(story.account().grant(3)).isNull();
        story.deduct(500);
        assertThat(story.account().grant(1)).isNull();
    }

    @Test
    void everyPoolHasItsBalance() {
        Story story = subscribed();
        story.hold(1_200);
        story.frozen(1, 40);
        Account account = story.account();
        assertThat(Stream.of(Pool.SUBSCRIPTION, Pool.BUNDLE, Pool.HELD, Pool.FROZEN, Pool.DEBT)
                        .map(account::balance))
                .containsExactly(0L, 560L, 1_200L, 40L, 0L);
        assertThat(account.spendable()).isEqualTo(560);
    }

    @ParameterizedTest
    @CsvSource({"1, 0, 0, OPEN", "0, 1, 0, OPEN", "0, 0, 1, OPEN", "0, 0, 0, CLOSED", "7, 7, 7, OPEN"})
    void aLotIsOpenAsLongAsAnyOfItsCreditsCanMove(long remaining, long held, long frozen, Grant.State state) {
        Story story = Story.begins();
        story.lot(10);
        Grant lot = story.account().grants().get(0);
        Grant moved = lot.withRemaining(remaining).withHeld(held).withFrozen(frozen);
        assertThat(moved.state()).isEqualTo(state);
        assertThat(moved.live()).isEqualTo(state == Grant.State.OPEN);
        assertThat(moved.differsByUseOnly(lot)).isEqualTo(held == 0 && frozen == 0);
    }
}
