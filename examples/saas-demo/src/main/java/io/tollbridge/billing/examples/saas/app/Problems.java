// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas.app;

import io.tollbridge.billing.BillingException;
import io.tollbridge.billing.IdempotencyConflictException;
import io.tollbridge.billing.InsufficientCreditsException;

/** The one place where failures become HTTP statuses. */
final class Problems {
    private Problems() {}

    static Reply of(Exception failure) {
        if (failure instanceof InsufficientCreditsException refused) {
            return paymentRequired(refused);
        }
        if (failure instanceof IdempotencyConflictException) {
            return problem(409, "KEY_REUSED", "This Idempotency-Key was used for a different request.");
        }
        if (failure instanceof IllegalArgumentException) {
            return problem(400, "BAD_REQUEST", "The request is not usable as it is.");
        }
        if (failure instanceof BillingException billing && billing.retryable()) {
            return problem(503, "TRY_AGAIN", "Please repeat the request in a moment.");
        }
        return problem(500, "INTERNAL", "It did not work.");
    }

    private static Reply paymentRequired(InsufficientCreditsException refused) {
        String advice = refused.nextResetAt() == null
                ? "Buy credits to go on."
                : "Buy credits, or wait for the new ones on " + refused.nextResetAt() + ".";
        return problem(
                        402,
                        refused.code().name(),
                        "This costs " + refused.requested() + " credits and you have " + refused.spendable() + ". "
                                + advice)
                .with("requested", refused.requested())
                .with("spendable", refused.spendable())
                .with("shortfall", refused.shortfall())
                .with("nextResetAt", String.valueOf(refused.nextResetAt()));
    }

    private static Reply problem(int status, String error, String message) {
        return Reply.of(status).with("error", error).with("message", message);
    }
}
