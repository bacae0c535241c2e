// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.BillingServiceBuilder;
import io.tollbridge.billing.CreditBalance;
import io.tollbridge.billing.CreditType;
import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.DeductionResult;
import io.tollbridge.billing.GroupCommit;
import io.tollbridge.billing.account.CreditPolicy;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.notification.NotificationSettings;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.testkit.MovableClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/**
 * What scenarios have in common: one tenant on a fresh store, a clock that moves only when told, and words for what was
 * given and what is expected. After each test the ledgers of its tenants must verify.
 */
public abstract class Scenario {
    /** The tenant of most scenarios. */
    protected static final String TENANT = "acme";

    /** When every scenario begins. */
    protected static final Instant BEGIN = Instant.parse("2026-03-01T10:00:00Z");

    /** The time. */
    protected final MovableClock clock = MovableClock.at(BEGIN);

    /** How the service delivers notifications; to be set before it is built. */
    protected NotificationSettings notifications = NotificationSettings.DEFAULT;

    private final List<String> tenants = new ArrayList<>();
    private @Nullable BillingStore store;
    private @Nullable BillingService service;

    /** For subclasses. */
    protected Scenario() {}

    /** A store without any data. */
    protected abstract BillingStore newStore();

    /** When the service shares commits; where the store gains by it unless overridden. */
    protected GroupCommit.Use groupCommit() {
        return GroupCommit.DEFAULT.use();
    }

    /** Builds the service; a scenario calls it at most once. */
    protected final BillingService build(Catalog catalog, CreditPolicy policy) {
        BillingStore fresh = newStore();
        store = fresh;
        service = configure(BillingService.builder()
                        .store(fresh)
                        .catalog(catalog)
                        .policy(policy)
                        .notifications(notifications)
                        .groupCommit(GroupCommit.DEFAULT.use(groupCommit()))
                        .clock(clock))
                .build();
        return service;
    }

    /** Adds what a suite needs beyond store, catalog, policy and clock. */
    protected BillingServiceBuilder configure(BillingServiceBuilder builder) {
        return builder;
    }

    /**
     * A tenant on a local plan.
     *
     * @param left S: subscription credits left
     * @param allowance A: the plan's credits; the difference has been used
     * @param bundle B: bundle credits, 0 for none
     */
    protected final void given(long left, long allowance, long bundle) {
        given(CreditPolicy.DEFAULT, left, allowance, bundle);
    }

    /** The same with a policy of its own. */
    protected final void given(CreditPolicy policy, long left, long allowance, long bundle) {
        build(localPlan(allowance), policy);
        giveTenant(TENANT, left, allowance, bundle);
    }

    /** Puts one more tenant on the same plan. */
    protected final void giveTenant(String tenantId, long left, long allowance, long bundle) {
        tenants.add(tenantId);
        billing().subscriptions().startLocalPlan(tenantId, "plan");
        if (allowance > left) {
            billing().deductCredits(tenantId, allowance - left);
        }
        if (bundle > 0) {
            billing().addCredits(tenantId, bundle, CreditType.BUNDLE);
        }
    }

    /** A catalog with the plan "plan" of so many credits, without a Stripe price. */
    protected static Catalog localPlan(long allowance) {
        return Catalog.builder()
                .feature("SEND_EMAIL", 1)
                .feature("LLM")
                .plan(Plan.monthly("plan", allowance))
                .build();
    }

    /** The store below the service under test. */
    protected final BillingStore storeBelow() {
        BillingStore given = store;
        if (given == null) {
            throw new IllegalStateException("the scenario must first say what is given");
        }
        return given;
    }

    /** The service under test. */
    protected final BillingService billing() {
        BillingService built = service;
        if (built == null) {
            throw new IllegalStateException("the scenario must first say what is given");
        }
        return built;
    }

    /** Has a tenant's ledger verified at the end of the test. */
    protected final void remember(String tenantId) {
        tenants.add(tenantId);
    }

    /** Deducts with a key, or without one when it is null. */
    protected final DeductionResult deduct(long credits, @Nullable String key) {
        Deduction deduction = Deduction.of(TENANT).cost(credits);
        return billing().tryDeduct(key == null ? deduction : deduction.idempotencyKey(key));
    }

    /** Asserts subscription and bundle credits and debt. */
    protected final void assertCredits(long subscription, long bundle, long debt) {
        CreditBalance balance = billing().getCreditBalance(TENANT);
        assertThat(List.of(balance.subscription(), balance.bundle(), balance.debt()))
                .as("(S, B, D) of %s", balance)
                .containsExactly(subscription, bundle, debt);
    }

    /** The tenant's ledger, at most 1,000 rows. */
    protected final List<LedgerEntry> ledger() {
        return billing().ledger().page(TENANT, 0, 1_000).entries();
    }

    /** The ledger's rows since the given number of rows, each as "TYPE POOL amount". */
    protected final List<String> ledgerSince(int rows) {
        return ledger().stream()
                .skip(rows)
                .map(row -> row.type() + " " + row.pool() + " " + row.amount())
                .toList();
    }

    /** How often the ledger has a row of the type. */
    protected final long rowsOf(EntryType type) {
        return ledger().stream().filter(row -> row.type() == type).count();
    }

    /** The thresholds that are to be delivered, in the order in which they became due. */
    protected final List<Notification> usageNotifications() {
        List<Notification> oldestFirst =
                new ArrayList<>(billing().notifications().list(TENANT, 100));
        oldestFirst.removeIf(
                row -> row.kind() != Notification.Kind.USAGE_THRESHOLD || row.status() != Notification.Status.PENDING);
        oldestFirst.sort(java.util.Comparator.comparing(Notification::at).thenComparing(Notification::threshold));
        return oldestFirst;
    }

    /** The percentages of {@link #usageNotifications}. */
    protected final List<Integer> thresholds() {
        return usageNotifications().stream().map(Notification::threshold).toList();
    }

    /** Verifies every ledger that the scenario wrote. */
    @AfterEach
    final void ledgersVerify() {
        BillingService built = service;
        if (built == null) {
            return;
        }
        try {
            for (String tenantId : tenants) {
                assertThat(built.ledger().verify(tenantId).findings())
                        .as("ledger of %s", tenantId)
                        .isEmpty();
            }
        } finally {
            built.close();
        }
    }
}
