// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.InvalidArgumentException;
import java.time.Instant;

/** What every statement about a subscription must hold to. */
final class SubscriptionChecks {
    private SubscriptionChecks() {}

    static void quantity(String subscriptionId, long quantity) {
        if (quantity < 1) {
            throw new InvalidArgumentException(
                    ErrorCode.AMOUNT_INVALID,
                    "subscription " + subscriptionId + " must have a quantity of 1 or more, not " + quantity);
        }
    }

    static void period(String subscriptionId, Instant start, Instant end) {
        if (!start.isBefore(end)) {
            throw new InvalidArgumentException(
                    ErrorCode.ARGUMENT_INVALID,
                    "a paid period of subscription " + subscriptionId + " must end after it begins, not run from "
                            + start + " to " + end);
        }
    }
}
