// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

/** What can go wrong with one request. "After" means that the request has been carried out. */
public enum Fault {
    /** The connection is closed without an answer; nothing was done. */
    DROP_BEFORE,
    /** The request is carried out, then the connection is closed without an answer. */
    DROP_AFTER,
    /** No answer comes, until the client gives up; nothing was done. */
    TIMEOUT_BEFORE,
    /** The request is carried out, and no answer comes until the client gives up. */
    TIMEOUT_AFTER,
    /** The request is carried out, and Stripe answers 500. The idempotency layer replays this 500. */
    ERROR_500_AFTER,
    /** Something before Stripe answers 503 with HTML; nothing was done. */
    GATEWAY_503_BEFORE,
    /** The request is carried out, and something before Stripe answers 503 with HTML. A retry gets the true answer. */
    GATEWAY_503_AFTER,
    /** The request is carried out, and the answer has its status but no body. A retry gets the true answer. */
    EMPTY_BODY_AFTER,
    /** The request is carried out, and the answer has half of its body. A retry gets the true answer. */
    TRUNCATED_BODY_AFTER,
    /** 429 {@code rate_limit}; nothing was done, and the key is not used up. */
    RATE_LIMIT,
    /** 429 that asks to try again, by {@code Stripe-Should-Retry: true}. */
    RATE_LIMIT_SHOULD_RETRY,
    /** 429 with {@code Retry-After: 1}. */
    RATE_LIMIT_RETRY_AFTER,
    /** 429 {@code lock_timeout}: another request works on the same object; nothing was done. */
    LOCK_TIMEOUT;

    boolean before() {
        return switch (this) {
            case DROP_BEFORE,
                    TIMEOUT_BEFORE,
                    GATEWAY_503_BEFORE,
                    RATE_LIMIT,
                    RATE_LIMIT_SHOULD_RETRY,
                    RATE_LIMIT_RETRY_AFTER,
                    LOCK_TIMEOUT -> true;
            default -> false;
        };
    }
}
