// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.InvalidArgumentException;
import io.tollbridge.billing.internal.DriftCheck.Drift;
import io.tollbridge.billing.reconcile.DriftFinding;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.PaymentGateway;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All checks, one after the other, page by page. A position names the check and where it is. Thread-safe. */
final class DriftChecks {
    private static final String SEPARATOR = ":";

    private final List<DriftCheck> checks;

    DriftChecks(List<DriftCheck> checks) {
        this.checks = List.copyOf(checks);
    }

    /** Everything that is compared with the payment service. */
    static DriftChecks of(PaymentGateway gateway, BillingStore store, RecordComparison comparison) {
        List<DriftCheck> all = new ArrayList<>();
        // why first: it looks at its own findings again, which are of payments too
        all.add(new PurchasesHere(gateway, store, comparison));
        all.add(new SubscriptionsAtService(gateway, store, comparison));
        all.addAll(RecordsOfLate.of(gateway, comparison));
        all.add(new SubscriptionsHere(gateway, store, comparison));
        return new DriftChecks(all);
    }

    /** These, and those. */
    DriftChecks and(DriftCheck... more) {
        return new DriftChecks(Stream.concat(checks.stream(), Stream.of(more)).toList());
    }

    /** A page of a check, and where the next one is; null when there is none. */
    record Step(List<Drift> drifts, int looked, @Nullable String next) {}

    /**
     * Looks at a page.
     *
     * @param position where to begin, empty for the beginning
     */
    Step step(String position, Instant since, Instant now) {
        int at = index(position);
        DriftCheck.Page page =
                checks.get(at).page(position.substring(named(position).length()), since, now);
        String within = page.next();
        return new Step(
                page.drifts(), page.looked(), within != null ? checks.get(at).name() + SEPARATOR + within : after(at));
    }

    /** Where the check of a position begins. */
    String check(String position) {
        return checks.get(index(position)).name() + SEPARATOR;
    }

    /** Where the check after that of a position begins, null when it is the last one. */
    @Nullable
    String after(String position) {
        return after(index(position));
    }

    private @Nullable String after(int at) {
        return at + 1 < checks.size() ? checks.get(at + 1).name() + SEPARATOR : null;
    }

    /** The part of a position that names its check; empty for the beginning. */
    static String named(String position) {
        return position.substring(0, position.indexOf(SEPARATOR) + 1);
    }

    /** True for what {@link #step} can begin at. */
    boolean knows(String position) {
        return position.isEmpty() || checks.stream().anyMatch(check -> position.startsWith(check.name() + SEPARATOR));
    }

    private int index(String position) {
        if (position.isEmpty()) {
            return 0;
        }
        String check = named(position);
        String name = check.isEmpty() ? position : check.substring(0, check.length() - SEPARATOR.length());
        for (int i = 0; i < checks.size(); i++) {
            if (checks.get(i).name().equals(name)) {
                return i;
            }
        }
        throw new InvalidArgumentException(
                ErrorCode.ARGUMENT_INVALID,
                "no comparison begins at \"" + name + "\"; take DriftReport.next() of an earlier report");
    }

    /** Looks at the subject of a finding again. */
    List<Drift> again(DriftFinding finding, Instant now) {
        for (DriftCheck check : checks) {
            Optional<List<Drift>> drifts = check.again(finding, now);
            if (drifts.isPresent()) {
                return drifts.get();
            }
        }
        throw new InvalidArgumentException(
                ErrorCode.ARGUMENT_INVALID, "no comparison makes findings like that of " + finding.subject());
    }
}
