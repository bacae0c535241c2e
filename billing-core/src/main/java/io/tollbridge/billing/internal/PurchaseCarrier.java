// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.account.AccountDecider;
import io.tollbridge.billing.account.Outcome;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.account.PurchaseCommand;
import io.tollbridge.billing.account.Purchasing;
import io.tollbridge.billing.payment.Decline;
import io.tollbridge.billing.payment.GatewayException;
import io.tollbridge.billing.payment.HostedPage;
import io.tollbridge.billing.payment.PaymentMethod;
import io.tollbridge.billing.payment.PurchaseAttempt;
import io.tollbridge.billing.payment.PurchaseOutcome;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.PaymentGateway;
import io.tollbridge.billing.webhook.TenantLink;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries a stored purchase out: freezes what is sent, commits that it is about to be sent, and only then asks for money,
 * once. Several nodes may try; the one whose commit changes the row is the one that sends. Thread-safe.
 */
final class PurchaseCarrier {
    private static final Logger log = LoggerFactory.getLogger(PurchaseCarrier.class);
    private static final Duration PAUSE = Duration.ofMinutes(1);
    private static final int MOST_ATTEMPTS = 5;

    private final BillingStore store;
    private final PaymentGateway gateway;
    private final InstantSource clock;
    private final PurchaseCommands commands;
    private final PurchaseSettlement settlement;
    private final AccountDecider decider;
    private final PurchaseHalt halt;

    PurchaseCarrier(
            BillingStore store,
            PaymentGateway gateway,
            InstantSource clock,
            CommandExecutor executor,
            AccountDecider decider,
            PurchaseHalt halt) {
        this.decider = decider;
        this.halt = halt;
        this.store = store;
        this.gateway = gateway;
        this.clock = clock;
        commands = new PurchaseCommands(executor);
        settlement = new PurchaseSettlement(gateway, clock, commands);
    }

    /** Does what is due about a purchase, and returns how it stands then. */
    Purchase lookAfter(String tenantId, Purchase purchase) {
        if (purchase.state() != Purchase.State.CREATED) {
            return settlement.lookAfter(tenantId, purchase, maySend(tenantId, purchase));
        }
        if (purchase.kind() == Purchase.Kind.CHECKOUT) {
            // why: whoever began it died before anybody saw a page
            return commands.giveUp(tenantId, purchase, new Decline("NO_PAGE", null, false, null));
        }
        try {
            return carryOut(tenantId, purchase);
        } catch (GatewayException failure) {
            log.warn("Purchase {} of tenant {} cannot be prepared now", purchase.id(), tenantId, failure);
            return again(tenantId, purchase, failure.code().name());
        }
    }

    /**
     * False for a purchase that nobody wants any more. If it is not known whether it was sent, its node may have died before
     * it was, and asking again would take the money for the first time.
     */
    private boolean maySend(String tenantId, Purchase purchase) {
        if (purchase.kind() == Purchase.Kind.CHECKOUT || purchase.payment().paymentId() != null) {
            return true;
        }
        Account account = store.read(reader -> reader.account(tenantId));
        return !(purchase.kind() == Purchase.Kind.AUTO && halt.halted())
                && decider.wants(account, purchase, clock.instant());
    }

    private Purchase carryOut(String tenantId, Purchase purchase) {
        if (maySend(tenantId, purchase)) {
            closePages(tenantId);
        }
        Optional<TenantLink> link = store.read(reader -> reader.linkOfTenant(tenantId, gateway.livemode()));
        PaymentMethod method = link.flatMap(one -> gateway.defaultPaymentMethod(one.customerId()))
                .orElse(null);
        if (link.isEmpty() || method == null) {
            return giveUp(tenantId, purchase, PurchaseSettlement.NO_PAYMENT_METHOD);
        }
        PurchaseAttempt attempt = new PurchaseAttempt(
                tenantId,
                purchase.id(),
                purchase.attempt().number(),
                link.get().customerId(),
                method.id(),
                purchase.order().price(),
                description(purchase),
                clock.instant());
        if (purchase.kind() == Purchase.Kind.AUTO && halt.halted()) {
            return purchase;
        }
        Outcome.Purchased sent = commands.execute(new PurchaseCommand.SendPurchase(
                tenantId,
                purchase.id(),
                attempt.customerId(),
                attempt.paymentMethodId(),
                attempt.description(),
                attempt.fingerprint()));
        // why the state too: a purchase that is no longer wanted was changed, but not for sending
        if (!sent.changed() || sent.purchase().state() != Purchase.State.SENT) {
            return sent.purchase();
        }
        Instant asked = clock.instant();
        PurchaseOutcome outcome = charge(PurchaseSettlement.attempt(tenantId, sent.purchase()));
        if (outcome instanceof PurchaseOutcome.Failed failed && settlement.worthRepeating(failed)) {
            return again(tenantId, sent.purchase(), failed.code().name());
        }
        return settlement.settle(tenantId, sent.purchase(), outcome, asked, method.fingerprint());
    }

    private PurchaseOutcome charge(PurchaseAttempt attempt) {
        try {
            return gateway.purchaseCredits(attempt);
        } catch (RuntimeException unexpected) {
            log.error("The outcome of purchase {} is not known", attempt.purchaseId(), unexpected);
            return new PurchaseOutcome.Unknown(
                    "the gateway failed with " + unexpected.getClass().getName());
        }
    }

    static String description(Purchase purchase) {
        return purchase.order().credits() + " credits (" + purchase.order().bundleId() + ", "
                + purchase.order().quantity() + ")";
    }

    /** Pages that were opened and not paid cannot be paid any more from now on, so that nothing is paid twice. */
    void closePages(String tenantId) {
        Account account = store.read(reader -> reader.account(tenantId));
        Purchasing purchasing = account.purchasing();
        if (purchasing == null) {
            return;
        }
        // why also those that nobody has seen yet: whoever is opening one is to find out before it is shown
        purchasing.purchases().stream().filter(PurchaseCarrier::isUnpaidPage).forEach(page -> close(tenantId, page));
    }

    /** True for a page on which nobody has paid, as far as is known. */
    static boolean isUnpaidPage(Purchase purchase) {
        return purchase.kind() == Purchase.Kind.CHECKOUT
                && (purchase.state() == Purchase.State.ACTION_REQUIRED || purchase.state() == Purchase.State.CREATED);
    }

    /** Closes a page that was not paid, or finds out that it was; how it stands then. */
    Purchase close(String tenantId, Purchase page) {
        return settlement.closePage(tenantId, page, Purchase.State.CANCELED);
    }

    /** Where the customer confirms a charge; empty when nothing is to be confirmed any more. */
    Optional<HostedPage> confirm(String tenantId, Purchase purchase, String returnUrl) {
        return settlement.confirm(tenantId, purchase, returnUrl);
    }

    private Purchase again(String tenantId, Purchase purchase, String code) {
        int number = purchase.attempt().number();
        if (number >= MOST_ATTEMPTS) {
            return giveUp(tenantId, purchase, code);
        }
        Instant next = clock.instant().plus(PAUSE.multipliedBy(number));
        return commands.execute(
                        new PurchaseCommand.PostponePurchase(tenantId, purchase.id(), purchase.state(), number, next))
                .purchase();
    }

    private Purchase giveUp(String tenantId, Purchase purchase, String code) {
        return commands.giveUp(tenantId, purchase, new Decline(code, null, false, null));
    }

    /** What would be charged now; empty when there is nothing. */
    Optional<PaymentMethod> method(String tenantId) {
        return store.read(reader -> reader.linkOfTenant(tenantId, gateway.livemode()))
                .flatMap(link -> gateway.defaultPaymentMethod(link.customerId()));
    }
}
