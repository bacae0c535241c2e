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
}
