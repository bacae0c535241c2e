// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.Admin;
import io.tollbridge.billing.BillingConfigurationException;
import io.tollbridge.billing.CheckoutResult;
import io.tollbridge.billing.CreditGrant;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.GrantReceipt;
import io.tollbridge.billing.OperationRejectedException;
import io.tollbridge.billing.PurchaseAllowance;
import io.tollbridge.billing.PurchaseEvidence;
import io.tollbridge.billing.PurchaseOrder;
import io.tollbridge.billing.Purchases;
import io.tollbridge.billing.account.AccountDecider;
import io.tollbridge.billing.account.Outcome;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.account.PurchasePolicy;
import io.tollbridge.billing.account.Spending;
import io.tollbridge.billing.catalog.Bundle;
import io.tollbridge.billing.payment.HostedPage;
import io.tollbridge.billing.payment.PaymentReceipt;
import io.tollbridge.billing.spi.PaymentGateway;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Purchases that somebody wants. */
final class DefaultPurchases implements Purchases {
    private final BillingOptions options;
    private final CommandExecutor executor;
    private final AccountDecider decider;
    private final DefaultCustomers customers;
    private final Admin admin;
    private final @Nullable PurchaseCarrier carrier;
    private final PurchaseCommands commands;
    private final RandomIds ids;

    DefaultPurchases(
            BillingOptions options,
            CommandExecutor executor,
            AccountDecider decider,
            DefaultCustomers customers,
            Admin admin,
            @Nullable PurchaseCarrier carrier,
            RandomIds ids) {
        this.options = options;
        this.executor = executor;
        this.decider = decider;
        this.customers = customers;
        this.admin = admin;
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
        PurchaseCarrier with = carrier();
        PaymentGateway gateway = gateway();
        gateway.checkReturnUrl(order.page().successUrl());
        gateway.checkReturnUrl(order.page().cancelUrl());
        String customerId = customers.ensureStripeCustomer(order.tenantId());
        return new CheckoutPages(gateway, start(with), with, commands).open(order, customerId);
    }

    @Override
    public Purchase buy(PurchaseOrder order) {
        PurchaseCarrier with = carrier();
        Outcome begun = start(with).begin(order, Purchase.Kind.MANUAL, null);
        if (begun instanceof Outcome.PurchaseInTheWay inTheWay) {
            return inTheWay.other();
        }
        Outcome.Purchased purchased = (Outcome.Purchased) begun;
        // why not looked after: another caller with this key has begun it, and is charging, or it is over
        boolean known = !purchased.changed() && purchased.purchase().state() != Purchase.State.CREATED;
        return known ? purchased.purchase() : with.lookAfter(order.tenantId(), purchased.purchase());
    }

    private PurchaseStart start(PurchaseCarrier with) {
        return new PurchaseStart(executor, with, ids);
    }

    @Override
    public GrantReceipt gift(CreditGrant gift) {
        return admin.gift(gift);
    }

    @Override
    public Optional<HostedPage> confirmationPage(String tenantId, String purchaseId, String returnUrl) {
        PurchaseCarrier with = carrier();
        return with.confirm(tenantId, known(tenantId, purchaseId), returnUrl);
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

    @Override
    public PaymentReceipt receipt(String tenantId, String purchaseId) {
        Purchase purchase = known(tenantId, purchaseId);
        String paymentId = purchase.payment().paymentId();
        if (paymentId == null || purchase.payment().received() == null) {
            throw unpaid(tenantId, purchase);
        }
        return gateway().receipt(paymentId).orElseThrow(() -> unpaid(tenantId, purchase));
    }

    private static OperationRejectedException unpaid(String tenantId, Purchase purchase) {
        return new OperationRejectedException(
                ErrorCode.PURCHASE_NOT_PAID,
                "purchase " + purchase.id() + " of tenant " + tenantId + " is " + purchase.state()
                        + "; there is a receipt once it is paid");
    }

    private Purchase known(String tenantId, String purchaseId) {
        return find(tenantId, purchaseId).orElseThrow(() -> unknown(tenantId, purchaseId));
    }

    private static OperationRejectedException unknown(String tenantId, String purchaseId) {
        return new OperationRejectedException(
                ErrorCode.PURCHASE_UNKNOWN,
                "tenant " + tenantId + " has no purchase " + purchaseId
                        + "; its purchases are listed by billing.purchases().history");
    }

    @Override
    public PurchaseEvidence evidence(String tenantId, String purchaseId) {
        Arguments.tenant(tenantId);
        Instant now = options.clock().instant();
        return options.store().read(reader -> {
            Purchase purchase = reader.purchase(tenantId, purchaseId).orElseThrow(() -> unknown(tenantId, purchaseId));
            return new EvidencePack(reader, tenantId, purchase, now).write();
        });
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
