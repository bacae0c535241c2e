// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.account.Attribution;
import io.tollbridge.billing.event.BillingEvent.RecordDrift;
import io.tollbridge.billing.internal.DriftCheck.Drift;
import io.tollbridge.billing.payment.GatewayException;
import io.tollbridge.billing.payment.RecordKind;
import io.tollbridge.billing.reconcile.DriftFinding;
import io.tollbridge.billing.reconcile.DriftKind;
import io.tollbridge.billing.reconcile.RepairReceipt;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.JobState;
import io.tollbridge.billing.webhook.WebhookQuery;
import io.tollbridge.billing.webhook.WebhookRecord;
import io.tollbridge.billing.webhook.WebhookStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares all records once a day, a page at a time, and mends what it may: not what a person has decided against. How
 * far it has come is stored after each page; two nodes at one page do the same twice, which changes nothing.
 */
final class RecordSweep {
    private static final Logger log = LoggerFactory.getLogger(RecordSweep.class);
    private static final String JOB = "SWEEP_RECORDS";
    private static final String CURSOR = "SWEEP_RECORDS_CURSOR";
    private static final String SEPARATOR = "/";
    private static final Attribution BY = new Attribution("tollbridge", "found by the daily comparison with Stripe");
    /** Invoices from so long before the last comparison are compared again: some are paid days after they were made. */
    private static final Duration OVERLAP = Duration.ofDays(5);

    /** What is certainly this library's business; what is not understood may be another product's. */
    private static final Set<DriftKind> TOLD = EnumSet.of(
            DriftKind.GRANTED_NOT_PAID,
            DriftKind.ACTIVE_WITHOUT_SLICE,
            DriftKind.SUBSCRIPTION_UNKNOWN,
            DriftKind.REFUSED);

    /** Records of which events of other objects tell. */
    private static final Set<RecordKind> NAMED_BY_OTHERS = EnumSet.of(RecordKind.PAYMENT, RecordKind.REFUND);

    /** So many events are looked at for what they name, once a payment differs and no event of its own tells why. */
    private static final int NEWEST = 1_000;

    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration PAUSE = Duration.ofMinutes(5);

    /** Until so long after its begin a comparison asks again for what is refused. */
    private static final Duration PATIENCE = Duration.ofHours(6);

    private static final Duration REFUSED_PAUSE = Duration.ofMinutes(30);

    private final BillingStore store;
    private final CommandExecutor executor;
    private final InstantSource clock;
    private final LocalTime at;
    private final DriftChecks checks;
    private final boolean repairs;
    private final WebhookTrouble trouble;
    private final Signals signals;
    private volatile @Nullable Instant nextLook;

    RecordSweep(BillingOptions options, CommandExecutor executor, DriftChecks checks, boolean repairs) {
        trouble = new WebhookTrouble(executor);
        signals = new Signals(options.listener());
        store = options.store();
        clock = options.clock();
        at = options.verifyAt();
        this.executor = executor;
        this.checks = checks;
        this.repairs = repairs;
    }

    /**
     * How far a comparison has come.
     *
     * @param since invoices made before then are not looked at
     * @param begun when the comparison began; between two, when the last one did. Earlier when something was left out
     * @param position where it is, null between two comparisons
     */
    private record Progress(
            Instant since, Instant begun, @Nullable String position) {
        static Progress of(String stored, String cursor, Instant now) {
            String[] parts = stored.split(SEPARATOR, 3);
            try {
                Instant begun = Instant.ofEpochMilli(Long.parseLong(parts[0]));
                return parts.length < 3
                        ? new Progress(begun, begun, null)
                        : new Progress(Instant.ofEpochMilli(Long.parseLong(parts[1])), begun, parts[2] + cursor);
            } catch (NumberFormatException notOurs) {
                Instant before = now.minus(DefaultReconciliation.LOOKBACK);
                return new Progress(before, before, null);
            }
        }

        Progress at(@Nullable String next) {
            return new Progress(since, begun, next);
        }

        /** Something was left out: the next comparison is to look at as much as this one, within bounds. */
        Progress incomplete(Instant now) {
            Instant before = now.minus(DefaultReconciliation.LOOKBACK);
            Instant from = since.plus(OVERLAP);
            return new Progress(since, from.isBefore(before) ? before : from, position);
        }

        String stored() {
            return position == null
                    ? Long.toString(begun.toEpochMilli())
                    : begun.toEpochMilli() + SEPARATOR + since.toEpochMilli() + SEPARATOR + DriftChecks.named(position);
        }

        /** Stored apart, for a tenant's id may be as long as a position. */
        String cursor() {
            return position == null
                    ? ""
                    : position.substring(DriftChecks.named(position).length());
        }
    }

    /** Compares the next page if it is due; returns true when another page is. */
    boolean page() {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Instant look = nextLook;
        if (look != null && now.isBefore(look)) {
            return false;
        }
        // why before: whatever fails from here on is not tried again at once, for it asks the payment service
        nextLook = now.plus(PAUSE);
        JobState state = store.read(reader -> reader.job(JOB)).orElse(null);
        if (state == null) {
            Instant before = now.minus(DefaultReconciliation.LOOKBACK);
            save(new Progress(before, before, null), after(now));
            return false;
        }
        // why a bound: a clock that was far ahead for a while must not have put this off for good
        if (now.isBefore(state.dueAt()) && !state.dueAt().isAfter(now.plus(DAY))) {
            nextLook = state.dueAt();
            return false;
        }
        String cursor =
                store.read(reader -> reader.job(CURSOR)).map(JobState::position).orElse("");
        Progress stored = Progress.of(state.position(), cursor, now);
        String position = stored.position();
        if (position == null || !checks.knows(position)) {
            return page(new Progress(stored.begun().minus(OVERLAP), now, ""), "", now);
        }
        return page(stored, position, now);
    }

    private boolean page(Progress progress, String position, Instant now) {
        DriftChecks.Step step;
        try {
            step = checks.step(position, progress.since(), now);
        } catch (GatewayException failure) {
            log.warn("Records could not be compared; they are later", failure);
            return failure.retryable()
                    ? later(progress.at(position), PAUSE, now)
                    : refused(progress, position, failure, now);
        }
        step.drifts().forEach(drift -> heal(drift, now));
        String next = step.next();
        save(progress.at(next), next == null ? after(now) : now);
        return next != null;
    }

    private boolean later(Progress progress, Duration pause, Instant now) {
        save(progress, now.plus(pause));
        return false;
    }

    /**
     * Begins the check at hand again, for hours: the record that its list was to go on after may be gone, or the API key
     * is being changed. What is refused then too, operators are told, and the other checks go on.
     */
    private boolean refused(Progress progress, String position, GatewayException failure, Instant now) {
        String check = checks.check(position);
        if (now.isBefore(progress.begun().plus(PATIENCE))) {
            return later(progress.at(check), REFUSED_PAUSE, now);
        }
        trouble.notCompared(check, failure, now);
        String next = checks.after(check);
        save(progress.incomplete(now).at(next), next == null ? after(now) : now);
        return next != null;
    }

    private void heal(Drift drift, Instant now) {
        DriftFinding finding = drift.finding();
        DriftCheck.Repair repair = drift.repair();
        if (repair != null && repairs && !decidedAgainst(finding)) {
            RepairReceipt receipt = repair.carryOut(BY);
            log.warn("{} {} of tenant {}: {}", finding.kind(), finding.subject(), finding.tenantId(), receipt);
            if (receipt.result() != RepairReceipt.Result.NOTHING_LEFT) {
                boolean done = receipt.result() == RepairReceipt.Result.REPAIRED;
                tell(finding, done ? RecordDrift.Mending.REPAIRED : RecordDrift.Mending.REPORTED);
            }
            return;
        }
        tell(finding, RecordDrift.Mending.REPORTED);
        log.warn("{} {} of tenant {}: {}", finding.kind(), finding.subject(), finding.tenantId(), finding.message());
        if (TOLD.contains(finding.kind())) {
            trouble.found(finding, now);
        }
    }

    private void tell(DriftFinding finding, RecordDrift.Mending mending) {
        signals.tell(new RecordDrift(finding.kind(), mending));
    }

    /** True when a person has discarded an event of a record, and none of it was done that came later. */
    private boolean decidedAgainst(DriftFinding finding) {
        WebhookQuery ours = WebhookQuery.of(WebhookStatus.DISCARDED).listener("");
        WebhookRecord discarded = newest(ours, finding);
        if (discarded == null
                || newest(ours.statuses(Set.of(WebhookStatus.DONE)).since(discarded.receivedAt()), finding) != null) {
            return false;
        }
        log.warn("{} is left as it is: event {}", finding.subject(), discarded.note());
        return true;
    }

    /** The newest event of a record, null when there is none. Those of refunds and disputes are of their payment too. */
    private @Nullable WebhookRecord newest(WebhookQuery query, DriftFinding finding) {
        List<WebhookRecord> own = store.inbox().find(query.object(finding.subject()), 1);
        if (!own.isEmpty() || !NAMED_BY_OTHERS.contains(finding.record())) {
            return own.isEmpty() ? null : own.get(0);
        }
        String named = '"' + finding.subject() + '"';
        return store.inbox().find(query, NEWEST).stream()
                .filter(event -> event.event().payload().contains(named))
                .findFirst()
                .orElse(null);
    }

    private void save(Progress progress, Instant dueAt) {
        JobState state = new JobState(progress.stored(), dueAt);
        executor.inTransaction(transaction -> {
            transaction.saveJob(JOB, state);
            transaction.saveJob(CURSOR, new JobState(progress.cursor(), dueAt));
            return state;
        });
        nextLook = dueAt;
    }

    private Instant after(Instant now) {
        Instant today = now.atOffset(ZoneOffset.UTC).with(at).toInstant();
        return today.isAfter(now) ? today : today.plus(DAY);
    }
}
