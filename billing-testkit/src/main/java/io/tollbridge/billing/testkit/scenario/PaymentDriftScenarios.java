// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.reconcile.DriftFinding;
import io.tollbridge.billing.reconcile.DriftKind;
import io.tollbridge.billing.reconcile.DriftQuery;
import io.tollbridge.billing.reconcile.RepairDecision;
import io.tollbridge.billing.reconcile.RepairReceipt.Result;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

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
}
