// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.account.Subscription;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.spi.AccountChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What of an account's change matters to people who compare, in words. */
final class ChangeSteps {
    private ChangeSteps() {}

    /** Credits that move, slices that are recorded as skipped, and what changes about the ruling subscription. */
    static List<String> of(AccountChange change) {
        List<String> steps = new ArrayList<>();
        for (LedgerEntry entry : change.entries()) {
            steps.add(entry.type() + (entry.amount() < 0 ? " " : " +") + entry.amount());
        }
        for (Grant grant : change.grants()) {
            if (grant.state() == Grant.State.SKIPPED) {
                steps.add("record the slice from " + grant.startsAt() + " as skipped");
            }
        }
        subscription(change.before().subscription(), change.after().subscription(), steps);
        return steps;
    }

    /** True when the change ends the tenant's subscription. */
    static boolean ends(AccountChange change) {
        Subscription before = change.before().subscription();
        Subscription after = change.after().subscription();
        return before != null
                && after != null
                && before.id().equals(after.id())
                && !before.status().terminal()
                && after.status().terminal();
    }

    /** True when the change grants what was bought. */
    static boolean buys(AccountChange change) {
        return change.entries().stream().anyMatch(entry -> entry.type() == EntryType.PURCHASE);
    }

    /** True when the change brings a subscription in that did not rule before. */
    static boolean begins(AccountChange change) {
        Subscription before = change.before().subscription();
        Subscription after = change.after().subscription();
        return after != null && (before == null || !before.id().equals(after.id()));
    }

    private static void subscription(@Nullable Subscription before, @Nullable Subscription after, List<String> steps) {
        if (after == null) {
            return;
        }
        if (before == null || !before.id().equals(after.id())) {
            steps.add("subscription " + after.id() + ": " + after.status() + ", plan " + after.planId());
            return;
        }
        differs(after, "status", before.status(), after.status(), steps);
        differs(after, "plan", before.planId(), after.planId(), steps);
        differs(after, "quantity", before.quantity(), after.quantity(), steps);
        differs(after, "anchor", before.anchor(), after.anchor(), steps);
        differs(after, "period start", before.periodStart(), after.periodStart(), steps);
        differs(after, "period end", before.periodEnd(), after.periodEnd(), steps);
        differs(after, "paid through", before.paidThrough(), after.paidThrough(), steps);
        differs(after, "planned end", before.endsAt(), after.endsAt(), steps);
        differs(after, "collection paused", before.collectionPaused(), after.collectionPaused(), steps);
    }

    private static void differs(
            Subscription subscription,
            String what,
            @Nullable Object before,
            @Nullable Object after,
            List<String> steps) {
        if (!Objects.equals(before, after)) {
            steps.add("subscription " + subscription.id() + ": " + what + " " + shown(before) + " -> " + shown(after));
        }
    }

    private static String shown(@Nullable Object value) {
        return value == null ? "none" : value.toString();
    }
}
