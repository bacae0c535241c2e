// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.scenario;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tollbridge.billing.AutoPurchaseSettings;
import io.tollbridge.billing.CheckoutResult;
import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.OperationRejectedException;
import io.tollbridge.billing.PurchaseOrder;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.account.Purchase.State;
import io.tollbridge.billing.account.ShortfallPolicy;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.notification.Notification.Kind;
import io.tollbridge.billing.testkit.scenario.ScriptedPayments.Script;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Group C: buying bundles on somebody's word (R13). */
public abstract class PurchaseScenarios extends PurchaseScenario {
    private static final PurchaseOrder ORDER = PurchaseOrder.of(TENANT, "pack500");

    /** For subclasses. */
    protected PurchaseScenarios() {}

    @Test
    @DisplayName("C1: a charge that succeeds at once is granted at once; hearing of it again changes nothing")
    final void grantsAtOnce() {
        givenCard(0);
        Purchase bought = billing().purchases().buy(ORDER.by("user-1", "button"));
        assertThat(bought.state()).isEqualTo(State.GRANTED);
        assertCredits(0, 500, 0);
        int rows = ledger().size();
        Purchase again = billing().autoPurchase().handlePurchaseFailure(TENANT, bought.id());
        assertThat(again).isEqualTo(bought);
        work();
        assertThat(ledger()).hasSize(rows);
        assertThat(rowsOf(EntryType.PURCHASE)).isEqualTo(1);
        assertThat(ledger().get(rows - 1).actor()).isEqualTo("user-1");
        assertThat(told(Kind.PURCHASED)).isEqualTo(1);
    }

    @Test
    @DisplayName("C4, C5: a call that timed out is unknown; five minutes later the same key finds the charge")
    final void resolvesATimeOutAfterTheCharge() {
        givenCard(0);
        payments.next(Script.LOST_AFTER_CHARGE);
        assertThat(billing().purchases().buy(ORDER).state()).isEqualTo(State.UNKNOWN);
        assertCredits(0, 0, 0);
        clock.advance(Duration.ofMinutes(5).minusMillis(1));
        work();
        assertStates(State.UNKNOWN);
        clock.advance(Duration.ofMillis(1));
        work();
        assertCredits(0, 500, 0);
        assertThat(payments.taken()).isEqualTo(1000);
    }

    @Test
    @DisplayName("C5: a call that never got through is charged under its own key, once")
    final void resolvesATimeOutBeforeTheCharge() {
        givenCard(0);
        payments.next(Script.LOST_BEFORE_CHARGE);
        billing().purchases().buy(ORDER);
        clock.advance(Duration.ofMinutes(5));
        work();
        assertCredits(0, 500, 0);
        assertThat(payments.sent()).isEqualTo(1);
        assertThat(payments.taken()).isEqualTo(1000);
    }

    @Test
    @DisplayName("an unknown purchase is asked for at growing intervals, and never given up as long as nobody knows")
    final void asksAtGrowingIntervals() {
        givenCard(0);
        payments.next(Script.LOST_AFTER_CHARGE);
        billing().purchases().buy(ORDER);
        payments.away(true);
        for (int hour = 0; hour < 48; hour++) {
            clock.advance(Duration.ofHours(1));
            work();
        }
        assertStates(State.UNKNOWN);
        payments.away(false);
        clock.advance(Duration.ofHours(1));
        work();
        assertCredits(0, 500, 0);
    }

    @Test
    @DisplayName("a gateway that breaks leaves the outcome unknown, not failed")
    final void aBrokenGatewayIsUnknown() {
        givenCard(0);
        payments.next(Script.BREAK);
        assertThat(billing().purchases().buy(ORDER).state()).isEqualTo(State.UNKNOWN);
    }

    @Test
    @DisplayName("a service that cannot be reached is tried again with another number, five times at most")
    final void repeatsWhatWasNotCarriedOut() {
        givenCard(0);
        payments.next(Script.UNAVAILABLE);
        assertThat(billing().purchases().buy(ORDER).state()).isEqualTo(State.CREATED);
        clock.advance(Duration.ofMinutes(1));
        work();
        assertStates(State.GRANTED);
        assertThat(onlyPurchase().attempt().number()).isEqualTo(2);

        payments.away(true);
        billing().purchases().buy(ORDER);
        for (int i = 0; i < 10; i++) {
            clock.advance(Duration.ofMinutes(10));
            work();
        }
        assertStates(State.FAILED, State.GRANTED);
        assertThat(requireNonNull(purchases().get(0).failure()).code()).isEqualTo("GATEWAY_UNAVAILABLE");
        assertCredits(0, 500, 0);
    }

    @Test
    @DisplayName("C13: the eleventh purchase of a day is refused without asking Stripe; the next day it is not")
    final void limitsPurchasesOfADay() {
        givenCard(0);
        for (int i = 0; i < 10; i++) {
            billing().purchases().buy(ORDER);
        }
        assertThat(billing().purchases().allowance(TENANT).today()).isZero();
        for (Runnable eleventh : List.<Runnable>of(
                () -> billing().purchases().buy(ORDER),
                () -> billing().purchases().checkout(ORDER))) {
            assertThatExceptionOfType(OperationRejectedException.class)
                    .isThrownBy(eleventh::run)
                    .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.PURCHASE_LIMIT));
        }
        assertThat(payments.sent()).isEqualTo(10);
        assertThat(payments.pages()).isZero();
        clock.advance(Duration.ofDays(1));
        assertThat(billing().purchases().buy(ORDER).state()).isEqualTo(State.GRANTED);
        assertThat(billing().purchases().allowance(TENANT).today()).isEqualTo(9);
    }

    @Test
    @DisplayName("C15: debt is settled from what is bought")
    final void settlesDebtFirst() {
        givenCard(0);
        billing().tryDeduct(Deduction.of(TENANT).cost(120).onShortfall(ShortfallPolicy.overage(200)));
        assertCredits(0, 0, 120);
        billing().purchases().buy(ORDER);
        assertCredits(0, 380, 0);
    }

    @Test
    @DisplayName("C16: while a purchase is under way, it is told; another one only after confirmation")
    final void tellsWhatIsUnderWay() {
        givenCard(0);
        payments.next(Script.PROCESS);
        Purchase pending = billing().purchases().buy(ORDER);
        CheckoutResult result = billing().purchases().checkout(ORDER);
        assertThat(result).isEqualTo(new CheckoutResult.UnderWay(pending));
        assertThat(billing().purchases().buy(ORDER)).isEqualTo(pending);
        assertThat(payments.pages()).isZero();
        assertThat(billing().purchases().checkout(ORDER.besideOthers())).isInstanceOf(CheckoutResult.Opened.class);
        assertThat(payments.pages()).isEqualTo(1);
        assertThat(payments.sent()).isEqualTo(1);
    }

    @Test
    @DisplayName("a page is given again for the same order, and closed when another one is wanted")
    final void keepsOnePageOpen() {
        givenCard(0);
        CheckoutResult.Opened first = opened(ORDER);
        CheckoutResult.Opened again = opened(ORDER);
        assertThat(again.page().id()).isEqualTo(first.page().id());
        assertThat(purchases()).hasSize(1);
        CheckoutResult.Opened other = opened(ORDER.quantity(2));
        assertThat(payments.pageState(first.page().id())).isEqualTo("expired");
        assertThat(payments.pageState(other.page().id())).isEqualTo("open");
        assertThat(billing().purchases().find(TENANT, first.purchase().id()).map(Purchase::state))
                .contains(State.CANCELED);
        assertThat(other.purchase().state()).isEqualTo(State.ACTION_REQUIRED);
    }

    private CheckoutResult.Opened opened(PurchaseOrder order) {
        return (CheckoutResult.Opened) billing().purchases().checkout(order);
    }

    @Test
    @DisplayName("charging the card closes an open page first; one that was paid meanwhile is granted instead")
    final void neverChargesBesideAPage() {
        givenCard(0);
        CheckoutResult.Opened page = opened(ORDER);
        billing().purchases().buy(ORDER);
        assertThat(payments.pageState(page.page().id())).isEqualTo("expired");
        assertCredits(0, 500, 0);
        assertThat(purchases()).extracting(Purchase::state).containsExactlyInAnyOrder(State.CANCELED, State.GRANTED);

        clock.advance(Duration.ofMinutes(1));
        CheckoutResult.Opened second = opened(ORDER);
        payments.pay(second.page().id(), "succeeded");
        enable(AutoPurchaseSettings.of("pack500").threshold(500));
        clock.advance(Duration.ofMinutes(1));
        deduct(100, null);
        work();
        assertCredits(0, 900, 0);
        assertThat(purchases())
                .extracting(Purchase::state)
                .startsWith(State.CANCELED, State.GRANTED)
                .hasSize(4);
        assertThat(payments.taken()).isEqualTo(2000);
    }

    @Test
    @DisplayName("a page that nobody pays is closed when its time is over, and one that was paid unheard of is granted")
    final void looksAfterPages() {
        givenCard(0);
        CheckoutResult.Opened unpaid = opened(ORDER);
        clock.advance(Duration.ofHours(25));
        work();
        assertStates(State.EXPIRED);
        assertThat(payments.pageState(unpaid.page().id())).isEqualTo("expired");

        CheckoutResult.Opened paid = opened(ORDER);
        payments.pay(paid.page().id(), "succeeded");
        clock.advance(Duration.ofHours(25));
        work();
        assertStates(State.GRANTED, State.EXPIRED);
        assertCredits(0, 500, 0);
    }

    @Test
    @DisplayName("C7: a page paid by bank debit is pending until the bank has decided")
    final void waitsForTheBankOnAPage() {
        givenCard(0);
        CheckoutResult.Opened page = opened(ORDER);
        ScriptedPayments.Payment payment = payments.pay(page.page().id(), "processing");
        clock.advance(Duration.ofHours(25));
        work();
        assertStates(State.PROCESSING);
        assertCredits(0, 0, 0);
        payments.becomes(payment, "succeeded");
        clock.advance(Duration.ofHours(24));
        work();
        assertCredits(0, 500, 0);
    }

    @Test
    @DisplayName("another amount than the one ordered grants nothing, and operators are told")
    final void tellsAMismatch() {
        givenCard(0);
        payments.next(Script.WRONG_AMOUNT);
        assertThat(billing().purchases().buy(ORDER).state()).isEqualTo(State.MISMATCH);
        assertCredits(0, 0, 0);
        assertThat(told(Kind.PURCHASE_MISMATCH)).isEqualTo(1);
        assertThat(detail(Kind.PURCHASE_MISMATCH)).contains("0.01 USD").contains("10.00 USD");
    }

    @Test
    @DisplayName("a decline ends the purchase, and nothing of it can be collected later")
    final void endsADecline() {
        givenCard(0);
        payments.next(Script.DECLINE);
        Purchase declined = billing().purchases().buy(ORDER);
        assertThat(declined.state()).isEqualTo(State.FAILED);
        assertThat(requireNonNull(declined.failure()).reason()).isEqualTo("insufficient_funds");
        assertThat(payments.collectible()).isZero();
        assertThat(billing().purchases().buy(ORDER).state()).isEqualTo(State.GRANTED);
    }

    @Test
    @DisplayName("an erased tenant has no open purchase, and what was on its way is ended")
    final void endsPurchasesOfAnErasedTenant() {
        givenCard(0);
        payments.next(Script.ACTION);
        billing().purchases().buy(ORDER);
        String pseudonym = requireNonNull(
                billing().admin().erase(TENANT, "privacy", "request 17").pseudonym());
        work();
        assertThat(payments.collectible()).isZero();
        assertThat(billing().purchases().history(pseudonym, null, 10))
                .extracting(Purchase::state)
                .containsExactly(State.FAILED);
        assertThat(billing().purchases().history(TENANT, null, 10)).isEmpty();
        assertThat(billing().ledger().verify(pseudonym).findings()).isEmpty();
    }

    @Test
    @DisplayName("the same idempotency key charges once, for good; another order with it is refused")
    final void chargesOnceForAKey() {
        givenCard(0);
        PurchaseOrder clicked = ORDER.idempotencyKey("click-1");
        Purchase bought = billing().purchases().buy(clicked);
        clock.advance(Duration.ofDays(2));

        assertThat(billing().purchases().buy(clicked)).isEqualTo(bought);
        assertThatExceptionOfType(OperationRejectedException.class)
                .isThrownBy(() -> billing().purchases().buy(clicked.quantity(2)))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.IDEMPOTENCY_CONFLICT));
        assertThat(payments.sent()).isEqualTo(1);
        assertCredits(0, 500, 0);
        assertThat(billing().purchases().buy(ORDER.idempotencyKey("click-2")).state())
                .isEqualTo(State.GRANTED);
        assertCredits(0, 1000, 0);
    }

    @Test
    @DisplayName("a key whose charge is not known, or was declined, is not charged again")
    final void tellsHowThePurchaseOfAKeyStands() {
        givenCard(0);
        payments.next(Script.LOST_AFTER_CHARGE);
        PurchaseOrder lost = ORDER.idempotencyKey("lost");
        assertThat(billing().purchases().buy(lost).state()).isEqualTo(State.UNKNOWN);
        assertThat(billing().purchases().buy(lost).state()).isEqualTo(State.UNKNOWN);
        clock.advance(Duration.ofMinutes(5));
        work();
        assertThat(billing().purchases().buy(lost).state()).isEqualTo(State.GRANTED);

        payments.next(Script.DECLINE);
        PurchaseOrder declined = ORDER.idempotencyKey("declined");
        assertThat(billing().purchases().buy(declined).state()).isEqualTo(State.FAILED);
        assertThat(billing().purchases().buy(declined).state()).isEqualTo(State.FAILED);
        assertCredits(0, 500, 0);
        assertThat(payments.taken()).isEqualTo(1000);
    }
}
