// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.spi;

import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.account.Hold;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.account.Subscription;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.ledger.Pool;
import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.notification.NotificationMute;
import io.tollbridge.billing.usage.UsageLine;
import io.tollbridge.billing.webhook.TenantLink;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads on one snapshot. Not thread-safe; of no use outside its {@link BillingStore#read}. */
public interface StoreReader {
    /** The tenant's account without holds; {@link Account#unknown} when it is not stored. */
    Account account(String tenantId);

    /**
     * The balances that the store keeps beside what {@link #account} is loaded from, for the verifier: a sum that is
     * written down twice is compared. A store that keeps none returns the account's own.
     */
    default Map<Pool, Long> balances(String tenantId) {
        Account account = account(tenantId);
        Map<Pool, Long> balances = new EnumMap<>(Pool.class);
        for (Pool pool : Pool.values()) {
            balances.put(pool, account.balance(pool));
        }
        return balances;
    }

    /** All grants of the tenant with an id above {@code afterId}, by id; at most {@code limit}. */
    List<Grant> grants(String tenantId, long afterId, int limit);

    /** Open holds of the tenant with an id above {@code afterHoldId}, by id; at most {@code limit}. */
    List<Hold> openHolds(String tenantId, String afterHoldId, int limit);

    /** Ledger rows with a {@code seq} above {@code afterSeq}, in order; at most {@code limit}. */
    List<LedgerEntry> ledger(String tenantId, long afterSeq, int limit);

    /** Usage of the days from {@code from} to before {@code to}, ordered by day and feature. */
    List<UsageLine> usage(String tenantId, LocalDate from, LocalDate to);

    /**
     * The tenant's newest notifications, newest first; at most {@code limit}. Those about the whole installation are kept
     * under an empty tenant id.
     */
    List<Notification> notifications(String tenantId, int limit);

    /** What the tenant has muted, in no particular order; empty for an unknown one. */
    Set<NotificationMute> mutes(String tenantId);

    /** Ids of the tenants that have an account, above {@code afterTenantId}, ascending; at most {@code limit}. */
    List<String> tenants(String afterTenantId, int limit);

    /** Tenants of open standing with an id above {@code afterTenantId} for whom time alone has brought something due; by id. */
    List<DueTenant> due(Instant now, String afterTenantId, int limit);

    /** What is known of a subscription of the tenant, whether or not it rules; empty when nothing is. */
    Optional<Subscription> subscription(String tenantId, String subscriptionId);

    /** How far a job has come, empty when it was never begun. */
    Optional<JobState> job(String name);

    /** The link of a Stripe customer. */
    Optional<TenantLink> linkOfCustomer(String customerId, boolean livemode);

    /** The link of a tenant. */
    Optional<TenantLink> linkOfTenant(String tenantId, boolean livemode);

    /** What is stored about a tenant's customer in one mode; {@link TenantCustomer#unknown} when there is nothing. */
    TenantCustomer customer(String tenantId, boolean livemode);

    /** A purchase of a tenant. */
    Optional<Purchase> purchase(String tenantId, String purchaseId);

    /** The purchase of a payment, whoever's it is. */
    Optional<TenantPurchase> purchaseOfPayment(String paymentId);

    /** The purchase of a page, whoever's it is. */
    Optional<TenantPurchase> purchaseOfSession(String sessionId);

    /** The tenant's purchases, newest first, those before the given one; at most {@code limit}. */
    List<Purchase> purchases(String tenantId, @Nullable Purchase before, int limit);

    /**
     * Purchases that somebody must look after by now, by tenant and id, those after the given one; at most
     * {@code limit}.
     */
    List<TenantPurchase> duePurchases(Instant now, @Nullable TenantPurchase after, int limit);

    /** Tenants with an id above {@code afterTenantId} whose automatic purchases are suspended, by id; at most {@code limit}. */
    List<String> suspended(String afterTenantId, int limit);

    /** Of how many tenants automatic purchases are wanted and kept from being made, for meters. */
    BreakerCounts breakers();
}
