// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.payment.GatewayException;
import io.tollbridge.billing.payment.RecordKind;
import io.tollbridge.billing.payment.RecordPage;
import io.tollbridge.billing.payment.RecordQuery;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.JobState;
import io.tollbridge.billing.spi.PaymentGateway;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches events that no webhook brought, from the payment service's own list: when a node starts, and hourly, a page at
 * a time. How far it has come is stored after each page, so a node that dies loses nothing and the next one goes on; two
 * nodes at one page do the same twice, and the inbox takes each event once. The very first time nothing is fetched: what
 * happened before the library was there is found by comparing records.
 *
 * <p>How far it has come is told by the payment service's clock, as its newest event says, not by this node's: a node
 * whose clock is wrong refuses webhooks, and these are to be fetched when it is right again.
 */
final class EventBackfill {
    private static final Logger log = LoggerFactory.getLogger(EventBackfill.class);
    private static final String JOB = "BACKFILL_EVENTS";

    /** How long Stripe keeps events. */
    static final Duration KEPT = Duration.ofDays(30);

    private static final Duration INTERVAL = Duration.ofHours(1);
    /** Read again each time: events that were listed late. */
    private static final Duration OVERLAP = Duration.ofHours(1);
    /** A node that starts so soon after the last round has missed nothing that webhooks would not bring by themselves. */
    private static final Duration RECENT = Duration.ofMinutes(5);

    /** Before then nothing is looked for again where nothing has happened since: soon Stripe keeps no events of then. */
    private static final Duration QUIET = Duration.ofDays(20);

    private static final Duration PAUSE = Duration.ofMinutes(5);
    /** A round that was left lying for longer begins again, so that what was made since is read first. */
    private static final Duration STALE = Duration.ofHours(6);

    private final BillingStore store;
    private final CommandExecutor executor;
    private final InstantSource clock;
    private final PaymentGateway gateway;
    private final MissedEvents missed;
    private final Runnable nudge;
    private volatile @Nullable Instant nextLook;
    private volatile boolean fresh = true;

    EventBackfill(
            BillingOptions options,
            CommandExecutor executor,
            PaymentGateway gateway,
            MissedEvents missed,
            Runnable nudge) {
        store = options.store();
        clock = options.clock();
        this.executor = executor;
        this.gateway = gateway;
        this.missed = missed;
        this.nudge = nudge;
    }

    /** Reads the next page if it is due; returns true when another page is. */
    boolean page() {
        Instant now = now();
        Instant look = nextLook;
        if (look != null && now.isBefore(look)) {
            return false;
        }
        // why before: whatever fails from here on is not tried again at once, for it asks the payment service
        nextLook = now.plus(PAUSE);
        JobState state = store.read(reader -> reader.job(JOB)).orElse(null);
        if (state == null) {
            fresh = false;
            return begin(now);
        }
        BackfillRound round = BackfillRound.of(state.position());
        if (round == null) {
            // why everything again: reading it twice is harmless
            round = BackfillRound.through(now.minus(KEPT));
        }
        boolean startedLate = fresh && round.from() == null && round.until().isBefore(now.minus(RECENT));
        fresh = false;
        // why a bound: a clock that was far ahead for a while must not have put this off for good
        boolean waits = now.isBefore(state.dueAt()) && !state.dueAt().isAfter(now.plus(INTERVAL));
        if (waits && !startedLate) {
            nextLook = state.dueAt();
            return false;
        }
        boolean lying = state.dueAt().isBefore(now.minus(STALE));
        return page(begun(round, lying, now), now);
    }

    /** Remembers where the list ends today, so that what has happened before is not read. */
    private boolean begin(Instant now) {
        Instant until;
        try {
            RecordPage newest = gateway.list(RecordQuery.of(RecordKind.EVENT).limit(1));
            until = missed.newest(newest.records())
                    .map(end -> end.plus(OVERLAP).plusSeconds(1))
                    .orElse(now.minus(QUIET));
        } catch (GatewayException failure) {
            log.warn("The list of events could not be read; what happens from now on is fetched later", failure);
            until = now;
        }
        save(BackfillRound.through(until), now.plus(INTERVAL));
        return false;
    }

    private static BackfillRound begun(BackfillRound round, boolean lying, Instant now) {
        Instant from = round.from();
        if (from != null && !lying) {
            return round;
        }
        Instant wanted = from == null ? round.until().minus(OVERLAP) : from;
        Instant oldest = now.minus(KEPT);
        if (wanted.plus(OVERLAP).isBefore(oldest)) {
            log.warn(
                    "Events from {} to {} are no longer listed by the payment service; what they brought about is found"
                            + " by comparing records only",
                    wanted,
                    oldest);
        }
        return new BackfillRound(wanted.isBefore(oldest) ? oldest : wanted, round.until(), null);
    }

    /** How far the list has been read when a round that begins with this page has ended, by the service's clock. */
    private Instant end(RecordPage first, Instant otherwise, Instant now) {
        Instant newest = missed.newest(first.records()).orElse(otherwise);
        Instant quiet = now.minus(QUIET);
        return newest.isAfter(now) ? now : newest.isBefore(quiet) ? quiet : newest;
    }

    private boolean page(BackfillRound round, Instant now) {
        RecordPage page;
        try {
            page = gateway.list(query(round));
        } catch (GatewayException failure) {
            log.warn("Missed events could not be fetched; it is tried again in {}", PAUSE, failure);
            // why from the beginning: the event that the list was to go on after may be too old by now
            save(failure.retryable() ? round : round.at(null), now.plus(PAUSE));
            return false;
        }
        stored(page, now);
        Instant until = round.after() == null ? end(page, round.until(), now) : round.until();
        Optional<RecordQuery> next = page.next(query(round));
        if (next.isPresent()) {
            save(new BackfillRound(round.from(), until, next.get().after()), now);
            return true;
        }
        save(BackfillRound.through(until), now.plus(INTERVAL));
        return false;
    }

    /** Reads everything since a time at once; returns how many events were missing. */
    int since(Instant since) {
        Instant now = now();
        Instant oldest = now.minus(KEPT);
        Optional<RecordQuery> next =
                Optional.of(query(new BackfillRound(since.isBefore(oldest) ? oldest : since, now, null)));
        int missing = 0;
        while (next.isPresent()) {
            RecordPage page = gateway.list(next.get());
            missing += stored(page, now);
            next = page.next(next.get());
        }
        return missing;
    }

    private int stored(RecordPage page, Instant now) {
        int missing = missed.store(page.records(), now);
        if (missing > 0) {
            log.info("{} events that no webhook has brought were fetched", missing);
            nudge.run();
        }
        return missing;
    }

    private static RecordQuery query(BackfillRound round) {
        // why no end: newest first, what is made while the round is under way does not shift what follows
        RecordQuery query = RecordQuery.of(RecordKind.EVENT).created(round.from(), null);
        String after = round.after();
        return after == null ? query : query.after(after);
    }

    private void save(BackfillRound round, Instant dueAt) {
        JobState state = new JobState(round.position(), dueAt);
        executor.inTransaction(transaction -> {
            transaction.saveJob(JOB, state);
            return state;
        });
        nextLook = dueAt;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
