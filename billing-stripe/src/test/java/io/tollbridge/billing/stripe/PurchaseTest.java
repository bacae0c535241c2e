// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.InvalidArgumentException;
import io.tollbridge.billing.payment.Decline;
import io.tollbridge.billing.payment.Money;
import io.tollbridge.billing.payment.PurchaseAttempt;
import io.tollbridge.billing.payment.PurchaseOutcome;
import io.tollbridge.billing.testkit.stripe.fake.Fault;
import io.tollbridge.billing.testkit.stripe.fake.Hold;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Off-session purchases against the fake Stripe: every row of "Behaviour of real Stripe: requests". */
class PurchaseTest {
    private final FakeAccount account = FakeAccount.open();

    @AfterEach
    void close() {
        account.close();
    }

    private Instant now() {
        return account.stripe.clock().instant();
    }

    private PurchaseOutcome buy(PurchaseAttempt attempt) {
        return account.service.purchaseCredits(attempt);
    }

    private PurchaseOutcome resolve(PurchaseAttempt attempt) {
        return account.service.resolve(attempt, now());
    }

    @Test
    void aGoodCardPays() {
        PurchaseAttempt attempt = account.attempt(account.card("pm_card_visa"));

        assertThat(buy(attempt)).isInstanceOfSatisfying(PurchaseOutcome.Succeeded.class, paid -> {
            assertThat(paid.received()).isEqualTo(Money.of(10_00, "usd"));
            assertThat(paid.customerId()).isEqualTo(account.customer);
            assertThat(account.service.payment(attempt, paid.paymentId())).isEqualTo(paid);
        });
        assertThat(account.stripe.requests().attempts(attempt.key().value())).isEqualTo(1);
        assertThat(account.paid()).singleElement().satisfies(intent -> {
            assertThat(CustomerCalls.metadata(intent, StripeMetadata.TENANT)).isEqualTo("acme");
            assertThat(CustomerCalls.metadata(intent, StripeMetadata.PURCHASE)).isEqualTo("p1");
            assertThat(CustomerCalls.metadata(intent, StripeMetadata.ATTEMPT)).isEqualTo("tollbridge:purchase:p1:1");
        });
    }

    @Test
    void lookingForAnAttemptNeverSendsIt() {
        PurchaseAttempt attempt = account.attempt(account.card("pm_card_visa"));
        assertThat(account.service.find(attempt)).isEmpty();
        assertThat(account.payments()).isEmpty();

        PurchaseOutcome paid = buy(attempt);
        assertThat(account.service.find(attempt)).contains(paid);
        assertThat(account.stripe.requests().attempts(attempt.key().value())).isEqualTo(1);

        Fault[] always = Collections.nCopies(10, Fault.DROP_AFTER).toArray(Fault[]::new);
        account.stripe.chaos().next("GET /v1/payment_intents", always);
        assertThat(account.service.find(attempt))
                .as("not known is not the same as not there")
                .get()
                .isInstanceOf(PurchaseOutcome.Unknown.class);
    }

    @ParameterizedTest
    @CsvSource({"1500, jpy, 1500 JPY", "1500, usd, 15.00 USD", "1500, kwd, 1.500 KWD", "1500, isk, 15.00 ISK"})
    void theAmountIsSentAsItIsWhateverTheDecimals(long minorUnits, String currency, String shown) {
        Money amount = Money.of(minorUnits, currency);
        buy(account.attempt("p1", 1, account.card("pm_card_visa"), amount));

        assertThat(amount).hasToString(shown);
        assertThat(account.paid())
                .singleElement()
                .satisfies(
                        intent -> assertThat(intent.integer("amount_received")).isEqualTo(minorUnits));
    }

    @ParameterizedTest
    @CsvSource({"1505, kwd, 1500", "150, isk, 100", "199, ugx, 100", "0, usd, 1"})
    void anAmountThatNoCardCanPayIsRefusedBeforeItIsSent(long minorUnits, String currency, String nearest) {
        assertThatThrownBy(() -> account.attempt("p1", 1, "pm_x", Money.of(minorUnits, currency)))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining(nearest);
    }

    @ParameterizedTest
    @CsvSource({
        "pm_card_chargeCustomerFail, generic_decline, false",
    })
    void aRefusedCardIsDeclinedAndThePaymentCanBeEnded(String card, String reason, boolean hard) {
        PurchaseAttempt attempt = account.attempt(account.card(card));

        PurchaseOutcome outcome = buy(attempt);

        assertThat(outcome).isInstanceOfSatisfying(PurchaseOutcome.Declined.class, declined -> {
            assertThat(declined.decline().reason()).isEqualTo(reason);
            assertThat(declined.decline().hard()).isEqualTo(hard);
            assertThat(declined.decline().cardFingerprint()).isNotBlank();
            assertThat(declined.paymentId()).startsWith("pi_");
            assertThat(account.service.cancelPayment(attempt, String.valueOf(declined.paymentId())))
                    .isInstanceOf(PurchaseOutcome.Failed.class);
        });
        assertThat(resolve(attempt)).as("the old key says what it said").isInstanceOf(PurchaseOutcome.Declined.class);
        assertThat(account.payments())
                .singleElement()
                .satisfies(intent -> assertThat(intent.text("status")).isEqualTo("canceled"));
    }

    @ParameterizedTest
    @CsvSource({
        "insufficient_funds, false",
        "lost_card, true",
        "stolen_card, true",
        "fraudulent, true",
        "generic_decline, false"
    })
    void tellsHardRefusalsFromSoftOnes(String reason, boolean hard) {
        String card = account.card("pm_card_visa");
        account.stripe.control().declineNextCharges(1, reason);

        assertThat(buy(account.attempt(card)))
                .isInstanceOfSatisfying(
                        PurchaseOutcome.Declined.class,
                        declined -> assertThat(declined.decline())
                                .extracting(Decline::reason, Decline::hard)
                                .containsExactly(reason, hard));
    }

    @Test
    void aBankThatWantsTheCustomerRequiresAction() {
        PurchaseAttempt attempt = account.attempt(account.card("pm_card_authenticationRequired"));

        assertThat(buy(attempt)).isInstanceOfSatisfying(PurchaseOutcome.RequiresAction.class, waiting -> {
            assertThat(account.service.payment(attempt, waiting.paymentId())).isEqualTo(waiting);
            assertThat(account.service.cancelPayment(attempt, waiting.paymentId()))
                    .isInstanceOfSatisfying(
                            PurchaseOutcome.Failed.class,
                            failed -> assertThat(failed.code()).isEqualTo(ErrorCode.GATEWAY_ATTEMPT_SPENT));
        });
        assertThat(account.paid()).isEmpty();
    }

    @Test
    void aBankDebitIsProcessingUntilTheBankHasPaid() {
        PurchaseAttempt attempt = account.attempt("p1", 1, account.card("pm_sepaDebit"), Money.of(10_00, "eur"));

        assertThat(buy(attempt)).isInstanceOfSatisfying(PurchaseOutcome.Processing.class, waiting -> {
            account.stripe.control().settlePayment(waiting.paymentId());
            assertThat(account.service.payment(attempt, waiting.paymentId()))
                    .isInstanceOf(PurchaseOutcome.Succeeded.class);
        });
    }

    @Test
    void aPaymentThatHasSucceededCannotBeCanceledAndSaysSo() {
        PurchaseAttempt attempt = account.attempt(account.card("pm_card_visa"));
        PurchaseOutcome.Succeeded paid = (PurchaseOutcome.Succeeded) buy(attempt);

        assertThat(account.service.cancelPayment(attempt, paid.paymentId())).isEqualTo(paid);
    }

    @Test
    void theSameKeyGivesTheSamePayment() {
        PurchaseAttempt attempt = account.attempt(account.card("pm_card_visa"));
        PurchaseOutcome paid = buy(attempt);

        assertThat(resolve(attempt)).isEqualTo(paid);
        assertThat(account.payments()).hasSize(1);
    }

    @Test
    void aKeyThatWasUsedForAnotherRequestIsNeverTakenForAFailure() {
        String card = account.card("pm_card_visa");
        buy(account.attempt(card));
        PurchaseAttempt changed = account.attempt("p1", 1, card, Money.of(99_00, "usd"));

        assertThat(buy(changed)).isInstanceOf(PurchaseOutcome.Unknown.class);
        assertThat(resolve(changed))
                .as("what was really paid is told, for the caller to compare")
                .isInstanceOfSatisfying(
                        PurchaseOutcome.Succeeded.class,
                        paid -> assertThat(paid.received()).isEqualTo(Money.of(10_00, "usd")));
        assertThat(account.payments()).hasSize(1);
    }

    @Test
    void whileTheSameKeyIsBeingCarriedOutNobodyKnows() throws Exception {
        PurchaseAttempt attempt = account.attempt(account.card("pm_card_visa"));
        try (Hold hold = account.stripe.hold("POST /v1/payment_intents")) {
            CompletableFuture<PurchaseOutcome> first =
                    CompletableFuture.supplyAsync(() -> account.service.purchaseCredits(attempt));
            hold.awaitRequest(Duration.ofSeconds(20));
            assertThat(resolve(attempt)).isInstanceOf(PurchaseOutcome.Unknown.class);
            hold.release();
            assertThat(first.join()).isInstanceOf(PurchaseOutcome.Succeeded.class);
        }
        assertThat(resolve(attempt)).isInstanceOf(PurchaseOutcome.Succeeded.class);
        assertThat(account.paid()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void whateverHappensToTheAnswersThereIsOnePayment(Fault fault) {
        PurchaseAttempt attempt = account.attempt(account.card("pm_card_visa"));
        account.stripe.chaos().next("POST /v1/payment_intents", fault, fault, fault);

        boolean silence = fault.name().startsWith("TIMEOUT");
        PurchaseOutcome outcome = (silence ? account.quick() : account.service).purchaseCredits(attempt);
        if (!(outcome instanceof PurchaseOutcome.Succeeded)) {
            assertThat(outcome)
                    .as("nothing but a limit is certain to have done nothing")
                    .isInstanceOf(
                            fault.name().startsWith("RATE") || fault == Fault.LOCK_TIMEOUT
                                    ? PurchaseOutcome.Failed.class
                                    : PurchaseOutcome.Unknown.class);
        }
        account.stripe.chaos().off();

        assertThat(resolve(attempt)).isInstanceOf(PurchaseOutcome.Succeeded.class);
        assertThat(account.paid()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"DROP_AFTER", "ERROR_500_AFTER", "TIMEOUT_AFTER", "TRUNCATED_BODY_AFTER"})
    void whenTheKeyIsForgottenThePaymentIsFoundInTheList(Fault fault) {
        PurchaseAttempt attempt = account.attempt(account.card("pm_card_visa"));
        account.stripe.chaos().next("POST /v1/payment_intents", fault, fault, fault);
        assertThat(account.quick().purchaseCredits(attempt)).isInstanceOf(PurchaseOutcome.Unknown.class);
        account.stripe.chaos().off();
        account.stripe.clock().advance(Duration.ofHours(25));
        account.stripe.requests().clear();

        assertThat(resolve(attempt)).isInstanceOf(PurchaseOutcome.Succeeded.class);
        assertThat(account.stripe.requests().to("POST")).isEmpty();
        assertThat(account.paid()).hasSize(1);
    }

    @Test
    void anAttemptThatNeverGotThroughHasFailedOnlyWhenItsKeyIsForgotten() {
        PurchaseAttempt attempt = account.attempt(account.card("pm_card_visa"));
        Fault drop = Fault.DROP_BEFORE;
        account.stripe.chaos().next("POST /v1/payment_intents", drop, drop, drop, drop, drop, drop);
        assertThat(buy(attempt)).isInstanceOf(PurchaseOutcome.Unknown.class);
        assertThat(resolve(attempt)).isInstanceOf(PurchaseOutcome.Unknown.class);
        account.stripe.clock().advance(Duration.ofHours(25));

        assertThat(resolve(attempt))
                .isInstanceOfSatisfying(
                        PurchaseOutcome.Failed.class,
                        failed -> assertThat(failed.code()).isEqualTo(ErrorCode.GATEWAY_ATTEMPT_SPENT));
        assertThat(account.payments()).isEmpty();
    }

    @Test
    void aRevokedKeyFailsAFirstSendingButDoesNotSettleAnOldOne() {
        PurchaseAttempt attempt = account.attempt(account.card("pm_card_visa"));
        Fault drop = Fault.DROP_AFTER;
        account.stripe.chaos().next("POST /v1/payment_intents", drop, drop, drop);
        assertThat(buy(attempt)).isInstanceOf(PurchaseOutcome.Unknown.class);
        account.stripe.revoke(account.stripe.key());

        assertThat(resolve(attempt)).isInstanceOf(PurchaseOutcome.Unknown.class);
        assertThat(buy(account.attempt("p2", 1, "pm_x", Money.of(1_00, "usd"))))
                .isInstanceOfSatisfying(PurchaseOutcome.Failed.class, failed -> {
                    assertThat(failed.code()).isEqualTo(ErrorCode.GATEWAY_NOT_AUTHORIZED);
                    assertThat(failed.reason()).doesNotContain("sk_").contains("req_");
                });
    }

    @Test
    void anUnknownCardIsRefusedAsItStands() {
        assertThat(buy(account.attempt("pm_nowhere")))
                .isInstanceOfSatisfying(
                        PurchaseOutcome.Failed.class,
                        failed -> assertThat(failed.code()).isEqualTo(ErrorCode.GATEWAY_OBJECT_UNKNOWN));
    }

    @Test
    void aPaymentOfAnotherPurchaseIsNeverTakenForThisOne() {
        String card = account.card("pm_card_visa");
        PurchaseOutcome.Succeeded paid = (PurchaseOutcome.Succeeded) buy(account.attempt(card));

        assertThat(account.service.payment(account.attempt("p2", 1, card, Money.of(10_00, "usd")), paid.paymentId()))
                .isInstanceOf(PurchaseOutcome.Unknown.class);
    }

    @Test
    void whatIsSentForAnAttemptNeverChanges() throws Exception {
        try (ScriptedStripe stripe =
                new ScriptedStripe(ScriptedStripe.answer(402, "", "{\"error\":{\"code\":\"card_declined\"}}"))) {
            StripeService service = StripeService.create(StripeSettings.builder()
                    .webhookSecret("whsec_1")
                    .livemode(false)
                    .apiKey("sk_test_1")
                    .apiBase(stripe.base())
                    .build());
            PurchaseAttempt attempt = new PurchaseAttempt(
                    "acme", "p1", 2, "cus_1", "pm_1", Money.of(10_00, "USD"), "500 credits", Instant.EPOCH);
            service.purchaseCredits(attempt);

            // why byte for byte: a later version that sent something else under a stored key would be refused by Stripe
            assertThat(stripe.received().get(0).body().split("&"))
                    .containsExactlyInAnyOrder(
                            "amount=1000",
                            "currency=usd",
                            "customer=cus_1",
                            "payment_method=pm_1",
                            "automatic_payment_methods[enabled]=true",
                            "automatic_payment_methods[allow_redirects]=never",
                            "off_session=true",
                            "confirm=true",
                            "description=500+credits",
                            "metadata[tollbridge_tenant]=acme",
                            "metadata[tollbridge_purchase]=p1",
                            "metadata[tollbridge_attempt]=tollbridge%3Apurchase%3Ap1%3A2");
            assertThat(stripe.received().get(0).headers()).containsEntry("Idempotency-Key", "tollbridge:purchase:p1:2");
            assertThat(attempt.fingerprint())
                    .isEqualTo(new PurchaseAttempt(
                                    "acme",
                                    "p1",
                                    2,
                                    "cus_1",
                                    "pm_1",
                                    Money.of(10_00, "usd"),
                                    "500 credits",
                                    Instant.MAX)
                            .fingerprint())
                    .hasSize(64);
        }
    }
}
