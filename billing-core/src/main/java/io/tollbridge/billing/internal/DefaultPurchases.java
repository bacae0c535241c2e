// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.BillingConfigurationException;
import io.tollbridge.billing.CheckoutResult;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.PurchaseAllowance;
import io.tollbridge.billing.PurchaseOrder;
import io.tollbridge.billing.Purchases;
import io.tollbridge.billing.account.AccountDecider;
import io.tollbridge.billing.account.Attribution;
import io.tollbridge.billing.account.Outcome;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.account.PurchaseCommand;
import io.tollbridge.billing.account.PurchasePolicy;
import io.tollbridge.billing.account.Spending;
import io.tollbridge.billing.catalog.Bundle;
import io.tollbridge.billing.payment.CheckoutRequest;
import io.tollbridge.billing.payment.HostedPage;
import io.tollbridge.billing.payment.Money;
import io.tollbridge.billing.payment.RequestKey;
import io.tollbridge.billing.spi.PaymentGateway;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Purchases that somebody wants. */
final class DefaultPurchases implements Purchases {
    private static final Duration PAGE_TIME = Duration.ofHours(24);
    /** How often others may come in the way before it is told to the caller. */
    private static final int ROUNDS = 4;

    private final BillingOptions options;
    private final CommandExecutor executor;
    private final AccountDecider decider;
    private final DefaultCustomers customers;
    private final @Nullable PurchaseCarrier carrier;
    private final PurchaseCommands commands;
    private final RandomIds ids;

    DefaultPurchases(
            BillingOptions options,
            CommandExecutor executor,
            AccountDecider decider,
            DefaultCustomers customers,
            @Nullable PurchaseCarrier carrier,
            RandomIds ids) {
        this.options = options;
        this.executor = executor;
        this.decider = decider;
        this.customers = customers;
        this.carrier = carrier;
        this.ids = ids;
        commands = new PurchaseCommands(executor);
    }

    @Override
    public List<Bundle> bundles() {
        return options.catalog().bundles().stream()
                .filter(bundle -> bundle.currency() != null)
                .toList();
    }

    @Override
    public PurchaseAllowance allowance(String tenantId) {
        Arguments.tenant(tenantId);
        Instant now = options.clock().instant();
        Spending spent = decider.spending(options.store().read(reader -> reader.account(tenantId)), now);
        PurchasePolicy most = options.policy().purchases();
        return new PurchaseAllowance(
                Math.max(0, most.mostPerDay() - spent.boughtOnDay()),
                Math.max(0, most.mostPerPeriod() - spent.bought()),
                most.mostBundles());
    }

    @Override
    public CheckoutResult checkout(PurchaseOrder order) {
        PaymentGateway gateway = gateway();
        String customerId = customers.ensureStripeCustomer(order.tenantId());
        Outcome begun = begin(order, Purchase.Kind.CHECKOUT);
        if (begun instanceof Outcome.PurchaseInTheWay inTheWay) {
            return new CheckoutResult.UnderWay(inTheWay.other());
        }
        Purchase purchase = ((Outcome.Purchased) begun).purchase();
        Money unit = Money.of(
                purchase.order().price().minorUnits() / purchase.order().quantity(),
                purchase.order().price().currency());
        Instant expiresAt = purchase.createdAt().plus(PAGE_TIME);
        HostedPage page = gateway.createCheckout(new CheckoutRequest(
                new RequestKey("checkout", purchase.id(), purchase.attempt().number()),
                order.tenantId(),
                customerId,
                new CheckoutRequest.CreditBundle(
                        purchase.id(),
                        purchase.order().credits() / purchase.order().quantity() + " credits",
                        unit,
                        purchase.order().quantity(),
                        order.saveCard()),
                order.successUrl(),
                order.cancelUrl(),
                null));
        // why committed before the page is shown: nobody may pay on a page that is not known
        Instant until = page.expiresAt();
        Outcome.Purchased opened = commands.execute(new PurchaseCommand.OpenPage(
                order.tenantId(), purchase.id(), customerId, page.id(), until == null ? expiresAt : until));
        return opened.purchase().open()
                ? new CheckoutResult.Opened(opened.purchase(), page)
                : new CheckoutResult.UnderWay(opened.purchase());
    }

    @Override
    public Purchase buy(PurchaseOrder order) {
        gateway();
        Outcome begun = begin(order, Purchase.Kind.MANUAL);
        if (begun instanceof Outcome.PurchaseInTheWay inTheWay) {
            return inTheWay.other();
        }
        Purchase purchase = ((Outcome.Purchased) begun).purchase();
        return carrier().lookAfter(order.tenantId(), purchase);
    }

    /** Begins a purchase; pages that are in its way and not paid are closed first. */
    private Outcome begin(PurchaseOrder order, Purchase.Kind kind) {
        PurchaseCommand.RequestPurchase command = new PurchaseCommand.RequestPurchase(
                order.tenantId(),
                ids.next(),
                new PurchaseCommand.Wish(
                        kind,
                        order.bundleId(),
                        order.quantity(),
                        order.separate(),
                        new Attribution(order.actor(), order.reason())),
                ids.next());
        Outcome outcome = decide(command);
        for (int round = 1; round < ROUNDS && outcome instanceof Outcome.PurchaseInTheWay way; round++) {
            Purchase other = way.other();
            boolean unpaidPage = other.kind() == Purchase.Kind.CHECKOUT
                    && (other.state() == Purchase.State.ACTION_REQUIRED || other.state() == Purchase.State.CREATED);
            if (!unpaidPage) {
                return outcome;
            }
            carrier().close(order.tenantId(), other);
            outcome = decide(command);
        }
        return outcome;
    }

    private Outcome decide(PurchaseCommand command) {
        return Answers.decided(command.tenantId(), executor.execute(command));
    }

    @Override
    public Optional<Purchase> find(String tenantId, String purchaseId) {
        Arguments.tenant(tenantId);
        return options.store().read(reader -> reader.purchase(tenantId, purchaseId));
    }

    @Override
    public List<Purchase> history(String tenantId, @Nullable Purchase before, int limit) {
        Arguments.tenant(tenantId);
        int checked = PageLimit.checked(limit);
        return options.store().read(reader -> reader.purchases(tenantId, before, checked));
    }

    private PaymentGateway gateway() {
        PaymentGateway gateway = options.gateway();
        if (gateway == null) {
            throw new BillingConfigurationException(
                    "purchases need a gateway: builder.gateway(StripeService.create(settings))");
        }
        return gateway;
    }

    private PurchaseCarrier carrier() {
        gateway();
        if (carrier == null) {
            throw new IllegalStateException(ErrorCode.CONFIGURATION.name());
        }
        return carrier;
    }
}
