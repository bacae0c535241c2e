// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal.commit;

import java.util.Collection;
import java.util.List;

/** Carries a batch of calls out: one transaction, or a few. Several flights may be under way, never of one tenant. */
public interface Flight<C, R> {
    /**
     * Carries the calls out, those of one tenant in their order, and settles each of them with
     * {@link Call#succeed} or {@link Call#fail}.
     *
     * @param calls the oldest first; never empty
     * @param mayWait whether it may wait for a tenant whom a transaction of somebody else has locked. A flight that may
     *     not leaves all calls of such a tenant unsettled and returns them, oldest first; they fly again by themselves
     * @return the calls that are not settled
     */
    Collection<Call<C, R>> fly(List<Call<C, R>> calls, boolean mayWait);
}
