// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.account.Outcome;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.account.PurchaseCommand;
import io.tollbridge.billing.payment.Decline;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Turns what is known about a purchase into commands. Thread-safe. */
final class PurchaseCommands {
    private final CommandExecutor executor;

    PurchaseCommands(CommandExecutor executor) {
        this.executor = executor;
    }

    /** How the purchase stands after the command. */
    Outcome.Purchased execute(PurchaseCommand command) {
        return (Outcome.Purchased) Answers.decided(command.tenantId(), executor.execute(command));
    }

    Purchase fail(String tenantId, Purchase purchase, @Nullable String paymentId, Decline why) {
        return end(tenantId, purchase, paymentId, Purchase.State.FAILED, why);
    }

    Purchase end(String tenantId, Purchase purchase, @Nullable String paymentId, Purchase.State end, Decline why) {
        return execute(new PurchaseCommand.FailPurchase(tenantId, purchase.id(), paymentId, end, why))
                .purchase();
    }

    /** Ends a purchase of which nothing was sent or shown, unless that has happened since it was looked at. */
    Purchase giveUp(String tenantId, Purchase seen, Decline why) {
        return execute(new PurchaseCommand.GiveUpPurchase(
                        tenantId, seen.id(), seen.state(), seen.attempt().number(), why))
                .purchase();
    }

    Purchase progress(
            String tenantId, Purchase purchase, Purchase.State state, @Nullable String paymentId, Instant asked) {
        return execute(new PurchaseCommand.PurchaseProgress(tenantId, purchase.id(), state, paymentId, asked))
                .purchase();
    }
}
