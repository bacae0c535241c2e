// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.AutoPurchaseHalt;
import io.tollbridge.billing.AutoPurchaseService;
import io.tollbridge.billing.AutoPurchaseSettings;
import io.tollbridge.billing.AutoPurchaseStatus;
import io.tollbridge.billing.BillingConfigurationException;
import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.DeductionResult;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.InvalidArgumentException;
import io.tollbridge.billing.OperationRejectedException;
import io.tollbridge.billing.PurchaseOrder;
import io.tollbridge.billing.Purchases;
import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.account.AccountDecider;
import io.tollbridge.billing.account.Attribution;
import io.tollbridge.billing.account.AutoPurchase;
import io.tollbridge.billing.account.Breaker;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.account.PurchaseCommand;
import io.tollbridge.billing.account.Purchasing;
import io.tollbridge.billing.account.Spending;
import io.tollbridge.billing.account.Subscription;
import io.tollbridge.billing.catalog.Bundle;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What hosts and admins choose about automatic purchases, and purchases on their word. */
final class DefaultAutoPurchase implements AutoPurchaseService {
    private static final Logger log = LoggerFactory.getLogger(DefaultAutoPurchase.class);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    /** How often a deduction that waits looks whether another node has brought the credits. */
    private static final Duration LOOK = Duration.ofMillis(200);
    /** As long as it is documented, and as the column is. */
    private static final int LONGEST_CONSENT = 2_000;

    private final BillingOptions options;
    private final CommandExecutor executor;
    private final AccountDecider decider;
    private final Parts parts;

    DefaultAutoPurchase(BillingOptions options, CommandExecutor executor, AccountDecider decider, Parts parts) {
        this.options = options;
        this.executor = executor;
        this.decider = decider;
        this.parts = parts;
    }

    /** What else it is made of. */
    record Parts(
            Purchases purchases,
            @Nullable PurchaseCarrier carrier,
            PurchaseHalt halt,
            PurchaseSignals signals,
            RandomIds ids,
            Function<Deduction, DeductionResult> deduct) {}

    @Override
    public void enable(String tenantId, AutoPurchaseSettings settings, String consentText, String consentBy) {
        Arguments.tenant(tenantId);
        Arguments.text(ErrorCode.ARGUMENT_INVALID, "the text that was agreed to", consentText, LONGEST_CONSENT);
        Arguments.text(ErrorCode.ARGUMENT_INVALID, "who agreed", consentBy);
        carrier();
        String currency = options.catalog()
                .bundle(settings.bundleId())
                .map(Bundle::currency)
                .orElse(null);
        AutoPurchase.Consent consent = new AutoPurchase.Consent(
                consentText, consentBy, options.clock().instant().truncatedTo(ChronoUnit.MILLIS));
        execute(new PurchaseCommand.Configure(
                tenantId, settings.wish(currency, consent), parts.ids().next()));
    }

    @Override
    public void disable(String tenantId) {
        settings(tenantId)
                .ifPresent(chosen -> execute(new PurchaseCommand.Configure(
                        tenantId, chosen.disabled(), parts.ids().next())));
    }

    @Override
    public Optional<AutoPurchase> settings(String tenantId) {
        Purchasing known = account(tenantId).purchasing();
        return known == null ? Optional.empty() : Optional.ofNullable(known.auto());
    }

    @Override
    public AutoPurchaseStatus status(String tenantId) {
        Account account = account(tenantId);
        Purchasing known = account.purchasing();
        Breaker breaker = known == null ? Breaker.CLOSED : known.breaker();
        AutoPurchase auto = known == null ? null : known.auto();
        Spending spent = decider.spending(account, options.clock().instant());
        return new AutoPurchaseStatus(
                auto != null && auto.enabled(),
                breaker.suspended(),
                breaker.failures(),
                breaker.nextAttemptAt(),
                breaker.disputes() > 0 || breaker.disputeLocked() || disputed(account.subscription()),
                breaker.stopped() != null,
                parts.halt().halted(),
                spent.automatic(),
                spent.minorUnits());
    }

    private static boolean disputed(@Nullable Subscription subscription) {
        return subscription != null && subscription.disputed();
    }

    @Override
    public Optional<Purchase> checkAndPurchase(String tenantId) {
        PurchaseCarrier with = carrier();
        account(tenantId);
        execute(new PurchaseCommand.Check(tenantId));
        Optional<Purchase> open = charging(tenantId);
        boolean waits = open.isEmpty() || open.get().state() != Purchase.State.CREATED;
        return waits || parts.halt().halted() ? open : open.map(purchase -> with.lookAfter(tenantId, purchase));
    }

    private Optional<Purchase> charging(String tenantId) {
        Purchasing known = account(tenantId).purchasing();
        List<Purchase> purchases = known == null ? List.of() : known.purchases();
        return purchases.stream().filter(Purchase::charging).findFirst();
    }

    @Override
    public Purchase purchaseBundle(String tenantId, String bundleId) {
        return parts.purchases().buy(PurchaseOrder.of(tenantId, bundleId));
    }

    @Override
    public Purchase handlePurchaseFailure(String tenantId, String purchaseId) {
        PurchaseCarrier with = carrier();
        Arguments.tenant(tenantId);
        Purchase purchase = parts.purchases()
                .find(tenantId, purchaseId)
                .orElseThrow(() -> new OperationRejectedException(
                        ErrorCode.PURCHASE_UNKNOWN,
                        "tenant " + tenantId + " has no purchase " + purchaseId + "; look at its history"));
        return purchase.state() == Purchase.State.CREATED ? purchase : with.lookAfter(tenantId, purchase);
    }

    @Override
    public void paymentMethodChanged(String tenantId) {
        Arguments.tenant(tenantId);
        carrier()
                .method(tenantId)
                .ifPresent(method -> execute(new PurchaseCommand.CardSeen(tenantId, method.fingerprint())));
    }

    @Override
    public DeductionResult deductWaiting(Deduction deduction, Duration most) {
        if (most.isNegative() || most.compareTo(LONGEST_WAIT) > 0) {
            throw new InvalidArgumentException(
                    ErrorCode.ARGUMENT_INVALID,
                    "a deduction waits for a purchase from no time to " + LONGEST_WAIT + ", not " + most);
        }
        DeductionResult result = parts.deduct().apply(deduction);
        boolean buys =
                settings(deduction.tenantId()).filter(AutoPurchase::enabled).isPresent();
        if (!(result instanceof DeductionResult.Insufficient) || !buys) {
            return result;
        }
        return ended(deduction.tenantId(), most) ? parts.deduct().apply(deduction) : result;
    }

    /** Waits until no charge is under way; false when that takes longer than given, or than anybody waits. */
    private boolean ended(String tenantId, Duration most) {
        long begun = System.nanoTime();
        while (true) {
            CompletableFuture<Boolean> moved = parts.signals().next(tenantId);
            Purchase open = charging(tenantId).orElse(null);
            if (open == null) {
                return true;
            }
            boolean soon = open.state() == Purchase.State.CREATED || open.state() == Purchase.State.SENT;
            Duration left = most.minusNanos(System.nanoTime() - begun);
            if (!soon
                    || left.isNegative()
                    || left.isZero()
                    || Thread.currentThread().isInterrupted()) {
                return false;
            }
            // why not only for the signal: another node, or a webhook, may bring the credits
            PurchaseSignals.await(moved, left.compareTo(LOOK) < 0 ? left : LOOK);
        }
    }

    @Override
    public void stop(String tenantId, String actor, String reason) {
        steer(tenantId, true, actor, reason);
    }

    @Override
    public void resume(String tenantId, String actor, String reason) {
        steer(tenantId, false, actor, reason);
    }

    private void steer(String tenantId, boolean stop, String actor, String reason) {
        Arguments.tenant(tenantId);
        execute(new PurchaseCommand.Steer(
                tenantId, stop, by(actor, reason), parts.ids().next()));
    }

    @Override
    public void haltAll(String actor, String reason) {
        switchAll(true, actor, reason);
    }

    @Override
    public void resumeAll(String actor, String reason) {
        switchAll(false, actor, reason);
    }

    private void switchAll(boolean halt, String actor, String reason) {
        by(actor, reason);
        parts.halt().halt(halt, actor, reason);
        log.warn("All automatic purchases {}: {}, {}", halt ? "are halted" : "go on", actor, reason);
    }

    @Override
    public AutoPurchaseHalt halt() {
        return parts.halt().state();
    }

    private static Attribution by(String actor, String reason) {
        Arguments.text(ErrorCode.ARGUMENT_INVALID, "the actor of an operator's command", actor);
        Arguments.text(ErrorCode.ARGUMENT_INVALID, "the reason of an operator's command", reason);
        return new Attribution(actor, reason);
    }

    private void execute(PurchaseCommand command) {
        Answers.decided(command.tenantId(), executor.execute(command));
    }

    private Account account(String tenantId) {
        Arguments.tenant(tenantId);
        return options.store().read(reader -> reader.account(tenantId));
    }

    private PurchaseCarrier carrier() {
        PurchaseCarrier carrier = parts.carrier();
        if (carrier == null) {
            throw new BillingConfigurationException(
                    "automatic purchases need a gateway: builder.gateway(StripeService.create(settings))");
        }
        return carrier;
    }
}
