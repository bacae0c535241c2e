// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollbridge.billing.payment.Money;
import io.tollbridge.billing.payment.PaymentTruth;
import io.tollbridge.billing.payment.PaymentTruth.Dispute;
import io.tollbridge.billing.payment.PaymentTruth.Phase;
import io.tollbridge.billing.payment.PaymentTruth.State;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What payments, refunds, disputes and pages say, in the words of Stripe's API versions since 2019. */
class PaymentTruthTest {
    private static IntentReader intent(String fields) {
        return new IntentReader(StripeJson.of("{\"object\":\"payment_intent\",\"id\":\"pi_1\",\"amount\":1000,"
                + "\"currency\":\"usd\"," + fields + "}"));
    }

    private static RefundReader refund(String fields) {
        return new RefundReader(StripeJson.of(
                "{\"object\":\"refund\",\"id\":\"re_1\",\"amount\":300," + "\"currency\":\"usd\"," + fields + "}"));
    }

    private static Dispute dispute(String status, String transactions) {
        return new DisputeReader(StripeJson.of("{\"object\":\"dispute\",\"id\":\"dp_1\",\"amount\":1000,"
                        + "\"currency\":\"usd\",\"status\":\"" + status + "\",\"balance_transactions\":["
                        + transactions + "]}"))
                .dispute();
    }

    @ParameterizedTest
    @CsvSource({
        "succeeded, SUCCEEDED",
        "processing, PROCESSING",
        "requires_action, ACTION_REQUIRED",
        "requires_source_action, ACTION_REQUIRED",
        "requires_payment_method, OPEN",
        "requires_source, OPEN",
        "requires_confirmation, OPEN",
        "requires_capture, OPEN",
        "canceled, CANCELED"
    })
    void theStatusOfAPaymentCounts(String status, State state) {
        assertThat(intent("\"amount_received\":1000,\"status\":\"" + status + "\"")
                        .state())
                .isEqualTo(state);
    }

    @Test
    void aRefusedTryIsDeclinedWithItsReason() {
        IntentReader refused = intent("\"status\":\"requires_payment_method\",\"last_payment_error\":{\"type\":"
                + "\"card_error\",\"code\":\"card_declined\",\"decline_code\":\"insufficient_funds\"}");
        assertThat(refused.state()).isEqualTo(State.DECLINED);
        assertThat(refused.decline()).isNotNull();
        assertThat(refused.received()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"600, PROCESSING, 400", "1000, ACTION_REQUIRED, 0", "null, ACTION_REQUIRED, 0"})
    void aPartOfABankTransferIsNoSuccess(String remaining, State state, long come) {
        IntentReader waiting = intent("\"status\":\"requires_action\",\"amount_received\":0,\"next_action\":{"
                + "\"display_bank_transfer_instructions\":{\"amount_remaining\":" + remaining + "}}");
        assertThat(waiting.state()).isEqualTo(state);
        assertThat(waiting.received()).isEqualTo(come);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"status\":\"succeeded\"",
                "\"status\":\"succeeded\",\"amount_received\":12.5",
                "\"status\":\"succeeded\",\"amount_received\":\"1000\"",
                "\"status\":\"succeeded\",\"amount_received\":1e20",
                "\"status\":\"succeeded\",\"amount_received\":-1",
                "\"amount_received\":1000",
                "\"status\":\"something_new\",\"amount_received\":1000"
            })
    void whatCannotBeReadIsNotGuessed(String fields) {
        assertThatThrownBy(() -> intent(fields).received()).isInstanceOf(UnreadablePayloadException.class);
    }

    @ParameterizedTest
    @CsvSource({"succeeded, true", "pending, true", "requires_action, true", "failed, false", "canceled, false"})
    void aRefundCountsFromItsMakingUntilItFails(String status, boolean counts) {
        assertThat(refund("\"status\":\"" + status + "\"").counts()).isEqualTo(counts);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"status\":null", "\"reason\":null", "\"status\":\"unheard_of\""})
    void aRefundWithoutAKnownStatusIsNotGuessed(String fields) {
        assertThatThrownBy(() -> refund(fields).counts()).isInstanceOf(UnreadablePayloadException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "'\"payment_intent\":\"pi_1\",\"charge\":\"ch_1\"', pi_1",
        "'\"payment_intent\":{\"id\":\"pi_2\"},\"charge\":\"ch_1\"', pi_2",
        "'\"payment_intent\":null,\"charge\":{\"id\":\"ch_1\"}', ",
        "'\"charge\":\"ch_1\"', "
    })
    void theRefundNamesItsPaymentOrOnlyItsCharge(String fields, @Nullable String payment) {
        RefundReader refund = refund(fields);
        assertThat(refund.payment()).isEqualTo(payment);
        assertThat(refund.charge()).isEqualTo("ch_1");
        assertThat(refund.amount()).isEqualTo(Money.of(300, "usd"));
    }

    @ParameterizedTest
    @CsvSource({
        "warning_needs_response, INQUIRY, 0",
        "warning_under_review, INQUIRY, 0",
        "needs_response, AT_RISK, 1000",
        "under_review, AT_RISK, 1000",
        "lost, LOST, 1000",
        "won, OVER, 0",
        "warning_closed, OVER, 0",
        "prevented, OVER, 0",
        "charge_refunded, OVER, 0"
    })
    void theStatusOfADisputeCounts(String status, Phase phase, long gone) {
        assertThat(dispute(status, "")).isEqualTo(new Dispute("dp_1", phase, gone));
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"amount\":-1000,\"currency\":\"usd\"}', 1000",
        "'{\"amount\":-1000,\"currency\":\"usd\"},{\"amount\":1000,\"currency\":\"usd\"}', 0",
        "'{\"amount\":-1000,\"currency\":\"usd\"},{\"amount\":400,\"currency\":\"usd\"}', 600",
        "'{\"amount\":-921,\"currency\":\"eur\"},{\"amount\":460,\"currency\":\"eur\"}', 501",
        "'{\"amount\":-921,\"currency\":\"eur\"},{\"amount\":2000,\"currency\":\"eur\"}', 0"
    })
    void whatCameBackOfADisputeIsTakenOffWhateverTheAccountsCurrency(String transactions, long gone) {
        assertThat(dispute("lost", transactions).minorUnits()).isEqualTo(gone);
        assertThat(dispute("under_review", transactions).minorUnits()).isEqualTo(gone);
    }

    @Test
    void aBalanceInTwoCurrenciesIsNotGuessed() {
        assertThatThrownBy(() -> dispute(
                        "lost", "{\"amount\":-1000,\"currency\":\"usd\"},{\"amount\":400,\"currency\":\"eur\"}"))
                .isInstanceOf(UnreadablePayloadException.class);
    }

    @Test
    void sumsOfDisputesDoNotOverflow() {
        PaymentTruth truth = new PaymentTruth(
                "pi_1",
                null,
                State.SUCCEEDED,
                Money.of(1, "usd"),
                1,
                0,
                List.of(
                        new Dispute("dp_1", Phase.LOST, Long.MAX_VALUE),
                        new Dispute("dp_2", Phase.LOST, 2),
                        new Dispute("dp_3", Phase.AT_RISK, 7)),
                null);
        assertThat(truth.lost()).isEqualTo(Long.MAX_VALUE);
        assertThat(truth.atRisk()).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource({"payment, null, open, true", "payment, pi_1, complete, true", "subscription, null, complete, false"})
    void aPageSaysWhatItSellsAndHowItStands(String mode, String payment, String status, boolean sellsOnce) {
        String id = payment.equals("null") ? "null" : "\"" + payment + "\"";
        SessionReader session = new SessionReader(StripeJson.of("{\"object\":\"checkout.session\",\"id\":\"cs_1\","
                + "\"mode\":\"" + mode + "\",\"payment_intent\":" + id + ",\"status\":\"" + status
                + "\",\"metadata\":{\"tollbridge_purchase\":\"p1\"}}"));
        assertThat(session.sellsOnce()).isEqualTo(sellsOnce);
        assertThat(session.payment()).isEqualTo(payment.equals("null") ? null : payment);
        assertThat(session.complete()).isEqualTo(status.equals("complete"));
        assertThat(session.expired()).isFalse();
        assertThat(session.metadata(StripeMetadata.PURCHASE)).isEqualTo("p1");
    }
}
