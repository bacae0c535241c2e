// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.ledger.LedgerVerification;
import io.tollbridge.billing.reconcile.DriftFinding;
import io.tollbridge.billing.reconcile.DriftKind;
import io.tollbridge.billing.spi.BillingStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Every tenant's ledger: does it add up? */
final class Ledgers implements DriftCheck {
    private static final int PAGE = 25;
    private static final int TOLD = 5;

    private final BillingStore store;

    Ledgers(BillingStore store) {
        this.store = store;
    }

    @Override
    public String name() {
        return "LEDGERS";
    }

    @Override
    public Page page(String position, Instant since, Instant now) {
        List<String> tenants = store.read(reader -> reader.tenants(position, PAGE));
        List<Drift> drifts =
                tenants.stream().flatMap(tenantId -> compare(tenantId).stream()).toList();
        return new Page(drifts, tenants.size(), tenants.size() == PAGE ? tenants.get(PAGE - 1) : null);
    }

    @Override
    public Optional<List<Drift>> again(DriftFinding finding, Instant now) {
        return finding.kind() == DriftKind.LEDGER_DRIFT
                ? Optional.of(compare(finding.subject()).stream().toList())
                : Optional.empty();
    }

    private Optional<Drift> compare(String tenantId) {
        LedgerVerification verified = store.read(reader -> new LedgerVerifier(reader, tenantId).verify());
        if (verified.sound()) {
            return Optional.empty();
        }
        String what = verified.findings().stream()
                .limit(TOLD)
                .map(one -> one.where() + " " + one.message())
                .collect(Collectors.joining("; "));
        return Optional.of(RecordComparison.person(
                DriftKind.LEDGER_DRIFT,
                null,
                tenantId,
                tenantId,
                "the ledger does not add up: " + what + "; see billing.ledger().verify"));
    }
}
