// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.account.Hold;
import io.tollbridge.billing.account.Outcome;
import io.tollbridge.billing.spi.StoredOperation;
import org.jspecify.annotations.Nullable;

/** What became of one command of a batch. */
sealed interface CommandResult {
    /** It was decided now. */
    record Decided(Outcome outcome) implements CommandResult {}

    /** Its key was used before for the same request: this is what happened then. */
    record Repeated(StoredOperation original, @Nullable Hold hold) implements CommandResult {}

    /** Its key was used before for another request. */
    record KeyConflict(String key) implements CommandResult {}

    /** Nothing yet: another transaction has locked its tenant. */
    record Busy() implements CommandResult {}
}
