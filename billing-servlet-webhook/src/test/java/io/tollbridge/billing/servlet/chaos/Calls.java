// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet.chaos;

import io.tollbridge.billing.BillingException;
import io.tollbridge.billing.ErrorCode;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;

/** Calls of a node that may fail as chaos has it, and in no other way. */
final class Calls {
    /** What a caller must live with. */
    private static final Set<ErrorCode> CHAOS = EnumSet.of(
            ErrorCode.INSUFFICIENT_CREDITS,
            ErrorCode.HOLD_ENDED,
            ErrorCode.PURCHASE_LIMIT,
            ErrorCode.GATEWAY_UNAVAILABLE,
            ErrorCode.GATEWAY_RATE_LIMITED,
            ErrorCode.GATEWAY_OUTCOME_UNKNOWN,
            ErrorCode.GATEWAY_REJECTED,
            ErrorCode.GATEWAY_ATTEMPT_SPENT,
            ErrorCode.PAYMENT_DECLINED,
            ErrorCode.STORE_UNAVAILABLE,
            ErrorCode.STORE_CONTENTION,
            ErrorCode.STORE_FAILED,
            ErrorCode.OUTCOME_UNKNOWN,
            ErrorCode.OVERLOADED);

    private Calls() {}

    /** How a call ended. */
    enum End {
        /** It was answered. */
        ANSWERED,
        /** It failed, and says that it has done nothing. */
        REFUSED,
        /** Nobody knows what it has done. */
        UNKNOWN
    }

    /**
     * Makes a call.
     *
     * @throws IllegalStateException when it fails as no call should
     */
    static End make(Node node, Consumer<Node> call) {
        try {
            call.accept(node);
            return End.ANSWERED;
        } catch (NodeDied killed) {
            return End.UNKNOWN;
        } catch (BillingException failure) {
            if (failure.code() == ErrorCode.OUTCOME_UNKNOWN || node.isDead()) {
                return End.UNKNOWN;
            }
            if (CHAOS.contains(failure.code())) {
                return End.REFUSED;
            }
            throw new IllegalStateException("a call failed as it should not: " + failure.getMessage(), failure);
        } catch (RuntimeException failure) {
            if (node.isDead()) {
                return End.UNKNOWN;
            }
            throw new IllegalStateException("a call failed in an unexpected way: " + failure, failure);
        }
    }
}
