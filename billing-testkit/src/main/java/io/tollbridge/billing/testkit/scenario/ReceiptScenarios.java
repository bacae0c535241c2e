// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.scenario;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tollbridge.billing.CheckoutResult;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.InvalidArgumentException;
import io.tollbridge.billing.OperationRejectedException;
import io.tollbridge.billing.PurchaseOrder;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.payment.GatewayException;
import io.tollbridge.billing.payment.PaymentReceipt;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Receipts and invoices of purchases, read where they are. */
public abstract class ReceiptScenarios extends PaymentScenario {
    private static final PurchaseOrder ORDER = PurchaseOrder.of(TENANT, "pack500");

    /** For subclasses. */
    protected ReceiptScenarios() {}

    private PaymentReceipt receipt(Purchase purchase) {
        return billing().purchases().receipt(TENANT, purchase.id());
    }

    private Purchase opened(PurchaseOrder order) {
        CheckoutResult result = billing().purchases().checkout(order);
        assertThat(result).isInstanceOf(CheckoutResult.Opened.class);
        return result.purchase();
    }

    private static String page(Purchase purchase) {
        return requireNonNull(purchase.payment().sessionId());
    }

    private void rejects(String purchaseId, ErrorCode code) {
        assertThatExceptionOfType(OperationRejectedException.class)
                .isThrownBy(() -> billing().purchases().receipt(TENANT, purchaseId))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(code))
                .withMessageContaining(purchaseId);
    }

    @Test
    @DisplayName("a purchase with the stored card has a receipt and no invoice")
    final void aChargeHasAReceipt() {
        givenCustomer();
        Purchase purchase = buys("pack500");
        PaymentReceipt receipt = receipt(purchase);
        assertThat(receipt.paymentId()).isEqualTo(paymentOf(purchase));
        assertThat(receipt.page()).hasToString("https://pay.stripe.com/receipts/payment/test_" + chargeOf(purchase));
        assertThat(receipt.invoicePage()).isNull();
        assertThat(receipt.invoicePdf()).isNull();
    }

    @Test
    @DisplayName("C8: a page with an invoice is one grant, and has the invoice as a page and a file")
    final void aPageMayHaveAnInvoice() {
        givenCustomer();
        Purchase purchase = opened(ORDER.withInvoice());
        stripe.webhooks().chaos().duplicates(100).twins(100).shuffled();
        stripe.control().completeCheckout(page(purchase));
        settle();
        assertCredits(0, 500, 0);
        assertThat(rowsOf(EntryType.PURCHASE)).isEqualTo(1);

        PaymentReceipt receipt = receipt(purchase);
        assertThat(receipt.page()).isNotNull();
        assertThat(receipt.invoiceNumber()).isNotBlank();
        assertThat(String.valueOf(receipt.invoicePage())).startsWith("https://invoice.stripe.com/i/");
        assertThat(String.valueOf(receipt.invoicePdf())).endsWith("/pdf");
    }

    @Test
    @DisplayName("there is no receipt before the money has come, nor of a purchase that is not there")
    final void noReceiptWithoutMoney() {
        givenCustomer();
        rejects("p-unknown", ErrorCode.PURCHASE_UNKNOWN);
        Purchase purchase = opened(ORDER);
        rejects(purchase.id(), ErrorCode.PURCHASE_NOT_PAID);
        stripe.control().completeCheckout(page(purchase), "pm_sepaDebit");
        settle();
        rejects(purchase.id(), ErrorCode.PURCHASE_NOT_PAID);
        later(Duration.ofDays(6));
        assertThat(receipt(purchase).page()).isNotNull();
    }

    @Test
    @DisplayName("a payment that Stripe does not know has no receipt, and the fix is told")
    final void tellsWhatToDoAboutAnUnknownPayment() {
        givenCustomer();
        Purchase purchase = buys("pack500");
        stripe.control().forgetPayment(paymentOf(purchase));
        assertThatExceptionOfType(GatewayException.class)
                .isThrownBy(() -> receipt(purchase))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.GATEWAY_OBJECT_UNKNOWN))
                .withMessageContaining(paymentOf(purchase))
                .withMessageContaining("API key");
    }

    @Test
    @DisplayName("a receipt does not show its addresses when it is logged")
    final void keepsItsAddressesToItself() {
        givenCustomer();
        Purchase purchase = opened(ORDER.withInvoice());
        stripe.control().completeCheckout(page(purchase));
        settle();
        assertThat(receipt(purchase).toString())
                .contains(paymentOf(stored(purchase)))
                .doesNotContain("http");
    }

    @Test
    @DisplayName("a page that was replaced tells of its end later, which changes nothing for the new one")
    final void theReplacedPageEndsByItself() {
        givenCustomer();
        Purchase first = opened(ORDER.returnTo("/a", "/b"));
        Purchase second = opened(ORDER.returnTo("/c", "/d"));
        settle();
        assertThat(stored(first).state()).isEqualTo(Purchase.State.CANCELED);
        assertThat(stored(second).state()).isEqualTo(Purchase.State.ACTION_REQUIRED);
        assertThat(opened(ORDER.returnTo("/c", "/d")).id()).isEqualTo(second.id());
        stripe.control().completeCheckout(page(second));
        settle();
        assertCredits(0, 500, 0);
    }

    @ParameterizedTest
    @CsvSource({"https://evil.example/thanks, /b", "/a, https://evil.example/b"})
    @DisplayName("a page that would lead to a stranger is refused before anything is stored or asked for")
    final void refusesAStrangersAddressFirst(String success, String cancel) {
        givenCustomer();
        int asked = stripe.requests().all().size();
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> billing().purchases().checkout(ORDER.returnTo(success, cancel)))
                .withMessageContaining("below the public URL");
        assertThat(billing().purchases().history(TENANT, null, 10)).isEmpty();
        assertThat(stripe.requests().all()).hasSize(asked);
    }

    @Test
    @DisplayName("a page that was paid, of which nobody has heard yet, is told instead of a second one")
    final void aPaidPageIsToldBeforeItsWebhook() {
        givenCustomer();
        Purchase first = opened(ORDER);
        stripe.control().completeCheckout(page(first));
        assertThat(billing().purchases().checkout(ORDER.returnTo("/c", "/d")))
                .isInstanceOf(CheckoutResult.UnderWay.class)
                .satisfies(told -> assertThat(told.purchase().state()).isEqualTo(Purchase.State.GRANTED));
        settle();
        assertCredits(0, 500, 0);
        assertThat(rowsOf(EntryType.PURCHASE)).isEqualTo(1);
    }
}
