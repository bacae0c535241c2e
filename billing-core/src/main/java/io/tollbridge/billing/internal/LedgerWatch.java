// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.BillingStoreException;
import io.tollbridge.billing.account.TenantCommand;
import io.tollbridge.billing.event.BillingEvent;
import io.tollbridge.billing.ledger.LedgerFinding;
import io.tollbridge.billing.ledger.LedgerVerification;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.JobState;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies every ledger once a day, a page of tenants at a time. How far it has come is stored, so that a node that dies
 * loses nothing and the next one goes on; two nodes at the same page do the same twice. What does not add up is told to
 * operators, once.
 */
final class LedgerWatch {
    private static final Logger log = LoggerFactory.getLogger(LedgerWatch.class);
    private static final String JOB = "VERIFY_LEDGERS";
    private static final int PAGE = 50;
    private static final int TOLD = 10;
    private static final int LONGEST_DETAIL = 2_000;

    private final BillingStore store;
    private final CommandExecutor executor;
    private final InstantSource clock;
    private final LocalTime at;
    private final Signals signals;
    private volatile @Nullable Instant nextLook;

    LedgerWatch(BillingStore store, CommandExecutor executor, InstantSource clock, LocalTime at, Signals signals) {
        this.signals = signals;
        this.store = store;
        this.executor = executor;
        this.clock = clock;
        this.at = at;
    }

    /** Verifies the next page if it is due; returns true when another page is. */
    boolean page() {
        Instant now = clock.instant();
        Instant look = nextLook;
        if (look != null && now.isBefore(look)) {
            return false;
        }
        JobState state = store.read(reader -> reader.job(JOB)).orElse(null);
        if (state == null) {
            save(new JobState("", after(now)));
            return false;
        }
        if (now.isBefore(state.dueAt())) {
            nextLook = state.dueAt();
            return false;
        }
        List<String> tenants = store.read(reader -> reader.tenants(state.position(), PAGE));
        tenants.forEach(this::verify);
        boolean more = tenants.size() == PAGE;
        save(more ? new JobState(tenants.get(PAGE - 1), state.dueAt()) : new JobState("", after(now)));
        return more;
    }

    private void save(JobState state) {
        executor.inTransaction(transaction -> {
            transaction.saveJob(JOB, state);
            return state;
        });
        nextLook = state.dueAt();
    }

    /** The next time of day at which it is to begin. */
    private Instant after(Instant now) {
        OffsetDateTime today = now.atOffset(ZoneOffset.UTC).with(at);
        return (today.toInstant().isAfter(now) ? today : today.plusDays(1)).toInstant();
    }

    private void verify(String tenantId) {
        try {
            LedgerVerification verification = store.read(reader -> new LedgerVerifier(reader, tenantId).verify());
            if (!verification.sound()) {
                tell(verification);
            }
        } catch (RuntimeException failure) {
            if (failure instanceof BillingStoreException down && down.retryable()) {
                throw failure;
            }
            // why: what is wrong with one tenant must not hide what is wrong with the others
            log.error("The ledger of tenant {} could not be verified", tenantId, failure);
        }
    }

    private void tell(LedgerVerification verification) {
        String tenantId = verification.tenantId();
        List<LedgerFinding> lots = verification.findings().stream()
                .filter(finding -> finding.kind() == LedgerFinding.Kind.GRANT_BALANCE)
                .toList();
        // why lots first: which lot and by how much stays the same, whatever is used of the others later
        List<LedgerFinding> telling = lots.isEmpty() ? verification.findings() : lots;
        String detail = telling.stream()
                .limit(TOLD)
                .map(finding -> finding.where() + " " + finding.message())
                .collect(Collectors.joining("; "));
        String told = detail.length() > LONGEST_DETAIL ? detail.substring(0, LONGEST_DETAIL) : detail;
        log.error("The ledger of tenant {} does not add up: {}", tenantId, told);
        Object[] parts = telling.stream()
                .map(finding -> finding.kind() + " " + finding.where() + " " + finding.difference())
                .toArray();
        executor.execute(new TenantCommand.NoteDrift(tenantId, Long.toHexString(Fingerprint.of(parts)), told));
        signals.tell(new BillingEvent.LedgerDrift(tenantId));
    }
}
