// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet.chaos;

import io.tollbridge.billing.servlet.chaos.Records.Payment;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Predicate;

/** What has happened in journeys, counted: a campaign without disputes says nothing about disputes. Thread-safe. */
final class Sights {
    private final Map<Sight, Long> counts = new EnumMap<>(Sight.class);

    /** Something that journeys are about. */
    enum Sight {
        /** Charges that the host sent and that took money. */
        CHARGES,
        /** Charges that came to nothing. */
        REFUSED,
        /** Bundles that were paid on a page. */
        PAGES,
        /** Payments of which something was refunded. */
        REFUNDED,
        /** Payments of which something was lost, or is in dispute. */
        DISPUTED,
        /** Periods of subscriptions after the first one. */
        RENEWALS,
        /** Plans that were changed inside a period. */
        PLAN_CHANGES,
        /** Subscriptions that ended. */
        ENDED,
        /** Nodes that were killed. */
        KILLED
    }

    synchronized void add(Sight sight, long count) {
        counts.merge(sight, count, Long::sum);
    }

    /** Counts what Stripe has on record. */
    void add(Records records) {
        add(Sight.CHARGES, payments(records, one -> one.sent() && one.succeeded()));
        add(Sight.REFUSED, payments(records, one -> one.sent() && !one.succeeded()));
        add(Sight.PAGES, payments(records, one -> one.purchase() != null && !one.sent() && one.succeeded()));
        add(Sight.REFUNDED, payments(records, one -> one.refunded() > 0));
        add(Sight.DISPUTED, payments(records, one -> one.lost() + one.atRisk() > 0));
        add(Sight.RENEWALS, invoices(records, "subscription_cycle"));
        add(Sight.PLAN_CHANGES, invoices(records, "subscription_update"));
        add(
                Sight.ENDED,
                records.subscriptions.values().stream()
                        .filter(one -> one.endedAt() != null)
                        .count());
    }

    private static long payments(Records records, Predicate<Payment> which) {
        return records.payments.stream().filter(which).count();
    }

    private static long invoices(Records records, String reason) {
        return records.invoices.stream()
                .filter(one -> one.reason().equals(reason))
                .count();
    }

    synchronized Map<Sight, Long> counts() {
        return Map.copyOf(counts);
    }
}
