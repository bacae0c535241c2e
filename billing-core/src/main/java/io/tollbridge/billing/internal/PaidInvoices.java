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
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Every invoice of late that is paid: was it made something of here? */
final class PaidInvoices implements DriftCheck {
    private static final int PAGE = 50;

    private final PaymentGateway gateway;
    private final RecordComparison comparison;

    PaidInvoices(PaymentGateway gateway, RecordComparison comparison) {
        this.gateway = gateway;
        this.comparison = comparison;
    }

    @Override
    public String name() {
        return "PAID_INVOICES";
    }

    @Override
    public Page page(String position, Instant since, Instant now) {
        RecordQuery query = RecordQuery.of(RecordKind.INVOICE)
                .where(Filter.STATUS, "paid")
                .created(since, null)
                .limit(PAGE);
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
        if (finding.record() != RecordKind.INVOICE) {
            return Optional.empty();
        }
        return Optional.of(gateway.retrieve(RecordKind.INVOICE, finding.subject())
                .flatMap(bytes -> compare(new StoredRecord(finding.subject(), new String(bytes, UTF_8)), now))
                .map(List::of)
                .orElse(List.of()));
    }

    private Optional<Drift> compare(StoredRecord one, Instant now) {
        return comparison.compare(
                RecordKind.INVOICE, one.id(), comparison.read(RecordKind.INVOICE, one.payload(), now));
    }
}
