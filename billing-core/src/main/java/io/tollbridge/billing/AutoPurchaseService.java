// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing;

import io.tollbridge.billing.account.AutoPurchase;
import io.tollbridge.billing.account.Purchase;
import java.time.Duration;
import java.util.Optional;

/**
 * Buying bundles by itself when credits run low. Thread-safe. Needs a gateway.
 *
 * <p>Whether something is bought is decided with the deduction, under the account's lock, and written in its transaction:
 * a deduction that is rolled back buys nothing. It is carried out after the commit, by the background work of any node.
 */
public interface AutoPurchaseService {
    /**
     * Switches automatic purchases on, or changes how they are made. Takes effect with the next deduction.
     *
     * @param settings when, what and how much at most
     * @param consentText what the customer agreed to, as it was shown; kept as evidence, 1 to 2000 characters
     * @param consentBy who agreed: the host's name for a person, no personal data
     * @throws OperationRejectedException with {@link ErrorCode#AUTO_PURCHASE_INVALID}; nothing is changed
     */
    void enable(String tenantId, AutoPurchaseSettings settings, String consentText, String consentBy);

    /** Switches automatic purchases off for the tenant. What was sent already goes on. Safe to repeat. */
    void disable(String tenantId);

    /** What the tenant chose, empty when it never chose anything. */
    Optional<AutoPurchase> settings(String tenantId);

    /** What keeps automatic purchases of the tenant from being made now. */
    AutoPurchaseStatus status(String tenantId);

    /**
     * Looks whether credits have run low, as after a deduction, and carries a purchase out in the calling thread if one
     * is due.
     *
     * @return the purchase that was begun or is under way, as it stands now; empty when none is due
     */
    Optional<Purchase> checkAndPurchase(String tenantId);

    /**
     * Buys one bundle with the stored means of payment, on somebody's word. A success ends a suspension.
     *
     * @see Purchases#buy
     */
    Purchase purchaseBundle(String tenantId, String bundleId);

    /**
     * Finds out at the payment service how a purchase stands that seems to have failed, and does what follows: credits if
     * it was paid after all, else it is made sure that it can no longer be collected, and the next attempt waits. Safe to
     * repeat; never charges anything that was not charged before.
     *
     * @throws OperationRejectedException with {@link ErrorCode#PURCHASE_UNKNOWN}
     */
    Purchase handlePurchaseFailure(String tenantId, String purchaseId);

    /** Looks at the tenant's means of payment; another card than the one that failed ends a suspension. */
    void paymentMethodChanged(String tenantId);

    /**
     * As {@link CreditOperations#tryDeduct}, but when credits do not suffice and bundles are being bought by themselves,
     * waits until that purchase has come to its end and tries once more. Needs {@link BillingService#start} on some node.
     * What takes longer by its nature is not waited for: a bank that has not decided, a customer who must confirm.
     *
     * @param most how long to wait at most, up to a minute
     */
    DeductionResult deductWaiting(Deduction deduction, Duration most);

    /** An admin stops the tenant's automatic purchases, whatever the tenant chose. */
    void stop(String tenantId, String actor, String reason);

    /** An admin lets the tenant's automatic purchases go on: after a stop, a suspension, or a dispute. */
    void resume(String tenantId, String actor, String reason);

    /**
     * The kill switch: from now on no node sends an automatic purchase. Those that were begun wait. Survives restarts;
     * who switched, when and why is stored with it. Switching again stores the latest.
     *
     * @param actor who; 1 to 255 characters
     * @param reason why; 1 to 255 characters, no personal data
     */
    void haltAll(String actor, String reason);

    /** Undoes {@link #haltAll}. Who did, when and why is stored beside it. */
    void resumeAll(String actor, String reason);

    /** How the kill switch stands, and who used it last. */
    AutoPurchaseHalt halt();
}
