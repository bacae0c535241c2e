// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.BillingStoreException;
import io.tollbridge.billing.CreditBalance;
import io.tollbridge.billing.CreditType;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.payment.RecordPage.StoredRecord;
import io.tollbridge.billing.reconcile.DriftFinding;
import io.tollbridge.billing.reconcile.DriftKind;
import io.tollbridge.billing.reconcile.Healing;
import io.tollbridge.billing.spi.JobState;
import io.tollbridge.billing.testkit.FaultyStore;
import io.tollbridge.billing.testkit.StoreFault;
import io.tollbridge.billing.testkit.stripe.fake.FakeStripe;
import io.tollbridge.billing.testkit.stripe.fake.Fault;
import io.tollbridge.billing.webhook.WebhookQuery;
import io.tollbridge.billing.webhook.WebhookReceipt;
import io.tollbridge.billing.webhook.WebhookRecord;
import io.tollbridge.billing.webhook.WebhookStatus;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What no webhook brought is fetched or found, and brought about once; on a store and against the fake Stripe. */
public abstract class HealingScenarios extends HealingFixture {
    /** For subclasses. */
    protected HealingScenarios() {}

    @Test
    @DisplayName("H9: webhooks are lost for 6 h over a renewal; the events list brings them: B1, once")
    final void lostWebhooksAreFetched() {
        BillingService billing = givenSubscribed(Healing.BACKFILL, starter);
        stripe.clock().advance(MONTH.minus(Duration.ofHours(2)));
        settle(billing);
        assertSubscriptionCredits(billing, 400);

        lostFor(SIX_HOURS);
        int requests = stripe.requests().to("GET /v1/events").size();
        billing.runDueWork();

        assertSubscriptionCredits(billing, 1_000);
        assertThat(grants(billing)).hasSize(2);
        assertThat(billing.ledger().page("acme", 0, 100).entries())
                .extracting(LedgerEntry::type)
                .contains(EntryType.EXPIRE);
        assertThat(stripe.requests().to("GET /v1/events")).hasSize(requests + 1);

        billing.deductCredits("acme", 100);
        assertThat(everythingArrives(billing))
                .as("what was fetched is stored under the key of its webhook")
                .contains(WebhookReceipt.DUPLICATE);
        assertSubscriptionCredits(billing, 900);
        billing.runDueWork();
        assertThat(stripe.requests().to("GET /v1/events").size()).isLessThan(requests + 10);
        assertThat(findings(billing)).isEmpty();
    }

    @Test
    @DisplayName("H9: a node that starts fetches what was missed while none was running")
    final void fetchesOnStart() {
        BillingService before = givenSubscribed(Healing.BACKFILL, starter);
        stripe.clock().advance(Duration.ofHours(3));
        settle(before);
        merchant.cancel(subscription);
        assertThat(stripe.webhooks().loseWaiting()).isPositive();
        stripe.clock().advance(Duration.ofMinutes(6));
        before.runDueWork();
        assertSubscriptionCredits(before, 400);

        BillingService after = node(newNodeOver(), Healing.BACKFILL);
        after.runDueWork();

        assertSubscriptionCredits(after, 0);
    }

    @Test
    @DisplayName("H9: events are gone after 30 days; the sweep finds the paid invoice without a grant: B1, once")
    final void paidInvoicesWithoutGrantAreFound() {
        BillingService billing = node(store, Healing.REPAIR);
        String customer = billing.customers().ensureStripeCustomer("acme");
        merchant.card(customer);
        billing.runDueWork();
        subscription = merchant.subscribe(customer, yearly);
        stripe.webhooks().loseWaiting();

        BillingService off = node(newNodeOver(), Healing.NONE);
        stripe.clock().advance(Duration.ofDays(45));
        stripe.webhooks().loseWaiting();
        off.runDueWork();
        assertThat(off.getCreditBalance("acme").subscription()).isZero();
        assertThat(findings(off))
                .extracting(DriftFinding::kind)
                .contains(DriftKind.PAID_NOT_GRANTED, DriftKind.SUBSCRIPTION_MISSING);
        assertThat(off.getCreditBalance("acme").subscription())
                .as("comparing changes nothing")
                .isZero();

        billing.runDueWork();

        assertSubscriptionCredits(billing, 1_000);
        assertThat(grants(billing)).singleElement().satisfies(grant -> {
            assertThat(grant.actor()).isEqualTo("tollbridge");
            assertThat(grant.reason()).contains("comparison");
        });
        assertThat(findings(billing)).isEmpty();
        billing.runDueWork();
        everythingArrives(billing);
        assertThat(grants(billing)).hasSize(1);
    }

    @Test
    @DisplayName("two nodes that fetch and repair at once bring it about once")
    final void nodesHealAtOnce() throws Exception {
        BillingService first = node(store, Healing.REPAIR);
        BillingService second = node(newNodeOver(), Healing.REPAIR);
        first.runDueWork();
        second.runDueWork();
        String customer = first.customers().ensureStripeCustomer("acme");
        merchant.card(customer);
        subscription = merchant.subscribe(customer, yearly);
        stripe.webhooks().loseWaiting();
        stripe.clock().advance(Duration.ofDays(3));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            CyclicBarrier together = new CyclicBarrier(4);
            List<Future<Boolean>> running = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                BillingService node = i % 2 == 0 ? first : second;
                running.add(threads.submit(() -> {
                    together.await(30, TimeUnit.SECONDS);
                    node.runDueWork();
                    return node.reconciliation().backfill(FakeStripe.BEGINNING) >= 0;
                }));
            }
            for (Future<Boolean> one : running) {
                assertThat(one.get(120, TimeUnit.SECONDS)).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
        settle(first);

        assertSubscriptionCredits(first, 1_000);
        assertThat(grants(first)).hasSize(1);
        assertThat(findings(second)).isEmpty();
    }

    @Test
    @DisplayName("a comparison over tenants with the longest ids comes to its end")
    final void comparesTenantsWithLongIds() {
        BillingService billing = node(store, Healing.REPAIR);
        billing.runDueWork();
        for (int i = 10; i < 40; i++) {
            billing.addCredits("x".repeat(253) + i, 1, CreditType.BUNDLE);
        }
        stripe.clock().advance(Duration.ofHours(30));

        billing.runDueWork();

        JobState sweep = store.read(reader -> reader.job("SWEEP_RECORDS")).orElseThrow();
        assertThat(sweep.position()).containsOnlyDigits();
        assertThat(sweep.dueAt()).isAfter(stripe.clock().instant());
    }

    @Test
    @DisplayName("450 events are fetched in pages, whatever breaks in between, and each is stored once")
    final void fetchesInPages() {
        FaultyStore faulty = FaultyStore.around(store);
        BillingService billing = node(store, Healing.BACKFILL);
        billing.runDueWork();
        // why: what happened in the second of the first start counts as what was before
        stripe.clock().advance(Duration.ofMinutes(1));
        String customer = billing.customers().ensureStripeCustomer("acme");
        merchant.card(customer);
        merchant.subscribe(customer, starter);
        for (int i = 0; i < 450; i++) {
            merchant.send("POST", "/v1/customers/" + customer, "description=" + i);
        }
        stripe.webhooks().loseWaiting();
        BillingService broken = node(faulty, Healing.BACKFILL);
        stripe.clock().advance(Duration.ofHours(2));
        stripe.chaos().next("GET /v1/events", Fault.EMPTY_BODY_AFTER, Fault.GATEWAY_503_BEFORE, Fault.DROP_AFTER);
        faulty.failRandomly(7, 4, StoreFault.CONTENTION, StoreFault.COMMIT_LOST, StoreFault.ANSWER_LOST);

        try {
            broken.runDueWork();
        } catch (BillingStoreException away) {
            // what was not done is done by the next round
            assertThat(away).hasMessageContaining("a fault of the test");
        }
        faulty.heal();
        // why twice: the service fails where the round before did not even come to ask it
        for (int round = 0; round < 2; round++) {
            stripe.clock().advance(Duration.ofMinutes(6));
            broken.runDueWork();
        }

        assertSubscriptionCredits(broken, 1_000);
        assertThat(grants(broken)).hasSize(1);
        assertThat(stripe.requests().to("GET /v1/events").size()).isGreaterThanOrEqualTo(5);
        assertThat(billing.webhooks().list(null, 1_000))
                .as("customer.updated is nobody's business here and is not stored")
                .hasSizeLessThan(20);
        assertThat(everythingArrives(billing)).hasSize(100);
        assertThat(grants(billing)).hasSize(1);
    }

    @Test
    @DisplayName("events since a time are fetched when an operator asks, and the second time none is missing")
    final void fetchesWhenAsked() {
        BillingService billing = givenSubscribed(Healing.NONE, starter);
        stripe.clock().advance(MONTH.minus(Duration.ofHours(2)));
        settle(billing);
        lostFor(SIX_HOURS);

        int missing = billing.reconciliation().backfill(stripe.clock().instant().minus(SIX_HOURS));

        assertThat(missing).isPositive();
        assertThat(billing.reconciliation().backfill(FakeStripe.BEGINNING)).isZero();
        billing.runDueWork();
        assertSubscriptionCredits(billing, 1_000);
    }

    @Test
    @DisplayName("events of a time when a node's clock was hours ahead are fetched when it is right again")
    final void wrongClocksMissNothing() {
        givenSubscribed(Healing.NONE, starter);
        AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ofHours(3));
        InstantSource clock = () -> stripe.clock().instant().plus(ahead.get());
        BillingService wrong = node(newNodeOver(), Healing.BACKFILL, clock);
        wrong.runDueWork();
        stripe.clock().advance(Duration.ofHours(2));
        wrong.runDueWork();

        merchant.cancel(subscription);
        assertThat(stripe.webhooks().loseWaiting()).isPositive();
        stripe.clock().advance(Duration.ofHours(1));
        ahead.set(Duration.ZERO);
        BillingService right = node(newNodeOver(), Healing.BACKFILL, clock);
        right.runDueWork();

        assertSubscriptionCredits(right, 0);
    }

    @Test
    @DisplayName(
            "the first start fetches no old events; the first comparison grants what runs, and fetching adds nothing")
    final void installedToday() {
        merchant.subscribe(merchant.customer(), starter, "acme");
        stripe.webhooks().loseWaiting();
        stripe.clock().advance(Duration.ofDays(10));
        BillingService billing = node(store, Healing.REPAIR);

        billing.runDueWork();
        assertThat(billing.webhooks().list(null, 10)).isEmpty();
        assertSubscriptionCredits(billing, 0);

        stripe.clock().advance(Duration.ofDays(1));
        billing.runDueWork();
        assertSubscriptionCredits(billing, 1_000);

        billing.deductCredits("acme", 100);
        assertThat(billing.reconciliation().backfill(FakeStripe.BEGINNING)).isPositive();
        billing.runDueWork();
        assertSubscriptionCredits(billing, 900);
        assertThat(grants(billing)).hasSize(1);
    }

    @Test
    @DisplayName("events that come again when their payloads have been dropped are duplicates still")
    final void duplicatesOfLongAgo() {
        BillingService billing = givenSubscribed(Healing.NONE, yearly);
        List<StoredRecord> events = eventsAtStripe();
        List<WebhookRecord> before = billing.webhooks().list(WebhookStatus.DONE, 100);
        assertThat(before).isNotEmpty();
        stripe.clock().advance(Duration.ofDays(33));
        settle(billing);
        CreditBalance balance = billing.getCreditBalance("acme");
        int grants = grants(billing).size();

        assertThat(billing.webhooks()
                        .find(
                                WebhookQuery.all()
                                        .before(before.get(0).receivedAt().plusMillis(1)),
                                100))
                .extracting(row -> row.event().payload())
                .containsOnly("");
        assertThat(arrive(billing, events)).containsOnly(WebhookReceipt.DUPLICATE);
        assertThat(billing.getCreditBalance("acme")).isEqualTo(balance);
        assertThat(grants(billing)).hasSize(grants);
    }
}
