// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.spi;

import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.account.Hold;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.account.Subscription;
import io.tollbridge.billing.account.UsageDelta;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.notification.Notification;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything to write for one tenant, after all of a batch's commands for it were decided.
 *
 * @param before the account as it was locked
 * @param after the account as it is to be; equal to {@code before} when only usage or silent operations are written
 * @param entries ledger rows to append, in order of {@code seq}
 * @param grants slices and lots in their final form, each once; those with an id above {@code before}'s last grant id
 *     are new, the others are updated
 * @param holds holds in their final form, each once; insert or update by id
 * @param subscriptions subscriptions, ruling or not, in their final form, each once; insert or update by id
 * @param purchases purchases in their final form, each once; insert or update by id
 * @param usage what to add to the usage rollup, each day and feature once
 * @param notifications notifications to insert; one whose key is there already stays as it is
 * @param silentOperations keys of operations that wrote no ledger row
 * @param nextDueAt when time alone will next change the account, null when it will not
 */
public record AccountChange(
        Account before,
        Account after,
        List<LedgerEntry> entries,
        List<Grant> grants,
        List<Hold> holds,
        List<Subscription> subscriptions,
        List<Purchase> purchases,
        List<UsageDelta> usage,
        List<Notification> notifications,
        List<SilentOperation> silentOperations,
        @Nullable Instant nextDueAt) {
    public AccountChange {
        entries = List.copyOf(entries);
        grants = List.copyOf(grants);
        holds = List.copyOf(holds);
        subscriptions = List.copyOf(subscriptions);
        purchases = List.copyOf(purchases);
        usage = List.copyOf(usage);
        notifications = List.copyOf(notifications);
        silentOperations = List.copyOf(silentOperations);
    }

    /** This change with other notifications. */
    public AccountChange telling(List<Notification> others) {
        return new AccountChange(
                before,
                after,
                entries,
                grants,
                holds,
                subscriptions,
                purchases,
                usage,
                others,
                silentOperations,
                nextDueAt);
    }

    /** True when there is nothing to write. */
    public boolean isEmpty() {
        return after.equals(before)
                && entries.isEmpty()
                && grants.isEmpty()
                && holds.isEmpty()
                && subscriptions.isEmpty()
                && purchases.isEmpty()
                && usage.isEmpty()
                && notifications.isEmpty()
                && silentOperations.isEmpty();
    }

    /** True when a purchase waits for being carried out once this is committed. */
    public boolean beginsPurchase() {
        return purchases.stream().anyMatch(purchase -> purchase.state() == Purchase.State.CREATED);
    }

    /**
     * A keyed operation that succeeded without a ledger row, kept so that it is not repeated.
     *
     * @param key the stored form of its key
     * @param fingerprint of its request
     * @param spendableAfter spendable credits after it
     * @param at when it was decided
     */
    public record SilentOperation(String key, long fingerprint, long spendableAfter, Instant at) {}
}
