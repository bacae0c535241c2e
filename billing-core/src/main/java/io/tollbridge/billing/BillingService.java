// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing;

import io.tollbridge.billing.doctor.Diagnosis;
import io.tollbridge.billing.ledger.ExportFormat;
import io.tollbridge.billing.ledger.Ledger;
import io.tollbridge.billing.notification.Notifications;
import io.tollbridge.billing.reconcile.Reconciliation;
import io.tollbridge.billing.track.UsageTracking;
import io.tollbridge.billing.usage.UsagePeriod;
import io.tollbridge.billing.usage.UsageReport;
import io.tollbridge.billing.webhook.Webhooks;
import java.sql.Connection;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;

/**
 * The front door: credits of tenants, charged exactly once and kept in a verifiable ledger.
 *
 * <p>Every call that changes credits runs in a database transaction of its own and has committed when it returns. When
 * it throws, nothing was written, with one exception: {@link ErrorCode#OUTCOME_UNKNOWN} means that the connection was
 * lost at commit and several attempts to find out failed; repeat the call with the same idempotency key. A crash leaves
 * either the whole effect or none.
 *
 * <p>Credits are {@code long} and never negative. Tenant ids are the host's own strings of 1 to 255 characters, compared
 * exactly. All errors are {@link BillingFailure}s: {@link InvalidArgumentException} for arguments that no account could
 * accept, {@link BillingException} for everything else.
 *
 * <p>Thread-safe.
 */
public interface BillingService extends CreditOperations, AutoCloseable {
    /** A builder without a store and catalog, which it needs. */
    static BillingServiceBuilder builder() {
        return new BillingServiceBuilder();
    }

    /**
     * As {@link #deductCredits(Deduction)}, without a thread that waits: for event loops, and to have many deductions
     * under way at once. Calls of one tenant are carried out in the order in which they were made. Whether or not
     * synchronous calls do, these share commits ({@link GroupCommit}).
     *
     * @return completes when the charge has committed, or fails as the synchronous call throws, bad arguments included.
     *     What depends on it runs in the common pool, or in a thread of ours where the host has switched that off: give
     *     what blocks an executor of its own. Cancelling it undoes nothing. A crash leaves either the whole effect or none
     */
    CompletionStage<Charge> deductCreditsAsync(Deduction deduction);

    /** As {@link #tryDeduct}, without a thread that waits; see {@link #deductCreditsAsync}. */
    CompletionStage<DeductionResult> tryDeductAsync(Deduction deduction);

    /**
     * The tenant's credits now. An unknown tenant has zero everywhere. Slices and lots whose time is over are shown as
     * ended, whether or not that has been written yet.
     */
    CreditBalance getCreditBalance(String tenantId);

    /**
     * True when so many credits could be spent at this moment. Advice only: another call may spend them first; the
     * deduction decides.
     */
    boolean canPerformAction(String tenantId, long credits);

    /** True when the feature's catalog cost could be spent at this moment. Advice only. */
    boolean canPerformAction(String tenantId, String feature);

    /**
     * The same operations inside the host's transaction: they commit or roll back with it, and nobody sees them before.
     * A call that throws has left nothing in the transaction, which may go on. The connection is neither committed nor
     * rolled back nor closed nor reconfigured; it must be in a transaction (auto-commit off).
     *
     * <p>Each call locks the tenant's account until the host's transaction ends. Keep that transaction short, and do
     * not charge the same tenant through another connection from within it: that would wait for itself.
     *
     * @throws InvalidArgumentException when the connection is in auto-commit mode
     */
    CreditOperations inTransaction(Connection connection);

    /**
     * Ends what is left of the current slice and grants its plan's allowance anew inside the same period, with usage
     * and notification thresholds beginning again. For operators: a renewal does this by itself.
     *
     * @throws OperationRejectedException with {@link ErrorCode#NO_CURRENT_SLICE} when there is no slice
     */
    GrantReceipt resetSubscriptionCredits(String tenantId);

    /**
     * As {@link #resetSubscriptionCredits(String)}, once for each key.
     *
     * @param idempotencyKey 1 to 255 characters
     * @param actor who resets
     * @param reason why; kept in the ledger for good
     */
    GrantReceipt resetSubscriptionCredits(String tenantId, String idempotencyKey, String actor, String reason);

    /** What the tenant used, by day and feature, from rollups that are exact at every commit. */
    UsageReport getUsageHistory(String tenantId, UsagePeriod period);

    /**
     * Writes {@link #getUsageHistory} out, line by line.
     *
     * @throws java.io.UncheckedIOException when the target fails
     */
    void exportUsage(String tenantId, UsagePeriod period, ExportFormat format, Appendable target);

    /**
     * Wraps an object so that its methods with {@link TrackUsage} (on the interface or on the object's class) are
     * charged: to the tenant of the call's {@link io.tollbridge.billing.track.BillingTenant} parameter, of
     * {@link io.tollbridge.billing.track.TenantContext}, or of the {@link TenantResolver}, in this order.
     *
     * @throws BillingConfigurationException with a list of all that is wrong, see {@link UsageTracking#scan}
     */
    <T> T trackUsage(Class<T> type, T target);

    /**
     * Runs an action and charges the feature's catalog cost for it: set aside before, charged when it returns, given
     * back when it throws. Results that come to their end later are treated as {@link TrackUsage} says. It is charged
     * inside a tracked call, too; tracked calls inside it are not.
     *
     * @throws InsufficientCreditsException before the action runs, when there are too few credits
     * @throws Exception whatever the action throws, unchanged
     */
    <T> T track(String tenantId, String feature, Callable<T> action) throws Exception;

    /** Tracked objects of other kinds than {@link #trackUsage} makes, and the check of all of them at start-up. */
    UsageTracking tracking();

    /** What operators may do; each call needs an actor and a reason. */
    Admin admin();

    /** Plans of tenants. */
    Subscriptions subscriptions();

    /** Links of tenants to Stripe customers. */
    Customers customers();

    /** Buying bundles: pages, stored means of payment, history. */
    Purchases purchases();

    /** Buying bundles by itself when credits run low. */
    AutoPurchaseService autoPurchase();

    /** The ledger: reading and verifying it. */
    Ledger ledger();

    /** Notifications that became due. */
    Notifications notifications();

    /** Stripe's webhooks: receiving, looking at and repeating them. */
    Webhooks webhooks();

    /** What no webhook brought: fetching missed events, comparing with Stripe's records, and repairing. */
    Reconciliation reconciliation();

    /**
     * Looks at this installation: tables, API key and its mode, clock, webhook endpoint, customer portal, prices and
     * bundles, and names the fix for what is wrong. Changes nothing. Asks Stripe a few things, so it takes seconds; for
     * start-up checks, operators and support.
     */
    Diagnosis doctor();

    /**
     * Starts the background worker of this node: it processes webhooks, ends slices and lots, opens slices that are
     * due and releases expired holds. Optional on nodes that only deduct. Safe to call again.
     */
    void start();

    /**
     * Does all background work that is due now, in the calling thread, and repeats charges of tracked calls that failed, whether or not {@link #start} was called. For
     * hosts with a scheduler of their own.
     *
     * @return how many webhooks and tenants were worked on
     */
    int runDueWork();

    /**
     * Refuses every later call with {@link ErrorCode#CLOSED}, stops the worker after the event that it is working on,
     * tries failed charges of tracked calls a last time, and closes the store. When it returns, every asynchronous
     * deduction has its outcome; what depends on those may still run. The host's data source stays open. Safe to call
     * again.
     */
    @Override
    void close();
}
