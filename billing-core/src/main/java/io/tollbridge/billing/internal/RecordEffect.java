// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.spi.AccountChange;
import io.tollbridge.billing.webhook.HandlerResult;
import java.util.List;

/** What a record of the payment service would change here if its webhook came now. */
sealed interface RecordEffect {
    /** Nothing. */
    record Nothing() implements RecordEffect {}

    /**
     * Something.
     *
     * @param tenantId whose account
     * @param changes what would be, or was, written; empty when only a customer is linked
     * @param steps the same in words; empty when nothing of it matters
     */
    record Change(String tenantId, List<AccountChange> changes, List<String> steps) implements RecordEffect {}

    /** It is not known whose it is. */
    record Ownerless(String why) implements RecordEffect {}

    /** It must not be guessed at. */
    record Doubtful(String why) implements RecordEffect {}

    /** The rules are against it. */
    record Refused(String tenantId, ErrorCode code, String why) implements RecordEffect {}

    /** What a handler says that is not to be carried out. */
    static RecordEffect of(HandlerResult unapplied) {
        if (unapplied instanceof HandlerResult.Retry retry) {
            return new Ownerless(retry.why());
        }
        return unapplied instanceof HandlerResult.Quarantine quarantine
                ? new Doubtful(quarantine.why())
                : new Nothing();
    }
}
