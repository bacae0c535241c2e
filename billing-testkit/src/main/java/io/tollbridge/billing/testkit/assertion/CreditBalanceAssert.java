// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.assertion;

import io.tollbridge.billing.CreditBalance;
import java.util.Objects;
import java.util.function.ToLongFunction;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/** Assertions on a tenant's credits. Each failure names the tenant and shows the whole balance. */
public final class CreditBalanceAssert extends AbstractAssert<CreditBalanceAssert, CreditBalance> {
    CreditBalanceAssert(CreditBalance actual) {
        super(actual, CreditBalanceAssert.class);
    }

    /** So many spendable credits of the current slice. */
    public CreditBalanceAssert hasSubscriptionCredits(long credits) {
        return has("subscription", credits, CreditBalance::subscription);
    }

    /** So many spendable credits of bundle lots. */
    public CreditBalanceAssert hasBundleCredits(long credits) {
        return has("bundle", credits, CreditBalance::bundle);
    }

    /** So many credits that a deduction can use: subscription and bundle. */
    public CreditBalanceAssert hasSpendable(long credits) {
        return has("spendable", credits, CreditBalance::spendable);
    }

    /** So many credits in open holds. */
    public CreditBalanceAssert hasHeld(long credits) {
        return has("held", credits, CreditBalance::held);
    }

    /** So many credits out of reach by disputes. */
    public CreditBalanceAssert hasFrozen(long credits) {
        return has("frozen", credits, CreditBalance::frozen);
    }

    /** So many credits owed. */
    public CreditBalanceAssert hasDebt(long credits) {
        return has("owed", credits, CreditBalance::debt);
    }

    /** No credits owed. */
    public CreditBalanceAssert hasNoDebt() {
        return hasDebt(0);
    }

    /** So many credits of the current slice used. */
    public CreditBalanceAssert hasUsed(long credits) {
        return has("used", credits, CreditBalance::used);
    }

    /** So many credits as the current slice's effective allowance. */
    public CreditBalanceAssert hasAllowance(long credits) {
        return has("allowed", credits, CreditBalance::allowance);
    }

    /** The current slice was granted for this plan; null for no plan. */
    public CreditBalanceAssert isOnPlan(@Nullable String planId) {
        isNotNull();
        if (!Objects.equals(planId, actual.planName())) {
            throw failureWithActualExpected(
                    actual.planName(),
                    planId,
                    "expected tenant %s on plan <%s> but it is on <%s>, in %s",
                    actual.tenantId(),
                    planId,
                    actual.planName(),
                    actual);
        }
        return this;
    }

    private CreditBalanceAssert has(String what, long expected, ToLongFunction<CreditBalance> figure) {
        isNotNull();
        long found = figure.applyAsLong(actual);
        if (found != expected) {
            throw failureWithActualExpected(
                    found,
                    expected,
                    "expected tenant %s to have <%d> %s credits but it has <%d>, in %s",
                    actual.tenantId(),
                    expected,
                    what,
                    found,
                    actual);
        }
        return this;
    }
}
