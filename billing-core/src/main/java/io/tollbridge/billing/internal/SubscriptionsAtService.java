// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.account.Slice;
import io.tollbridge.billing.account.SubscriptionSnapshot;
import io.tollbridge.billing.account.SubscriptionStatus;
import io.tollbridge.billing.payment.RecordKind;
import io.tollbridge.billing.payment.RecordPage;
import io.tollbridge.billing.payment.RecordPage.StoredRecord;
import io.tollbridge.billing.payment.RecordQuery;
import io.tollbridge.billing.payment.RecordQuery.Filter;
import io.tollbridge.billing.reconcile.DriftFinding;
import io.tollbridge.billing.reconcile.DriftKind;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.PaymentGateway;
import io.tollbridge.billing.webhook.HandlerResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Every subscription that has not ended at the payment service: is it known here as it is there, and has one in good
 * standing an open slice? Where it has none, its paid invoices are looked at, whatever their age.
 */
final class SubscriptionsAtService implements DriftCheck {
    private static final int PAGE = 50;
    /** A year of monthly invoices, and one more. */
    private static final int INVOICES = 13;

    private final PaymentGateway gateway;
    private final BillingStore store;
    private final RecordComparison comparison;

    SubscriptionsAtService(PaymentGateway gateway, BillingStore store, RecordComparison comparison) {
        this.gateway = gateway;
        this.store = store;
        this.comparison = comparison;
    }

    @Override
    public String name() {
        return "SUBSCRIPTIONS_AT_SERVICE";
    }

    @Override
    public Page page(String position, Instant since, Instant now) {
        RecordQuery query = RecordQuery.of(RecordKind.SUBSCRIPTION).limit(PAGE);
        RecordPage page = gateway.list(position.isEmpty() ? query : query.after(position));
        List<Drift> drifts = new ArrayList<>();
        AtomicInteger looked = new AtomicInteger();
        for (StoredRecord one : page.records()) {
            drifts.addAll(compare(one, now, looked));
        }
        return new Page(
                drifts, looked.get(), page.next(query).map(RecordQuery::after).orElse(null));
    }

    @Override
    public Optional<List<Drift>> again(DriftFinding finding, Instant now) {
        if (finding.record() != RecordKind.SUBSCRIPTION) {
            return Optional.empty();
        }
        return Optional.of(gateway.retrieve(RecordKind.SUBSCRIPTION, finding.subject())
                .map(bytes -> compare(
                        new StoredRecord(finding.subject(), new String(bytes, UTF_8)), now, new AtomicInteger()))
                .orElse(List.of()));
    }

    private List<Drift> compare(StoredRecord one, Instant now, AtomicInteger looked) {
        looked.incrementAndGet();
        HandlerResult read = comparison.read(RecordKind.SUBSCRIPTION, one.payload(), now);
        List<Drift> drifts = new ArrayList<>();
        comparison.compare(RecordKind.SUBSCRIPTION, one.id(), read).ifPresent(drifts::add);
        if (read instanceof HandlerResult.Apply apply) {
            for (Command command : apply.commands()) {
                if (command instanceof Command.SubscriptionChanged changed && lacksSlice(changed)) {
                    drifts.addAll(unpaid(changed, now, looked));
                }
            }
        }
        return drifts;
    }

    private boolean lacksSlice(Command.SubscriptionChanged changed) {
        SubscriptionSnapshot snapshot = changed.snapshot();
        boolean running =
                snapshot.status() == SubscriptionStatus.ACTIVE || snapshot.status() == SubscriptionStatus.TRIALING;
        if (!running || snapshot.collectionPaused()) {
            return false;
        }
        Slice slice = store.read(reader -> reader.account(changed.tenantId())).slice();
        return slice == null || slice.closed() || !slice.subscriptionId().equals(snapshot.id());
    }

    /** Paid invoices of a subscription of which nothing was made; if there is none, that there is none. */
    private List<Drift> unpaid(Command.SubscriptionChanged changed, Instant now, AtomicInteger looked) {
        String id = changed.snapshot().id();
        RecordPage invoices = gateway.list(RecordQuery.of(RecordKind.INVOICE)
                .where(Filter.SUBSCRIPTION, id)
                .where(Filter.STATUS, "paid")
                .limit(INVOICES));
        List<Drift> drifts = new ArrayList<>();
        for (StoredRecord invoice : invoices.records()) {
            looked.incrementAndGet();
            HandlerResult read = comparison.read(RecordKind.INVOICE, invoice.payload(), now);
            comparison.compare(RecordKind.INVOICE, invoice.id(), read).ifPresent(drifts::add);
        }
        // why not in a trial: one that grants nothing has no slice
        if (drifts.isEmpty() && changed.snapshot().status() == SubscriptionStatus.ACTIVE) {
            drifts.add(RecordComparison.person(
                    DriftKind.ACTIVE_WITHOUT_SLICE,
                    RecordKind.SUBSCRIPTION,
                    id,
                    changed.tenantId(),
                    "the subscription is active and has no open slice, and none of its " + INVOICES
                            + " newest paid invoices would open one; look at its invoices at Stripe"));
        }
        return drifts;
    }
}
