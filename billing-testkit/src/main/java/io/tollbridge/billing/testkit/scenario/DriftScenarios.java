// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.InvalidArgumentException;
import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.reconcile.DriftFinding;
import io.tollbridge.billing.reconcile.DriftKind;
import io.tollbridge.billing.reconcile.DriftQuery;
import io.tollbridge.billing.reconcile.DriftReport;
import io.tollbridge.billing.reconcile.Healing;
import io.tollbridge.billing.reconcile.RepairDecision;
import io.tollbridge.billing.reconcile.RepairReceipt;
import io.tollbridge.billing.reconcile.RepairReceipt.Result;
import io.tollbridge.billing.testkit.stripe.fake.Fault;
import io.tollbridge.billing.webhook.WebhookChange;
import io.tollbridge.billing.webhook.WebhookDecision;
import io.tollbridge.billing.webhook.WebhookQuery;
import io.tollbridge.billing.webhook.WebhookStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What differs from Stripe is told as it is, and repaired once; on a store and against the fake Stripe. */
public abstract class DriftScenarios extends HealingFixture {
    /** For subclasses. */
    protected DriftScenarios() {}

    @Test
    @DisplayName("H9: an operator is told what a repair would do, and repairs once; the webhook that comes later is B2")
    final void operatorsRepair() {
        BillingService billing = givenSubscribed(Healing.NONE, starter);
        stripe.clock().advance(MONTH.minus(Duration.ofHours(2)));
        settle(billing);
        lostFor(SIX_HOURS);

        DriftFinding paid = findings(billing).stream()
                .filter(finding -> finding.kind() == DriftKind.PAID_NOT_GRANTED)
                .findFirst()
                .orElseThrow();
        assertThat(paid.subject()).isEqualTo(merchant.latestInvoice(subscription));
        assertThat(paid.tenantId()).isEqualTo("acme");
        assertThat(paid.repair()).startsWith("EXPIRE -400", "GRANT +1000");
        RepairReceipt dry = billing.reconciliation().repair(paid, AMY.asDryRun());
        assertThat(dry.steps()).isEqualTo(paid.repair());
        assertSubscriptionCredits(billing, 400);

        RepairReceipt done = billing.reconciliation().repair(paid, AMY);

        assertThat(done.result()).isEqualTo(Result.REPAIRED);
        assertThat(done.steps()).isEqualTo(paid.repair());
        assertSubscriptionCredits(billing, 1_000);
        assertThat(grants(billing).get(1).actor()).isEqualTo("amy");
        assertThat(grants(billing).get(1).reason()).isEqualTo("the endpoint was down");
        assertThat(billing.reconciliation().repair(paid, AMY).result()).isEqualTo(Result.NOTHING_LEFT);
        everythingArrives(billing);
        assertSubscriptionCredits(billing, 1_000);
        assertThat(grants(billing)).hasSize(2);
        assertThat(findings(billing)).isEmpty();
    }

    @Test
    @DisplayName("an upgrade whose invoice nobody heard of is found and grown by once")
    final void upgradesAreFound() {
        BillingService billing = givenSubscribed(Healing.NONE, starter);
        stripe.clock().advance(Duration.ofDays(10));
        settle(billing);
        merchant.upgrade(subscription, pro);
        stripe.webhooks().loseWaiting();

        for (DriftFinding finding : findings(billing)) {
            assertThat(billing.reconciliation().repair(finding, AMY).result()).isEqualTo(Result.REPAIRED);
        }

        long grown = billing.getCreditBalance("acme").subscription();
        assertThat(grown).isBetween(3_000L, 3_200L);
        assertThat(findings(billing)).isEmpty();
        everythingArrives(billing);
        assertSubscriptionCredits(billing, grown);
    }

    @Test
    @DisplayName("a subscription that has ended at Stripe is found and ended here")
    final void endedSubscriptionsAreFound() {
        BillingService billing = givenSubscribed(Healing.NONE, starter);
        merchant.cancel(subscription);
        stripe.webhooks().loseWaiting();

        List<DriftFinding> findings = findings(billing);
        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(DriftKind.SUBSCRIPTION_ENDED);
            assertThat(finding.subject()).isEqualTo(subscription);
            assertThat(finding.repair()).contains("EXPIRE -400");
        });
        assertSubscriptionCredits(billing, 400);

        billing.reconciliation().repair(findings.get(0), AMY);
        assertSubscriptionCredits(billing, 0);
        assertThat(findings(billing)).isEmpty();
    }

    @Test
    @DisplayName("a customer without a tenant is told and not repaired, until it is linked")
    final void unlinkedCustomersAreTold() {
        BillingService billing = node(store, Healing.REPAIR);
        billing.runDueWork();
        String customer = merchant.customer();
        merchant.subscribe(customer, starter);
        stripe.webhooks().loseWaiting();

        List<DriftFinding> findings = findings(billing);
        assertThat(findings).extracting(DriftFinding::kind).containsOnly(DriftKind.CUSTOMER_UNLINKED);
        assertThat(findings).allSatisfy(finding -> assertThat(finding.message()).contains(customer));
        assertThat(billing.reconciliation().repair(findings.get(0), AMY).result())
                .isEqualTo(Result.NEEDS_A_PERSON);

        billing.customers().link("acme", customer);
        stripe.clock().advance(Duration.ofDays(1));
        billing.runDueWork();
        assertSubscriptionCredits(billing, 1_000);
        assertThat(findings(billing)).isEmpty();
    }

    @Test
    @DisplayName("a subscription that names its tenant links the customer when it is repaired")
    final void namedTenantsAreLinked() {
        BillingService billing = node(store, Healing.NONE);
        String customer = merchant.customer();
        merchant.subscribe(customer, starter, "acme");
        stripe.webhooks().loseWaiting();

        for (DriftFinding finding : findings(billing)) {
            assertThat(finding.repair()).first().asString().startsWith("link customer " + customer);
            billing.reconciliation().repair(finding, AMY);
        }

        assertThat(billing.customers().customerOf("acme")).contains(customer);
        assertSubscriptionCredits(billing, 1_000);
        assertThat(grants(billing)).hasSize(1);
    }

    @Test
    @DisplayName("a price that is not in the catalog is told, and nothing is granted")
    final void unknownPricesAreTold() {
        BillingService billing = node(store, Healing.REPAIR);
        String customer = billing.customers().ensureStripeCustomer("acme");
        merchant.card(customer);
        merchant.subscribe(customer, merchant.price(5_00, "month"));
        stripe.webhooks().loseWaiting();

        assertThat(findings(billing)).extracting(DriftFinding::kind).containsOnly(DriftKind.NOT_UNDERSTOOD);
        assertThat(findings(billing)).allSatisfy(finding -> {
            assertThat(finding.message()).contains("the catalog has no plan");
            assertThat(finding.repairable()).isFalse();
        });
        stripe.clock().advance(Duration.ofDays(2));
        billing.runDueWork();
        assertThat(billing.getCreditBalance("acme").subscription()).isZero();
    }

    @Test
    @DisplayName("a second live subscription of a tenant is refused, and operators are told")
    final void secondSubscriptionsAreTold() {
        BillingService billing = givenSubscribed(Healing.REPAIR, starter);
        merchant.subscribe(billing.customers().ensureStripeCustomer("acme"), pro);
        stripe.webhooks().loseWaiting();

        assertThat(findings(billing)).isNotEmpty().allSatisfy(finding -> {
            assertThat(finding.kind()).isEqualTo(DriftKind.REFUSED);
            assertThat(finding.message()).contains("SECOND_SUBSCRIPTION");
        });
        stripe.clock().advance(Duration.ofHours(30));
        billing.runDueWork();

        assertSubscriptionCredits(billing, 400);
        assertThat(billing.notifications().forOperators(10)).singleElement().satisfies(told -> {
            assertThat(told.kind()).isEqualTo(Notification.Kind.WEBHOOK_TROUBLE);
            assertThat(told.detail()).contains("SECOND_SUBSCRIPTION");
        });
    }

    @Test
    @DisplayName("who wants only to be told is only told")
    final void reportsWithoutRepairing() {
        givenSubscribed(Healing.REPORT, starter);
        merchant.cancel(subscription);
        stripe.webhooks().loseWaiting();
        // why so late: else the events list would bring it
        stripe.clock().advance(Duration.ofDays(31).plusHours(2));
        stripe.webhooks().loseWaiting();
        BillingService told = node(newNodeOver(), Healing.REPORT);
        told.runDueWork();

        assertThat(findings(told)).extracting(DriftFinding::kind).contains(DriftKind.SUBSCRIPTION_ENDED);
    }

    @Test
    @DisplayName("a report goes on where the last one ended")
    final void reportsInParts() {
        BillingService billing = node(store, Healing.NONE);
        String customer = merchant.customer();
        for (int i = 0; i < 60; i++) {
            merchant.subscribe(customer, starter);
        }
        stripe.webhooks().loseWaiting();

        List<DriftFinding> inParts = new ArrayList<>();
        DriftReport report = billing.reconciliation().report(DriftQuery.ALL.limit(1));
        inParts.addAll(report.findings());
        int parts = 1;
        while (report.next().isPresent()) {
            report = billing.reconciliation()
                    .report(DriftQuery.ALL.limit(1).from(report.next().get()));
            inParts.addAll(report.findings());
            parts++;
        }

        assertThat(parts).isGreaterThanOrEqualTo(4);
        assertThat(inParts).containsExactlyInAnyOrderElementsOf(findings(billing));
        assertThat(inParts).hasSize(120);
        assertThat(billing.reconciliation()
                        .report(DriftQuery.ALL.only(DriftKind.LEDGER_DRIFT))
                        .findings())
                .isEmpty();
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> billing.reconciliation().report(DriftQuery.ALL.from("elsewhere:1")))
                .withMessageContaining("elsewhere");
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> billing.reconciliation().repair(inParts.get(0), RepairDecision.by("", "why")))
                .withMessageContaining("actor");
    }

    @Test
    @DisplayName("what a person has discarded is told and not repaired by itself, only by a person")
    final void decisionsAreKept() {
        BillingService billing = givenSubscribed(Healing.REPAIR, starter);
        stripe.clock().advance(MONTH.minus(Duration.ofHours(2)));
        settle(billing);
        stripe.clock().advance(SIX_HOURS);
        stripe.webhooks().deliver();
        WebhookChange discarded = billing.webhooks()
                .discard(WebhookQuery.of(WebhookStatus.RECEIVED), WebhookDecision.by("amy", "a test"));
        assertThat(discarded.changed()).isNotEmpty();

        stripe.clock().advance(Duration.ofDays(1));
        billing.runDueWork();

        assertSubscriptionCredits(billing, 400);
        DriftFinding paid = findings(billing).stream()
                .filter(finding -> finding.kind() == DriftKind.PAID_NOT_GRANTED)
                .findFirst()
                .orElseThrow();
        assertThat(billing.reconciliation().repair(paid, AMY).result()).isEqualTo(Result.REPAIRED);
        assertSubscriptionCredits(billing, 1_000);
    }

    @Test
    @DisplayName("a decision about an event does not outlive the next event of its object")
    final void decisionsAreOvertaken() {
        BillingService billing = givenSubscribed(Healing.REPAIR, starter);
        stripe.clock().advance(Duration.ofHours(2));
        merchant.send("POST", "/v1/subscriptions/" + subscription, "metadata[step]=1");
        stripe.webhooks().deliver();
        billing.webhooks().discard(WebhookQuery.of(WebhookStatus.RECEIVED), WebhookDecision.by("amy", "a test"));
        stripe.clock().advance(Duration.ofHours(2));
        merchant.send("POST", "/v1/subscriptions/" + subscription, "metadata[step]=2");
        settle(billing);
        merchant.cancel(subscription);
        stripe.webhooks().loseWaiting();
        stripe.clock().advance(Duration.ofDays(1));
        // why: else the events list would bring it
        Fault[] away = new Fault[10];
        Arrays.fill(away, Fault.GATEWAY_503_BEFORE);
        stripe.chaos().next("GET /v1/events", away);

        billing.runDueWork();

        assertSubscriptionCredits(billing, 0);
    }
}
