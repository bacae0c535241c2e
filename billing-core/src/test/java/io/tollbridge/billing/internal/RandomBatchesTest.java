// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.account.AccountDecider;
import io.tollbridge.billing.account.Attribution;
import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.account.CreditPolicy;
import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.account.OperationKey;
import io.tollbridge.billing.account.PaidPeriod;
import io.tollbridge.billing.account.ShortfallPolicy;
import io.tollbridge.billing.account.SubscriptionSnapshot;
import io.tollbridge.billing.account.SubscriptionStatus;
import io.tollbridge.billing.account.TenantCommand;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import io.tollbridge.billing.ledger.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Commands in batches of any size do what they do one by one. */
class RandomBatchesTest {
    private static final int SEEDS = "full".equals(System.getProperty("campaign")) ? 20_000 : 500;
    private static final List<String> TENANTS = List.of("a", "b", "c");
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final Catalog CATALOG = Catalog.builder()
            .plan(Plan.monthly("starter", 300).stripePrice("price_starter"))
            .plan(Plan.monthly("free", 50))
            .build();

    /** A store and the commands that it was given. */
    private static final class Side {
        final FakeStore store = new FakeStore();
        final List<CommandResult> results = new ArrayList<>();
        final CommandExecutor executor;

        Side(CreditPolicy policy) {
            executor = new CommandExecutor(store, new AccountDecider(CATALOG, policy), () -> NOW);
        }

        void executes(List<Command> commands) {
            results.addAll(executor.inTransaction(transaction -> executor.execute(transaction, commands)));
        }
    }

    @Test
    void batchesEqualTheirCommandsOneByOne() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            try {
                compare(new Random(seed));
            } catch (RuntimeException | AssertionError failure) {
                throw new AssertionError("batches of seed " + seed + ": " + failure.getMessage(), failure);
            }
        }
    }

    private static void compare(Random random) {
        CreditPolicy policy = CreditPolicy.DEFAULT
                .thresholdBasis(
                        random.nextBoolean()
                                ? CreditPolicy.ThresholdBasis.SUBSCRIPTION
                                : CreditPolicy.ThresholdBasis.TOTAL)
                .lockOnDrift(random.nextBoolean());
        Side single = new Side(policy);
        Side batched = new Side(policy);
        List<Command> open = new ArrayList<>();
        for (String tenant : TENANTS) {
            open.add(new Command.Waive(tenant, OperationKey.generated("hello"), "LLM", 1, Attribution.NONE));
        }
        for (int i = 0; i < 30; i++) {
            open.add(command(random));
        }
        open.forEach(command -> single.executes(List.of(command)));
        for (int i = 0; i < open.size(); ) {
            List<Command> batch = batch(open.subList(i, Math.min(open.size(), i + 1 + random.nextInt(12))));
            batched.executes(batch);
            i += batch.size();
        }
        assertThat(batched.results).as("results of %s", open).isEqualTo(single.results);
        for (String tenant : TENANTS) {
            same(batched.store.rows().tenant(tenant), single.store.rows().tenant(tenant));
            assertThat(new LedgerVerifier(new FakeReader(batched.store.rows()), tenant)
                            .verify()
                            .findings())
                    .isEmpty();
        }
    }

    /** The first of the commands: a reversal does not yet find a lot that its own batch has made and emptied. */
    private static List<Command> batch(List<Command> commands) {
        boolean lots = false;
        for (int i = 0; i < commands.size(); i++) {
            boolean reversal = commands.get(i) instanceof Command.Reverse;
            if (reversal && lots) {
                return commands.subList(0, i);
            }
            lots |= reversal || commands.get(i) instanceof Command.AddLot;
        }
        return commands;
    }

    private static void same(FakeRows.Tenant batched, FakeRows.Tenant single) {
        assertThat(batched.account).isEqualTo(single.account);
        assertThat(batched.ledger).isEqualTo(single.ledger);
        assertThat(batched.grants).isEqualTo(single.grants);
        assertThat(batched.holds).isEqualTo(single.holds);
        assertThat(batched.subscriptions).isEqualTo(single.subscriptions);
        assertThat(batched.operations).isEqualTo(single.operations);
        assertThat(batched.notifications).isEqualTo(single.notifications);
        assertThat(UsageSums.of(batched.usage)).containsExactlyInAnyOrderElementsOf(UsageSums.of(single.usage));
        assertThat(batched.nextDueAt).isEqualTo(single.nextDueAt);
    }

    /** Few tenants, keys and holds, so that commands meet each other. */
    private static Command command(Random random) {
        String tenant = TENANTS.get(random.nextInt(TENANTS.size()));
        String name = "k" + random.nextInt(9);
        long credits = random.nextInt(120);
        OperationKey key = OperationKey.caller(name, random.nextInt(8) == 0 ? 1 : 0);
        Attribution by = Attribution.NONE;
        return switch (random.nextInt(17)) {
            case 0, 1, 2 -> new Command.Deduct(tenant, key, "LLM", credits, policy(random));
            case 3, 4 ->
                new Command.AddLot(
                        tenant,
                        key,
                        Grant.Source.PURCHASE,
                        1 + credits,
                        random.nextBoolean() ? null : NOW.plusSeconds(1 + credits),
                        random.nextBoolean(),
                        by);
            case 5, 6 -> new Command.PlaceHold(tenant, key, "LLM", credits, Duration.ofHours(1));
            case 7, 8 -> new Command.Capture(tenant, key.stored(), credits, random.nextInt(50));
            case 9 -> new Command.Release(tenant, key.stored(), false);
            case 10, 11 ->
                new Command.Reverse(
                        tenant, 0, key, random.nextInt(3) == 0 ? 1 + credits : null, by, List.of(), List.of());
            case 12 -> slice(random, tenant);
            case 13, 14 -> concerning(random, tenant, key);
            case 15 ->
                new Command.ChangePlan(
                        tenant, key, "sub_" + random.nextInt(3), "starter", 1 + random.nextInt(4), NOW, null);
            default ->
                random.nextBoolean()
                        ? new Command.AdjustSlice(tenant, key, 1 + credits, by)
                        : new Command.TakeAway(tenant, key, Pool.BUNDLE, 1 + credits, by);
        };
    }

    private static Command concerning(Random random, String tenant, OperationKey key) {
        return switch (random.nextInt(12)) {
            case 0, 1 -> new TenantCommand.Mute(tenant, random.nextInt(8));
            case 2, 3 -> new TenantCommand.EndLocalPlan(tenant, Attribution.NONE);
            case 4, 5, 6 -> new TenantCommand.ForgiveDebt(tenant, key, 1 + random.nextInt(90), Attribution.NONE);
            case 7, 8 -> new TenantCommand.NoteDrift(tenant, "lot " + random.nextInt(3), "lot: 1 too many");
            case 9, 10 -> new TenantCommand.Unlock(tenant, Attribution.NONE);
            default -> new TenantCommand.Erase(tenant, Attribution.NONE, List.of());
        };
    }

    private static ShortfallPolicy policy(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> ShortfallPolicy.REFUSE;
            case 1 -> ShortfallPolicy.PARTIAL;
            default -> ShortfallPolicy.overage(random.nextInt(200));
        };
    }

    private static Command slice(Random random, String tenant) {
        String subscription = "sub_" + random.nextInt(3);
        Instant start = NOW.minus(Duration.ofDays(random.nextInt(3)));
        return switch (random.nextInt(4)) {
            case 0 ->
                new Command.SubscriptionChanged(
                        tenant,
                        new SubscriptionSnapshot(
                                subscription,
                                "starter",
                                1,
                                random.nextBoolean() ? SubscriptionStatus.ACTIVE : SubscriptionStatus.CANCELED,
                                start,
                                null,
                                null,
                                null,
                                false,
                                start));
            case 1 -> new Command.StartLocalPlan(tenant, "free");
            default ->
                new Command.OpenSlice(
                        tenant,
                        new PaidPeriod(
                                subscription,
                                "starter",
                                1,
                                start,
                                start.plus(Duration.ofDays(30)),
                                null,
                                false,
                                start.plusSeconds(random.nextInt(9))));
        };
    }
}
