// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.BillingConfigurationException;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.account.Attribution;
import io.tollbridge.billing.internal.DriftCheck.Drift;
import io.tollbridge.billing.reconcile.DriftFinding;
import io.tollbridge.billing.reconcile.DriftQuery;
import io.tollbridge.billing.reconcile.DriftReport;
import io.tollbridge.billing.reconcile.Reconciliation;
import io.tollbridge.billing.reconcile.RepairDecision;
import io.tollbridge.billing.reconcile.RepairReceipt;
import io.tollbridge.billing.reconcile.RepairReceipt.Result;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What operators do about facts that no webhook brought. */
final class DefaultReconciliation implements Reconciliation {
    private static final Logger log = LoggerFactory.getLogger(DefaultReconciliation.class);
    /** The longest month, and some days for payments that come late. */
    static final Duration LOOKBACK = Duration.ofDays(35);

    private final InstantSource clock;
    private final @Nullable EventBackfill backfill;
    private final @Nullable DriftChecks checks;

    /**
     * What operators do.
     *
     * @param backfill null when the payment service cannot be asked
     * @param checks null when the payment service cannot be asked
     */
    DefaultReconciliation(InstantSource clock, @Nullable EventBackfill backfill, @Nullable DriftChecks checks) {
        this.clock = clock;
        this.backfill = backfill;
        this.checks = checks;
    }

    @Override
    public int backfill(Instant since) {
        return asked(backfill).since(since);
    }

    @Override
    public DriftReport report(DriftQuery query) {
        DriftChecks all = asked(checks);
        Instant now = now();
        Instant asked = query.since();
        Instant since = asked == null ? now.minus(LOOKBACK) : asked;
        String from = query.from();
        String position = from == null ? "" : from;
        List<DriftFinding> findings = new ArrayList<>();
        int looked = 0;
        while (true) {
            DriftChecks.Step step = all.step(position, since, now);
            step.drifts().stream()
                    .map(Drift::finding)
                    .filter(finding -> query.wants(finding.kind()))
                    .filter(finding -> !findings.contains(finding))
                    .forEach(findings::add);
            looked += step.looked();
            String next = step.next();
            if (next == null || looked >= query.limit()) {
                return new DriftReport(now, findings, looked, Optional.ofNullable(next));
            }
            position = next;
        }
    }

    @Override
    public RepairReceipt repair(DriftFinding finding, RepairDecision decision) {
        Arguments.text(ErrorCode.ARGUMENT_INVALID, "the actor who has something repaired", decision.actor());
        Arguments.text(ErrorCode.ARGUMENT_INVALID, "the reason of a repair", decision.reason());
        for (Drift drift : asked(checks).again(finding, now())) {
            DriftFinding found = drift.finding();
            if (!found.subject().equals(finding.subject())) {
                continue;
            }
            DriftCheck.Repair repair = drift.repair();
            if (repair == null) {
                return new RepairReceipt(finding, Result.NEEDS_A_PERSON, List.of(), found.message());
            }
            if (decision.dryRun()) {
                return new RepairReceipt(finding, Result.REPAIRED, found.repair(), "");
            }
            RepairReceipt done = repair.carryOut(new Attribution(decision.actor(), decision.reason()));
            log.info(
                    "{} {} of tenant {} by {}: {}: {}",
                    done.result(),
                    found.subject(),
                    found.tenantId(),
                    decision.actor(),
                    decision.reason(),
                    done.steps());
            return new RepairReceipt(finding, done.result(), done.steps(), done.message());
        }
        return new RepairReceipt(finding, Result.NOTHING_LEFT, List.of(), "it does not differ any more");
    }

    private static <T> T asked(@Nullable T part) {
        if (part == null) {
            throw new BillingConfigurationException("comparing with the payment service needs a gateway that can be"
                    + " asked: StripeSettings.builder().apiKey(System.getenv(\"STRIPE_API_KEY\"))");
        }
        return part;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
