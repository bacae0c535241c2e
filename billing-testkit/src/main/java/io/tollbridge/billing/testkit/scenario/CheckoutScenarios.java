// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tollbridge.billing.BillingException;
import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.CheckoutResult;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.PurchaseOrder;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.account.Purchase.State;
import io.tollbridge.billing.payment.GatewayException;
import io.tollbridge.billing.testkit.StoreFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages on which customers pay: never two that can be paid, whatever comes in between. */
public abstract class CheckoutScenarios extends PurchaseNodesScenario {
    private static final PurchaseOrder ORDER =
            PurchaseOrder.of(TENANT, "pack500").returnTo("/thanks", "/prices");

    /** Ids of the pages that callers were given, on whatever node. */
    private final List<String> shown = Collections.synchronizedList(new ArrayList<>());

    /** For subclasses. */
    protected CheckoutScenarios() {}

    private CheckoutResult checkout(BillingService node, PurchaseOrder order) {
        CheckoutResult result = node.purchases().checkout(order);
        if (result instanceof CheckoutResult.Opened opened) {
            shown.add(opened.page().id());
        }
        return result;
    }

    private String opened(BillingService node, PurchaseOrder order) {
        CheckoutResult result = checkout(node, order);
        assertThat(result).isInstanceOf(CheckoutResult.Opened.class);
        return ((CheckoutResult.Opened) result).page().id();
    }

    private static PurchaseOrder other(String what) {
        return switch (what) {
            case "success address" -> ORDER.returnTo("/welcome", "/prices");
            case "cancel address" -> ORDER.returnTo("/thanks", "/");
            case "card" -> ORDER.saveCard(false);
            case "invoice" -> ORDER.withInvoice();
            default -> ORDER.quantity(2);
        };
    }

    /** Of the pages that somebody has seen, so many can be paid. */
    private void assertPayable(String... pages) {
        assertThat(payments.openPages().stream().filter(shown::contains)).containsExactly(pages);
    }

    @Test
    @DisplayName("the same order is given the same page, by any node and until its time is over")
    final void givesTheSamePageAgain() {
        givenCard(0);
        String page = opened(billing(), ORDER);
        clock.advance(Duration.ofHours(23).plusMinutes(59));
        assertThat(opened(otherNode(), ORDER.by("user-1", "another tab"))).isEqualTo(page);
        assertThat(payments.pages()).isEqualTo(1);
        assertThat(purchases()).hasSize(1);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"success address", "cancel address", "card", "invoice", "quantity"})
    @DisplayName("an order that differs closes the open page before it gets its own")
    final void closesThePageOfAnotherOrder(String what) {
        givenCard(0);
        String first = opened(billing(), ORDER);
        String second = opened(otherNode(), other(what));
        assertThat(second).isNotEqualTo(first);
        assertPayable(second);
        assertThat(purchases())
                .extracting(Purchase::state)
                .containsExactlyInAnyOrder(State.CANCELED, State.ACTION_REQUIRED);
        assertThat(opened(billing(), ORDER)).isNotIn(first, second);
        assertThat(payments.openPages()).hasSize(1);
    }

    @Test
    @DisplayName("another customer of the tenant does not get the page of the one before")
    final void doesNotShareAPageBetweenCustomers() {
        givenCard(0);
        String first = opened(billing(), ORDER);
        billing().customers().unlink(TENANT, CUSTOMER);
        billing().customers().link(TENANT, "cus_other");
        assertPayable(opened(billing(), ORDER));
        assertThat(payments.pageState(first)).isEqualTo("expired");
    }

    @ParameterizedTest(name = "{0} order, payment {1}")
    @CsvSource({"same, succeeded", "same, processing", "other, succeeded", "other, processing"})
    @DisplayName("a page that was paid meanwhile is told instead of opening a second one")
    final void tellsThatThePageWasPaid(String order, String payment) {
        givenCard(0);
        payments.pay(opened(billing(), ORDER), payment);
        CheckoutResult result = checkout(billing(), order.equals("same") ? ORDER : other("success address"));
        assertThat(result).isInstanceOf(CheckoutResult.UnderWay.class);
        boolean paid = payment.equals("succeeded");
        assertThat(result.purchase().state()).isEqualTo(paid ? State.GRANTED : State.PROCESSING);
        assertCredits(0, paid ? 500 : 0, 0);
        assertThat(payments.pages()).isEqualTo(1);
    }

    @Test
    @DisplayName("a page that was paid meanwhile is told instead of charging the card, unless both are wanted")
    final void tellsThatThePageWasPaidInsteadOfCharging() {
        givenCard(0);
        payments.pay(opened(billing(), ORDER), "succeeded");
        Purchase told = billing().purchases().buy(ORDER);
        assertThat(told.kind()).isEqualTo(Purchase.Kind.CHECKOUT);
        assertThat(told.state()).isEqualTo(State.GRANTED);
        assertThat(payments.taken()).isEqualTo(1000);

        payments.pay(opened(billing(), ORDER), "succeeded");
        assertThat(billing().purchases().buy(ORDER.besideOthers()).kind()).isEqualTo(Purchase.Kind.MANUAL);
        assertThat(payments.taken()).isEqualTo(3000);
        assertCredits(0, 1500, 0);
    }

    @Test
    @DisplayName("a page that was closed elsewhere is not given again")
    final void doesNotGiveAClosedPageAgain() {
        givenCard(0);
        String closed = opened(billing(), ORDER);
        payments.expireCheckout(closed);
        String page = opened(billing(), ORDER);
        assertThat(page).isNotEqualTo(closed);
        assertPayable(page);
    }

    @Test
    @DisplayName("a page whose answer was lost is given when it is asked for again, and to nobody when another one is")
    final void survivesALostAnswer() {
        givenCard(0);
        payments.losePage();
        assertThatExceptionOfType(GatewayException.class)
                .isThrownBy(() -> checkout(billing(), ORDER))
                .satisfies(lost -> assertThat(lost.code()).isEqualTo(ErrorCode.GATEWAY_OUTCOME_UNKNOWN));
        String page = opened(billing(), ORDER);
        assertThat(payments.openPages()).containsExactly(page);

        payments.losePage();
        assertThatExceptionOfType(GatewayException.class).isThrownBy(() -> checkout(billing(), other("card")));
        assertPayable(opened(billing(), other("quantity")));
    }

    @Test
    @DisplayName("as long as the open page cannot be closed there is no second one; the janitor closes it later")
    final void opensNothingBesideAPageThatCannotBeClosed() {
        givenCard(0);
        String page = opened(billing(), ORDER);
        payments.away(true);
        CheckoutResult result = checkout(billing(), other("success address"));
        assertThat(result).isInstanceOf(CheckoutResult.UnderWay.class);
        assertThat(result.purchase().state()).isEqualTo(State.UNKNOWN);
        payments.away(false);
        assertPayable(page);
        clock.advance(Duration.ofMinutes(5));
        work();
        assertPayable();
        assertPayable(opened(billing(), other("success address")));
    }

    @ParameterizedTest(name = "{0} order, {1} at transaction {2}")
    @CsvSource({
        "same, COMMIT_LOST, 1",
        "same, ANSWER_LOST, 1",
        "same, COMMIT_LOST, 2",
        "same, ANSWER_LOST, 2",
        "other, COMMIT_LOST, 1",
        "other, ANSWER_LOST, 1",
        "other, COMMIT_LOST, 2",
        "other, ANSWER_LOST, 2",
        "other, COMMIT_LOST, 3",
        "other, ANSWER_LOST, 3",
        "other, COMMIT_LOST, 4",
        "other, ANSWER_LOST, 4"
    })
    @DisplayName("a node that dies between any two steps of opening or replacing a page leaves one page, paid once")
    final void survivesADeathBetweenTheSteps(String order, StoreFault fault, int transaction) {
        givenCard(0);
        PurchaseOrder second = order.equals("same") ? ORDER : other("success address");
        if (order.equals("other")) {
            opened(billing(), ORDER);
        }
        store().crashAt(fault, transaction);
        try {
            checkout(billing(), second);
        } catch (BillingException died) {
            assertThat(died.code()).isIn(ErrorCode.STORE_UNAVAILABLE, ErrorCode.OUTCOME_UNKNOWN);
        }
        store().heal();

        BillingService next = otherNode();
        String page = opened(next, second);
        assertPayable(page);
        payments.pay(page, "succeeded");
        clock.advance(Duration.ofHours(25));
        next.runDueWork();
        assertCredits(0, 500, 0);
        assertThat(payments.taken()).isEqualTo(1000);
        assertThat(purchases()).noneMatch(Purchase::open);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"the same order", "another order", "a charge", "the janitor"})
    @DisplayName("what happens while a page is opened leaves one page at most that was shown and can be paid")
    final void whatHappensWhileAPageIsOpened(String what) {
        givenCard(0);
        BillingService node = otherNode();
        payments.whilePageOpens(() -> {
            switch (what) {
                case "the same order" -> checkout(node, ORDER);
                case "another order" -> checkout(node, other("success address"));
                case "a charge" -> {
                    payments.next(ScriptedPayments.Script.PROCESS);
                    node.purchases().buy(ORDER);
                }
                default -> {
                    clock.advance(Duration.ofMinutes(11));
                    node.runDueWork();
                }
            }
        });
        CheckoutResult result = checkout(billing(), ORDER);
        boolean charged = what.equals("a charge");
        assertThat(payments.openPages()).hasSize(charged ? 0 : 1);
        assertThat(result).isInstanceOf(charged ? CheckoutResult.UnderWay.class : CheckoutResult.Opened.class);
        if (result instanceof CheckoutResult.Opened opened) {
            assertPayable(opened.page().id());
        }
    }

    @ParameterizedTest(name = "{0} addresses")
    @ValueSource(strings = {"the same", "other"})
    @DisplayName("two tabs on two nodes at once have one page that can be paid")
    final void twoTabsHaveOnePage(String addresses) throws Exception {
        givenCard(0);
        BillingService node = otherNode();
        PurchaseOrder second = addresses.equals("other") ? other("success address") : ORDER;
        for (int i = 0; i < 3; i++) {
            together(() -> checkout(billing(), ORDER), () -> checkout(node, second));
            assertThat(payments.openPages()).hasSize(1).allMatch(shown::contains);
        }
        payments.pay(payments.openPages().get(0), "succeeded");
        clock.advance(Duration.ofHours(25));
        work();
        assertCredits(0, 500, 0);
        assertThat(purchases()).noneMatch(Purchase::open);
    }

    @Test
    @DisplayName("each page that replaces another one counts as a purchase begun, and one that is refused closes none")
    final void replacingPagesIsLimited() {
        givenCard(0);
        for (int i = 0; i < 10; i++) {
            opened(billing(), ORDER.returnTo("/thanks?visit=" + i, "/prices"));
        }
        assertThatExceptionOfType(BillingException.class)
                .isThrownBy(() -> checkout(billing(), ORDER))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.PURCHASE_LIMIT));
        assertThat(billing().purchases().allowance(TENANT).today()).isZero();
        String page = opened(billing(), ORDER.returnTo("/thanks?visit=9", "/prices"));
        assertPayable(page);
    }
}
