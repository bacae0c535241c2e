// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.payment;

import io.tollbridge.billing.BillingException;
import io.tollbridge.billing.ErrorCode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The payment service did not do what was asked, or nobody knows whether it did: {@link #code()} tells which. Messages
 * name the service's own error code, parameter and request id, never its text, which may quote personal data.
 */
public final class GatewayException extends BillingException {
    private static final long serialVersionUID = 1;

    private final @Nullable String requestId;
    private final @Nullable String serviceCode;

    /**
     * A failure of the gateway.
     *
     * @param code one of the {@code GATEWAY_} codes, or {@link ErrorCode#PAYMENT_DECLINED}
     * @param message what was being done and what to do now; no secret, no personal data
     * @param requestId the service's id of the request, null when it did not answer
     * @param serviceCode the service's own error code, null when it gave none
     * @param cause what broke the connection, null when the service answered
     */
    public GatewayException(
            ErrorCode code,
            String message,
            @Nullable String requestId,
            @Nullable String serviceCode,
            @Nullable Throwable cause) {
        super(code, message, cause);
        this.requestId = requestId;
        this.serviceCode = serviceCode;
    }

    /** The payment service's id of the request, for its support and its request log. */
    public Optional<String> requestId() {
        return Optional.ofNullable(requestId);
    }

    /** The payment service's own error code, such as {@code resource_missing} or a decline code. */
    public Optional<String> serviceCode() {
        return Optional.ofNullable(serviceCode);
    }

    /** True when the same call with the same key may succeed later. */
    @Override
    public boolean retryable() {
        return switch (code()) {
            case GATEWAY_UNAVAILABLE, GATEWAY_RATE_LIMITED, GATEWAY_OUTCOME_UNKNOWN -> true;
            default -> false;
        };
    }
}
