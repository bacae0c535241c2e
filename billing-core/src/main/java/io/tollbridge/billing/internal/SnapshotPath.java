// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.BillingStoreException;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.account.AccountDecider;
import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.account.OperationKey;
import io.tollbridge.billing.internal.commit.Call;
import io.tollbridge.billing.spi.AccountChange;
import io.tollbridge.billing.spi.SnapshotWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides deductions on remembered accounts and has them written in one step, which checks that the accounts were still
 * the remembered ones and that no key was used. What that step does not write goes the exact way, as if nothing had been
 * decided.
 */
final class SnapshotPath {
    private final SnapshotWriter writer;
    private final AccountDecider decider;
    private final InstantSource clock;
    private final AccountCache cache;

    SnapshotPath(SnapshotWriter writer, AccountDecider decider, InstantSource clock, AccountCache cache) {
        this.writer = writer;
        this.decider = decider;
        this.clock = clock;
        this.cache = cache;
    }

    /** Returns the calls that are to go the exact way, in their order; settles the others. */
    List<Call<Command, CommandResult>> fly(List<Call<Command, CommandResult>> calls) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Map<String, List<Call<Command, CommandResult>>> byTenant = new LinkedHashMap<>();
        for (Call<Command, CommandResult> call : calls) {
            byTenant.computeIfAbsent(call.tenantId(), tenant -> new ArrayList<>())
                    .add(call);
        }
        Map<String, Decided> decided = new LinkedHashMap<>();
        List<SnapshotWriter.Change> changes = new ArrayList<>();
        byTenant.forEach((tenantId, ofTenant) -> {
            Decided one = decide(tenantId, ofTenant, now);
            if (one != null) {
                decided.put(tenantId, one);
                changes.add(one.change());
            }
        });
        Set<String> written = changes.isEmpty() ? Set.of() : write(changes, decided.values());
        for (Map.Entry<String, Decided> entry : decided.entrySet()) {
            if (written.contains(entry.getKey())) {
                entry.getValue().settle();
                cache.put(entry.getValue().change().change().after());
            } else {
                cache.remove(entry.getKey());
            }
        }
        return written.size() == byTenant.size()
                ? List.of()
                : calls.stream()
                        .filter(call -> !written.contains(call.tenantId()))
                        .toList();
    }

    private record Decided(
            SnapshotWriter.Change change, List<Call<Command, CommandResult>> calls, List<CommandResult> results) {
        void settle() {
            for (int i = 0; i < calls.size(); i++) {
                calls.get(i).succeed(results.get(i));
            }
        }
    }

    /** What the tenant's calls come to on its remembered account; null when they must go the exact way. */
    private @Nullable Decided decide(String tenantId, List<Call<Command, CommandResult>> calls, Instant now) {
        Account account = cache.get(tenantId);
        if (account == null) {
            return null;
        }
        Set<String> keys = new HashSet<>();
        for (Call<Command, CommandResult> call : calls) {
            if (!(call.command() instanceof Command.Deduct deduct) || call.doubt() != null) {
                return null;
            }
            OperationKey key = deduct.key();
            // why not those that we made: nobody has used them before
            if (!key.isGenerated()) {
                keys.add(key.stored());
            }
        }
        try {
            Fold fold = new Fold(decider, now);
            fold.add(account, true);
            List<CommandResult> results = new ArrayList<>(calls.size());
            for (Call<Command, CommandResult> call : calls) {
                results.add(fold.decide(call.command()));
            }
            List<AccountChange> changes = fold.changes();
            // why: what a tenant has muted is only known to the exact way, and so is who carries purchases out
            return changes.size() == 1
                            && changes.get(0).purchases().isEmpty()
                            && changes.get(0).notifications().stream().noneMatch(Muting::mayBeMuted)
                    ? new Decided(new SnapshotWriter.Change(changes.get(0), keys), calls, results)
                    : null;
        } catch (RuntimeException failure) {
            // why: one of the calls is poisonous, or the remembered account is; the exact way tells them apart
            return null;
        }
    }

    private Set<String> write(List<SnapshotWriter.Change> changes, Iterable<Decided> decided) {
        try {
            return writer.write(changes);
        } catch (BillingStoreException failure) {
            if (failure.code() == ErrorCode.STORE_UNAVAILABLE) {
                throw failure;
            }
            if (failure.code() == ErrorCode.OUTCOME_UNKNOWN) {
                decided.forEach(one -> one.calls().forEach(call -> call.doubt(failure)));
            }
            return Set.of();
        }
    }
}
