// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.account.CreditPolicy.ClawbackShortfall;
import io.tollbridge.billing.ledger.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One tenant, one lot of 1000 credits, and whatever else a test adds. */
final class Lots {
    final CreditPolicy policy;
    final Map<Long, Grant> rows = new TreeMap<>();
    final Map<String, Hold> holds = new TreeMap<>();
    Account account = Account.unknown("acme");
    Instant now = Story.T0;
    private int keys;
    List<String> legs = List.of();

    Lots(ClawbackShortfall shortfall) {
        policy = CreditPolicy.DEFAULT.clawbackShortfall(shortfall);
    }

    static Lots of(long credits, @Nullable Instant expiresAt) {
        Lots lots = new Lots(ClawbackShortfall.DEBT);
        lots.buy(credits, expiresAt);
        return lots;
    }

    OperationKey key() {
        return OperationKey.generated("k" + ++keys);
    }

    Outcome does(Command command) {
        Decision decision = new AccountDecider(Story.CATALOG, policy).decide(loaded(command), command, now);
        keep(decision);
        return decision.outcome();
    }

    Account loaded(Command command) {
        Draft draft = new Draft(account, now, policy);
        String holdId = command.holdId();
        if (holdId != null && holds.containsKey(holdId)) {
            draft.put(holds.get(holdId));
        }
        return draft.decided(new Outcome.Noted("loaded")).after();
    }

    void keep(Decision decision) {
        decision.grants().forEach(grant -> rows.put(grant.id(), grant));
        decision.holds().forEach(hold -> holds.put(hold.id(), hold));
        account = decision.after().withoutNamed();
        legs = decision.entries().stream()
                .map(row -> row.type() + " " + row.pool() + " " + row.amount())
                .toList();
        assertThat(account.bundleCredits() == 0 || account.debt() == 0)
                .as("no bundle credits beside debt")
                .isTrue();
    }

    long buy(long credits, @Nullable Instant expiresAt) {
        does(new Command.AddLot("acme", key(), Grant.Source.PURCHASE, credits, expiresAt, false, Attribution.NONE));
        return account.lastGrantId();
    }

    void use(long credits) {
        Outcome outcome = does(new Command.Deduct("acme", key(), "LLM", credits, ShortfallPolicy.REFUSE));
        assertThat(outcome.succeeded()).isTrue();
    }

    String hold(long credits) {
        Outcome outcome = does(new Command.PlaceHold("acme", key(), "LLM", credits, Duration.ofDays(60)));
        return ((Outcome.Held) outcome).hold().id();
    }

    void release(String hold) {
        does(new Command.Release("acme", hold, false));
    }

    void capture(String hold, long credits) {
        does(new Command.Capture("acme", hold, credits, 0));
    }

    void at(Instant instant) {
        now = instant;
        does(new Command.Settle("acme"));
    }

    Lots settles(long target, long disputed) {
        return settles(1, target, disputed);
    }

    Lots settles(long grantId, long target, long disputed) {
        assertThat(tries(grantId, target, disputed)).isNull();
        assertThat(row(grantId).clawback().clawed()).isEqualTo(target);
        return this;
    }

    Outcome.@Nullable Rejected tries(long grantId, long target, long disputed) {
        Draft draft = new Draft(account, now, policy);
        Outcome.Rejected rejected = ClawbackRules.settle(draft, "acme", row(grantId), target, disputed);
        if (rejected == null) {
            keep(draft.decided(new Outcome.Noted("settled")));
        }
        return rejected;
    }

    Grant row(long grantId) {
        return java.util.Objects.requireNonNull(rows.get(grantId));
    }

    /** Bundle, held, frozen, debt. */
    List<Long> pools() {
        return Stream.of(Pool.BUNDLE, Pool.HELD, Pool.FROZEN, Pool.DEBT)
                .map(account::balance)
                .toList();
    }
}
