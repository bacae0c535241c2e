// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.account.Hold;
import io.tollbridge.billing.account.LocalClock;
import io.tollbridge.billing.account.Purchasing;
import io.tollbridge.billing.account.Slice;
import io.tollbridge.billing.account.Subscription;
import io.tollbridge.billing.ledger.LedgerHead;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A row of {@code billing_credits}: an account without what other tables keep of it. */
record AccountRow(
        String tenantId,
        @Nullable Slice slice,
        @Nullable String subscriptionId,
        @Nullable LocalClock localClock,
        boolean trialUsed,
        Account.Standing standing,
        int mutedThresholds,
        boolean purchasing,
        long debt,
        long lastGrantId,
        LedgerHead head,
        @Nullable Instant nextDueAt,
        long version) {

    /** The account, of this row and those of the other tables. */
    Account with(
            @Nullable Subscription subscription,
            List<Grant> live,
            List<Subscription> others,
            List<Hold> holds,
            @Nullable Purchasing ofTenant) {
        return new Account(
                tenantId,
                slice,
                subscription,
                localClock,
                trialUsed,
                standing,
                mutedThresholds,
                live.stream().filter(this::isNotCurrentSlice).toList(),
                others,
                holds,
                ofTenant,
                debt,
                lastGrantId,
                head,
                version);
    }

    /** The current slice's figures are those of this row; its grant row waits for the final ones. */
    private boolean isNotCurrentSlice(Grant grant) {
        return slice == null || grant.id() != slice.grantId();
    }
}
