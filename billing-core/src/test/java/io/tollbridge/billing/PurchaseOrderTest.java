// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PurchaseOrderTest {
    private static final PurchaseOrder ORDER = PurchaseOrder.of("acme", "pack");
    private static final String TOO_LONG = "x".repeat(256);

    static Stream<Arguments> badOrders() {
        return Stream.of(
                bad(ErrorCode.TENANT_INVALID, "tenant id", () -> PurchaseOrder.of(" ", "pack")),
                bad(ErrorCode.ARGUMENT_INVALID, "bundle id", () -> PurchaseOrder.of("acme", "")),
                bad(ErrorCode.AMOUNT_INVALID, "quantity", () -> ORDER.quantity(0)),
                bad(ErrorCode.KEY_INVALID, "idempotency key", () -> ORDER.idempotencyKey(TOO_LONG)),
                bad(ErrorCode.ARGUMENT_INVALID, "actor", () -> ORDER.by(TOO_LONG, "a click")),
                bad(ErrorCode.ARGUMENT_INVALID, "reason", () -> ORDER.by("user-1", " ")),
                bad(ErrorCode.ARGUMENT_INVALID, "actor", () -> order("\u0000", null)),
                bad(ErrorCode.ARGUMENT_INVALID, "reason", () -> order(null, TOO_LONG)));
    }

    private static PurchaseOrder order(@Nullable String actor, @Nullable String reason) {
        return new PurchaseOrder("acme", "pack", 1, ORDER.page(), false, null, actor, reason);
    }

    private static Arguments bad(ErrorCode code, String what, ThrowingCallable making) {
        return Arguments.of(code, what, making);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("badOrders")
    void whatNoDatabaseCouldStoreIsRefusedWhenTheOrderIsMade(ErrorCode code, String what, ThrowingCallable making) {
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(making)
                .withMessageContaining(what)
                .extracting(InvalidArgumentException::code)
                .isEqualTo(code);
    }
}
