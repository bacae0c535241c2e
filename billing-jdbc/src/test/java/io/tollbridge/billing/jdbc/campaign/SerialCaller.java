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
import io.tollbridge.billing.ledger.LedgerEntry;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;

/** One thread's calls, each written down with its times and its answer. */
final class SerialCaller implements Callable<List<SerialCaller.Call>> {
    private static final long NEVER_LIMITED = 1_000_000;

    private final List<BillingService> nodes;
    private final AtomicLong time;
    private final Random random;
    private final long name;
    private final int rounds;
    private final List<Call> calls = new ArrayList<>();
    private final Deque<Charge> charges = new ArrayDeque<>();
    private final Deque<Hold> holds = new ArrayDeque<>();
    private final String tenant;

    /**
     * A call whose place in the order is found in the ledger.
     *
     * @param told all but the operation
     * @param operation finds the operation in the tenant's ledger
     */
    record Call(Told told, ToLongFunction<List<LedgerEntry>> operation) {}

    SerialCaller(List<BillingService> nodes, AtomicLong time, long name, int rounds, String tenant) {
        this.nodes = nodes;
        this.time = time;
        this.name = name;
        this.rounds = rounds;
        this.tenant = tenant;
        random = new Random(name);
    }

    @Override
    public List<Call> call() {
        for (int round = 0; round < rounds; round++) {
            long credits = 1L + random.nextInt(random.nextInt(4) == 0 ? 300 : 30);
            switch (random.nextInt(9)) {
                case 0, 1, 2 -> deduct(credits, "d-" + name + "-" + round);
                case 3 -> grant(credits);
                case 4, 5 -> place(credits);
                case 6 -> capture(credits);
                case 7 -> release();
                default -> reverse();
            }
        }
        return calls;
    }

    private BillingService node() {
        return nodes.get(random.nextInt(nodes.size()));
    }

    private void told(
            long begun,
            String what,
            long requested,
            Told.Move move,
            String answer,
            ToLongFunction<List<LedgerEntry>> operation) {
        calls.add(
                new Call(new Told(tenant, begun, time.incrementAndGet(), 0, what, requested, move, answer), operation));
    }

    private static String inWords(Charge charge) {
        return "charged " + charge.fromSubscription() + " " + charge.fromBundles() + " debt " + charge.asDebt()
                + " unmet " + charge.unmet() + " left " + charge.spendableAfter();
    }

    private void deduct(long credits, String key) {
        // why: a part of nothing is refused, which only the refusing policy tells apart in the plain account
        ShortfallPolicy policy =
                random.nextInt(4) == 0 ? ShortfallPolicy.overage(NEVER_LIMITED) : ShortfallPolicy.REFUSE;
        Deduction deduction =
                Deduction.of(tenant).cost(credits).onShortfall(policy).idempotencyKey(key);
        long begun = time.incrementAndGet();
        DeductionResult result = node().tryDeduct(deduction);
        Told.Move move = (account, operation) -> account.deduct(operation, credits, policy);
        if (result instanceof DeductionResult.Deducted deducted) {
            Charge charge = deducted.charge();
            told(begun, "deduct " + credits, credits, move, inWords(charge), ledger -> charge.operationId());
            charges.add(charge);
            assertThat(node().tryDeduct(deduction)).isInstanceOf(DeductionResult.Replayed.class);
        } else if (result instanceof DeductionResult.Insufficient refused) {
            told(begun, "deduct " + credits, credits, move, "refused with " + refused.spendable(), ledger -> 0);
        } else {
            throw new AssertionError("a new key was answered with " + result);
        }
    }

    private void grant(long credits) {
        int kind = random.nextInt(3);
        CreditGrant grant = switch (kind) {
            case 0 -> CreditGrant.subscription(tenant, credits);
            case PlainAccount.EXPIRING ->
                CreditGrant.bundle(tenant, credits).expiresAt(Instant.parse("2026-09-01T00:00:00Z"));
            default -> CreditGrant.bundle(tenant, credits);
        };
        long begun = time.incrementAndGet();
        GrantReceipt receipt = node().addCredits(grant);
        Told.Move move = (account, operation) -> kind == 0 ? account.growSlice(credits) : account.addLot(credits, kind);
        told(
                begun,
                "grant " + credits
                        + (kind == 0 ? " to the slice" : kind == PlainAccount.LASTING ? " for good" : " for a while"),
                0,
                move,
                "added " + receipt.credits() + " repaid " + receipt.debtRepaid() + " left " + receipt.spendableAfter(),
                ledger -> receipt.operationId());
    }

    private void place(long credits) {
        long begun = time.incrementAndGet();
        try {
            Hold hold = node().hold(Deduction.of(tenant).cost(credits));
            Told.Move move = (account, operation) -> account.place(hold.id(), credits);
            told(begun, "hold " + credits, credits, move, "held " + hold.credits(), ledger -> placed(ledger, hold));
            holds.add(hold);
        } catch (InsufficientCreditsException refused) {
            Told.Move move = (account, operation) -> account.place("refused", credits);
            told(begun, "hold " + credits, credits, move, "refused with " + refused.spendable(), ledger -> 0);
        }
    }

    private static long placed(List<LedgerEntry> ledger, Hold hold) {
        return ledger.stream()
                .filter(row -> hold.id().equals(row.key()))
                .findFirst()
                .orElseThrow()
                .operationId();
    }

    private static long ended(List<LedgerEntry> ledger, Hold hold) {
        long placed = placed(ledger, hold);
        return ledger.stream()
                .filter(row -> row.relatedOperationId() == placed)
                .findFirst()
                .orElseThrow()
                .operationId();
    }

    private void capture(long credits) {
        if (holds.isEmpty()) {
            return;
        }
        Hold hold = holds.remove();
        long limit = random.nextBoolean() ? 0 : NEVER_LIMITED;
        long begun = time.incrementAndGet();
        Charge charge = node().hold(tenant, hold.id()).capture(credits, limit);
        Told.Move move = (account, operation) -> account.capture(operation, hold.id(), credits, limit);
        told(begun, "capture " + credits, 0, move, inWords(charge), ledger -> ended(ledger, hold));
        charges.add(charge);
    }

    private void release() {
        if (holds.isEmpty()) {
            return;
        }
        Hold hold = holds.remove();
        long begun = time.incrementAndGet();
        long dropped = node().hold(tenant, hold.id()).release();
        told(
                begun,
                "release",
                0,
                (account, operation) -> account.release(hold.id()),
                dropped == 0 ? "released" : "released but " + dropped,
                ledger -> ended(ledger, hold));
    }

    private void reverse() {
        if (charges.isEmpty()) {
            return;
        }
        Charge charge = charges.remove();
        long credits = 1L + random.nextInt((int) charge.charged());
        long begun = time.incrementAndGet();
        ReversalReceipt receipt = node().reverse(
                        Reversal.ofOperation(tenant, charge.operationId()).credits(credits));
        told(
                begun,
                "reverse " + credits + " of " + charge.operationId(),
                0,
                (account, operation) -> account.reverse(charge.operationId(), credits),
                "returned " + receipt.toSubscription() + " " + receipt.toBundles() + " debt " + receipt.debtReduced()
                        + " left " + receipt.spendableAfter() + (receipt.dropped() == 0 ? "" : " dropped"),
                ledger -> receipt.operationId());
    }
}
