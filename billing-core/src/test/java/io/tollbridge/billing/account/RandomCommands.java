// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import io.tollbridge.billing.ledger.Pool;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * One seeded history of every command there is. Left out is what contradicts itself: a trial of a subscription that was
 * paid before, an end that was over when it was first said, two periods that begin at the very same instant.
 */
final class RandomCommands {
    private static final String TENANT = "acme";
    private static final List<String> PLANS = List.of("starter", "pro", "ent", "free", "freer", "nonsense");
    private static final int COMMANDS = 40;

    private final Random random;
    private final Chronicle chronicle;
    private final List<String> log = new ArrayList<>();
    private Instant now = Story.T0;
    private int keys;

    RandomCommands(long seed) {
        random = new Random(seed);
        CreditPolicy policy = new CreditPolicy(
                random.nextBoolean() ? Duration.ZERO : Duration.ofDays(3),
                any(List.of(CreditPolicy.PlanChange.values())),
                any(List.of(CreditPolicy.Cancellation.values())),
                any(List.of(CreditPolicy.ThresholdBasis.values())),
                random.nextInt(4) == 0,
                random.nextBoolean(),
                any(List.of(CreditPolicy.ClawbackShortfall.values())),
                PurchasePolicy.DEFAULT);
        chronicle = new Chronicle(new AccountDecider(Story.CATALOG, policy));
        log.add(policy.toString());
    }

    void run() {
        for (int i = 0; i < COMMANDS; i++) {
            if (random.nextInt(3) == 0) {
                jump();
            }
            Command command = command();
            log.add(now + " " + command);
            try {
                Decision decision = chronicle.does(command, now);
                log.add("    " + (decision == null ? "known" : decision.outcome()));
            } catch (RuntimeException | AssertionError failure) {
                throw new AssertionError(failure.getMessage() + "\n  " + String.join("\n  ", log), failure);
            }
        }
    }

    private void jump() {
        Instant due = chronicle.due();
        switch (random.nextInt(5)) {
            case 0 -> now = due == null ? now : due;
            case 1 -> now = now.plus(Duration.ofHours(random.nextInt(50 * 24)));
            default -> now = now.plus(Duration.ofMinutes(random.nextInt(5 * 24 * 60)));
        }
    }

    private <T> T any(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private OperationKey key() {
        return OperationKey.generated("k" + ++keys);
    }

    private long some() {
        return switch (random.nextInt(12)) {
            case 0 -> 0;
            case 1 -> Long.MAX_VALUE - random.nextInt(10_000);
            case 2 -> random.nextInt(30_000);
            default -> random.nextInt(900);
        };
    }

    private String subscription() {
        return random.nextInt(4) == 0 ? "sub_2" : Story.SUB;
    }

    private @Nullable Instant soon() {
        return random.nextInt(3) == 0 ? null : now.plus(Duration.ofHours(random.nextInt(60 * 24) - 10L * 24));
    }

    private Instant month(Instant anchor, int n) {
        return anchor.atOffset(ZoneOffset.UTC).plusMonths(n).toInstant();
    }

    private Command command() {
        Attribution by = Attribution.NONE;
        return switch (random.nextInt(22)) {
            case 0, 1, 2 -> new Command.Deduct(TENANT, key(), "LLM", some(), policy());
            case 3, 4 -> lot();
            case 5, 6 -> new Command.PlaceHold(TENANT, key(), "LLM", some(), Duration.ofHours(random.nextInt(100)));
            case 7 -> new Command.Capture(TENANT, hold(), some(), random.nextInt(300));
            case 8 -> new Command.Release(TENANT, hold(), random.nextBoolean());
            case 9 -> new Command.FindHold(TENANT, hold());
            case 10 -> new Command.AdjustSlice(TENANT, key(), 1 + some() / 2, by);
            case 11 -> new Command.ResetSlice(TENANT, key(), by);
            case 12 ->
                new Command.TakeAway(TENANT, key(), any(List.of(Pool.SUBSCRIPTION, Pool.BUNDLE)), 1 + some() / 2, by);
            case 13 -> new Command.Waive(TENANT, key(), "LLM", some(), by);
            case 14 -> reversal();
            case 15 -> opening();
            case 16 -> new Command.OpenSlice(TENANT, period());
            case 17 ->
                new Command.ChangePlan(
                        TENANT,
                        key(),
                        subscription(),
                        any(PLANS),
                        1 + random.nextInt(3),
                        now.minus(Duration.ofHours(random.nextInt(72))),
                        random.nextInt(4) == 0 ? month(now, random.nextInt(13)) : null);
            case 18 -> new Command.StartLocalPlan(TENANT, any(List.of("free", "freer", "pro")));
            case 20 -> concerning();
            case 19 -> new Command.SubscriptionChanged(TENANT, snapshot());
            default -> random.nextBoolean() ? new Command.Settle(TENANT) : new Command.OpenSlice(TENANT, period());
        };
    }

    private Command concerning() {
        return switch (random.nextInt(10)) {
            case 0, 1 -> new TenantCommand.Mute(TENANT, random.nextInt(8));
            case 2, 3 -> new TenantCommand.EndLocalPlan(TENANT, Attribution.NONE);
            case 4, 5 -> new TenantCommand.ForgiveDebt(TENANT, key(), 1 + some() / 4, Attribution.NONE);
            case 6 -> new TenantCommand.NoteDrift(TENANT, "lot " + random.nextInt(9), "lot: 1 too many");
            case 7 ->
                random.nextInt(4) == 0
                        ? new TenantCommand.Erase(TENANT, Attribution.NONE, chronicle.openHolds())
                        : new TenantCommand.Unlock(TENANT, Attribution.NONE);
            default -> new TenantCommand.Unlock(TENANT, Attribution.NONE);
        };
    }

    private ShortfallPolicy policy() {
        return any(List.of(
                ShortfallPolicy.REFUSE, ShortfallPolicy.PARTIAL, ShortfallPolicy.overage(random.nextInt(1_000))));
    }

    private Command lot() {
        return new Command.AddLot(
                TENANT,
                key(),
                any(List.of(Grant.Source.values())),
                Math.max(1, some()),
                soon(),
                random.nextBoolean(),
                Attribution.NONE);
    }

    private String hold() {
        return chronicle.holds.isEmpty() ? "o:none" : any(List.copyOf(chronicle.holds.keySet()));
    }

    private Command reversal() {
        List<Long> charges = chronicle.charges();
        return charges.isEmpty()
                ? chronicle.reversal(1, 1L)
                : chronicle.reversal(any(charges), random.nextBoolean() ? null : 1 + some() / 2);
    }

    private Command opening() {
        OpeningBalance.OpenPeriod period = random.nextBoolean()
                ? null
                : new OpeningBalance.OpenPeriod(
                        any(PLANS),
                        random.nextBoolean() ? null : Story.SUB,
                        random.nextInt(2_000),
                        now.plus(Duration.ofHours(random.nextInt(800) - 10L)));
        return new Command.Open(TENANT, new OpeningBalance(period, random.nextInt(500)), Attribution.NONE);
    }

    private PaidPeriod period() {
        // why: a second more each time, so that no two periods of one subscription claim to begin at the same instant
        Instant around = random.nextBoolean()
                ? SliceRules.earlier(now, month(Story.T0, random.nextInt(6)))
                : now.minus(Duration.ofHours(random.nextInt(40 * 24) - 5L));
        Instant start = around.plusSeconds(++keys);
        int months = any(List.of(1, 1, 1, 3, 12));
        Instant end = random.nextInt(4) == 0
                ? start.plus(Duration.ofDays(any(List.of(7, 14, 28, 30, 45, 60))))
                : month(start, months);
        // why: a trial is what a tenant begins with
        boolean trial = chronicle.account().subscription() == null && random.nextInt(3) == 0;
        return new PaidPeriod(
                subscription(),
                trial ? "starter" : any(PLANS),
                1 + random.nextInt(3),
                start,
                end,
                end.isAfter(start.plus(Duration.ofDays(31))) || random.nextBoolean() ? start : null,
                trial,
                random.nextBoolean() ? start : now);
    }

    private SubscriptionSnapshot snapshot() {
        SubscriptionStatus status =
                random.nextInt(3) == 0 ? any(List.of(SubscriptionStatus.values())) : SubscriptionStatus.ACTIVE;
        return new SubscriptionSnapshot(
                subscription(),
                any(PLANS),
                1 + random.nextInt(3),
                status,
                random.nextBoolean() ? Story.T0 : now.minus(Duration.ofHours(random.nextInt(1_000))),
                null,
                null,
                random.nextInt(4) == 0 ? now.plus(Duration.ofHours(1 + random.nextInt(2_000))) : null,
                random.nextInt(8) == 0,
                now.minus(Duration.ofHours(random.nextInt(30) - 2L)));
    }
}
