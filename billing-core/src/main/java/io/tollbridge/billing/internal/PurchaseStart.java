// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.PurchaseOrder;
import io.tollbridge.billing.account.Attribution;
import io.tollbridge.billing.account.Outcome;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.account.PurchaseCommand;
import io.tollbridge.billing.payment.GatewayException;
import org.jspecify.annotations.Nullable;

/** Begins purchases that somebody wants; pages that are in their way and not paid are closed first. Thread-safe. */
final class PurchaseStart {
    /** How often others may come in the way before it is told to the caller. */
    static final int ROUNDS = 4;

    private final CommandExecutor executor;
    private final PurchaseCarrier carrier;
    private final RandomIds ids;

    PurchaseStart(CommandExecutor executor, PurchaseCarrier carrier, RandomIds ids) {
        this.executor = executor;
        this.carrier = carrier;
        this.ids = ids;
    }

    /**
     * Begins a purchase, or says what is in its way: credits that are on their way already, or have just come.
     *
     * @param page what a page is opened with, null where there is none
     * @throws GatewayException when other callers' pages came in the way again and again
     */
    Outcome begin(PurchaseOrder order, Purchase.Kind kind, @Nullable String page) {
        PurchaseCommand.RequestPurchase command = new PurchaseCommand.RequestPurchase(
                order.tenantId(),
                id(order, kind),
                new PurchaseCommand.Wish(
                        kind,
                        order.bundleId(),
                        order.quantity(),
                        order.separate(),
                        new Attribution(order.actor(), order.reason()),
                        page),
                ids.next());
        for (int round = 0; round < ROUNDS; round++) {
            Outcome outcome = Answers.decided(command.tenantId(), executor.execute(command));
            if (!(outcome instanceof Outcome.PurchaseInTheWay way) || !PurchaseCarrier.isUnpaidPage(way.other())) {
                return outcome;
            }
            Purchase closed = carrier.close(order.tenantId(), way.other());
            if (paidAfterAll(closed) && !order.separate()) {
                return new Outcome.PurchaseInTheWay(closed);
            }
        }
        throw busy(order.tenantId());
    }

    /** A key becomes the id: whoever comes with it again finds the purchase, in whatever state and on whatever node. */
    private String id(PurchaseOrder order, Purchase.Kind kind) {
        return order.idempotencyKey() == null || kind == Purchase.Kind.CHECKOUT
                ? ids.next()
                : Fingerprint.id("purchase", order.tenantId(), order.idempotencyKey());
    }

    /** True when money came for a purchase, or may have come or still come. */
    static boolean paidAfterAll(Purchase purchase) {
        return switch (purchase.state()) {
            case GRANTED, MISMATCH, PROCESSING, UNKNOWN, SENT -> true;
            case CREATED, ACTION_REQUIRED, FAILED, CANCELED, EXPIRED -> false;
        };
    }

    static GatewayException busy(String tenantId) {
        return new GatewayException(
                ErrorCode.GATEWAY_ATTEMPT_SPENT,
                "pages of tenant " + tenantId + " are opened and closed by several callers at once; none was opened for"
                        + " this one, ask again",
                null,
                null,
                null);
    }
}
