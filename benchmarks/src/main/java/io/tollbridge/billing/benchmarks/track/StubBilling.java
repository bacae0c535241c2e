// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.track;

import io.tollbridge.billing.Charge;
import io.tollbridge.billing.CreditGrant;
import io.tollbridge.billing.CreditOperations;
import io.tollbridge.billing.CreditType;
import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.DeductionResult;
import io.tollbridge.billing.GrantReceipt;
import io.tollbridge.billing.Hold;
import io.tollbridge.billing.Reversal;
import io.tollbridge.billing.ReversalReceipt;
import java.time.Instant;

/** Billing that only counts. For one thread. */
final class StubBilling implements CreditOperations, Hold {
    private static final Charge CHARGED = new Charge(1, 1, 0, 0, 0, 1, false);

    private long held;
    private long captured;

    /** How many calls were charged. */
    long charged() {
        return captured;
    }

    /** Fails when not every hold was captured. */
    void verify() {
        if (held != captured) {
            throw new IllegalStateException(held + " holds and " + captured + " captures");
        }
    }

    @Override
    public Hold hold(Deduction deduction) {
        held++;
        return this;
    }

    @Override
    public Charge capture(long credits) {
        captured++;
        return CHARGED;
    }

    @Override
    public Charge capture(long credits, long debtLimit) {
        return capture(credits);
    }

    @Override
    public String id() {
        return "a hold";
    }

    @Override
    public long credits() {
        return 1;
    }

    @Override
    public Instant expiresAt() {
        return Instant.MAX;
    }

    @Override
    public io.tollbridge.billing.account.Hold.State state() {
        return io.tollbridge.billing.account.Hold.State.OPEN;
    }

    @Override
    public boolean replayed() {
        return false;
    }

    @Override
    public long release() {
        throw unused();
    }

    @Override
    public void close() {
        // nothing is kept
    }

    @Override
    public Charge deductCredits(String tenantId, long credits) {
        throw unused();
    }

    @Override
    public Charge deductCredits(Deduction deduction) {
        throw unused();
    }

    @Override
    public DeductionResult tryDeduct(Deduction deduction) {
        throw unused();
    }

    @Override
    public Hold hold(String tenantId, String holdId) {
        throw unused();
    }

    @Override
    public ReversalReceipt reverse(Reversal reversal) {
        throw unused();
    }

    @Override
    public GrantReceipt addCredits(String tenantId, long credits, CreditType type) {
        throw unused();
    }

    @Override
    public GrantReceipt addCredits(CreditGrant grant) {
        throw unused();
    }

    private static UnsupportedOperationException unused() {
        return new UnsupportedOperationException("a tracked call that succeeds holds and captures, nothing else");
    }
}
