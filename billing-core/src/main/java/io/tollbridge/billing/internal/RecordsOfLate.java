// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tollbridge.billing.payment.RecordKind;
import io.tollbridge.billing.payment.RecordPage;
import io.tollbridge.billing.payment.RecordPage.StoredRecord;
import io.tollbridge.billing.payment.RecordQuery;
import io.tollbridge.billing.payment.RecordQuery.Filter;
import io.tollbridge.billing.reconcile.DriftFinding;
import io.tollbridge.billing.spi.PaymentGateway;
import io.tollbridge.billing.webhook.HandlerResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Every record of a kind that was made of late: was everything made of it here? What handlers find to be none of ours is
 * passed over.
 */
final class RecordsOfLate implements DriftCheck {
    private static final int PAGE = 50;

    private final PaymentGateway gateway;
    private final RecordComparison comparison;
    private final String name;
    private final RecordQuery which;

    private final Duration unfinished;

    private RecordsOfLate(
            PaymentGateway gateway, RecordComparison comparison, String name, RecordQuery which, Duration unfinished) {
        this.gateway = gateway;
        this.comparison = comparison;
        this.name = name;
        this.which = which.limit(PAGE);
        this.unfinished = unfinished;
    }

    /**
     * Invoices that are paid, payments, refunds and disputes, each from as much earlier as it takes to come to its end: a
     * bank debit two weeks, a refund a month, a dispute some months. An invoice that is paid late leaves a subscription
     * without a slice, which is looked for by itself.
     */
    static List<DriftCheck> of(PaymentGateway gateway, RecordComparison comparison) {
        RecordQuery paid = RecordQuery.of(RecordKind.INVOICE).where(Filter.STATUS, "paid");
        RecordQuery payments = RecordQuery.of(RecordKind.PAYMENT);
        RecordQuery refunds = RecordQuery.of(RecordKind.REFUND);
        RecordQuery disputes = RecordQuery.of(RecordKind.DISPUTE);
        return List.of(
                new RecordsOfLate(gateway, comparison, "PAID_INVOICES", paid, Duration.ZERO),
                new RecordsOfLate(gateway, comparison, "PAYMENTS", payments, Duration.ofDays(15)),
                new RecordsOfLate(gateway, comparison, "REFUNDS", refunds, Duration.ofDays(35)),
                new RecordsOfLate(gateway, comparison, "DISPUTES", disputes, Duration.ofDays(120)));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Page page(String position, Instant since, Instant now) {
        RecordQuery query = which.created(since.minus(unfinished), null);
        RecordPage page = gateway.list(position.isEmpty() ? query : query.after(position));
        List<Drift> drifts = page.records().stream()
                .flatMap(one -> compare(one, now).stream())
                .toList();
        return new Page(
                drifts,
                page.records().size(),
                page.next(query).map(RecordQuery::after).orElse(null));
    }

    @Override
    public Optional<List<Drift>> again(DriftFinding finding, Instant now) {
        if (finding.record() != which.kind()) {
            return Optional.empty();
        }
        return Optional.of(gateway.retrieve(which.kind(), finding.subject())
                .flatMap(bytes -> compare(new StoredRecord(finding.subject(), new String(bytes, UTF_8)), now))
                .map(List::of)
                .orElse(List.of()));
    }

    private Optional<Drift> compare(StoredRecord one, Instant now) {
        HandlerResult read = comparison.read(which.kind(), one.payload(), now);
        return comparison.compare(which.kind(), one.id(), read);
    }
}
