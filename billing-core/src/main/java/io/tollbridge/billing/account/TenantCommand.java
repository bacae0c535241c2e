// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Commands about a tenant as a whole. None of them makes a tenant known, except for what it wants to be told. */
public sealed interface TenantCommand extends Command {
    @Override
    default @Nullable OperationKey key() {
        return null;
    }

    @Override
    default boolean createsTenant() {
        return false;
    }

    /**
     * Choose which usage thresholds the tenant is not told of.
     *
     * @param thresholds all that are muted from now on, as bits of {@link Thresholds}
     */
    record Mute(String tenantId, int thresholds) implements TenantCommand {
        @Override
        public boolean createsTenant() {
            // why: a wish must not be lost because it came before the first grant
            return thresholds != 0;
        }
    }

    /** Choose what kinds the tenant is told of. The choice itself is no part of the account. */
    record Prefer(String tenantId, boolean mutes) implements TenantCommand {
        @Override
        public boolean createsTenant() {
            // why: as with Mute
            return mutes;
        }
    }

    /**
     * Tell the tenant that a payment of an invoice failed; once for each invoice, however often it is tried.
     *
     * @param invoiceId Stripe's id of the invoice
     * @param needsAction true when the payment waits for the customer, who must confirm it
     */
    record NotePaymentFailed(String tenantId, String invoiceId, boolean needsAction) implements TenantCommand {
        @Override
        public boolean createsTenant() {
            // why: this may be the first that is heard of the tenant's subscription
            return true;
        }
    }

    /**
     * Tell the tenant that its trial ends soon; once for each end.
     *
     * @param subscription the subscription on trial
     * @param endsAt when the trial ends
     */
    record NoteTrialEnding(String tenantId, String subscription, Instant endsAt) implements TenantCommand {
        @Override
        public boolean createsTenant() {
            return true;
        }

        @Override
        public String subscriptionId() {
            return subscription;
        }
    }

    /**
     * End the plan that runs on its own clock (R24). Its credits end by the rule for cancellations.
     *
     * @param by who ends it and why
     */
    record EndLocalPlan(String tenantId, Attribution by) implements TenantCommand {}

    /**
     * Forgive debt (R19).
     *
     * @param credits how many, 1 or more
     * @param by who forgives them and why
     */
    record ForgiveDebt(String tenantId, OperationKey key, long credits, Attribution by) implements TenantCommand {}

    /**
     * Take note that the ledger does not add up: operators are told, once for the same findings, and the account is
     * locked if the policy says so.
     *
     * @param findings stands for what was found
     * @param detail what was found, for operators
     */
    record NoteDrift(String tenantId, String findings, String detail) implements TenantCommand {
        @Override
        public OperationKey key() {
            return OperationKey.fact("drift:" + findings);
        }
    }

    /**
     * Let a locked account change again.
     *
     * @param by who unlocks it and why
     */
    record Unlock(String tenantId, Attribution by) implements TenantCommand {}

    /**
     * Close the account for good: every credit ends, debt is written off.
     *
     * @param by who wants it and why
     * @param holds the tenant's open holds; empty until they are looked up
     */
    record Erase(String tenantId, Attribution by, List<Hold> holds) implements TenantCommand {
        public Erase {
            holds = List.copyOf(holds);
        }

        /** This command with what was looked up for it. */
        public Erase resolved(List<Hold> open) {
            return new Erase(tenantId, by, open);
        }
    }
}
