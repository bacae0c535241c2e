// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.payment.GatewayException;

/** What is told when a call did not come to what was wanted. */
final class Failures {
    private Failures() {}

    /**
     * What was answered, when it was done.
     *
     * @param what was being done, such as {@code refunding payment pi_1}
     */
    static StripeJson done(String what, Answer answer) {
        if (answer instanceof Answer.Done done) {
            return done.body();
        }
        throw of(what, answer);
    }

    static GatewayException of(String what, Answer answer) {
        if (answer instanceof Answer.Refused refused) {
            return new GatewayException(
                    code(refused),
                    what + " was refused by Stripe: " + refused.status() + " " + refused.error()
                            + (refused.requestId() == null ? "" : ", request " + refused.requestId())
                            + fix(code(refused)),
                    refused.requestId(),
                    refused.error().declineCode() == null
                            ? refused.error().code()
                            : refused.error().declineCode(),
                    null);
        }
        if (answer instanceof Answer.NotDone notDone) {
            return new GatewayException(
                    notDone.code(),
                    what + " was not done: "
                            + (notDone.code() == ErrorCode.GATEWAY_RATE_LIMITED
                                    ? "too many requests at once; try again later"
                                    : "Stripe could not be reached; try again later"),
                    null,
                    null,
                    notDone.cause());
        }
        if (answer instanceof Answer.InDoubt doubt) {
            return new GatewayException(
                    ErrorCode.GATEWAY_OUTCOME_UNKNOWN,
                    "nobody knows whether " + what + " was done (" + doubt.why()
                            + "); repeat it with the same key within 24 hours"
                            + (doubt.requestId() == null ? "" : ", request " + doubt.requestId()),
                    doubt.requestId(),
                    null,
                    doubt.cause());
        }
        throw new IllegalStateException(what + " was done");
    }

    static ErrorCode code(Answer.Refused refused) {
        if (refused.error().keyConflict()) {
            return ErrorCode.GATEWAY_KEY_CONFLICT;
        }
        if (refused.status() == 401 || refused.status() == 403) {
            return ErrorCode.GATEWAY_NOT_AUTHORIZED;
        }
        if (refused.status() == 404 || "resource_missing".equals(refused.error().code())) {
            return ErrorCode.GATEWAY_OBJECT_UNKNOWN;
        }
        return refused.status() == 402 ? ErrorCode.PAYMENT_DECLINED : ErrorCode.GATEWAY_REJECTED;
    }

    private static String fix(ErrorCode code) {
        return switch (code) {
            case GATEWAY_NOT_AUTHORIZED ->
                "; check that the API key is valid and, if it is restricted, has the permission for this";
            case GATEWAY_OBJECT_UNKNOWN -> "; check that the API key is of the account and mode where the object is";
            case GATEWAY_KEY_CONFLICT ->
                "; a key was used for two requests, which is a defect: do not take another key";
            default -> "";
        };
    }
}
