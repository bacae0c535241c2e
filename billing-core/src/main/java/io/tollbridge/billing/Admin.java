// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing;

import io.tollbridge.billing.account.OpeningBalance;
import java.util.concurrent.Callable;

/**
 * What operators may do. Every call names an actor and a reason, which are kept in the ledger for good; neither may be
 * personal data of the tenant. There is no way to set a balance: a ledger only knows what was added and taken.
 * Thread-safe.
 */
public interface Admin {
    /**
     * Gives bundle credits away. They are used before paid credits of the same expiry.
     *
     * @param gift of type {@code BUNDLE}, with actor and reason
     * @throws InvalidArgumentException when actor or reason is missing, or the type is another
     */
    GrantReceipt gift(CreditGrant gift);

    /**
     * Corrects a balance upwards.
     *
     * @param correction with actor and reason
     */
    GrantReceipt add(CreditGrant correction);

    /**
     * Corrects a balance downwards. Subscription credits are taken from the slice and its allowance.
     *
     * @param correction with actor and reason and without expiry; its credits are taken
     * @return what was taken, as a negative number of credits
     * @throws InsufficientCreditsException when fewer can be spent; nothing is taken
     */
    GrantReceipt takeAway(CreditGrant correction);

    /**
     * Counts a use without charging it: the usage report shows what was waived, the ledger who waived it.
     *
     * @param deduction what would have been charged
     */
    void waive(Deduction deduction, String actor, String reason);

    /**
     * Does work whose tracked calls, {@link BillingService#track} included, are not charged. Each one that succeeds is
     * counted as a use that was waived, with its cost; the ledger says who waived it. It holds for the calling thread
     * and for work that is handed over by {@link io.tollbridge.billing.track.TenantContext}, and ends with the work:
     * what runs later is charged. Direct deductions are charged as ever.
     *
     * @throws InvalidArgumentException when actor or reason is missing; the work does not run
     * @throws Exception whatever the work throws, unchanged
     */
    <T> T bypass(String actor, String reason, Callable<T> work) throws Exception;

    /**
     * Begins a tenant's ledger with what it had before it was kept here. Repeating the call changes nothing.
     *
     * @throws OperationRejectedException with {@link ErrorCode#LEDGER_NOT_EMPTY} when the tenant has a ledger already
     */
    GrantReceipt open(String tenantId, OpeningBalance opening, String actor, String reason);

    /**
     * Ends the tenant's plan without a Stripe price. Its credits end at once, or with the slice when the policy keeps
     * canceled ones; bundles stay. Coming back inside the same month does not grant the month again. Ending it twice
     * changes nothing.
     *
     * @throws OperationRejectedException with {@link ErrorCode#PLAN_NOT_LOCAL} when the tenant is on no such plan; a
     *     subscription is ended at Stripe
     */
    void endLocalPlan(String tenantId, String actor, String reason);

    /**
     * Forgives debt. The ledger says what was written off, by whom and why.
     *
     * @param idempotencyKey 1 to 255 characters; the same key forgives once
     * @param credits 1 or more
     * @return how much debt was settled, in {@link GrantReceipt#debtRepaid}
     * @throws OperationRejectedException with {@link ErrorCode#AMOUNT_INVALID} when the tenant owes less
     */
    GrantReceipt forgiveDebt(String tenantId, String idempotencyKey, long credits, String actor, String reason);

    /**
     * Lets an account change again that was locked because its ledger did not add up
     * ({@link io.tollbridge.billing.account.CreditPolicy#lockOnDrift}). What time has brought about meanwhile is applied
     * with it. The same findings do not lock it again. Unlocking an account that is not locked changes nothing.
     */
    void unlock(String tenantId, String actor, String reason);

    /**
     * Erases a tenant, in one transaction: open holds are released, every credit ends with an {@code EXPIRE} row, debt
     * is written off, links to Stripe customers are deleted with the payloads of stored webhook events that name them,
     * and ledger, usage and the other rows go on under a random pseudonym, where the ledger still verifies. A crash
     * leaves all or nothing; repeating the call changes nothing.
     *
     * <p>Afterwards the tenant id reads as zero and is refused like an unknown one. It stays reserved: no grant, plan
     * or event makes it known again, and old idempotency keys answer nothing. Cancel the subscription and delete the
     * customer at Stripe first: what arrives later is ignored, but is kept in the inbox.
     *
     * @return the pseudonym, for the host's records; keep it only if you may
     */
    Erasure erase(String tenantId, String actor, String reason);
}
