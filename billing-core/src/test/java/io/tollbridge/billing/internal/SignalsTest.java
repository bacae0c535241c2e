// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.tollbridge.billing.account.Attribution;
import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.account.Outcome;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.account.PurchaseCommand;
import io.tollbridge.billing.event.BillingEvent;
import io.tollbridge.billing.payment.Money;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignalsTest {
    private static final Command ABOUT_A_PURCHASE = new PurchaseCommand.Check("acme");

    private final List<BillingEvent> heard = new ArrayList<>();
    private final Signals signals = new Signals(heard::add);

    private static CommandResult reached(Purchase.Kind kind, Purchase.State state, boolean changed) {
        Purchase purchase = new Purchase(
                "p1",
                kind,
                state,
                new Purchase.Order("pack500", 1, 500, new Money(1_000, "usd")),
                Purchase.Attempt.FIRST,
                Purchase.Payment.NONE,
                null,
                null,
                Attribution.NONE,
                Instant.EPOCH,
                null);
        return new CommandResult.Decided(new Outcome.Purchased(purchase, changed));
    }

    @ParameterizedTest
    @CsvSource({
        "GRANTED,GRANTED",
        "FAILED,FAILED",
        "CANCELED,CANCELED",
        "EXPIRED,CANCELED",
        "MISMATCH,MISMATCH",
        "ACTION_REQUIRED,ACTION_REQUIRED",
        "UNKNOWN,UNKNOWN",
        "CREATED,",
        "SENT,",
        "PROCESSING,"
    })
    void tellsWhereAPurchaseHasGot(Purchase.State state, BillingEvent.Purchase.@Nullable Result result) {
        signals.answered(ABOUT_A_PURCHASE, reached(Purchase.Kind.AUTO, state, true));
        signals.answered(ABOUT_A_PURCHASE, reached(Purchase.Kind.CHECKOUT, state, true));

        assertThat(heard)
                .isEqualTo(
                        result == null
                                ? List.of()
                                : List.of(
                                        new BillingEvent.Purchase(result, true),
                                        new BillingEvent.Purchase(result, false)));
    }

    @Test
    void aPurchaseThatStoodThereBeforeIsNotToldAgain() {
        signals.answered(ABOUT_A_PURCHASE, reached(Purchase.Kind.MANUAL, Purchase.State.GRANTED, false));
        assertThat(heard).isEmpty();
    }

    @Test
    void commandsOfOtherKindsAreNotTold() {
        signals.answered(new Command.Settle("acme"), new CommandResult.Decided(new Outcome.Noted("done")));
        signals.answered(new Command.Settle("acme"), null);
        assertThat(heard).isEmpty();
    }

    @Test
    void whatAListenerThrowsStaysHere() {
        Signals broken = new Signals(event -> {
            throw new IllegalStateException("the listener is broken");
        });
        assertThatCode(() -> broken.tell(new BillingEvent.LedgerDrift("acme"))).doesNotThrowAnyException();
        assertThat(broken.heard()).isTrue();
        assertThat(Signals.NONE.heard()).isFalse();
    }
}
