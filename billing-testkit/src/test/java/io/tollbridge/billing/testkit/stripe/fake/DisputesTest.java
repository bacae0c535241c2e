// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.model.BalanceTransaction;
import com.stripe.model.Dispute;
import com.stripe.model.Event;
import com.stripe.param.DisputeUpdateParams;
import com.stripe.param.RefundCreateParams;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DisputesTest extends FakeStripeTest {
    private Dispute fresh(String id) throws StripeException {
        return client.v1().disputes().retrieve(id);
    }

    private List<String> disputeEvents() throws StripeException {
        return client.v1().events().list().getData().stream()
                .map(Event::getType)
                .filter(type -> type.startsWith("charge.dispute"))
                .toList();
    }

    @Test
    void aDisputeTakesTheMoneyAndWinningBringsItBack() throws StripeException {
        String id = stripe.control().openDispute(pay(1_000, "pm_card_visa").getLatestCharge());
        assertThat(fresh(id).getStatus()).isEqualTo("needs_response");

        stripe.control().winDispute(id);

        assertThat(fresh(id).getStatus()).isEqualTo("won");
        assertThat(fresh(id).getBalanceTransactions())
                .extracting(BalanceTransaction::getAmount)
                .containsExactly(-1_000L, 1_000L);
        assertThat(disputeEvents())
                .containsExactly(
                        "charge.dispute.funds_reinstated",
                        "charge.dispute.closed",
                        "charge.dispute.funds_withdrawn",
                        "charge.dispute.created");
    }

    @Test
    void aLostDisputeMayStillBringMoneyBack() throws StripeException {
        String id = stripe.control().openDispute(pay(1_000, "pm_card_visa").getLatestCharge());
        stripe.control().loseDispute(id);

        stripe.control().reinstateFunds(id, 400);

        assertThat(fresh(id).getStatus()).isEqualTo("lost");
        assertThat(disputeEvents()).first().isEqualTo("charge.dispute.funds_reinstated");
    }

    @Test
    void anInquiryMovesNoMoneyAndAllowsARefund() throws StripeException {
        var payment = pay(1_000, "pm_card_createDisputeInquiry");
        Dispute inquiry = client.v1().disputes().list().getData().get(0);
        assertThat(inquiry.getStatus()).isEqualTo("warning_needs_response");
        assertThat(inquiry.getIsChargeRefundable()).isTrue();
        assertThat(disputeEvents()).containsExactly("charge.dispute.created");

        client.v1()
                .refunds()
                .create(RefundCreateParams.builder()
                        .setPaymentIntent(payment.getId())
                        .build());
        stripe.control().winDispute(inquiry.getId());

        assertThat(fresh(inquiry.getId()).getStatus()).isEqualTo("warning_closed");
    }

    @Test
    void anInquiryMayBecomeADispute() throws StripeException {
        String id = stripe.control().openInquiry(pay(1_000, "pm_card_visa").getLatestCharge());

        stripe.control().escalate(id);

        assertThat(fresh(id).getStatus()).isEqualTo("needs_response");
        assertThat(disputeEvents()).first().isEqualTo("charge.dispute.funds_withdrawn");
    }

    @Test
    void whatWasChargedBackCannotBeRefunded() throws StripeException {
        var payment = pay(1_000, "pm_card_createDispute");

        assertThatThrownBy(() -> client.v1()
                        .refunds()
                        .create(RefundCreateParams.builder()
                                .setPaymentIntent(payment.getId())
                                .build()))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        e -> assertThat(e.getCode()).isEqualTo("charge_disputed"));
    }

    @Test
    void winningEvidenceWins() throws StripeException {
        String id = stripe.control().openDispute(pay(1_000, "pm_card_visa").getLatestCharge(), 400);
        assertThat(fresh(id).getAmount()).isEqualTo(400);
        client.v1()
                .disputes()
                .update(
                        id,
                        DisputeUpdateParams.builder()
                                .setEvidence(DisputeUpdateParams.Evidence.builder()
                                        .setUncategorizedText("winning_evidence")
                                        .build())
                                .build());

        stripe.clock().advance(Duration.ofSeconds(1));

        assertThat(fresh(id).getStatus()).isEqualTo("won");
    }
}
