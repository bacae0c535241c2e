// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.ledger.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can change a tenant's credits. The API, the webhooks and the workers all make commands; nobody else
 * writes balances.
 */
public sealed interface Command
        permits Command.Deduct,
                Command.PlaceHold,
                Command.Capture,
                Command.FindHold,
                Command.Release,
                Command.AddLot,
                Command.AdjustSlice,
                Command.ResetSlice,
                Command.TakeAway,
                Command.Waive,
                Command.Reverse,
                Command.Open,
                Command.OpenSlice,
                Command.ChangePlan,
                Command.StartLocalPlan,
                Command.SubscriptionChanged,
                Command.Settle,
                Attributed,
                PaymentCommand,
                PurchaseCommand,
                TenantCommand {
    /** The tenant whose account changes. */
    String tenantId();

    /** What makes the command happen once; null for one whose repetition changes nothing. */
    @Nullable
    OperationKey key();

    /** True when the command makes a tenant known that was not (R25). */
    default boolean createsTenant() {
        return true;
    }

    /** The hold that the command speaks of, which must be loaded with the account; null when it speaks of none. */
    default @Nullable String holdId() {
        return null;
    }

    /** The subscription that the command speaks of, which must be loaded with the account; null for none. */
    default @Nullable String subscriptionId() {
        return null;
    }

    /** The purchase that the command speaks of, which must be loaded with the account; null for none. */
    default @Nullable String purchaseId() {
        return null;
    }

    /**
     * Use credits: subscription first, then bundles (R2, R3).
     *
     * @param feature what they are used for
     * @param credits how many, 0 or more
     * @param onShortfall what to do when there are fewer
     */
    record Deduct(String tenantId, OperationKey key, String feature, long credits, ShortfallPolicy onShortfall)
            implements Command {
        @Override
        public boolean createsTenant() {
            return false;
        }
    }

    /**
     * Set credits aside (R18). The hold's id is the stored form of the key.
     *
     * @param feature what they are meant for
     * @param credits how many, 0 or more
     * @param timeToLive after how long the hold is released by itself
     */
    record PlaceHold(String tenantId, OperationKey key, String feature, long credits, Duration timeToLive)
            implements Command {
        @Override
        public boolean createsTenant() {
            // why: a hold of nothing is placed whatever the balance, and its row needs a tenant
            return credits == 0;
        }

        @Override
        public String holdId() {
            return key.stored();
        }
    }

    /**
     * Use held credits and give the rest back; more than was held is taken from what is spendable (R18).
     *
     * @param holdId the hold
     * @param credits how many were used, 0 or more
     * @param debtLimit the most debt in credits that the tenant may have afterwards, for what nothing is left for; 0 for
     *     none
     */
    record Capture(String tenantId, String holdId, long credits, long debtLimit) implements Command {
        @Override
        public @Nullable OperationKey key() {
            return null;
        }

        @Override
        public boolean createsTenant() {
            return false;
        }
    }

    /**
     * Look a hold up. Changes nothing.
     *
     * @param holdId the hold
     */
    record FindHold(String tenantId, String holdId) implements Command {
        @Override
        public @Nullable OperationKey key() {
            return null;
        }

        @Override
        public boolean createsTenant() {
            return false;
        }
    }

    /**
     * Give held credits back (R18).
     *
     * @param holdId the hold
     * @param expired true when the time was over, false when the caller wants it
     */
    record Release(String tenantId, String holdId, boolean expired) implements Command {
        @Override
        public @Nullable OperationKey key() {
            return null;
        }

        @Override
        public boolean createsTenant() {
            return false;
        }
    }

    /**
     * Add a bundle lot; debt is settled from it first (R19).
     *
     * @param source where it comes from
     * @param credits how many, 1 or more
     * @param expiresAt when what is left of it ends, null for never
     * @param promo true when it was not paid for
     * @param by who added it and why
     */
    record AddLot(
            String tenantId,
            OperationKey key,
            Grant.Source source,
            long credits,
            @Nullable Instant expiresAt,
            boolean promo,
            Attribution by)
            implements Command {}

    /**
     * Add credits to the current slice: allowance and remaining grow alike.
     *
     * @param credits how many, 1 or more
     * @param by who added them and why
     */
    record AdjustSlice(String tenantId, OperationKey key, long credits, Attribution by) implements Command {
        @Override
        public boolean createsTenant() {
            return false;
        }
    }

    /**
     * End what is left of the current slice and grant its plan's allowance anew, inside the same period.
     *
     * @param by who wants it and why
     */
    record ResetSlice(String tenantId, OperationKey key, Attribution by) implements Command {
        @Override
        public boolean createsTenant() {
            return false;
        }
    }

    /**
     * Take credits away that an operator wants corrected. Only what can be spent can be taken.
     *
     * @param pool the slice's credits or bundle credits
     * @param credits how many, 1 or more
     * @param by who takes them and why
     */
    record TakeAway(String tenantId, OperationKey key, Pool pool, long credits, Attribution by) implements Command {
        @Override
        public boolean createsTenant() {
            return false;
        }
    }

    /**
     * Count a use without charging it, on an operator's word.
     *
     * @param feature what was used
     * @param credits what it would have cost, 0 or more
     * @param by who waives it and why
     */
    record Waive(String tenantId, OperationKey key, String feature, long credits, Attribution by) implements Command {}

    /**
     * Undo a charge, last leg first (R21). An operation is undone once.
     *
     * @param operationId the operation that charged, 0 when {@code original} names it
     * @param original the key of the operation that charged, null when {@code operationId} names it
     * @param credits how many of the charged credits, 1 or more; null for all
     * @param by who undoes it and why
     * @param legs the rows of the operation that charged; empty until they are looked up, and when there are none
     * @param grants the slices and lots that those rows speak of
     */
    record Reverse(
            String tenantId,
            long operationId,
            @Nullable OperationKey original,
            @Nullable Long credits,
            Attribution by,
            List<LedgerEntry> legs,
            List<Grant> grants)
            implements Command {
        public Reverse {
            legs = List.copyOf(legs);
            grants = List.copyOf(grants);
        }

        /** This command with what was looked up for it. */
        public Reverse resolved(List<LedgerEntry> rows, List<Grant> ofRows) {
            return new Reverse(tenantId, operationId, original, credits, by, rows, ofRows);
        }

        /** How many credits are to be undone. */
        public long wanted() {
            return credits == null ? ReversalRules.charged(legs) : credits;
        }

        @Override
        public OperationKey key() {
            long reversed = legs.isEmpty() ? operationId : legs.get(0).operationId();
            return OperationKey.fact("reverse:" + reversed, wanted());
        }

        @Override
        public boolean createsTenant() {
            return false;
        }
    }

    /**
     * Begin a tenant's ledger with what it had before it was kept here.
     *
     * @param opening what it had
     * @param by who imports it and why
     */
    record Open(String tenantId, OpeningBalance opening, Attribution by) implements Command {
        @Override
        public OperationKey key() {
            return OperationKey.fact("opening");
        }
    }

    /**
     * Open the slice of a paid period (R6, R7, R12).
     *
     * @param period what is paid
     */
    record OpenSlice(String tenantId, PaidPeriod period) implements Command {
        @Override
        public OperationKey key() {
            return OperationKey.slice(period.subscriptionId(), period.start());
        }

        @Override
        public String subscriptionId() {
            return period.subscriptionId();
        }
    }

    /**
     * Apply a plan or quantity change inside the current slice, once it is paid or known not to be invoiced (R10).
     *
     * @param subscriptionId the subscription that changed
     * @param planId the new plan
     * @param quantity the new quantity, 1 or more
     * @param effectiveAt when it took effect; the slice that contains this instant is the one that changes
     * @param paidThrough new end of the paid period when the billing interval changed with the plan, else null
     * @param until when another change took its place that was paid together with it, else null: then only the time until
     *     then is paid, and the other change says what the plan is
     * @param periodEnd end of the period for whose rest it is paid, null when that is not told
     */
    record ChangePlan(
            String tenantId,
            OperationKey key,
            String subscriptionId,
            String planId,
            long quantity,
            Instant effectiveAt,
            @Nullable Instant paidThrough,
            @Nullable Instant until,
            @Nullable Instant periodEnd)
            implements Command {
        /** A change that was paid by itself, for the rest of the slice. */
        public ChangePlan(
                String tenantId,
                OperationKey key,
                String subscriptionId,
                String planId,
                long quantity,
                Instant effectiveAt,
                @Nullable Instant paidThrough) {
            this(tenantId, key, subscriptionId, planId, quantity, effectiveAt, paidThrough, null, null);
        }

        public ChangePlan {
            SubscriptionChecks.quantity(subscriptionId, quantity);
        }

        @Override
        public String subscriptionId() {
            return subscriptionId;
        }
    }

    /**
     * Put the tenant on a plan that runs on its own clock (R24).
     *
     * @param planId a plan without a Stripe price
     */
    record StartLocalPlan(String tenantId, String planId) implements Command {
        @Override
        public @Nullable OperationKey key() {
            return null;
        }
    }

    /**
     * Take note of what Stripe says about a subscription. Grants nothing.
     *
     * @param snapshot what it says
     * @param supersedes when the statement was made that was the newest applied one before Stripe was asked for this one,
     *     null when that is not known: while it still is, this one is newer, whatever the clocks say
     */
    record SubscriptionChanged(
            String tenantId,
            SubscriptionSnapshot snapshot,
            @Nullable Instant supersedes) implements Command {
        /** A statement that is placed by when it was made. */
        public SubscriptionChanged(String tenantId, SubscriptionSnapshot snapshot) {
            this(tenantId, snapshot, null);
        }

        @Override
        public String subscriptionId() {
            return snapshot.id();
        }

        @Override
        public @Nullable OperationKey key() {
            return null;
        }
    }

    /** Apply what time alone has brought about: ended slices, expired lots, due slices. */
    record Settle(String tenantId) implements Command {
        @Override
        public @Nullable OperationKey key() {
            return null;
        }

        @Override
        public boolean createsTenant() {
            return false;
        }
    }
}
