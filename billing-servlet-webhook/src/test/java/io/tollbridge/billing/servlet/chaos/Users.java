// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet.chaos;

import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.Charge;
import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.DeductionResult;
import io.tollbridge.billing.Hold;
import io.tollbridge.billing.PurchaseOrder;
import io.tollbridge.billing.servlet.chaos.Calls.End;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;

/** A thread of a host's users, who use credits and remember what they were told. */
final class Users implements Runnable {
    private static final int TRIES = 3;

    private final Fleet fleet;
    private final List<Tenant> tenants;
    private final SplittableRandom random;
    private final String name;
    private final int calls;

    /**
     * A thread.
     *
     * @param name unique: its idempotency keys begin so
     * @param calls how often it uses something
     */
    Users(Fleet fleet, List<Tenant> tenants, SplittableRandom random, String name, int calls) {
        this.fleet = fleet;
        this.tenants = tenants;
        this.random = random;
        this.name = name;
        this.calls = calls;
    }

    @Override
    public void run() {
        for (int i = 0; i < calls; i++) {
            Tenant tenant = tenants.get(random.nextInt(tenants.size()));
            long credits = 1 + random.nextLong(random.nextInt(4) == 0 ? 150 : 40);
            switch (random.nextInt(16)) {
                case 0 -> buys(tenant);
                case 1, 2, 3, 4 -> held(tenant, name + ":" + i, credits);
                case 5, 6, 7, 8, 9 -> plain(tenant, credits);
                default -> keyed(tenant, name + ":" + i, credits);
            }
        }
    }

    private static Deduction deduction(Tenant tenant, long credits) {
        return Deduction.of(tenant.id).feature("LLM").cost(credits);
    }

    /** Without a key, so that nobody may ask again. */
    private void plain(Tenant tenant, long credits) {
        End end = Calls.make(
                fleet.node(random),
                node -> deduct(node.billing, deduction(tenant, credits)).ifPresent(tenant::charged));
        if (end == End.UNKNOWN) {
            tenant.perhapsCharged(credits);
        }
    }

    private static Optional<Charge> deduct(BillingService billing, Deduction deduction) {
        DeductionResult result = billing.tryDeduct(deduction);
        if (result instanceof DeductionResult.Deducted deducted) {
            return Optional.of(deducted.charge());
        }
        return result instanceof DeductionResult.Replayed replayed
                ? Optional.of(replayed.original())
                : Optional.empty();
    }

    private void keyed(Tenant tenant, String key, long credits) {
        Deduction deduction = deduction(tenant, credits).idempotencyKey(key);
        Function<BillingService, Optional<Charge>> question = billing -> deduct(billing, deduction);
        untilAnswered(tenant, question);
        if (random.nextInt(4) == 0) {
            // why: a client that did not trust the answer
            untilAnswered(tenant, question);
        }
    }

    private void untilAnswered(Tenant tenant, Function<BillingService, Optional<Charge>> question) {
        for (int i = 0; i < TRIES; i++) {
            End end = Calls.make(
                    fleet.node(random), node -> question.apply(node.billing).ifPresent(tenant::charged));
            if (end == End.ANSWERED) {
                return;
            }
        }
        tenant.asksAgain(question);
    }

    /** Somebody looks for credits at the same moment as others do, on whatever node. */
    private void buys(Tenant tenant) {
        if (tenant.customer().isEmpty()) {
            return;
        }
        Calls.make(fleet.node(random), node -> {
            switch (random.nextInt(4)) {
                case 0 -> tenant.purchases.add(node.billing.purchases().buy(PurchaseOrder.of(tenant.id, Host.PACK)));
                case 1 ->
                    tenant.purchases.stream()
                            .skip(random.nextInt(1 + tenant.purchases.size()))
                            .findFirst()
                            .ifPresent(one -> tenant.purchases.add(
                                    node.billing.autoPurchase().handlePurchaseFailure(tenant.id, one.id())));
                default ->
                    node.billing.autoPurchase().checkAndPurchase(tenant.id).ifPresent(tenant.purchases::add);
            }
        });
    }

    private void held(Tenant tenant, String key, long credits) {
        List<Hold> placed = new ArrayList<>();
        Calls.make(
                fleet.node(random),
                node -> placed.add(node.billing.hold(deduction(tenant, credits).idempotencyKey(key))));
        if (placed.isEmpty()) {
            return;
        }
        Hold hold = placed.get(0);
        switch (random.nextInt(4)) {
            case 0 ->
                Calls.make(
                        fleet.node(random),
                        node -> node.billing.hold(tenant.id, hold.id()).release());
            case 1, 2 -> {
                long used = random.nextInt(4) == 0 ? credits + random.nextInt(20) : 1 + random.nextLong(credits);
                untilAnswered(
                        tenant,
                        billing ->
                                Optional.of(billing.hold(tenant.id, hold.id()).capture(used)));
            }
            default -> {
                // its time will be over
            }
        }
    }
}
