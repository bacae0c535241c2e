// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet.journey;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.CreditBalance;
import io.tollbridge.billing.account.CreditPolicy;
import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.stripe.StripeSettings;
import io.tollbridge.billing.testkit.InMemoryBillingStore;
import io.tollbridge.billing.testkit.assertion.LedgerInvariants;
import io.tollbridge.billing.testkit.stripe.ApiRendering;
import io.tollbridge.billing.testkit.stripe.WebhookSigner;
import io.tollbridge.billing.testkit.stripe.fake.FakeStripe;
import io.tollbridge.billing.testkit.stripe.fake.WebhookAttempt;
import io.tollbridge.billing.webhook.WebhookChange;
import io.tollbridge.billing.webhook.WebhookDecision;
import io.tollbridge.billing.webhook.WebhookQuery;
import io.tollbridge.billing.webhook.WebhookRecord;
import io.tollbridge.billing.webhook.WebhookStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A year of a tenant: subscribed, renewed, upgraded, one payment late, canceled and kept, more seats, downgraded, and
 * moved to a yearly plan. Where the host has an API key, two bundles are bought, of which one is refunded in parts and the
 * other one disputed, and two periods are refunded in part. What Stripe tells about it comes as its chaos has it; what gets lost is fetched from the list of
 * events a day later. Credits are used every month, when the news of that month has arrived in any case.
 */
final class Year implements AutoCloseable {
    private static final String TENANT = "acme";
    private static final Instant BEGIN = Instant.parse("2025-01-31T09:00:00Z");

    /** Whether periods of the subscription are refunded too. */
    static final boolean PERIODS_ARE_REFUNDED = true;

    private static final Duration STEP = Duration.ofHours(6);

    private final FakeStripe stripe;
    private final StripeAccount account;
    private final Sold sold;
    private final BillingStore store = InMemoryBillingStore.create();
    private final BillingService billing;
    private final String secret;
    private final List<Moment> moments = new ArrayList<>();
    private final Set<String> fetched = new HashSet<>();
    private String subscription = "";

    /**
     * A year that has not begun.
     *
     * @param seed decides ids, order, and what goes wrong
     * @param asks true for a host with an API key, which has each object read from Stripe again
     */
    Year(long seed, ApiRendering rendering, boolean asks) {
        stripe = FakeStripe.start(seed, () -> BEGIN, rendering);
        account = new StripeAccount(stripe);
        sold = Sold.at(account);
        secret = stripe.webhooks().byHand().target("host", this::receive);
        StripeSettings.Builder settings =
                StripeSettings.builder().webhookSecret(secret).livemode(false);
        if (asks) {
            settings = sold.withKey(settings, stripe);
        }
        billing = sold.service(store, settings, CreditPolicy.DEFAULT, stripe.clock());
        plan();
        if (asks) {
            planMoney(new MoneyBack(stripe, account, billing, TENANT));
        }
        moments.sort(Comparator.comparing(Moment::at));
    }

    private record Moment(Instant at, Runnable happening) {}

    private void plan() {
        on(0, Duration.ZERO, this::subscribe);
        for (int month = 0; month < 12; month++) {
            on(month, Duration.ofDays(5), () -> billing.deductCredits(TENANT, 150));
            on(month, Duration.ofDays(17), () -> billing.deductCredits(TENANT, 70));
        }
        on(2, Duration.ofDays(8), () -> change("items[0][price]=" + sold.pro(), "always_invoice"));
        on(4, Duration.ofDays(20), () -> {
            stripe.control().dunning("cancel", Duration.ofDays(1));
            stripe.control().declineNextCharges(1, "insufficient_funds");
        });
        on(6, Duration.ofDays(8), () -> stripe.control().cancelInPortal(subscription));
        on(6, Duration.ofDays(12), () -> stripe.control().keepInPortal(subscription));
        on(7, Duration.ofDays(9), () -> change("items[0][quantity]=2", "always_invoice"));
        on(8, Duration.ofDays(9), () -> change("items[0][price]=" + sold.starter(), "create_prorations"));
        on(9, Duration.ofDays(8), () -> change("items[0][price]=" + sold.starterYear(), "always_invoice"));
        // so soon that the second may be heard of first
        on(10, Duration.ofDays(8), () -> change("items[0][quantity]=3", "always_invoice"));
        on(10, Duration.ofHours(8 * 24 + 7), () -> change("items[0][quantity]=4", "always_invoice"));
        // both on one invoice
        on(10, Duration.ofDays(14), () -> change("items[0][quantity]=5", "create_prorations"));
        on(10, Duration.ofDays(15), () -> change("items[0][quantity]=6", "always_invoice"));
        // a new period in the middle of a month, and soon a change inside it
        on(11, Duration.ofDays(3), this::beginsAnew);
        on(11, Duration.ofHours(3 * 24 + 7), () -> change("items[0][quantity]=2", "always_invoice"));
    }

    /** Days apart, so that what was told of one step has arrived before the next one is taken. */
    private void planMoney(MoneyBack money) {
        on(1, Duration.ofDays(8), money::buys);
        on(1, Duration.ofDays(12), () -> money.refunded(3_00));
        on(2, Duration.ofDays(2), () -> money.refunded(2_00));
        on(5, Duration.ofDays(8), money::buysOnPage);
        on(7, Duration.ofDays(2), money::disputed);
        on(8, Duration.ofDays(2), money::disputeLost);
        if (PERIODS_ARE_REFUNDED) {
            on(3, Duration.ofDays(8), money::remembersPeriod);
            on(3, Duration.ofDays(9), () -> money.refunded(20_00));
            on(3, Duration.ofDays(13), () -> money.refunded(10_00));
            // so soon that the refund may be heard of before the payment
            on(4, Duration.ofHours(26), money::remembersPeriod);
            on(4, Duration.ofHours(27), () -> money.refunded(16_00));
        }
    }

    private void on(int month, Duration after, Runnable happening) {
        Instant begins = BEGIN.atOffset(ZoneOffset.UTC).plusMonths(month).toInstant();
        moments.add(new Moment(begins.plus(after), happening));
    }

    private void subscribe() {
        String customer = StripeAccount.id(account.post("/v1/customers"));
        account.pays(customer, "pm_card_visa");
        subscription = StripeAccount.id(account.post(
                "/v1/subscriptions",
                "customer=" + customer,
                "items[0][price]=" + sold.starter(),
                "metadata[tollbridge_tenant]=" + TENANT));
    }

    private void beginsAnew() {
        account.change(
                subscription,
                "items[0][price]=" + sold.pro(),
                "items[0][quantity]=1",
                "billing_cycle_anchor=now",
                "proration_behavior=always_invoice");
    }

    private void change(String what, String proration) {
        account.change(subscription, what, "proration_behavior=" + proration);
    }

    /** Has the year go by; what it has left behind. */
    Facts live() {
        int next = 0;
        Instant end = BEGIN.atOffset(ZoneOffset.UTC).plusMonths(11).plusDays(25).toInstant();
        while (stripe.clock().instant().isBefore(end)) {
            Instant until = stripe.clock().instant().plus(STEP);
            while (next < moments.size() && !moments.get(next).at.isAfter(until)) {
                stripe.clock().advanceTo(moments.get(next).at);
                moments.get(next).happening.run();
                next++;
            }
            stripe.clock().advanceTo(until);
            arrive();
        }
        LedgerInvariants.check(billing, store);
        return facts();
    }

    /** Has every event of the year processed once more; what it has left behind. */
    Facts replayed() {
        WebhookChange change =
                billing.webhooks().replay(WebhookQuery.all(), WebhookDecision.by("amy", "to see that nothing changes"));
        if (change.changed().size() < 100 || !change.skipped().isEmpty() || change.more()) {
            throw new AssertionError("not everything was replayed: " + change.skipped());
        }
        billing.runDueWork();
        assertNone(billing.webhooks().list(WebhookStatus.RECEIVED, 10));
        assertNone(billing.webhooks().list(WebhookStatus.QUARANTINED, 10));
        LedgerInvariants.check(billing, store);
        return facts();
    }

    private static void assertNone(List<WebhookRecord> left) {
        if (!left.isEmpty()) {
            throw new AssertionError("not done: " + left);
        }
    }

    private void arrive() {
        stripe.webhooks().deliver();
        billing.runDueWork();
        if (Duration.between(BEGIN, stripe.clock().instant()).toHours() % 24 < STEP.toHours()) {
            fetchLost();
            billing.runDueWork();
        }
        assertNone(billing.webhooks().list(WebhookStatus.QUARANTINED, 10));
    }

    /** What Stripe has not got through for a day comes from its list of events. */
    private void fetchLost() {
        long old = stripe.clock().instant().minus(Duration.ofDays(1)).getEpochSecond();
        for (JsonObject event : account.events("&delivery_success=false&created[lte]=" + old)) {
            if (fetched.add(StripeAccount.id(event))) {
                byte[] body = event.toString().getBytes(UTF_8);
                receive(
                        body,
                        WebhookSigner.of(secret).header(body, stripe.clock().instant()));
            }
        }
    }

    private int receive(byte[] body, String signature) {
        billing.webhooks().receive(body, signature);
        return 200;
    }

    private Facts facts() {
        CreditBalance balance = billing.getCreditBalance(TENANT);
        List<String> slices = store.read(reader -> reader.grants(TENANT, 0, 1_000)).stream()
                .sorted(Comparator.comparing(Grant::startsAt))
                .map(grant -> grant.startsAt() + " to " + grant.expiresAt() + " " + grant.state() + " "
                        + grant.credits() + ", left " + grant.remaining())
                .toList();
        List<LedgerEntry> rows = billing.ledger().page(TENANT, 0, 1_000).entries();
        return new Facts(
                balance.toString(),
                slices,
                Stream.concat(
                                rows.stream()
                                        .filter(row -> row.type() != EntryType.PLAN_CHANGE)
                                        .map(row -> row.type() + " " + row.pool() + " " + row.amount()),
                                changes(rows))
                        .sorted()
                        .toList());
    }

    /** What changes have added to each slice: the order decides which of two adds how much of it. */
    private static Stream<String> changes(List<LedgerEntry> rows) {
        return rows.stream()
                .filter(row -> row.type() == EntryType.PLAN_CHANGE)
                .collect(Collectors.groupingBy(LedgerEntry::grantId, Collectors.summingLong(LedgerEntry::amount)))
                .values()
                .stream()
                .map(added -> EntryType.PLAN_CHANGE + " SUBSCRIPTION " + added);
    }

    /** How many deliveries brought an event that had been delivered before. */
    int repeated() {
        List<WebhookAttempt> attempts = stripe.webhooks().attempts();
        return attempts.size()
                - (int) attempts.stream()
                        .map(WebhookAttempt::eventId)
                        .distinct()
                        .count();
    }

    /** How many events came from the list of events. */
    int fetched() {
        return fetched.size();
    }

    FakeStripe stripe() {
        return stripe;
    }

    @Override
    public void close() {
        try (stripe) {
            billing.close();
        }
    }

    /**
     * What must not depend on how events came.
     *
     * @param balance the tenant's balance at the end
     * @param slices every slice that was granted or skipped and every lot, with what it was granted; lots do not end
     * @param ledger the kinds and amounts of all rows of the ledger, sorted; of changes of plan, of each slice's together
     */
    record Facts(String balance, List<String> slices, List<String> ledger) {}
}
