// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.notification.Notification;
import java.util.List;

/**
 * What one command does to one account: the next account and every row to write with it, in one transaction.
 *
 * @param after the account afterwards; the same object as before when nothing changed
 * @param entries ledger rows to append, in order
 * @param grants slices and lots to insert or to update, each in its final form
 * @param holds holds to insert or to update, each in its final form
 * @param subscriptions subscriptions, ruling or not, to insert or to update, each in its final form
 * @param purchases purchases to insert or to update, each in its final form
 * @param usage what to add to the usage rollup
 * @param notifications notifications that became due
 * @param outcome what to tell the caller
 */
public record Decision(
        Account after,
        List<LedgerEntry> entries,
        List<Grant> grants,
        List<Hold> holds,
        List<Subscription> subscriptions,
        List<Purchase> purchases,
        List<UsageDelta> usage,
        List<Notification> notifications,
        Outcome outcome) {
    public Decision {
        entries = List.copyOf(entries);
        grants = List.copyOf(grants);
        holds = List.copyOf(holds);
        subscriptions = List.copyOf(subscriptions);
        purchases = List.copyOf(purchases);
        usage = List.copyOf(usage);
        notifications = List.copyOf(notifications);
    }
}
