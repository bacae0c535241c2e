// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet.journey;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.CreditBalance;
import io.tollbridge.billing.CreditType;
import io.tollbridge.billing.account.CreditPolicy;
import io.tollbridge.billing.account.Slice;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.testkit.assertion.LedgerInvariants;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/**
 * A tenant's journey: words for what is given and what is expected. After each test every ledger must add up, and no
 * event may be left that needs a person.
 */
abstract class Journey {
    static final String TENANT = "acme";

    /** The first period begins; it has 30 days. */
    static final Instant P1 = Instant.parse("2026-04-01T10:00:00Z");

    /** The second period begins. */
    static final Instant P2 = Instant.parse("2026-05-01T10:00:00Z");

    /** The third period begins. */
    static final Instant P3 = Instant.parse("2026-06-01T10:00:00Z");

    static final Instant DAY_10 = P1.plus(Duration.ofDays(10));

    /** Stripe keeps a renewal's invoice as a draft for so long before it takes the money. */
    static final Duration DRAFT = Duration.ofHours(1);

    private final Place place;
    private @Nullable BillingStore store;
    private @Nullable Installation installation;
    private String subscription = "";

    Journey(Place place) {
        this.place = place;
    }

    /** Begins with nobody there. */
    final Installation begin(Instant at, CreditPolicy policy) {
        BillingStore empty = place.emptyStore();
        store = empty;
        Installation begun = Installation.start(empty, at, policy, place.rendering());
        installation = begun;
        return begun;
    }

    /** A tenant with a paid first period of STARTER, of which so much is left, and a bundle. */
    final void givenSubscribed(long left, long bundle) {
        givenSubscribed(CreditPolicy.DEFAULT, left, bundle);
    }

    /** The same with a policy of its own. */
    final void givenSubscribed(CreditPolicy policy, long left, long bundle) {
        begin(P1, policy);
        subscribe(here().sold.starter());
        here().deliver();
        leave(left, bundle);
    }

    /** The tenant becomes a customer with a good card and subscribes. */
    final void subscribe(String price, String... more) {
        String customer = billing().customers().ensureStripeCustomer(TENANT);
        here().account.pays(customer, "pm_card_visa");
        subscription = here().subscribe(customer, price, more);
    }

    /** Uses all but so many subscription credits, and adds a bundle. */
    final void leave(long left, long bundle) {
        long has = billing().getCreditBalance(TENANT).subscription();
        if (has > left) {
            billing().deductCredits(TENANT, has - left);
        }
        if (bundle > 0) {
            billing().addCredits(TENANT, bundle, CreditType.BUNDLE);
        }
        assertCredits(left, bundle, 0);
    }

    final Installation here() {
        Installation begun = installation;
        if (begun == null) {
            throw new IllegalStateException("the test must first say what is given");
        }
        return begun;
    }

    /** The store below the service. */
    final BillingStore store() {
        BillingStore used = store;
        if (used == null) {
            throw new IllegalStateException("the test must first say what is given");
        }
        return used;
    }

    final Place place() {
        return place;
    }

    final BillingService billing() {
        return here().billing;
    }

    /** The subscription's id at Stripe. */
    final String subscription() {
        return subscription;
    }

    /** Another subscription than the one that was made with {@link #subscribe}. */
    final void subscription(String id) {
        subscription = id;
    }

    /** Time passes, and Stripe and the worker do what is due; the webhooks wait until they are delivered. */
    final void timeIs(Instant moment) {
        here().stripe.clock().advanceTo(moment);
        here().work();
    }

    /** Time passes, and all webhooks that come of it arrive and are processed. */
    final void arrivesUntil(Instant moment) {
        here().stripe.clock().advanceTo(moment);
        here().deliver();
    }

    /** Asserts subscription and bundle credits and debt. */
    final void assertCredits(long subscriptionCredits, long bundle, long debt) {
        CreditBalance balance = billing().getCreditBalance(TENANT);
        assertThat(List.of(balance.subscription(), balance.bundle(), balance.debt()))
                .as("(S, B, D) of %s", balance)
                .containsExactly(subscriptionCredits, bundle, debt);
    }

    final @Nullable Instant nextReset() {
        return billing().getCreditBalance(TENANT).nextResetAt();
    }

    /** The current slice's epoch, 0 without a slice. */
    final int epoch() {
        BillingStore below = store;
        Slice open = below == null
                ? null
                : below.read(reader -> reader.account(TENANT)).slice();
        return open == null ? 0 : open.epoch();
    }

    final List<LedgerEntry> ledger() {
        return billing().ledger().page(TENANT, 0, 1_000).entries();
    }

    /** The ledger's rows since the given number of rows, each as "TYPE POOL amount". */
    final List<String> ledgerSince(int rows) {
        return ledger().stream()
                .skip(rows)
                .map(row -> row.type() + " " + row.pool() + " " + row.amount())
                .toList();
    }

    final long grants() {
        return ledger().stream().filter(row -> row.type() == EntryType.GRANT).count();
    }

    /** The kinds of notifications, oldest first, without thresholds. */
    final List<Notification.Kind> told() {
        return billing().notifications().list(TENANT, 100).stream()
                .sorted(Comparator.comparing(Notification::at))
                .map(Notification::kind)
                .filter(kind -> kind != Notification.Kind.USAGE_THRESHOLD)
                .toList();
    }

    /** The subscription as it is at Stripe. */
    final JsonObject atStripe() {
        return here().account.get("/v1/subscriptions/" + subscription);
    }

    @AfterEach
    final void everythingAddsUp() {
        BillingStore used = store;
        Installation begun = installation;
        if (used == null || begun == null) {
            return;
        }
        try (begun) {
            LedgerInvariants.check(begun.billing, used);
        }
    }
}
