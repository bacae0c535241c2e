// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.spi;

import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.account.Hold;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.notification.NotificationMute;
import io.tollbridge.billing.webhook.TenantLink;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What can be done inside one transaction. Not thread-safe; of no use after the transaction. */
public interface StoreTransaction {
    /**
     * Locks the accounts until the transaction ends and loads them as they are committed. Tenants that are not stored
     * are first created where the request says so, and else come back as {@link Account#unknown}. Rows are created,
     * and then locked, in ascending order of tenant id, so that two transactions never wait for each other in a circle.
     * Called at most once in a transaction.
     *
     * @param requests one for each tenant
     * @return one account for each request, by tenant id
     */
    Map<String, Account> lock(Collection<AccountRequest> requests);

    /**
     * As {@link #lock}, but waits for nobody: a tenant whose account another transaction has locked, or that is to be
     * created, may be left out. Called at most once in a transaction, instead of {@link #lock}.
     *
     * @return the accounts that are locked now, and those of tenants that are not stored, by tenant id
     */
    default Map<String, Account> tryLock(Collection<AccountRequest> requests) {
        return lock(requests);
    }

    /** Finds operations by the stored form of their keys, after {@link #lock}. Keys that were never used are missing. */
    Map<StoredKey, StoredOperation> operations(Collection<StoredKey> keys);

    /** All ledger rows of one operation, in order; empty when there is no operation of that id. */
    List<LedgerEntry> operation(String tenantId, long operationId);

    /** Grants of a tenant by their ids, in any state; unknown ids are left out. */
    List<Grant> grants(String tenantId, Collection<Long> grantIds);

    /** The tenant's open holds, after {@link #lock}. */
    List<Hold> openHolds(String tenantId);

    /** What tenants have muted, by tenant; those that have muted nothing are left out. */
    Map<String, Set<NotificationMute>> mutes(Collection<String> tenantIds);

    /**
     * Keeps a wish of a tenant that this transaction has locked, or forgets it. Repeating it changes nothing.
     *
     * @param muted true to keep it
     */
    void mute(String tenantId, NotificationMute mute, boolean muted);

    /** Adds a notification about the whole installation, of no tenant; one whose key is there already stays as it is. */
    void tellOperators(Notification notification);

    /** Writes what was decided for accounts that this transaction has locked. */
    void apply(List<AccountChange> changes);

    /**
     * Links a tenant to a Stripe customer. Linking the same pair again changes nothing.
     *
     * @return the link that stands in the way, empty when the given one holds now
     */
    Optional<TenantLink> link(TenantLink link);

    /**
     * What is stored about a tenant's customer in one mode, locked until the transaction ends. A tenant of which nothing
     * is stored comes back as {@link TenantCustomer#unknown} and is locked all the same.
     */
    TenantCustomer lockCustomer(String tenantId, boolean livemode);

    /**
     * Writes e-mails and attempt of a customer that this transaction has locked. A customer id of null ends the link; a
     * link is made by {@link #link} only, and another id than the stored one is a mistake of the caller.
     */
    void saveCustomer(TenantCustomer customer);

    /**
     * Moves everything that is stored for a tenant that this transaction has locked to another tenant id, of which
     * nothing was stored before. Under its own id {@link Account#erased} is left.
     *
     * @param pseudonym the new tenant id
     */
    void pseudonymise(String tenantId, String pseudonym);

    /**
     * Deletes a tenant's links to customers, and the payloads of the webhook events that name those customers; those
     * that are not processed yet are ignored. Repeating it changes nothing.
     */
    void forget(String tenantId);

    /** Says how far a job has come and when it goes on. Several nodes may say so; the last one stays. */
    void saveJob(String name, JobState state);

    /**
     * Marks a claimed event as processed or puts it off.
     *
     * @return false when the claim has been lost to another worker; the caller must then roll back
     */
    boolean finish(WebhookCompletion completion);
}
