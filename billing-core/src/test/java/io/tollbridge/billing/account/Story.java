// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.catalog.Bundle;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import io.tollbridge.billing.ledger.ChainHash;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.ledger.Pool;
import io.tollbridge.billing.notification.Notification;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One tenant's account and the commands that happen to it; after each of them the invariants are checked. */
final class Story {
    static final String TENANT = "acme";
    static final String SUB = "sub_1";
    static final Instant T0 = Instant.parse("2026-03-01T10:00:00Z");
    static final Instant T1 = Instant.parse("2026-04-01T10:00:00Z");
    static final Instant T2 = Instant.parse("2026-05-01T10:00:00Z");

    static final Catalog CATALOG = Catalog.builder()
            .plan(Plan.monthly("starter", 1_000).stripePrice("price_starter").trialCredits(100))
            .plan(Plan.monthly("pro", 5_000).stripePrice("price_pro").trialCredits(300))
            .plan(Plan.monthly("ent", 20_000).stripePrice("price_ent"))
            .plan(Plan.monthly("huge", Long.MAX_VALUE - 10).stripePrice("price_huge"))
            .plan(Plan.monthly("free", 50))
            .plan(Plan.monthly("freer", 80))
            .plan(Plan.monthly("nothing", 0))
            .bundle(Bundle.of("pack500", 500).price(1000, "usd"))
            .bundle(Bundle.of("pack1000", 1000).price(3000, "usd"))
            .bundle(Bundle.of("gift", 10))
            .build();

    private final AccountDecider decider;
    private final List<LedgerEntry> ledger = new ArrayList<>();
    private final List<Notification> notifications = new ArrayList<>();
    private final Map<Long, Grant> grants = new TreeMap<>();
    private Account account = Account.unknown(TENANT);
    private Instant now = T0;
    private int keys;
    private @Nullable Decision last;

    private Story(CreditPolicy policy) {
        decider = new AccountDecider(CATALOG, policy);
    }

    static Story begins() {
        return new Story(CreditPolicy.DEFAULT);
    }

    static Story with(CreditPolicy policy) {
        return new Story(policy);
    }

    /** A paid first month of STARTER from T0 to T1, all of it left. */
    static Story subscribed(CreditPolicy policy) {
        Story story = with(policy);
        story.snapshot(SubscriptionStatus.ACTIVE);
        story.paid("starter", T0, T1);
        return story;
    }

    static Story subscribed() {
        return subscribed(CreditPolicy.DEFAULT);
    }

    AccountDecider decider() {
        return decider;
    }

    Account account() {
        return account;
    }

    Instant now() {
        return now;
    }

    Story at(Instant instant) {
        now = instant;
        return this;
    }

    Story after(Duration time) {
        return at(now.plus(time));
    }

    OperationKey key() {
        return OperationKey.generated("key-" + ++keys);
    }

    Outcome does(Command command) {
        Account before = account;
        Decision decision = decider.decide(before, command, now);
        assertThat(decider.decide(before, command, now)).as("the same again").isEqualTo(decision);
        assertThat(decision.outcome()).as("an answer").isNotNull();
        took(decision);
        return decision.outcome();
    }

    /** Takes credits of a lot out of reach, as a dispute does. */
    Story frozen(long lotId, long credits) {
        Draft draft = new Draft(account, now);
        draft.begin(Draft.Operation.NONE);
        Grant lot = requireNonNull(draft.grant(lotId));
        draft.moveLot(EntryType.FREEZE, lot.withRemaining(lot.remaining() - credits), -credits);
        Grant lighter = requireNonNull(draft.grant(lotId));
        draft.moveFrozen(EntryType.FREEZE, lighter.withFrozen(lighter.frozen() + credits), credits);
        took(draft.decided(new Outcome.Noted("frozen")));
        return this;
    }

    private void took(Decision decision) {
        last = decision;
        account = decision.after();
        ledger.addAll(decision.entries());
        notifications.addAll(decision.notifications());
        decision.grants().forEach(grant -> grants.put(grant.id(), grant));
        checkInvariants();
    }

    Decision last() {
        if (last == null) {
            throw new IllegalStateException("nothing has happened yet");
        }
        return last;
    }

    Outcome deduct(long credits) {
        return deduct(credits, ShortfallPolicy.REFUSE);
    }

    Outcome deduct(long credits, ShortfallPolicy policy) {
        return does(new Command.Deduct(TENANT, key(), "LLM", credits, policy));
    }

    Hold hold(long credits) {
        Outcome outcome = does(new Command.PlaceHold(TENANT, key(), "LLM", credits, Duration.ofHours(1)));
        return ((Outcome.Held) outcome).hold();
    }

    Outcome capture(Hold hold, long credits) {
        return does(new Command.Capture(TENANT, hold.id(), credits, 0));
    }

    Outcome release(Hold hold) {
        return does(new Command.Release(TENANT, hold.id(), false));
    }

    Outcome expire(Hold hold) {
        return does(new Command.Release(TENANT, hold.id(), true));
    }

    Outcome lot(long credits) {
        return lot(credits, null, false);
    }

    Outcome lot(long credits, @Nullable Instant expiresAt, boolean promo) {
        return does(
                new Command.AddLot(TENANT, key(), Grant.Source.PURCHASE, credits, expiresAt, promo, Attribution.NONE));
    }

    Outcome paid(String plan, Instant start, Instant end) {
        return does(new Command.OpenSlice(TENANT, period(plan, start, end)));
    }

    Outcome paid(PaidPeriod period) {
        return does(new Command.OpenSlice(TENANT, period));
    }

    /** A paid period of SUB, paid when it begins, with T0 as the anchor. */
    static PaidPeriod period(String plan, Instant start, Instant end) {
        return new PaidPeriod(SUB, plan, 1, start, end, T0, false, start);
    }

    static PaidPeriod trial(String subscription, String plan, Instant start, Instant end) {
        return new PaidPeriod(subscription, plan, 1, start, end, end, true, start);
    }

    Outcome change(String plan, long quantity) {
        return does(new Command.ChangePlan(TENANT, key(), SUB, plan, quantity, now, null));
    }

    Outcome local(String plan) {
        return does(new Command.StartLocalPlan(TENANT, plan));
    }

    Outcome snapshot(SubscriptionStatus status) {
        return says(new SubscriptionSnapshot(SUB, "starter", 1, status, T0, null, null, null, false, now));
    }

    Outcome says(SubscriptionSnapshot snapshot) {
        return does(new Command.SubscriptionChanged(TENANT, snapshot));
    }

    Outcome settle() {
        return does(new Command.Settle(TENANT));
    }

    /** S, B, H and D. */
    List<Long> pools() {
        return List.of(account.subscriptionCredits(), account.bundleCredits(), account.heldCredits(), account.debt());
    }

    Slice slice() {
        Slice slice = account.slice();
        if (slice == null) {
            throw new IllegalStateException("no slice was ever opened");
        }
        return slice;
    }

    Subscription subscription() {
        Subscription subscription = account.subscription();
        if (subscription == null) {
            throw new IllegalStateException("there never was a subscription");
        }
        return subscription;
    }

    /** The last command's ledger rows, each as "TYPE POOL amount". */
    List<String> rows() {
        return rows(last().entries());
    }

    List<String> allRows() {
        return rows(ledger);
    }

    private static List<String> rows(List<LedgerEntry> entries) {
        return entries.stream()
                .map(row -> row.type() + " " + row.pool() + " " + row.amount())
                .toList();
    }

    /** Every threshold that was told so far, as "percent STATUS". */
    List<String> thresholds() {
        return notifications.stream()
                .filter(row -> row.kind() == Notification.Kind.USAGE_THRESHOLD)
                .map(row -> row.threshold() + " " + row.status() + " " + row.crossed())
                .toList();
    }

    List<Notification.Kind> told() {
        return notifications.stream()
                .map(Notification::kind)
                .filter(kind -> kind != Notification.Kind.USAGE_THRESHOLD)
                .toList();
    }

    /** Every slice as "STATE start credits", oldest first. */
    List<String> slices() {
        return grants.values().stream()
                .filter(grant -> grant.kind() == Grant.Kind.SLICE)
                .map(grant -> grant.state() + " " + grant.startsAt() + " " + grant.credits())
                .toList();
    }

    private void checkInvariants() {
        Map<Pool, Long> sums = new TreeMap<>();
        ChainHash hash = ChainHash.GENESIS;
        long seq = 0;
        for (LedgerEntry row : ledger) {
            assertThat(row.seq()).isEqualTo(++seq);
            assertThat(row.hash()).isEqualTo(ChainHash.link(hash, row));
            hash = row.hash();
            checkAmount(row);
            assertThat(sums.merge(row.pool(), row.amount(), Math::addExact))
                    .as("balance after %s", row)
                    .isEqualTo(row.balanceAfter())
                    .isNotNegative();
            assertThat(row.spendableAfter())
                    .as("spendable after %s", row)
                    .isEqualTo(Math.addExact(
                            sums.getOrDefault(Pool.SUBSCRIPTION, 0L), sums.getOrDefault(Pool.BUNDLE, 0L)));
        }
        for (Pool pool : Pool.values()) {
            assertThat(account.balance(pool)).as("%s", pool).isEqualTo(sums.getOrDefault(pool, 0L));
        }
        assertThat(account.head().seq()).isEqualTo(seq);
        assertThat(account.head().hash()).isEqualTo(hash);
        assertThat(account.bundleCredits() > 0 && account.debt() > 0)
                .as("bundle credits beside debt")
                .isFalse();
        assertThat(grants.values().stream().map(Grant::fact)).as("facts").doesNotHaveDuplicates();
        if (account.standing() == Account.Standing.OPEN) {
            assertThat(decider.at(account, now)).as("read").isSameAs(account);
        }
        Decision again = decider.decide(account, new Command.Settle(TENANT), now);
        assertThat(again.after()).as("settled again").isSameAs(account);
        assertThat(again.entries()).isEmpty();
        assertThat(again.grants()).isEmpty();
        assertThat(again.notifications()).isEmpty();
    }

    /** Rows move credits, except for those that only record what somebody did. */
    private static void checkAmount(LedgerEntry row) {
        if (row.amount() == 0) {
            assertThat(row.type()).as("%s", row).isIn(EntryType.WAIVE, EntryType.UNLOCK, EntryType.EXPIRE);
        } else {
            assertThat(row.type()).as("%s", row).isNotIn(EntryType.WAIVE, EntryType.UNLOCK);
        }
    }
}
