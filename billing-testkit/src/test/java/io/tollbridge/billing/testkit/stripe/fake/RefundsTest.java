// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.model.Charge;
import com.stripe.model.PaymentIntent;
import com.stripe.model.Refund;
import com.stripe.param.RefundCreateParams;
import com.stripe.param.RefundListParams;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RefundsTest extends FakeStripeTest {
    private Refund refund(PaymentIntent payment, long amount) throws StripeException {
        return client.v1()
                .refunds()
                .create(RefundCreateParams.builder()
                        .setPaymentIntent(payment.getId())
                        .setAmount(amount)
                        .build());
    }

    private Charge charge(PaymentIntent payment) throws StripeException {
        return client.v1().charges().retrieve(payment.getLatestCharge());
    }

    @Test
    void refundsOfPartsAddUpOnTheChargeAndAreRefundsOfTheirOwn() throws StripeException {
        PaymentIntent payment = pay(1_000, "pm_card_visa");

        Refund first = refund(payment, 300);
        assertThat(charge(payment).getAmountRefunded()).isEqualTo(300);
        assertThat(charge(payment).getRefunded()).isFalse();
        Refund second = refund(payment, 700);

        assertThat(charge(payment).getAmountRefunded()).isEqualTo(1_000);
        assertThat(charge(payment).getRefunded()).isTrue();
        assertThat(client.v1()
                        .refunds()
                        .list(RefundListParams.builder()
                                .setCharge(payment.getLatestCharge())
                                .build())
                        .getData())
                .extracting(Refund::getId)
                .containsExactly(second.getId(), first.getId());
    }

    @Test
    void moreThanWasPaidCannotBeRefunded() throws StripeException {
        PaymentIntent payment = pay(1_000, "pm_card_visa");
        refund(payment, 600);

        assertThatThrownBy(() -> refund(payment, 401)).isInstanceOf(InvalidRequestException.class);
        refund(payment, 400);
        assertThatThrownBy(() -> refund(payment, 1))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        e -> assertThat(e.getCode()).isEqualTo("charge_already_refunded"));
    }

    @Test
    void aRefundMayFailDaysLaterAndTheMoneyIsBack() throws StripeException {
        PaymentIntent payment = pay(1_000, "pm_card_refundFail");
        Refund refund = refund(payment, 1_000);
        assertThat(refund.getStatus()).isEqualTo("succeeded");

        stripe.clock().advance(Duration.ofDays(5));

        Refund failed = client.v1().refunds().retrieve(refund.getId());
        assertThat(failed.getStatus()).isEqualTo("failed");
        assertThat(failed.getFailureBalanceTransaction()).isNotNull();
        assertThat(charge(payment).getAmountRefunded()).isZero();
        assertThat(client.v1().events().list().getData())
                .extracting(event -> event.getType())
                .startsWith("charge.refund.updated", "refund.updated", "refund.failed");
    }

    @Test
    void aRefundThatPendsSucceedsLater() throws StripeException {
        Refund refund = refund(pay(1_000, "pm_card_pendingRefund"), 500);
        assertThat(refund.getStatus()).isEqualTo("pending");

        stripe.clock().advance(Duration.ofDays(5));

        assertThat(client.v1().refunds().retrieve(refund.getId()).getStatus()).isEqualTo("succeeded");
    }

    @Test
    void aRefundFailsByControl() throws StripeException {
        Refund refund = refund(pay(1_000, "pm_card_visa"), 500);

        stripe.control().failRefund(refund.getId());

        assertThat(client.v1().refunds().retrieve(refund.getId()).getStatus()).isEqualTo("failed");
    }
}
