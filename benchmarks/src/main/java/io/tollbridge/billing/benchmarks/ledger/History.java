// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.ledger;

import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.account.AccountDecider;
import io.tollbridge.billing.account.Attribution;
import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.account.CreditPolicy;
import io.tollbridge.billing.account.Decision;
import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.account.OperationKey;
import io.tollbridge.billing.account.ShortfallPolicy;
import io.tollbridge.billing.account.UsageDelta;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.spi.AccountChange;
import io.tollbridge.billing.spi.AccountRequest;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.StoreTransaction;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Writes what tenants did in the past, by the library's own rules and store, many uses in a transaction: the ledger is
 * as valid as if each had been charged at its time.
 */
final class History {
    private static final int USES_AT_ONCE = 5_000;
    private static final int DAYS_LEFT = 30;

    private final BillingStore store;
    private final AccountDecider decider;
    private final Tenants tenants;
    private final List<String> features;
    private final Instant from;
    private final Instant to;

    /** A history of so many days that ends now. */
    History(BillingStore store, Tenants tenants, List<String> features, int days) {
        this.store = store;
        this.tenants = tenants;
        this.features = features;
        decider = new AccountDecider(Shop.catalog(features), CreditPolicy.DEFAULT);
        to = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        from = to.minus(days, ChronoUnit.DAYS);
    }

    /** Opens a tenant at the beginning and charges so many uses, evenly until now. */
    void write(int tenant, int uses, SplittableRandom random) {
        store.inTransaction(transaction -> {
            Batch batch = new Batch(transaction, tenants.id(tenant));
            batch.decide(
                    new Command.Open(
                            tenants.id(tenant),
                            Shop.opening(tenants, tenant, to.plus(DAYS_LEFT, ChronoUnit.DAYS)),
                            new Attribution(Shop.ACTOR, Shop.REASON)),
                    from);
            batch.apply();
            return tenant;
        });
        for (int first = 0; first < uses; first += USES_AT_ONCE) {
            int begin = first;
            int end = Math.min(uses, first + USES_AT_ONCE);
            store.inTransaction(transaction -> {
                Batch batch = new Batch(transaction, tenants.id(tenant));
                for (int i = begin; i < end; i++) {
                    batch.decide(use(tenants.id(tenant), random), time(i, uses));
                }
                batch.apply();
                return tenant;
            });
        }
    }

    private Instant time(int use, int uses) {
        return from.plus(Duration.between(from, to).multipliedBy(use).dividedBy(uses));
    }

    private Command use(String tenantId, SplittableRandom random) {
        OperationKey key =
                OperationKey.caller(new UUID(random.nextLong(), random.nextLong()).toString(), random.nextLong());
        String feature = features.get(random.nextInt(features.size()));
        return new Command.Deduct(tenantId, key, feature, 1, ShortfallPolicy.REFUSE);
    }

    /** What is decided for one tenant in one transaction. */
    private final class Batch {
        private final StoreTransaction transaction;
        private final Account before;
        private Account current;
        private Instant last = Instant.EPOCH;
        private final List<LedgerEntry> entries = new ArrayList<>();
        private final List<Notification> notifications = new ArrayList<>();
        private final Map<Long, Grant> grants = new LinkedHashMap<>();
        private final Map<DayAndFeature, UsageDelta> usage = new LinkedHashMap<>();

        Batch(StoreTransaction transaction, String tenantId) {
            this.transaction = transaction;
            AccountRequest request = new AccountRequest(tenantId, true, Set.of(), Set.of());
            before = transaction.lock(List.of(request)).getOrDefault(tenantId, Account.unknown(tenantId));
            current = before;
        }

        void decide(Command command, Instant at) {
            Decision decision = decider.decide(current, command, at);
            if (!decision.outcome().succeeded()) {
                throw new IllegalStateException("the past of " + current.tenantId() + " met " + decision.outcome());
            }
            current = decision.after();
            last = at;
            entries.addAll(decision.entries());
            notifications.addAll(decision.notifications());
            decision.grants().forEach(grant -> grants.put(grant.id(), grant));
            decision.usage()
                    .forEach(
                            delta -> usage.merge(new DayAndFeature(delta.day(), delta.feature()), delta, History::sum));
        }

        void apply() {
            transaction.apply(List.of(new AccountChange(
                    before,
                    current,
                    entries,
                    List.copyOf(grants.values()),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.copyOf(usage.values()),
                    notifications,
                    List.of(),
                    decider.nextDue(current, last))));
        }
    }

    private record DayAndFeature(LocalDate day, String feature) {}

    private static UsageDelta sum(UsageDelta a, UsageDelta b) {
        return new UsageDelta(
                a.day(),
                a.feature(),
                a.uses() + b.uses(),
                a.credits() + b.credits(),
                a.refused() + b.refused(),
                a.waived() + b.waived());
    }
}
