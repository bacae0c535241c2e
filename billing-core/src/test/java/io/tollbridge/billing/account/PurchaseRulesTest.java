// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.account.Purchase.State;
import io.tollbridge.billing.notification.Notification.Kind;
import io.tollbridge.billing.payment.Money;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** R13 on the pure function, at its edges. */
class PurchaseRulesTest {
    private final Story story = Story.begins();
    private final Buying buying = new Buying(story);

    private Purchase begun(Purchase.Kind kind) {
        Outcome outcome = buying.request(kind, "pack500", 1);
        assertThat(((Outcome.Purchased) outcome).changed()).isTrue();
        return ((Outcome.Purchased) outcome).purchase();
    }

    private Purchase sent() {
        Purchase purchase = begun(Purchase.Kind.MANUAL);
        buying.send(purchase);
        return buying.now(purchase);
    }

    @Test
    void isLeftToItsCallerBeforeAWorkerSendsIt() {
        assertThat(begun(Purchase.Kind.MANUAL).dueAt()).isEqualTo(Story.T0.plus(Duration.ofMinutes(5)));
    }

    @Test
    void grantsOnceAndSettlesNothingElse() {
        Purchase purchase = sent();
        assertThat(buying.paid(purchase)).isEqualTo(new Outcome.Purchased(buying.now(purchase), true));
        assertThat(story.rows()).containsExactly("PURCHASE BUNDLE 500");
        assertThat(story.last().entries().get(0).key()).isEqualTo("f:purchase:" + purchase.id());
        assertThat(story.told()).containsExactly(Kind.PURCHASED);
        Purchase granted = buying.now(purchase);
        assertThat(granted.state()).isEqualTo(State.GRANTED);
        assertThat(granted.payment().grantId()).isEqualTo(1);
        assertThat(granted.payment().received()).isEqualTo(Buying.PRICE);
        assertThat(granted.dueAt()).isNull();

        assertThat(buying.paid(purchase)).isEqualTo(new Outcome.Purchased(granted, false));
        assertThat(story.rows()).isEmpty();
        assertThat(story.last().notifications()).isEmpty();
        assertThat(buying.progress(purchase, State.PROCESSING, "pi_1"))
                .isEqualTo(new Outcome.Purchased(granted, false));
        assertThat(buying.fail(purchase, State.FAILED, Buying.SOFT)).isEqualTo(new Outcome.Purchased(granted, false));
    }

    @ParameterizedTest(name = "{0} minutes after it was begun: {1}")
    @CsvSource({"0, SENT", "59, SENT", "60, CANCELED", "6000, CANCELED"})
    void nobodyIsChargedLongAfterTheyWentAway(long minutes, State end) {
        Purchase purchase = begun(Purchase.Kind.MANUAL);
        story.after(Duration.ofMinutes(minutes));
        assertThat(story.decider().wants(story.account(), purchase, story.now()))
                .isEqualTo(end == State.SENT);
        buying.send(purchase);
        assertThat(buying.now(purchase).state()).isEqualTo(end);
    }

    @Test
    void onlyAnAutomaticPurchaseThatEndsLetsTheNextOneBegin() {
        buying.configure(Buying.subscriptionOnly());
        story.lot(5_000);
        story.does(new PurchaseCommand.Check(Story.TENANT));
        Purchase automatic = buying.last();
        buying.send(automatic);
        buying.paid(automatic);
        assertThat(buying.breaker().latched()).isTrue();

        Purchase page = begun(Purchase.Kind.CHECKOUT);
        buying.fail(page, State.CANCELED, Buying.SOFT);
        Purchase late = begun(Purchase.Kind.MANUAL);
        story.after(Duration.ofHours(1));
        buying.send(late);
        assertThat(buying.now(late).state()).isEqualTo(State.CANCELED);
        assertThat(buying.breaker().latched()).isTrue();
    }

    @ParameterizedTest(name = "paid after it was {0}")
    @EnumSource(
            value = State.class,
            names = {"FAILED", "CANCELED", "EXPIRED"})
    void grantsWhatWasPaidAfterAll(State end) {
        Purchase purchase = sent();
        buying.fail(purchase, end, Buying.SOFT);
        assertThat(buying.now(purchase).failure()).isEqualTo(Buying.SOFT);
        buying.paid(purchase);
        assertThat(buying.now(purchase).state()).isEqualTo(State.GRANTED);
        assertThat(buying.now(purchase).failure()).isNull();
        assertThat(story.account().bundleCredits()).isEqualTo(500);
    }

    @ParameterizedTest(name = "{0} {1} of {2}")
    @CsvSource({"999, usd, cus_1", "1001, usd, cus_1", "1000, eur, cus_1", "1000, usd, cus_2"})
    void grantsNothingForAnotherAmountOrCustomer(long money, String currency, String customer) {
        Purchase purchase = sent();
        buying.complete(purchase, "pi_1", customer, Money.of(money, currency));
        assertThat(buying.now(purchase).state()).isEqualTo(State.MISMATCH);
        assertThat(story.account().bundleCredits()).isZero();
        assertThat(story.told()).containsExactly(Kind.PURCHASE_MISMATCH);
        buying.paid(purchase);
        assertThat(buying.now(purchase).state()).isEqualTo(State.MISMATCH);
        assertThat(story.account().bundleCredits()).isZero();
        assertThat(story.told()).as("a second payment").hasSize(2);
    }

    @Test
    void tellsASecondPaymentOfTheSamePurchase() {
        Purchase purchase = sent();
        buying.paid(purchase);
        buying.complete(purchase, "pi_other", "cus_1", Buying.PRICE);
        assertThat(story.told()).containsExactly(Kind.PURCHASED, Kind.PURCHASE_MISMATCH);
        assertThat(story.account().bundleCredits()).isEqualTo(500);
    }

    @Test
    void anOlderTruthNeverOverrulesANewerOne() {
        Purchase purchase = sent();
        story.after(Duration.ofMinutes(1));
        buying.progress(purchase, State.PROCESSING, "pi_1");
        buying.progress(purchase, State.ACTION_REQUIRED, "pi_1", story.now().minusMillis(1));
        assertThat(buying.now(purchase).state()).isEqualTo(State.PROCESSING);
        buying.progress(purchase, State.ACTION_REQUIRED, "pi_1", story.now());
        assertThat(buying.now(purchase).state()).isEqualTo(State.ACTION_REQUIRED);
    }

    @Test
    void looksAgainAtGrowingIntervals() {
        Purchase purchase = sent();
        buying.progress(purchase, State.UNKNOWN, "pi_1");
        assertThat(buying.now(purchase).dueAt()).isEqualTo(Story.T0.plus(Duration.ofMinutes(5)));
        story.after(Duration.ofMinutes(20));
        buying.progress(purchase, State.UNKNOWN, "pi_1");
        assertThat(buying.now(purchase).dueAt()).isEqualTo(story.now().plus(Duration.ofMinutes(20)));
        story.after(Duration.ofHours(9));
        buying.progress(purchase, State.UNKNOWN, "pi_1");
        assertThat(buying.now(purchase).dueAt()).isEqualTo(story.now().plus(Duration.ofHours(1)));
        buying.progress(purchase, State.PROCESSING, "pi_1");
        assertThat(buying.now(purchase).dueAt()).isEqualTo(story.now().plus(Duration.ofHours(24)));
    }

    @Test
    void theTimeToConfirmIsNotProlongedByAsking() {
        Purchase purchase = sent();
        buying.progress(purchase, State.ACTION_REQUIRED, "pi_1");
        assertThat(buying.now(purchase).dueAt()).isEqualTo(Story.T0.plus(Duration.ofHours(24)));
        assertThat(story.told()).containsExactly(Kind.PURCHASE_ACTION_REQUIRED);
        story.after(Duration.ofHours(5));
        buying.progress(purchase, State.ACTION_REQUIRED, "pi_1");
        assertThat(buying.now(purchase).dueAt()).isEqualTo(Story.T0.plus(Duration.ofHours(24)));
        assertThat(story.told()).hasSize(1);
    }

    @Test
    void postponesOnlyTheAttemptThatWasNotCarriedOut() {
        Purchase purchase = sent();
        story.does(new PurchaseCommand.PostponePurchase(Story.TENANT, purchase.id(), State.SENT, 2, Story.T1));
        assertThat(buying.now(purchase)).isEqualTo(purchase);
        // another node has seen it before it was sent, and could not prepare it
        story.does(new PurchaseCommand.PostponePurchase(Story.TENANT, purchase.id(), State.CREATED, 1, Story.T1));
        story.does(new PurchaseCommand.GiveUpPurchase(Story.TENANT, purchase.id(), State.CREATED, 1, Buying.SOFT));
        assertThat(buying.now(purchase)).isEqualTo(purchase);
        story.does(new PurchaseCommand.PostponePurchase(Story.TENANT, purchase.id(), State.SENT, 1, Story.T1));
        Purchase again = buying.now(purchase);
        assertThat(again.state()).isEqualTo(State.CREATED);
        assertThat(again.attempt()).isEqualTo(new Purchase.Attempt(2, null, null, null, null, null));
        assertThat(again.dueAt()).isEqualTo(Story.T1);
    }

    @ParameterizedTest(name = "{0} x {1}: {2}")
    @CsvSource({
        "nowhere, 1, UNKNOWN_BUNDLE",
        "gift, 1, UNKNOWN_BUNDLE",
        "pack500, 0, PURCHASE_LIMIT",
        "pack500, 21, PURCHASE_LIMIT",
        "pack500, -1, PURCHASE_LIMIT"
    })
    void refusesWhatIsNotForSale(String bundle, long quantity, ErrorCode code) {
        assertThat(buying.request(Purchase.Kind.MANUAL, bundle, quantity))
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        refused -> assertThat(refused.code()).isEqualTo(code));
        assertThat(story.account().purchasing()).isNull();
    }

    @Test
    void limitsADayAndAPeriod() {
        Story limited = Story.with(CreditPolicy.DEFAULT.purchases(PurchasePolicy.DEFAULT.limits(2, 3)));
        Buying few = new Buying(limited);
        for (int i = 0; i < 2; i++) {
            few.request(Purchase.Kind.MANUAL, "pack500", 1);
            few.paid(few.last());
        }
        assertThat(few.request(Purchase.Kind.MANUAL, "pack500", 1)).isInstanceOf(Outcome.Rejected.class);
        limited.after(Duration.ofDays(1));
        few.request(Purchase.Kind.MANUAL, "pack500", 1);
        few.paid(few.last());
        assertThat(few.request(Purchase.Kind.MANUAL, "pack500", 1)).isInstanceOf(Outcome.Rejected.class);
        limited.at(Story.T1);
        assertThat(few.request(Purchase.Kind.MANUAL, "pack500", 1)).isInstanceOf(Outcome.Purchased.class);
        assertThat(few.spending().period()).isEqualTo("month:2026-04");
        assertThat(few.spending().bought()).isEqualTo(1);
    }

    @Test
    void tellsWhatIsInTheWay() {
        Purchase charge = sent();
        assertThat(buying.request(Purchase.Kind.MANUAL, "pack500", 1)).isEqualTo(new Outcome.PurchaseInTheWay(charge));
        assertThat(buying.request(Purchase.Kind.MANUAL, "pack500", 1, true))
                .as("one charge at a time, confirmed or not")
                .isEqualTo(new Outcome.PurchaseInTheWay(charge));
        assertThat(buying.request(Purchase.Kind.CHECKOUT, "pack500", 1))
                .isEqualTo(new Outcome.PurchaseInTheWay(charge));
        assertThat(buying.request(Purchase.Kind.CHECKOUT, "pack500", 1, true)).isInstanceOf(Outcome.Purchased.class);
    }

    @Test
    void givesThePageOfTheSameOrderAgain() {
        Purchase page = begun(Purchase.Kind.CHECKOUT);
        assertThat(page.dueAt()).isEqualTo(Story.T0.plus(Duration.ofMinutes(10)));
        story.does(new PurchaseCommand.OpenPage(Story.TENANT, page.id(), "cus_1", "cs_1", Story.T1));
        Purchase open = buying.now(page);
        assertThat(open.state()).isEqualTo(State.ACTION_REQUIRED);
        assertThat(open.payment().sessionId()).isEqualTo("cs_1");
        assertThat(open.dueAt()).isEqualTo(Story.T1.plus(Duration.ofMinutes(10)));
        assertThat(buying.request(Purchase.Kind.CHECKOUT, "pack500", 1)).isEqualTo(new Outcome.Purchased(open, false));
        assertThat(buying.request(Purchase.Kind.CHECKOUT, "pack500", 2)).isEqualTo(new Outcome.PurchaseInTheWay(open));
        assertThat(buying.request(Purchase.Kind.MANUAL, "pack500", 1)).isEqualTo(new Outcome.PurchaseInTheWay(open));
        buying.progress(open, State.ACTION_REQUIRED, "pi_1");
        assertThat(buying.now(page)).as("a try on the page changes nothing").isEqualTo(open);
    }

    private Outcome requestPage(String id, long quantity, String openedWith) {
        return story.does(new PurchaseCommand.RequestPurchase(
                Story.TENANT,
                id,
                new PurchaseCommand.Wish(
                        Purchase.Kind.CHECKOUT, "pack500", quantity, false, Attribution.NONE, openedWith),
                "seed"));
    }

    private void opens(Purchase page, String session) {
        story.does(new PurchaseCommand.OpenPage(Story.TENANT, page.id(), "cus_1", session, Story.T1));
    }

    @Test
    void tellsPagesOfOneOrderApartByWhatTheyAreOpenedWith() {
        requestPage("p1", 1, "page-a");
        Purchase page = buying.last();
        assertThat(page.attempt().fingerprint()).isEqualTo("page-a");
        assertThat(requestPage("p2", 1, "page-b")).isEqualTo(new Outcome.PurchaseInTheWay(page));
        opens(page, "cs_1");
        Purchase open = buying.now(page);
        assertThat(open.attempt().fingerprint()).isEqualTo("page-a");
        assertThat(requestPage("p3", 1, "page-a")).isEqualTo(new Outcome.Purchased(open, false));
        assertThat(requestPage("p4", 1, "page-b")).isEqualTo(new Outcome.PurchaseInTheWay(open));
        assertThat(requestPage("p5", 2, "page-a")).isEqualTo(new Outcome.PurchaseInTheWay(open));
    }

    @Test
    void givesUpAPageOnlyAsLongAsNobodyHasSeenIt() {
        requestPage("p1", 1, "page-a");
        Purchase page = buying.last();
        opens(page, "cs_1");
        story.does(new PurchaseCommand.GiveUpPurchase(Story.TENANT, page.id(), State.CREATED, 1, Buying.SOFT));
        assertThat(buying.now(page).state()).isEqualTo(State.ACTION_REQUIRED);
        assertThat(buying.state().spending().boughtOnDay()).isEqualTo(1);
    }

    @Test
    void aPageThatNobodyHasSeenUsesUpNoLimit() {
        requestPage("p1", 1, "page-a");
        Purchase page = buying.last();
        assertThat(buying.state().spending().bought()).isEqualTo(1);
        story.does(new PurchaseCommand.GiveUpPurchase(Story.TENANT, page.id(), State.CREATED, 1, Buying.SOFT));
        assertThat(buying.now(page).state()).isEqualTo(State.EXPIRED);
        assertThat(buying.state().spending().bought()).isZero();
        assertThat(buying.state().spending().boughtOnDay()).isZero();
        opens(page, "cs_1");
        assertThat(buying.now(page).state()).as("it is not shown any more").isEqualTo(State.EXPIRED);
    }

    @Test
    void aPageThatIsGivenUpOnTheNextDayTakesNothingOffThatDay() {
        requestPage("p1", 1, "page-a");
        Purchase page = buying.last();
        story.after(Duration.ofDays(1));
        story.does(new PurchaseCommand.GiveUpPurchase(Story.TENANT, page.id(), State.CREATED, 1, Buying.SOFT));
        requestPage("p2", 1, "page-a");
        assertThat(buying.state().spending().boughtOnDay()).isEqualTo(1);
    }

    @Test
    void endsPurchasesWithTheTenant() {
        buying.configure(Buying.WISH);
        Purchase charge = sent();
        buying.request(Purchase.Kind.CHECKOUT, "pack500", 1, true);
        Purchase page = buying.last();
        story.after(Duration.ofMinutes(1));
        story.does(new TenantCommand.Erase(Story.TENANT, new Attribution("privacy", "request"), List.of()));
        assertThat(buying.now(page).state()).isEqualTo(State.CANCELED);
        assertThat(buying.now(charge).state()).isEqualTo(State.SENT);
        assertThat(buying.now(charge).dueAt()).isEqualTo(story.now());
        AutoPurchase left = requireNonNull(buying.state().auto());
        assertThat(left.enabled()).isFalse();
        assertThat(left.consent().by()).isEqualTo("erased");
        buying.paid(charge);
        assertThat(buying.now(charge).state()).isEqualTo(State.MISMATCH);
        assertThat(story.account().spendable()).isZero();
    }

    @Test
    void knowsNoOtherPurchases() {
        Purchase purchase = sent();
        assertThat(story.does(
                        new PurchaseCommand.FailPurchase(Story.TENANT, "nobody", null, State.FAILED, Buying.SOFT)))
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.PURCHASE_UNKNOWN));
        assertThat(buying.now(purchase).state()).isEqualTo(State.SENT);
    }
}
