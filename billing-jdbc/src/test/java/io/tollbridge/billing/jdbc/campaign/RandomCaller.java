// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.Charge;
import io.tollbridge.billing.CreditGrant;
import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.DeductionResult;
import io.tollbridge.billing.GrantReceipt;
import io.tollbridge.billing.Hold;
import io.tollbridge.billing.InsufficientCreditsException;
import io.tollbridge.billing.Reversal;
import io.tollbridge.billing.ReversalReceipt;
import io.tollbridge.billing.account.ShortfallPolicy;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** One thread's calls. Each goes to a node at random; what is repeated or continued goes to any other. */
final class RandomCaller implements Callable<Long> {
    private static final int SHARED_KEYS = 40;

    private final List<BillingService> nodes;
    private final List<Tally> tallies;
    private final int hot;
    private final int rounds;
    private final long name;
    private final Random random;
    private long calls;
    private int round;

    RandomCaller(List<BillingService> nodes, List<Tally> tallies, int hot, long name, int rounds) {
        this.nodes = nodes;
        this.tallies = tallies;
        this.hot = hot;
        this.rounds = rounds;
        this.name = name;
        random = new Random(name);
    }

    @Override
    public Long call() {
        for (round = 0; round < rounds; round++) {
            Tally tally = tallies.get(random.nextInt(random.nextInt(4) > 0 ? hot : tallies.size()));
            switch (random.nextInt(12)) {
                case 0, 1 -> deduct(tally, deduction(tally), false);
                case 2 -> deduct(tally, deduction(tally).onShortfall(policy()), true);
                case 3 -> shared(tally);
                case 4, 5 -> captured(tally);
                case 6 -> released(tally);
                case 7 -> place(tally);
                case 8, 9 -> reversed(tally);
                case 10 -> granted(tally);
                default -> corrected(tally);
            }
        }
        return calls;
    }

    private BillingService node() {
        calls++;
        return nodes.get(random.nextInt(nodes.size()));
    }

    private String key(String what) {
        return what + "-" + name + "-" + round;
    }

    private long some() {
        return 1L + random.nextInt(random.nextInt(8) == 0 ? 400 : 20);
    }

    private Deduction deduction(Tally tally) {
        return Deduction.of(tally.tenant).feature("LLM").cost(some()).idempotencyKey(key("deduct"));
    }

    private ShortfallPolicy policy() {
        return random.nextBoolean() ? ShortfallPolicy.PARTIAL : ShortfallPolicy.overage(50);
    }

    /** A deduction that is new, and perhaps repeated on another node. */
    private @Nullable Charge deduct(Tally tally, Deduction deduction, boolean again) {
        DeductionResult result = node().tryDeduct(deduction);
        if (!(result instanceof DeductionResult.Deducted deducted)) {
            assertThat(result).isInstanceOf(DeductionResult.Insufficient.class);
            tally.refused.increment();
            return null;
        }
        tally.charged(deducted.charge());
        if (again) {
            assertThat(node().tryDeduct(deduction))
                    .isInstanceOfSatisfying(
                            DeductionResult.Replayed.class,
                            replayed ->
                                    assertThat(replayed.original().asFirst()).isEqualTo(deducted.charge()));
        }
        return deducted.charge();
    }

    /** A deduction whose key other callers use at the same time: one of them is charged, all get its answer. */
    private void shared(Tally tally) {
        int number = random.nextInt(SHARED_KEYS);
        String key = "shared-" + number;
        DeductionResult result = node().tryDeduct(Deduction.of(tally.tenant)
                .feature("LLM")
                .cost(number + 1)
                .idempotencyKey(key));
        if (result instanceof DeductionResult.Deducted deducted) {
            tally.charged(deducted.charge());
            Charge other = tally.shared.putIfAbsent(key, deducted.charge());
            assertThat(other == null || other.equals(deducted.charge()))
                    .as("charged twice: %s", key)
                    .isTrue();
        } else if (result instanceof DeductionResult.Replayed replayed) {
            Charge first = replayed.original().asFirst();
            Charge other = tally.shared.putIfAbsent(key, first);
            assertThat(other == null ? first : other).isEqualTo(first);
        } else {
            tally.refused.increment();
        }
    }

    private @Nullable Hold place(Tally tally) {
        try {
            Deduction deduction = deduction(tally).idempotencyKey(key("hold"));
            Hold hold = node().hold(deduction);
            tally.held.add(hold.credits());
            if (random.nextInt(3) == 0) {
                assertThat(node().hold(deduction).id()).isEqualTo(hold.id());
            }
            return hold;
        } catch (InsufficientCreditsException refused) {
            tally.refused.increment();
            return null;
        }
    }

    private void captured(Tally tally) {
        Hold hold = place(tally);
        if (hold == null) {
            return;
        }
        long credits = random.nextInt((int) (hold.credits() * 3 / 2) + 1);
        long debtLimit = random.nextInt(3) == 0 ? 50 : 0;
        Charge charge = node().hold(tally.tenant, hold.id()).capture(credits, debtLimit);
        tally.held.add(-hold.credits());
        tally.charged(charge);
        assertThat(charge.charged() + charge.unmet()).isEqualTo(credits);
        Charge again = node().hold(tally.tenant, hold.id()).capture(credits, debtLimit);
        assertThat(again.replayed()).isTrue();
        assertThat(again.charged()).isEqualTo(charge.charged());
    }

    private void released(Tally tally) {
        Hold hold = place(tally);
        if (hold != null) {
            assertThat(node().hold(tally.tenant, hold.id()).release()).isZero();
            assertThat(node().hold(tally.tenant, hold.id()).release()).isZero();
            tally.held.add(-hold.credits());
        }
    }

    private void reversed(Tally tally) {
        Charge charge = deduct(tally, deduction(tally), false);
        if (charge == null) {
            return;
        }
        Reversal part = Reversal.ofOperation(tally.tenant, charge.operationId())
                .credits(1L + random.nextInt((int) charge.charged()));
        ReversalReceipt receipt = node().reverse(part);
        long back = receipt.toSubscription() + receipt.toBundles() + receipt.debtReduced();
        assertThat(receipt.dropped()).isZero();
        assertThat(part.credits()).isEqualTo(back);
        tally.gained.add(back);
        tally.used.add(-back);
        assertThat(node().reverse(part).replayed()).isTrue();
    }

    private void granted(Tally tally) {
        CreditGrant grant = random.nextBoolean()
                ? CreditGrant.bundle(tally.tenant, some())
                : CreditGrant.subscription(tally.tenant, some());
        GrantReceipt receipt = node().addCredits(grant.idempotencyKey(key("grant")));
        assertThat(receipt.credits()).isEqualTo(grant.credits());
        tally.gained.add(receipt.credits());
        GrantReceipt again = node().addCredits(grant.idempotencyKey(key("grant")));
        assertThat(again.replayed()).isTrue();
        assertThat(again.operationId()).isEqualTo(receipt.operationId());
    }

    private void corrected(Tally tally) {
        CreditGrant of = CreditGrant.bundle(tally.tenant, some()).by("jane", "campaign");
        switch (random.nextInt(3)) {
            case 0 -> tally.gained.add(node().admin().gift(of).credits());
            case 1 -> {
                try {
                    tally.gained.add(node().admin().takeAway(of).credits());
                } catch (InsufficientCreditsException refused) {
                    assertThat(refused.requested()).isEqualTo(of.credits());
                }
            }
            default -> {
                node().admin().waive(deduction(tally).cost(7), "jane", "campaign");
                tally.waived.add(7);
            }
        }
    }
}
