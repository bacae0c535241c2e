// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import org.jspecify.annotations.Nullable;

/**
 * Who did something and why.
 *
 * @param actor the operator or part of the host that acted
 * @param reason why; never personal data: it is kept in the ledger for good
 */
public record Attribution(@Nullable String actor, @Nullable String reason) {
    /** Nobody in particular. */
    public static final Attribution NONE = new Attribution(null, null);
}
