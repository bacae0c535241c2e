// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.ledger.Pool;
import io.tollbridge.billing.notification.Notification;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Seeded random histories of one tenant, against the laws and against {@link ReferenceModel}. */
class RandomHistoriesTest {
    private static final String TENANT = "acme";
    private static final int COMMANDS = 40;
    private static final int HISTORIES = switch (System.getProperty("campaign", "small")) {
        case "full" -> 100_000;
        case "tiny" -> 60; // mutation testing runs them once for each mutant
        default -> 2_000;
    };
    /** A slow machine may cut a small run short, never the full campaign. */
    private static final Duration LONGEST = Duration.ofMinutes(HISTORIES == 100_000 ? 60 : 3);

    private static final Catalog CATALOG = Story.CATALOG;

    /** Runs histories of consecutive seeds; a failure names its seed. */
    private static void histories(int count, LongConsumer history) {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        int done = 0;
        for (long seed = 1; seed <= count && System.nanoTime() < deadline; seed++) {
            try {
                history.accept(seed);
            } catch (RuntimeException | AssertionError failure) {
                throw new AssertionError("history of seed " + seed + ": " + failure.getMessage(), failure);
            }
            done++;
        }
        LoggerFactory.getLogger(RandomHistoriesTest.class).info("{} of {} random histories in time", done, count);
        assertThat(done).isPositive();
    }

    @Test
    void theRulesAgreeWithTheReferenceModel() {
        histories(HISTORIES, seed -> new Compared(seed).run());
    }

    @Test
    void everyCommandKeepsTheLaws() {
        histories(HISTORIES, seed -> new RandomCommands(seed).run());
    }

    /** One history that both the rules and the model live through. */
    private static final class Compared {
        private final Random random;
        private final ReferenceModel model;
        private final Chronicle chronicle;
        private final Instant anchor;
        private final Map<Long, List<ReferenceModel.Part>> charges = new LinkedHashMap<>();
        private final List<String> holds = new ArrayList<>();
        private final List<String> log = new ArrayList<>();
        private int keys;

        Compared(long seed) {
            random = new Random(seed);
            anchor = Instant.parse(random.nextBoolean() ? "2026-01-31T10:00:00Z" : "2026-03-01T00:00:00Z");
            Duration grace = random.nextBoolean() ? Duration.ofDays(3) : Duration.ZERO;
            model = new ReferenceModel(grace, anchor);
            chronicle = new Chronicle(new AccountDecider(CATALOG, CreditPolicy.DEFAULT.renewalGrace(grace)));
        }

        void run() {
            for (int i = 0; i < COMMANDS; i++) {
                try {
                    if (random.nextInt(4) == 0) {
                        jump();
                    }
                    step();
                } catch (RuntimeException | AssertionError failure) {
                    throw new AssertionError(failure.getMessage() + "\n  " + String.join("\n  ", log), failure);
                }
            }
        }

        private void jump() {
            Instant due = model.due();
            int kind = random.nextInt(6);
            if (kind == 0 && due != null && due.isAfter(model.now)) {
                model.now = due;
            } else if (kind == 1 && due != null && due.minusMillis(1).isAfter(model.now)) {
                model.now = due.minusMillis(1);
            } else if (kind == 2) {
                model.now = model.now.plus(Duration.ofHours(random.nextInt(40 * 24)));
            } else {
                model.now = model.now.plus(Duration.ofMinutes(random.nextInt(3 * 24 * 60)));
            }
        }

        private long some() {
            return random.nextInt(5) == 0 ? random.nextInt(3) : random.nextInt(random.nextBoolean() ? 60 : 700);
        }

        private OperationKey key() {
            return OperationKey.generated("k" + ++keys);
        }

        private void step() {
            switch (random.nextInt(16)) {
                case 0, 1, 2, 3, 4 -> deduct();
                case 5 -> lot();
                case 6, 7 -> place();
                case 8, 9 -> capture();
                case 10 -> release();
                case 11 -> adjustOrTakeAway();
                case 12 -> reverse();
                case 13, 14 -> open();
                default -> both(new Command.Settle(TENANT), () -> "noted");
            }
        }

        private void deduct() {
            long credits = some();
            ShortfallPolicy policy = switch (random.nextInt(4)) {
                case 0 -> ShortfallPolicy.PARTIAL;
                case 1 -> ShortfallPolicy.overage(random.nextInt(300));
                default -> ShortfallPolicy.REFUSE;
            };
            List<ReferenceModel.Part> charged = new ArrayList<>();
            Decision decision = both(
                    new Command.Deduct(TENANT, key(), "LLM", credits, policy),
                    () -> model.deduct(credits, policy, charged));
            if (decision != null && decision.outcome() instanceof Outcome.Consumed consumed) {
                charges.put(consumed.operationId(), charged);
            }
        }

        private void lot() {
            long credits = 1 + some();
            boolean promo = random.nextBoolean();
            Instant expires =
                    random.nextInt(3) == 0 ? null : model.now.plus(Duration.ofHours(random.nextInt(20 * 24) - 5L));
            Grant.Source source = random.nextBoolean() ? Grant.Source.PURCHASE : Grant.Source.GIFT;
            both(
                    new Command.AddLot(TENANT, key(), source, credits, expires, promo, Attribution.NONE),
                    () -> model.addLot(credits, expires, promo));
        }

        private void place() {
            OperationKey key = key();
            long credits = some();
            Duration time = Duration.ofHours(1 + random.nextInt(100));
            holds.add(key.stored());
            both(
                    new Command.PlaceHold(TENANT, key, "LLM", credits, time),
                    () -> model.place(key.stored(), credits, time));
        }

        private String anyHold() {
            boolean latest = random.nextInt(3) > 0;
            return holds.isEmpty() ? "o:none" : holds.get(latest ? holds.size() - 1 : random.nextInt(holds.size()));
        }

        private void capture() {
            String id = anyHold();
            Hold hold = chronicle.holds.get(id);
            long credits = hold != null && random.nextInt(3) == 0 ? hold.credits() : some();
            long limit = random.nextBoolean() ? 0 : random.nextInt(300);
            List<ReferenceModel.Part> charged = new ArrayList<>();
            Decision decision = both(
                    new Command.Capture(TENANT, id, credits, limit), () -> model.capture(id, credits, limit, charged));
            if (decision != null && decision.outcome() instanceof Outcome.HoldEnded ended && !ended.repeated()) {
                charges.put(ended.hold().endOperationId(), charged);
            }
        }

        private void release() {
            String id = anyHold();
            boolean expired = random.nextBoolean();
            both(new Command.Release(TENANT, id, expired), () -> model.release(id, expired));
        }

        private void adjustOrTakeAway() {
            long credits = 1 + some();
            if (random.nextBoolean()) {
                both(new Command.AdjustSlice(TENANT, key(), credits, Attribution.NONE), () -> model.adjust(credits));
                return;
            }
            boolean bundles = random.nextBoolean();
            Pool pool = bundles ? Pool.BUNDLE : Pool.SUBSCRIPTION;
            both(
                    new Command.TakeAway(TENANT, key(), pool, credits, Attribution.NONE),
                    () -> model.takeAway(bundles, credits));
        }

        private void reverse() {
            if (charges.isEmpty()) {
                return;
            }
            List<Long> ids = List.copyOf(charges.keySet());
            long id = ids.get(random.nextInt(ids.size()));
            both(chronicle.reversal(id, null), () -> model.reverse(charges.getOrDefault(id, List.of())));
        }

        private void open() {
            int month = 0;
            while (!boundary(month + 1).isAfter(model.now)) {
                month++;
            }
            int other = month + List.of(0, 0, 0, -1, 1).get(random.nextInt(5));
            Instant start = boundary(Math.max(0, other));
            Instant end = boundary(Math.max(0, other) + 1);
            PaidPeriod period = new PaidPeriod(
                    Story.SUB, "starter", 1, start, end, anchor, false, random.nextBoolean() ? start : model.now);
            both(new Command.OpenSlice(TENANT, period), () -> model.open(start, end, 1_000));
        }

        private Instant boundary(int month) {
            return anchor.atOffset(ZoneOffset.UTC).plusMonths(month).toInstant();
        }

        private @Nullable Decision both(Command command, Supplier<String> expectation) {
            log.add(model.now + " " + command);
            model.known = chronicle.account().version() > 0;
            Decision decision = chronicle.does(command, model.now);
            if (decision == null) {
                return null;
            }
            model.settle();
            String expected = expectation.get();
            log.add("    " + expected + " -> " + expectedState());
            same(expected, told(decision.outcome()), "outcome");
            same(expectedState(), state(decision), "state");
            return decision;
        }

        private void same(String expected, String actual, String what) {
            if (!expected.equals(actual)) {
                throw new AssertionError(what + ": expected " + expected + ", not " + actual);
            }
        }

        private String expectedState() {
            ReferenceModel.Period period = model.period;
            return "S " + model.subscription() + " B " + model.bundle() + " H " + model.held() + " D " + model.debt
                    + " A " + (period == null ? 0 : period.allowance)
                    + " U " + (period == null ? 0 : period.used)
                    + " lots " + model.lots.stream().map(lot -> lot.left).toList()
                    + " crossed " + model.crossed + " due " + model.due();
        }

        private String state(Decision decision) {
            Account account = decision.after();
            Slice slice = account.slice();
            List<Integer> crossed = decision.notifications().stream()
                    .filter(row -> row.kind() == Notification.Kind.USAGE_THRESHOLD)
                    .filter(row -> row.status() == Notification.Status.PENDING)
                    .flatMap(row -> row.crossed().stream())
                    .toList();
            return "S " + account.subscriptionCredits() + " B " + account.bundleCredits() + " H "
                    + account.heldCredits() + " D " + account.debt()
                    + " A " + (slice == null ? 0 : slice.allowance())
                    + " U " + (slice == null ? 0 : slice.used())
                    + " lots "
                    + chronicle.grants.values().stream()
                            .filter(grant -> grant.kind() == Grant.Kind.LOT)
                            .map(Grant::remaining)
                            .toList()
                    + " crossed " + crossed + " due " + chronicle.due();
        }

        private static String told(Outcome outcome) {
            if (outcome instanceof Outcome.Consumed is) {
                return "consumed " + is.fromSubscription() + " " + is.fromBundles() + " debt " + is.asDebt() + " unmet "
                        + is.unmet();
            } else if (outcome instanceof Outcome.Insufficient is) {
                return "insufficient " + is.requested() + " of " + is.spendable();
            } else if (outcome instanceof Outcome.Held is) {
                return "held " + is.hold().credits();
            } else if (outcome instanceof Outcome.HoldEnded is) {
                Hold hold = is.hold();
                return is.repeated()
                        ? "repeated"
                        : "ended " + hold.state() + " " + hold.settled() + " subscription "
                                + hold.settledFromSubscription() + " debt " + hold.settledAsDebt() + " unmet "
                                + hold.unmet() + " dropped " + is.dropped();
            } else if (outcome instanceof Outcome.Granted is) {
                return "granted " + is.credits() + " repaid " + is.debtRepaid();
            } else if (outcome instanceof Outcome.Reversed is) {
                return "reversed " + is.toSubscription() + " " + is.toBundles() + " debt " + is.debtReduced()
                        + " dropped " + is.dropped();
            } else if (outcome instanceof Outcome.Rejected is) {
                return "rejected " + is.code();
            }
            return "noted";
        }
    }
}
