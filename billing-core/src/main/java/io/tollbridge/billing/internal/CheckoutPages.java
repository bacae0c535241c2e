// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.CheckoutResult;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.PurchaseOrder;
import io.tollbridge.billing.account.Outcome;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.account.PurchaseCommand;
import io.tollbridge.billing.payment.CheckoutRequest;
import io.tollbridge.billing.payment.GatewayException;
import io.tollbridge.billing.payment.HostedPage;
import io.tollbridge.billing.payment.Money;
import io.tollbridge.billing.payment.RequestKey;
import io.tollbridge.billing.spi.PaymentGateway;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pages on which customers pay. A page is one purchase: its row is committed before the page is asked for, with what the
 * page is opened with, and says which page it is before the page is shown. So a page that was shown is known, and one that
 * is not known was shown to nobody. Thread-safe.
 */
final class CheckoutPages {
    private static final Logger log = LoggerFactory.getLogger(CheckoutPages.class);
    private static final Duration PAGE_TIME = Duration.ofHours(24);

    private final PaymentGateway gateway;
    private final PurchaseStart start;
    private final PurchaseCarrier carrier;
    private final PurchaseCommands commands;

    CheckoutPages(PaymentGateway gateway, PurchaseStart start, PurchaseCarrier carrier, PurchaseCommands commands) {
        this.gateway = gateway;
        this.start = start;
        this.carrier = carrier;
        this.commands = commands;
    }

    CheckoutResult open(PurchaseOrder order, String customerId) {
        String openedWith = openedWith(order, customerId);
        for (int round = 0; round < PurchaseStart.ROUNDS; round++) {
            Outcome begun = start.begin(order, Purchase.Kind.CHECKOUT, openedWith);
            if (begun instanceof Outcome.PurchaseInTheWay inTheWay) {
                return new CheckoutResult.UnderWay(inTheWay.other());
            }
            CheckoutResult result = show(order, customerId, ((Outcome.Purchased) begun).purchase());
            if (result != null) {
                return result;
            }
        }
        throw PurchaseStart.busy(order.tenantId());
    }

    /** What tells two pages of one order apart. Stored; a change of it closes the pages that are open. */
    private static String openedWith(PurchaseOrder order, String customerId) {
        PurchaseOrder.Page page = order.page();
        return "page-"
                + Long.toHexString(Fingerprint.of(
                        customerId, page.successUrl(), page.cancelUrl(), page.saveCard(), page.invoice()));
    }

    /** The page of a purchase, or that it was paid; null when the purchase is over and another one may be begun. */
    private @Nullable CheckoutResult show(PurchaseOrder order, String customerId, Purchase purchase) {
        String known = purchase.payment().sessionId();
        if (known != null) {
            // why read instead of asked for again: the service repeats its first answer, also when the page is closed
            Optional<HostedPage> page = gateway.findCheckout(known);
            return page.isPresent()
                    ? new CheckoutResult.Opened(purchase, page.get())
                    : ended(carrier.close(order.tenantId(), purchase));
        }
        HostedPage page;
        try {
            page = gateway.createCheckout(request(order, customerId, purchase));
        } catch (GatewayException failure) {
            boolean spent = failure.code() == ErrorCode.GATEWAY_ATTEMPT_SPENT;
            if (!spent && failure.code() != ErrorCode.GATEWAY_KEY_CONFLICT) {
                throw failure;
            }
            log.warn("Purchase {} of tenant {} never gets a page; it is ended", purchase.id(), order.tenantId());
            Purchase closed = carrier.close(order.tenantId(), purchase);
            if (spent) {
                // why not tried again: the service is in trouble
                throw failure;
            }
            return ended(closed);
        }
        return shown(order.tenantId(), customerId, purchase, page);
    }

    private @Nullable CheckoutResult shown(String tenantId, String customerId, Purchase purchase, HostedPage page) {
        // why committed before the page is shown: nobody may pay on a page that is not known
        Instant until = page.expiresAt();
        Purchase opened = commands.execute(new PurchaseCommand.OpenPage(
                        tenantId,
                        purchase.id(),
                        customerId,
                        page.id(),
                        until == null ? purchase.createdAt().plus(PAGE_TIME) : until))
                .purchase();
        if (PurchaseCarrier.isUnpaidPage(opened)
                && page.id().equals(opened.payment().sessionId())) {
            return new CheckoutResult.Opened(opened, page);
        }
        // somebody has ended the purchase meanwhile, so the page must not be shown
        if (!page.id().equals(opened.payment().sessionId())) {
            close(page);
        }
        return ended(opened);
    }

    private void close(HostedPage page) {
        try {
            gateway.expireCheckout(page.id());
        } catch (GatewayException failure) {
            log.warn("Page {} could not be closed; nobody has seen it, and it ends by itself", page.id(), failure);
        }
    }

    private static @Nullable CheckoutResult ended(Purchase purchase) {
        return PurchaseStart.paidAfterAll(purchase) ? new CheckoutResult.UnderWay(purchase) : null;
    }

    private static CheckoutRequest request(PurchaseOrder order, String customerId, Purchase purchase) {
        Purchase.Order bought = purchase.order();
        Money unit = Money.of(
                bought.price().minorUnits() / bought.quantity(), bought.price().currency());
        return new CheckoutRequest(
                new RequestKey("checkout", purchase.id(), purchase.attempt().number()),
                order.tenantId(),
                customerId,
                new CheckoutRequest.CreditBundle(
                        purchase.id(),
                        bought.credits() / bought.quantity() + " credits",
                        unit,
                        bought.quantity(),
                        order.page().saveCard(),
                        order.page().invoice()),
                order.page().successUrl(),
                order.page().cancelUrl(),
                null);
    }
}
