// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.Admin;
import io.tollbridge.billing.AutoPurchaseService;
import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.Charge;
import io.tollbridge.billing.CreditBalance;
import io.tollbridge.billing.CreditGrant;
import io.tollbridge.billing.CreditOperations;
import io.tollbridge.billing.CreditType;
import io.tollbridge.billing.Customers;
import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.DeductionResult;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.GrantReceipt;
import io.tollbridge.billing.Hold;
import io.tollbridge.billing.InvalidArgumentException;
import io.tollbridge.billing.Purchases;
import io.tollbridge.billing.Reversal;
import io.tollbridge.billing.ReversalReceipt;
import io.tollbridge.billing.Subscriptions;
import io.tollbridge.billing.account.AccountDecider;
import io.tollbridge.billing.account.Attribution;
import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.doctor.Diagnosis;
import io.tollbridge.billing.internal.commit.CommitQueue;
import io.tollbridge.billing.ledger.ExportFormat;
import io.tollbridge.billing.ledger.Ledger;
import io.tollbridge.billing.notification.Notifications;
import io.tollbridge.billing.reconcile.Reconciliation;
import io.tollbridge.billing.spi.PaymentGateway;
import io.tollbridge.billing.track.UsageTracking;
import io.tollbridge.billing.track.internal.DefaultUsageTracking;
import io.tollbridge.billing.track.internal.LateCharges;
import io.tollbridge.billing.usage.UsagePeriod;
import io.tollbridge.billing.usage.UsageReport;
import io.tollbridge.billing.webhook.Webhooks;
import java.sql.Connection;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Puts the parts together. */
public final class DefaultBillingService implements BillingService {
    private static final Attribution BY_HOST = new Attribution("host", "reset by the host");

    private final BillingOptions options;
    private volatile boolean closed;
    private final CommandFactory commands;
    private final CommandExecutor executor;
    private final CreditOperations operations;
    private final Admin admin;
    private final LateCharges lateCharges = new LateCharges();
    private final DefaultUsageTracking tracking;
    private final BackgroundWork background;
    private final HealingWork healing;
    private final AccountViews views;
    private final DefaultWebhooks webhooks;
    private final Customers customers;
    private final Notifications notifications;
    private final DefaultPurchases purchases;
    private final DefaultAutoPurchase autoPurchase;

    /** A service over the given options. */
    public DefaultBillingService(BillingOptions given) {
        options = given.store(new ClosableStore(given.store()));
        AccountDecider decider = new AccountDecider(options.catalog(), options.policy());
        KeySequence keys = new KeySequence(options.clock());
        commands = new CommandFactory(options.catalog(), keys, options.holdTime());
        Signals signals = new Signals(options.listener());
        Nudge purchaseBegun = new Nudge();
        executor = new CommandExecutor(
                options.store(), decider, options.clock(), options.groupCommit(), purchaseBegun, signals);
        operations = new DefaultOperations(commands, executor::execute);
        admin = new DefaultAdmin(commands, executor, options.store());
        tracking = new DefaultUsageTracking(
                operations, admin, options.catalog(), options.tenantResolver(), options.costFunctions(), lateCharges);
        WebhookListeners listeners = new WebhookListeners(options.webhooks().listeners());
        WebhookProcessor processor =
                new WebhookProcessor(options, executor, keys, listeners, WebhookProcessor.SCHEDULE);
        healing = new HealingWork(options, executor, listeners, this::webhookArrived);
        PaymentGateway gateway = options.gateway();
        PurchaseHalt halt = new PurchaseHalt(options.store(), executor, options.clock());
        PurchaseCarrier carrier = gateway == null
                ? null
                : new PurchaseCarrier(options.store(), gateway, options.clock(), executor, decider, halt);
        PurchaseSignals purchaseSignals = new PurchaseSignals();
        background = new BackgroundWork(
                options,
                executor,
                processor,
                new BackgroundWork.Parts(
                        healing,
                        new NotificationDelivery(
                                options.store(),
                                options.notifications(),
                                options.clock(),
                                keys,
                                WebhookProcessor.SCHEDULE,
                                signals),
                        new LedgerWatch(options.store(), executor, options.clock(), options.verifyAt(), signals),
                        new PurchaseWork(options, executor, carrier, halt, purchaseSignals)),
                lateCharges::repeat);
        purchaseBegun.to(background::purchaseBegun);
        views = new AccountViews(options.store(), decider, executor, options.clock());
        webhooks = new DefaultWebhooks(
                options, processor, listeners, new WebhookTrouble(executor), background::webhookArrived);
        DefaultCustomers ofStripe = new DefaultCustomers(options, executor);
        customers = ofStripe;
        notifications = new DefaultNotifications(options.store(), executor);
        RandomIds ids = new RandomIds();
        purchases = new DefaultPurchases(options, executor, decider, ofStripe, admin, carrier, ids);
        autoPurchase = new DefaultAutoPurchase(
                options,
                executor,
                decider,
                new DefaultAutoPurchase.Parts(purchases, carrier, halt, purchaseSignals, ids, operations::tryDeduct));
        options.store().publish(options.catalog());
    }

    @Override
    public CreditBalance getCreditBalance(String tenantId) {
        return views.balance(tenantId);
    }

    @Override
    public Charge deductCredits(String tenantId, long credits) {
        return operations.deductCredits(tenantId, credits);
    }

    @Override
    public Charge deductCredits(Deduction deduction) {
        return operations.deductCredits(deduction);
    }

    @Override
    public DeductionResult tryDeduct(Deduction deduction) {
        return operations.tryDeduct(deduction);
    }

    @Override
    public CompletionStage<Charge> deductCreditsAsync(Deduction deduction) {
        return deductAsync(deduction, result -> DefaultOperations.charge(deduction.tenantId(), result));
    }

    @Override
    public CompletionStage<DeductionResult> tryDeductAsync(Deduction deduction) {
        return deductAsync(deduction, result -> result);
    }

    private <T> CompletionStage<T> deductAsync(Deduction deduction, Function<DeductionResult, T> meaning) {
        Command.Deduct command;
        try {
            command = commands.deduct(deduction);
        } catch (InvalidArgumentException refused) {
            return CompletableFuture.failedStage(refused);
        }
        return executor.executeAsync(command, result -> meaning.apply(DefaultOperations.answer(command, result)));
    }

    @Override
    public Hold hold(Deduction deduction) {
        return operations.hold(deduction);
    }

    @Override
    public Hold hold(String tenantId, String holdId) {
        return operations.hold(tenantId, holdId);
    }

    @Override
    public ReversalReceipt reverse(Reversal reversal) {
        return operations.reverse(reversal);
    }

    @Override
    public GrantReceipt addCredits(String tenantId, long credits, CreditType type) {
        return operations.addCredits(tenantId, credits, type);
    }

    @Override
    public GrantReceipt addCredits(CreditGrant grant) {
        return operations.addCredits(grant);
    }

    @Override
    public CreditOperations inTransaction(Connection connection) {
        return new DefaultOperations(commands, command -> executor.execute(connection, command));
    }

    @Override
    public boolean canPerformAction(String tenantId, long credits) {
        Arguments.notNegative("cost", credits);
        return views.usable(tenantId) >= credits;
    }

    @Override
    public boolean canPerformAction(String tenantId, String feature) {
        return canPerformAction(tenantId, commands.cost(feature));
    }

    @Override
    public GrantReceipt resetSubscriptionCredits(String tenantId) {
        Arguments.tenant(tenantId);
        return reset(commands.reset(tenantId, null, BY_HOST));
    }

    @Override
    public GrantReceipt resetSubscriptionCredits(String tenantId, String idempotencyKey, String actor, String reason) {
        Arguments.tenant(tenantId);
        Arguments.key(idempotencyKey);
        Arguments.text(ErrorCode.ARGUMENT_INVALID, "an actor", actor);
        Arguments.text(ErrorCode.ARGUMENT_INVALID, "a reason", reason);
        return reset(commands.reset(tenantId, idempotencyKey, new Attribution(actor, reason)));
    }

    private GrantReceipt reset(Command.ResetSlice command) {
        return Answers.receipt(command, executor.execute(command));
    }

    @Override
    public UsageReport getUsageHistory(String tenantId, UsagePeriod period) {
        return views.usage(tenantId, period);
    }

    @Override
    public void exportUsage(String tenantId, UsagePeriod period, ExportFormat format, Appendable target) {
        views.exportUsage(tenantId, period, format, target);
    }

    @Override
    public <T> T trackUsage(Class<T> type, T target) {
        return tracking.proxy(type, target);
    }

    @Override
    public <T> T track(String tenantId, String feature, Callable<T> action) throws Exception {
        return tracking.track(tenantId, feature, commands.cost(feature), action);
    }

    @Override
    public UsageTracking tracking() {
        return tracking;
    }

    @Override
    public Admin admin() {
        return admin;
    }

    @Override
    public Subscriptions subscriptions() {
        return views;
    }

    @Override
    public Customers customers() {
        return customers;
    }

    @Override
    public Purchases purchases() {
        return purchases;
    }

    @Override
    public AutoPurchaseService autoPurchase() {
        return autoPurchase;
    }

    @Override
    public Ledger ledger() {
        return views;
    }

    @Override
    public Notifications notifications() {
        return notifications;
    }

    @Override
    public Webhooks webhooks() {
        return webhooks;
    }

    @Override
    public Reconciliation reconciliation() {
        return healing.reconciliation();
    }

    @Override
    public Diagnosis doctor() {
        return Doctor.examine(options);
    }

    private void webhookArrived() {
        background.webhookArrived();
    }

    @Override
    public void start() {
        if (closed) {
            throw CommitQueue.closed();
        }
        background.start();
    }

    @Override
    public int runDueWork() {
        return background.run();
    }

    @Override
    public void close() {
        closed = true;
        webhooks.close();
        background.stop();
        lateCharges.close();
        executor.close();
        options.store().close();
    }
}
