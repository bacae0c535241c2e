// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.account.Hold;
import io.tollbridge.billing.account.Subscription;
import java.util.List;

/** Accounts as they are loaded. */
final class Accounts {
    private Accounts() {}

    /** The account of a tenant that is stored and has nothing: only its version tells it from an unknown one. */
    static Account created(String tenantId) {
        Account unknown = Account.unknown(tenantId);
        return new Account(
                tenantId,
                unknown.slice(),
                unknown.subscription(),
                unknown.localClock(),
                unknown.trialUsed(),
                unknown.standing(),
                unknown.mutedThresholds(),
                unknown.grants(),
                unknown.otherSubscriptions(),
                unknown.holds(),
                unknown.purchasing(),
                unknown.debt(),
                unknown.lastGrantId(),
                unknown.head(),
                1);
    }

    static Account with(Account account, List<Grant> grants, List<Subscription> others, List<Hold> holds) {
        return new Account(
                account.tenantId(),
                account.slice(),
                account.subscription(),
                account.localClock(),
                account.trialUsed(),
                account.standing(),
                account.mutedThresholds(),
                grants,
                others,
                holds,
                account.purchasing(),
                account.debt(),
                account.lastGrantId(),
                account.head(),
                account.version());
    }
}
