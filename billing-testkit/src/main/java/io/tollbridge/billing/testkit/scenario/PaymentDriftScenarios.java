// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.reconcile.DriftFinding;
import io.tollbridge.billing.reconcile.DriftKind;
import io.tollbridge.billing.reconcile.DriftQuery;
import io.tollbridge.billing.reconcile.RepairDecision;
import io.tollbridge.billing.reconcile.RepairReceipt.Result;
import io.tollbridge.billing.webhook.WebhookDecision;
import io.tollbridge.billing.webhook.WebhookQuery;
import io.tollbridge.billing.webhook.WebhookStatus;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Payments, refunds and disputes of which no webhook told are found and repaired once. */
public abstract class PaymentDriftScenarios extends PaymentScenario {
    private static final RepairDecision AMY = RepairDecision.by("amy", "the endpoint was down");

    /** For subclasses. */
    protected PaymentDriftScenarios() {}

    private List<DriftFinding> findings() {
        return billing().reconciliation().report(DriftQuery.ALL).findings();
    }

    private void repaired(DriftKind kind) {
        List<DriftFinding> findings = findings();
        assertThat(findings).isNotEmpty().allSatisfy(finding -> {
            assertThat(finding.kind()).isEqualTo(kind);
            assertThat(finding.tenantId()).isEqualTo(TENANT);
        });
        assertThat(billing().reconciliation().repair(findings.get(0), AMY).result())
                .isEqualTo(Result.REPAIRED);
        findings.forEach(finding -> assertThat(
                        billing().reconciliation().repair(finding, AMY).result())
                .isEqualTo(Result.NOTHING_LEFT));
        assertThat(findings()).isEmpty();
    }

    @Test
    @DisplayName("D1: a refund that nobody heard of is found, and the credits are taken back once")
    final void findsRefunds() {
        Purchase purchase = givenBought();
        assertThat(findings()).isEmpty();
        refunds(purchase, 3_000);
        stripe.webhooks().loseWaiting();

        repaired(DriftKind.REVERSAL_MISSING);

        assertCredits(0, 0, 0);
        assertThat(stored(purchase).payment().refunded()).isEqualTo(3_000);
    }

    @Test
    @DisplayName("D11: a dispute that nobody heard of is found, and the credits are frozen once")
    final void findsDisputes() {
        Purchase purchase = givenBought();
        String dispute = stripe.control().openDispute(chargeOf(purchase));
        stripe.webhooks().loseWaiting();

        repaired(DriftKind.REVERSAL_MISSING);
        assertBundles(0, 1_000, 0);

        stripe.control().winDispute(dispute);
        stripe.webhooks().loseWaiting();
        repaired(DriftKind.REVERSAL_MISSING);
        assertBundles(1_000, 0, 0);
    }

    @Test
    @DisplayName("C7: a page that was paid and of which nobody heard is found, and granted once")
    final void findsPayments() {
        givenCustomer();
        String page = opensPage("pack500");
        stripe.control().completeCheckout(page);
        stripe.webhooks().loseWaiting();

        repaired(DriftKind.PAID_NOT_GRANTED);

        assertCredits(0, 500, 0);
    }

    @Test
    @DisplayName("R14: credits without money are found and taken back once, and come back with the money")
    final void takesBackWhatWasNotPaid() {
        Purchase purchase = givenBought();
        uses(300);
        stripe.control().undoPayment(paymentOf(purchase));
        List<DriftFinding> found = findings();
        assertThat(found).singleElement().satisfies(finding -> {
            assertThat(finding.repair()).containsExactly("CLAWBACK -700", "CLAWBACK +300");
            assertThat(finding.subject()).isEqualTo(paymentOf(purchase));
        });
        DriftFinding finding = found.get(0);
        assertThat(billing().reconciliation().repair(finding, AMY.asDryRun()).steps())
                .isEqualTo(finding.repair());
        assertCredits(0, 700, 0);

        repaired(DriftKind.GRANTED_NOT_PAID);
        assertCredits(0, 0, 300);
        assertThat(stored(purchase).payment().lost()).isEqualTo(3_000);
        assertThat(billing().ledger().verify(TENANT).sound()).isTrue();

        stripe.control().redoPayment(paymentOf(purchase));
        repaired(DriftKind.REVERSAL_MISSING);
        assertCredits(0, 700, 0);
        assertThat(stored(purchase).payment().lost()).isZero();
    }

    @Test
    @DisplayName("R14: the daily comparison takes credits without money back by itself")
    final void theWorkerTakesBackWhatWasNotPaid() {
        Purchase purchase = givenBought();
        later(Duration.ofDays(1));
        stripe.control().undoPayment(paymentOf(purchase));
        later(Duration.ofDays(1));
        assertCredits(0, 0, 0);
        later(Duration.ofDays(1));
        assertThat(rowsOf(EntryType.CLAWBACK)).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"unknown", "less", "more"})
    @DisplayName("a purchase whose payment is unknown or of another amount needs a person, who is told")
    final void tellsWhatNeedsAPerson(String what) {
        Purchase purchase = givenBought();
        String payment = paymentOf(purchase);
        later(Duration.ofDays(1));
        switch (what) {
            case "less" -> stripe.control().misreportPayment(payment, 2_999);
            case "more" -> stripe.control().misreportPayment(payment, 3_001);
            default -> stripe.control().forgetPayment(payment);
        }
        List<DriftFinding> findings = findings();
        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(DriftKind.GRANTED_NOT_PAID);
            assertThat(finding.tenantId()).isEqualTo(TENANT);
            assertThat(finding.repairable()).isFalse();
            assertThat(finding.message()).contains(purchase.id(), "1000 credits", "30.00 USD");
        });
        assertThat(billing().reconciliation().repair(findings.get(0), AMY).result())
                .isEqualTo(Result.NEEDS_A_PERSON);
        later(Duration.ofDays(1));
        assertCredits(0, 1_000, 0);
        assertThat(billing().notifications().forOperators(10))
                .anySatisfy(told -> assertThat(told.detail()).contains("GRANTED_NOT_PAID " + payment));
    }

    @Test
    @DisplayName(
            "a refund whose every event a person has discarded is carried out by no comparison, and replayed by name only")
    final void discardedRefunds() {
        Purchase purchase = givenBought();
        later(Duration.ofDays(1));
        clock.advance(Duration.ofHours(2));
        refunds(purchase, 3_000);
        stripe.webhooks().deliver();
        int discarded = billing()
                .webhooks()
                .discard(
                        WebhookQuery.of(WebhookStatus.RECEIVED),
                        WebhookDecision.by("amy", "goodwill: the customer keeps the credits"))
                .changed()
                .size();
        assertThat(discarded).isPositive();

        for (int day = 1; day <= 16; day++) {
            later(Duration.ofDays(1));
            // as a host does that keeps payloads for a week
            storeBelow().inbox().compact(clock.instant().minus(Duration.ofDays(7)), 500);
        }
        WebhookDecision bob = WebhookDecision.by("bob", "the endpoint was down");
        billing().webhooks().replay(WebhookQuery.all().since(purchase.createdAt()), bob);
        settle();
        assertCredits(0, 1_000, 0);

        billing().webhooks().replay(WebhookQuery.of(WebhookStatus.DISCARDED), bob);
        settle();
        assertCredits(0, 0, 0);
    }
}
