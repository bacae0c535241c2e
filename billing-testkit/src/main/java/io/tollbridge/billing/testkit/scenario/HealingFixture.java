// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.CreditBalance;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.payment.RecordKind;
import io.tollbridge.billing.payment.RecordPage.StoredRecord;
import io.tollbridge.billing.payment.RecordQuery;
import io.tollbridge.billing.reconcile.DriftFinding;
import io.tollbridge.billing.reconcile.DriftQuery;
import io.tollbridge.billing.reconcile.Healing;
import io.tollbridge.billing.reconcile.RepairDecision;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.PaymentGateway;
import io.tollbridge.billing.testkit.FaultyStore;
import io.tollbridge.billing.testkit.assertion.LedgerInvariants;
import io.tollbridge.billing.testkit.stripe.WebhookSigner;
import io.tollbridge.billing.testkit.stripe.fake.FakeStripe;
import io.tollbridge.billing.webhook.WebhookReceipt;
import io.tollbridge.billing.webhook.WebhookSettings;
import io.tollbridge.billing.webhook.WebhookStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A tenant at a store and at the fake Stripe, whose webhooks get lost. */
abstract class HealingFixture {
    static final RepairDecision AMY = RepairDecision.by("amy", "the endpoint was down");
    static final Duration SIX_HOURS = Duration.ofHours(6);
    /** The fake's clock begins on 1 January: what is billed by the month is renewed then. */
    static final Duration MONTH = Duration.ofDays(31);

    final FakeStripe stripe = FakeStripe.start();
    final FakeMerchant merchant = new FakeMerchant(stripe);
    private final List<BillingService> nodes = new ArrayList<>();
    PaymentGateway gateway;
    BillingStore store;
    private String secret = "";
    String starter = "";
    String yearly = "";
    String pro = "";
    private boolean endpointUp = true;
    private boolean begun;

    @SuppressWarnings("NullAway.Init") // set before each test
    HealingFixture() {}

    /** So many stores over the same data, which is empty: the nodes of one installation. */
    protected abstract List<BillingStore> newNodes(int count);

    /** A gateway in test mode that speaks to the fake, sends each request three times and pauses for 1 ms. */
    protected abstract PaymentGateway newGateway(FakeStripe fake, String webhookSecret);

    @BeforeEach
    void begin() {
        stripe.webhooks().byHand();
        secret = stripe.webhooks().target("host", this::receive);
        starter = merchant.price(20_00, "month");
        yearly = merchant.price(200_00, "year");
        pro = merchant.price(80_00, "month");
        gateway = newGateway(stripe, secret);
        store = newNodes(1).get(0);
        begun = true;
    }

    @AfterEach
    void end() {
        if (!begun) {
            // the database cannot be had here
            stripe.close();
            return;
        }
        try {
            stripe.chaos().off();
            LedgerInvariants.check(nodes.get(0), store);
        } finally {
            nodes.forEach(BillingService::close);
            store.close();
            stripe.close();
        }
    }

    private int receive(byte[] body, String signature) {
        if (!endpointUp) {
            return 503;
        }
        nodes.get(0).webhooks().receive(body, signature);
        return 200;
    }

    BillingService node(BillingStore nodesStore, Healing healing) {
        return node(nodesStore, healing, stripe.clock());
    }

    /** A node whose clock may be wrong. */
    BillingService node(BillingStore nodesStore, Healing healing, InstantSource clock) {
        BillingService node = BillingService.builder()
                .store(nodesStore)
                .catalog(Catalog.builder()
                        .plan(Plan.monthly("starter", 1_000)
                                .stripePrice(starter)
                                .stripePrice(yearly))
                        .plan(Plan.monthly("pro", 5_000).stripePrice(pro))
                        .build())
                .gateway(gateway)
                .clock(clock)
                .webhooks(WebhookSettings.DEFAULT.healing(healing))
                .build();
        nodes.add(node);
        return node;
    }

    /** A tenant of STARTER in its first period, of whose credits 400 are left. */
    BillingService givenSubscribed(Healing healing, String price) {
        BillingService billing = node(store, healing);
        String customer = billing.customers().ensureStripeCustomer("acme");
        merchant.card(customer);
        subscription = merchant.subscribe(customer, price);
        settle(billing);
        billing.deductCredits("acme", 600);
        assertSubscriptionCredits(billing, 400);
        return billing;
    }

    String subscription = "";

    void settle(BillingService billing) {
        while (stripe.webhooks().deliver() + billing.runDueWork() > 0) {
            assertThat(billing.webhooks().list(WebhookStatus.QUARANTINED, 1)).isEmpty();
        }
    }

    /** Changes the quantity of a subscription with one item. */
    void quantity(long quantity, String prorations) {
        merchant.send(
                "POST",
                "/v1/subscriptions/" + subscription,
                "items[0][id]=" + item(),
                "items[0][quantity]=" + quantity,
                "proration_behavior=" + prorations);
    }

    /** The subscription's first item. */
    String item() {
        JsonObject current = merchant.get("/v1/subscriptions/" + subscription);
        return FakeMerchant.id(
                current.getAsJsonObject("items").getAsJsonArray("data").get(0).getAsJsonObject());
    }

    /** Time passes while the endpoint is down, and Stripe gives up. */
    void lostFor(Duration time) {
        endpointUp = false;
        stripe.clock().advance(time);
        stripe.webhooks().deliver();
        assertThat(stripe.webhooks().loseWaiting()).isPositive();
        endpointUp = true;
    }

    static void assertSubscriptionCredits(BillingService billing, long expected) {
        assertThat(billing.getCreditBalance("acme"))
                .extracting(CreditBalance::subscription)
                .isEqualTo(expected);
    }

    static List<LedgerEntry> grants(BillingService billing) {
        return billing.ledger().page("acme", 0, 1_000).entries().stream()
                .filter(entry -> entry.type() == EntryType.GRANT)
                .toList();
    }

    List<DriftFinding> findings(BillingService billing) {
        return billing.reconciliation().report(DriftQuery.ALL).findings();
    }

    /** Every event of the last 30 days arrives as a webhook after all. */
    List<WebhookReceipt> everythingArrives(BillingService billing) {
        return arrive(billing, eventsAtStripe());
    }

    /** The newest events of the last 30 days. */
    List<StoredRecord> eventsAtStripe() {
        return gateway.list(RecordQuery.of(RecordKind.EVENT)).records();
    }

    /** Events arrive as webhooks. */
    List<WebhookReceipt> arrive(BillingService billing, List<StoredRecord> events) {
        List<WebhookReceipt> receipts = new ArrayList<>();
        for (StoredRecord event : events) {
            byte[] body = event.payload().getBytes(StandardCharsets.UTF_8);
            String header = WebhookSigner.of(secret).header(body, stripe.clock().instant());
            receipts.add(billing.webhooks().receive(body, header));
        }
        billing.runDueWork();
        return receipts;
    }

    /** A second service over the same data. */
    BillingStore newNodeOver() {
        return FaultyStore.around(store);
    }
}
