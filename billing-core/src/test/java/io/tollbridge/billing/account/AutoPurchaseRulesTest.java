// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.account.Purchase.State;
import io.tollbridge.billing.notification.Notification.Kind;
import io.tollbridge.billing.payment.Decline;
import io.tollbridge.billing.payment.Money;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** R16 on the pure function, at its edges. */
class AutoPurchaseRulesTest {
    private Story story = Story.subscribed();
    private Buying buying = new Buying(story);

    private void given(CreditPolicy policy, AutoPurchase wish) {
        story = Story.subscribed(policy);
        buying = new Buying(story);
        buying.configure(wish);
    }

    private void given(AutoPurchase wish) {
        given(CreditPolicy.DEFAULT, wish);
    }

    @ParameterizedTest(name = "deducting {0} of 1000 begins {1}")
    @CsvSource({"799, 0", "800, 0", "801, 1", "1000, 1", "1001, 1"})
    void buysBelowTheThresholdOrWhenRefused(long credits, int purchases) {
        given(Buying.WISH);
        story.deduct(credits);
        assertThat(buying.all()).hasSize(purchases);
    }

    @Test
    void writesAWholePurchaseIntoTheDecision() {
        given(Buying.WISH);
        story.deduct(900);
        Purchase begun = buying.last();
        assertThat(story.last().purchases()).containsExactly(begun);
        assertThat(begun.id()).isEqualTo("seed-1");
        assertThat(begun.state()).isEqualTo(State.CREATED);
        assertThat(begun.dueAt()).isEqualTo(Story.T0);
        assertThat(begun.order()).isEqualTo(new Purchase.Order("pack500", 1, 500, Buying.PRICE));
        assertThat(begun.cap()).isEqualTo(new Purchase.Cap("slice:" + Story.T0.toEpochMilli(), 1, 3, 1000, 5000));
        assertThat(buying.spending().automatic()).isEqualTo(1);
        assertThat(buying.spending().minorUnits()).isEqualTo(1000);
        assertThat(story.account().differsByUseOnly(story.account().touched())).isTrue();
    }

    @Test
    void aSubscriptionThatEndsEarlyBringsNeitherNewCapsNorANameThatWasThereBefore() {
        given(Buying.WISH);
        story.deduct(900);
        buying.send(buying.last());
        buying.paid(buying.last());
        story.snapshot(SubscriptionStatus.CANCELED);
        story.deduct(450);
        assertThat(buying.last().cap())
                .isEqualTo(new Purchase.Cap("slice:" + Story.T0.toEpochMilli(), 2, 3, 2000, 5000));
        buying.send(buying.last());
        buying.paid(buying.last());
        story.at(Story.T1);
        story.deduct(400);
        assertThat(buying.last().cap())
                .isEqualTo(new Purchase.Cap(
                        "month:" + Story.T1.toString().substring(0, 7) + ":" + Story.T0.toEpochMilli(),
                        1,
                        3,
                        1000,
                        5000));
    }

    @Test
    void aDeductionThatBuysIsNotUseOnly() {
        given(Buying.WISH);
        Account before = story.account();
        story.deduct(900);
        assertThat(before.differsByUseOnly(story.account())).isFalse();
    }

    @Test
    void hasOneAttemptAtATime() {
        given(Buying.WISH);
        story.deduct(900);
        for (State state : List.of(State.PROCESSING, State.ACTION_REQUIRED, State.UNKNOWN)) {
            story.deduct(1);
            story.deduct(5000);
            assertThat(buying.all()).hasSize(1);
            if (buying.last().state() == State.CREATED) {
                buying.send(buying.last());
            }
            buying.progress(buying.last(), state, "pi_1");
        }
        assertThat(buying.all()).hasSize(1);
    }

    @ParameterizedTest(name = "{0} after the slice''s end, deducting {1} of 100: {2}")
    @CsvSource({
        "PT-0.001S, 10, 1",
        "PT0S, 10, 0",
        "PT20M, 10, 0",
        "PT1H59M59.999S, 10, 0",
        "PT2H, 10, 1",
        "PT20M, 101, 1"
    })
    void isQuietAfterTheEndOfASliceThatRenews(String after, long credits, int purchases) {
        story.deduct(900);
        buying.configure(Buying.WISH);
        story.at(Story.T1.plus(Duration.parse(after)));
        story.deduct(credits);
        assertThat(buying.all()).hasSize(purchases);
    }

    @Test
    void isNotQuietWhenNothingRenews() {
        story.deduct(900);
        buying.configure(Buying.WISH);
        story.at(Story.T1).snapshot(SubscriptionStatus.PAST_DUE);
        story.deduct(10);
        assertThat(buying.all()).hasSize(1);
    }

    @Test
    void countsCapsOfAPeriodAndTellsOnce() {
        given(Buying.atMost(2, 5000));
        story.deduct(900);
        buying.paid(buying.last());
        story.deduct(500);
        buying.paid(buying.last());
        story.deduct(500);
        story.deduct(1);
        assertThat(buying.all()).hasSize(2);
        assertThat(story.told().stream().filter(kind -> kind == Kind.PURCHASE_CAP_REACHED))
                .hasSize(1);
        assertThat(buying.spending().automatic()).isEqualTo(2);
    }

    @ParameterizedTest(name = "{0} minor units a period: {1} purchases")
    @CsvSource({"1000, 1", "1999, 1", "2000, 2", "2999, 2"})
    void countsMoney(long most, int purchases) {
        given(Buying.atMost(10, most));
        story.deduct(900);
        for (int i = 0; i < 4; i++) {
            if (buying.last().open()) {
                buying.paid(buying.last());
                story.deduct(500);
            }
        }
        assertThat(buying.all()).hasSize(purchases);
        assertThat(buying.spending().minorUnits()).isEqualTo(1000L * purchases);
    }

    @Test
    void aFailureFreesItsPlaceAndAReversalDoesNot() {
        given(Buying.atMost(1, 1000));
        story.deduct(900);
        buying.declined(Buying.SOFT);
        assertThat(buying.spending().automatic()).isZero();
        assertThat(buying.spending().minorUnits()).isZero();
        assertThat(buying.last().cap()).isNull();
        story.after(Duration.ofHours(1)).deduct(1);
        assertThat(buying.all()).hasSize(2);
        assertThat(buying.last().cap())
                .isEqualTo(new Purchase.Cap("slice:" + Story.T0.toEpochMilli(), 1, 1, 1000, 1000));
    }

    @Test
    void moneyThatComesAfterAllCountsAgain() {
        given(Buying.atMost(1, 1000));
        story.deduct(900);
        buying.declined(Buying.SOFT);
        buying.paid(buying.last());
        assertThat(buying.last().state()).isEqualTo(State.GRANTED);
        assertThat(buying.spending().automatic()).isEqualTo(1);
        assertThat(buying.spending().minorUnits()).isEqualTo(1000);
        assertThat(buying.breaker().failures()).isZero();
        story.deduct(590);
        assertThat(buying.all()).hasSize(1);
    }

    @Test
    void waitsLongerAfterEachFailureAndThenSuspends() {
        given(Buying.WISH);
        story.deduct(900);
        buying.declined(Buying.SOFT);
        assertThat(buying.breaker().nextAttemptAt()).isEqualTo(story.now().plus(Duration.ofHours(1)));
        story.after(Duration.ofHours(1).minusMillis(1)).deduct(1);
        assertThat(buying.all()).hasSize(1);
        story.after(Duration.ofMillis(1)).deduct(1);
        buying.declined(Buying.SOFT);
        assertThat(buying.breaker().nextAttemptAt()).isEqualTo(story.now().plus(Duration.ofHours(6)));
        assertThat(buying.breaker().suspended()).isFalse();
        story.after(Duration.ofHours(6)).deduct(1);
        buying.declined(Buying.SOFT);
        assertThat(buying.breaker().failures()).isEqualTo(3);
        assertThat(buying.breaker().suspended()).isTrue();
        assertThat(buying.breaker().nextAttemptAt()).isEqualTo(story.now().plus(Duration.ofHours(24)));
        story.after(Duration.ofHours(25)).deduct(1);
        assertThat(buying.all()).hasSize(3);
        assertThat(story.told().stream().filter(kind -> kind == Kind.AUTO_PURCHASE_FAILED))
                .hasSize(3);
    }

    @ParameterizedTest(name = "declined with {0}, then {1} is seen: goes on {2}")
    @CsvSource(
            value = {"fp_1, fp_1, false", "fp_1, fp_2, true", "fp_1, null, false", "null, fp_2, false"},
            nullValues = "null")
    void aHardDeclineSuspendsUntilAnotherCardIsSeen(String failed, String seen, boolean goesOn) {
        given(Buying.WISH);
        story.deduct(900);
        buying.declined(new Decline("card_declined", "stolen_card", true, failed));
        assertThat(buying.breaker().suspended()).isTrue();
        story.does(new PurchaseCommand.CardSeen(Story.TENANT, seen));
        assertThat(buying.breaker().suspended()).isEqualTo(!goesOn);
        story.deduct(1);
        assertThat(buying.all()).hasSize(goesOn ? 2 : 1);
    }

    @Test
    void anyCardEndsASuspensionForWantOfOne() {
        given(Buying.WISH);
        story.deduct(900);
        buying.declined(new Decline("NO_PAYMENT_METHOD", null, false, null));
        story.deduct(1);
        assertThat(story.told()).containsOnlyOnce(Kind.AUTO_PURCHASE_FAILED);
        story.does(new PurchaseCommand.CardSeen(Story.TENANT, "fp_1"));
        story.deduct(1);
        assertThat(buying.all()).hasSize(2);
    }

    @Test
    void aManualPurchaseEndsASuspension() {
        given(Buying.WISH);
        story.deduct(900);
        buying.declined(Buying.HARD);
        buying.request(Purchase.Kind.MANUAL, "pack500", 1);
        buying.paid(buying.last());
        assertThat(buying.breaker()).isEqualTo(Breaker.CLOSED);
    }

    @Test
    void anAdminStopsAndLetsGoOn() {
        given(Buying.WISH);
        Attribution admin = new Attribution("ops", "asked");
        story.does(new PurchaseCommand.Steer(Story.TENANT, true, admin, "other"));
        assertThat(buying.breaker().stopped()).isEqualTo(admin);
        story.deduct(900);
        assertThat(buying.all()).isEmpty();
        story.does(new PurchaseCommand.Steer(Story.TENANT, false, admin, "other"));
        story.deduct(1);
        assertThat(buying.all()).hasSize(1);
        assertThat(buying.state().seed()).isEqualTo("seed");
        buying.declined(Buying.HARD);
        story.does(new PurchaseCommand.Steer(Story.TENANT, false, admin, "other"));
        assertThat(buying.breaker()).isEqualTo(Breaker.CLOSED);
    }

    @ParameterizedTest(name = "threshold {0}, {1} left, at most {2}: {3} bundles")
    @CsvSource({"800, 50, 10, 2", "800, 300, 10, 1", "800, 299, 10, 2", "800, 799, 10, 1", "800, 0, 1, 1"})
    void closesTheGap(long threshold, long left, long most, long bundles) {
        given(Buying.closeGap(threshold, most));
        story.deduct(1000 - left);
        assertThat(buying.last().order().quantity()).isEqualTo(bundles);
        assertThat(buying.last().order().price()).isEqualTo(Money.of(1000 * bundles, "usd"));
    }

    @Test
    void aLatchLetsOneThroughUntilCreditsAreBack() {
        given(Buying.subscriptionOnly());
        story.deduct(850);
        buying.paid(buying.last());
        story.deduct(100);
        assertThat(buying.breaker().latched()).isTrue();
        story.deduct(300);
        assertThat(buying.all()).as("bundles 250, latched").hasSize(1);
        story.deduct(51);
        assertThat(buying.all()).as("bundles below the threshold too").hasSize(2);
        buying.paid(buying.last());
        story.deduct(1);
        assertThat(buying.all()).hasSize(2);
        story.at(Story.T1);
        story.paid("starter", Story.T1, Story.T2);
        story.deduct(801);
        assertThat(buying.all()).as("renewed, and low again").hasSize(3);
    }

    @Test
    void debtStopsItUnlessTheHostAllowsIt() {
        given(Buying.WISH);
        story.deduct(1100, ShortfallPolicy.overage(100));
        story.deduct(1);
        assertThat(buying.all()).isEmpty();
        assertThat(story.told()).containsOnlyOnce(Kind.AUTO_PURCHASE_FAILED);

        given(CreditPolicy.DEFAULT.purchases(PurchasePolicy.DEFAULT.autoWithDebt(true)), Buying.WISH);
        story.deduct(1100, ShortfallPolicy.overage(100));
        assertThat(buying.all()).hasSize(1);
    }

    @Test
    void theLastLookDropsWhatIsNoLongerWanted() {
        given(Buying.WISH);
        story.deduct(900);
        story.lot(100);
        Outcome outcome = buying.send(buying.last());
        assertThat(outcome).isEqualTo(new Outcome.Purchased(buying.last(), true));
        assertThat(buying.last().state()).isEqualTo(State.CANCELED);
        assertThat(buying.spending().automatic()).isZero();
        assertThat(buying.breaker().failures()).isZero();
    }

    @Test
    void theLastLookKeepsWhatARefusalAskedFor() {
        given(Buying.WISH);
        story.deduct(5000);
        buying.send(buying.last());
        assertThat(buying.last().state()).isEqualTo(State.SENT);
        assertThat(buying.last().dueAt()).isEqualTo(Story.T0.plus(Duration.ofMinutes(5)));
        assertThat(buying.send(buying.last())).isEqualTo(new Outcome.Purchased(buying.last(), false));
    }

    @Test
    void refusesSettingsThatCannotWork() {
        List<AutoPurchase> wrong = List.of(
                wish(501, "pack500", 1, 3, Money.of(5000, "usd")),
                wish(0, "pack500", 1, 3, Money.of(5000, "usd")),
                wish(200, "nowhere", 1, 3, Money.of(5000, "usd")),
                wish(10, "gift", 1, 3, Money.of(5000, "usd")),
                wish(200, "pack500", 0, 3, Money.of(5000, "usd")),
                wish(200, "pack500", 21, 3, Money.of(5000, "usd")),
                wish(200, "pack500", 1, 0, Money.of(5000, "usd")),
                wish(200, "pack500", 1, 3, Money.of(999, "usd")),
                wish(200, "pack500", 1, 3, Money.of(5000, "eur")));
        for (AutoPurchase one : wrong) {
            assertThat(buying.configure(one))
                    .isInstanceOfSatisfying(
                            Outcome.Rejected.class,
                            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.AUTO_PURCHASE_INVALID));
            assertThat(story.account().purchasing()).isNull();
        }
        assertThat(buying.configure(wish(500, "pack500", 20, 1, Buying.PRICE))).isInstanceOf(Outcome.Noted.class);
        assertThat(buying.configure(wrong.get(2).disabled())).isInstanceOf(Outcome.Noted.class);
    }

    private static AutoPurchase wish(long threshold, String bundle, long bundles, int purchases, Money money) {
        return new AutoPurchase(
                true,
                threshold,
                AutoPurchase.Mode.FIXED,
                bundle,
                bundles,
                purchases,
                money,
                AutoPurchase.Metric.SPENDABLE,
                Buying.WISH.consent());
    }
}
