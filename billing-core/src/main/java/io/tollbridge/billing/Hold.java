// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing;

import io.tollbridge.billing.account.Hold.State;
import java.time.Instant;

/**
 * Credits set aside for a use whose cost is not final. Closing it without {@link #capture} releases it. Thread-safe.
 */
public interface Hold extends AutoCloseable {
    /** The hold's id, unique in its tenant; it can be kept and used by another process. */
    String id();

    /** Credits set aside. */
    long credits();

    /** When it is released by itself. */
    Instant expiresAt();

    /** What had become of the hold when this handle was made. Open, unless an idempotency key or an id led to it. */
    State state();

    /** True when this is the answer to a repeated call and nothing was set aside again. */
    boolean replayed();

    /**
     * Charges so many of the held credits and gives the rest back. More than was held is charged from what else can be
     * spent; what is not there is told as {@link Charge#unmet}. After the hold has expired it charges as a deduction
     * would. Capturing again with the same amount changes nothing.
     *
     * @param credits 0 or more
     * @throws OperationRejectedException when the hold was released, or captured with another amount
     */
    Charge capture(long credits);

    /**
     * As {@link #capture(long)}, but what nothing is left for becomes debt, as long as the whole debt stays within the
     * limit; else it stays unmet.
     *
     * @param credits 0 or more
     * @param debtLimit the most debt in credits that the tenant may have afterwards, 0 for none
     */
    Charge capture(long credits, long debtLimit);

    /**
     * Gives the credits back. Credits of a slice or lot that has ended since are dropped with it. Releasing again
     * changes nothing.
     *
     * @return how many credits were dropped
     * @throws OperationRejectedException when the hold was captured
     */
    long release();

    /** Releases the hold unless this handle has captured or released it. */
    @Override
    void close();
}
