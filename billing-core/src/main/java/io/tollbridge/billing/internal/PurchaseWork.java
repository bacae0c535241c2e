// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.account.PurchaseCommand;
import io.tollbridge.billing.payment.PaymentMethod;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.JobState;
import io.tollbridge.billing.spi.TenantPurchase;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker for purchases: carries out what was begun, looks after what has been on its way for too long, and notices
 * other cards of suspended tenants. Several nodes may do it at once.
 */
final class PurchaseWork {
    private static final Logger log = LoggerFactory.getLogger(PurchaseWork.class);
    private static final int PAGE = 100;
    private static final String CARDS = "SUSPENDED_CARDS";
    private static final Duration CARDS_EVERY = Duration.ofHours(1);

    private final BillingStore store;
    private final InstantSource clock;
    private final CommandExecutor executor;
    private final @Nullable PurchaseCarrier carrier;
    private final PurchaseHalt halt;
    private final PurchaseSignals signals;

    PurchaseWork(
            BillingOptions options,
            CommandExecutor executor,
            @Nullable PurchaseCarrier carrier,
            PurchaseHalt halt,
            PurchaseSignals signals) {
        store = options.store();
        clock = options.clock();
        this.executor = executor;
        this.carrier = carrier;
        this.halt = halt;
        this.signals = signals;
    }

    /** Works on every purchase that is due, once; returns how many those were. */
    int run() {
        if (carrier == null) {
            return 0;
        }
        Instant now = clock.instant();
        int worked = 0;
        TenantPurchase after = null;
        List<TenantPurchase> page;
        do {
            TenantPurchase from = after;
            page = store.read(reader -> reader.duePurchases(now, from, PAGE));
            for (TenantPurchase one : page) {
                after = one;
                worked += lookAfter(carrier, one) ? 1 : 0;
            }
        } while (page.size() == PAGE);
        lookAtCards(carrier, now);
        return worked;
    }

    private boolean lookAfter(PurchaseCarrier with, TenantPurchase due) {
        Purchase purchase = due.purchase();
        boolean waits = purchase.state() == Purchase.State.CREATED && purchase.kind() == Purchase.Kind.AUTO;
        // why locked ones wait: what would be found out could not be written down
        if ((waits && halt.halted())
                || store.read(reader -> reader.account(due.tenantId())).standing() == Account.Standing.LOCKED) {
            return false;
        }
        try {
            with.lookAfter(due.tenantId(), purchase);
            return true;
        } catch (RuntimeException failure) {
            // one tenant's trouble must not keep the others waiting; it stays due
            log.error("Purchase {} of tenant {} could not be looked after", purchase.id(), due.tenantId(), failure);
            return false;
        } finally {
            signals.moved(due.tenantId());
        }
    }

    /** Once an hour: whose automatic purchases are suspended may have another card by now. */
    private void lookAtCards(PurchaseCarrier with, Instant now) {
        JobState state = store.read(reader -> reader.job(CARDS)).orElse(new JobState("", Instant.EPOCH));
        if (now.isBefore(state.dueAt())) {
            return;
        }
        List<String> tenants = store.read(reader -> reader.suspended(state.position(), PAGE));
        for (String tenantId : tenants) {
            try {
                with.method(tenantId).ifPresent(method -> seen(tenantId, method));
            } catch (RuntimeException failure) {
                log.warn("The means of payment of tenant {} could not be looked at", tenantId, failure);
            }
        }
        boolean more = tenants.size() == PAGE;
        JobState next =
                more ? new JobState(tenants.get(PAGE - 1), state.dueAt()) : new JobState("", now.plus(CARDS_EVERY));
        executor.inTransaction(transaction -> {
            transaction.saveJob(CARDS, next);
            return next;
        });
    }

    private void seen(String tenantId, PaymentMethod method) {
        // why also without a fingerprint: where there was no means of payment at all, any is another one
        executor.execute(new PurchaseCommand.CardSeen(tenantId, method.fingerprint()));
    }
}
