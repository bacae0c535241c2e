// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import io.tollbridge.billing.BillingStoreException;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.account.Clawback;
import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.account.Hold;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.account.Slice;
import io.tollbridge.billing.account.Subscription;
import io.tollbridge.billing.account.UsageDelta;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.spi.AccountChange;
import io.tollbridge.billing.testkit.TenantRows.Operation;
import io.tollbridge.billing.testkit.TenantRows.UsageKey;
import io.tollbridge.billing.usage.UsageLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Writes one change over a tenant's rows, refusing what a database's keys and constraints refuse. Nothing is written
 * when it throws: the rows that it began with never change. Not thread-safe.
 */
final class TenantWrite {
    private final TenantRows rows;
    private final AccountChange change;
    private final String tenantId;

    private TenantWrite(TenantRows rows, AccountChange change) {
        this.rows = rows;
        this.change = change;
        tenantId = rows.account().tenantId();
    }

    static TenantRows apply(TenantRows rows, AccountChange change) {
        return new TenantWrite(rows, change).apply();
    }

    private TenantRows apply() {
        checkVersion();
        PersistentMap<Long, Grant> grants = grants();
        PersistentMap<String, Hold> holds = rows.holds();
        PersistentMap<String, Hold> openHolds = rows.openHolds();
        for (Hold hold : change.holds()) {
            notNegative("hold " + hold.id(), hold.credits(), hold.settled(), hold.settledFromSubscription());
            notNegative("hold " + hold.id(), hold.settledAsDebt(), hold.unmet(), hold.endOperationId());
            holds = holds.with(hold.id(), hold);
            openHolds =
                    hold.state() == Hold.State.OPEN ? openHolds.with(hold.id(), hold) : openHolds.without(hold.id());
        }
        TenantRows told = rows;
        for (Notification notification : change.notifications()) {
            told = told.told(notification);
        }
        return new TenantRows(
                account(),
                change.nextDueAt(),
                grants,
                facts(),
                subscriptions(),
                holds,
                openHolds,
                purchases(),
                ledger(),
                operations(),
                usage(),
                told.notifications(),
                told.notificationKeys(),
                rows.mutes());
    }

    private void checkVersion() {
        long found = rows.account().version();
        if (change.before().version() != found) {
            throw new BillingStoreException(
                    ErrorCode.STORE_CONTENTION,
                    "tenant " + tenantId + " is at version " + found + "; the change was decided on version "
                            + change.before().version() + ": lock the account and decide again",
                    null);
        }
    }

    private PersistentMap<Long, Grant> grants() {
        PersistentMap<Long, Grant> grants = rows.grants();
        for (Grant grant : change.grants()) {
            boolean fresh = grant.id() > change.before().lastGrantId();
            unique(!(fresh && grants.contains(grant.id())), "grant " + grant.id());
            if (!fresh && !grants.contains(grant.id())) {
                throw failed("tenant " + tenantId + " has no grant " + grant.id() + " that could be updated");
            }
            notNegative("grant " + grant.id(), grant.credits(), grant.remaining(), grant.held());
            Clawback back = grant.clawback();
            notNegative("grant " + grant.id(), grant.frozen(), back.clawed(), back.elsewhere());
            notNegative("grant " + grant.id(), back.forgiven(), back.expired(), back.disputed());
            grants = grants.with(grant.id(), grant);
        }
        return grants;
    }

    private PersistentMap<String, Long> facts() {
        PersistentMap<String, Long> facts = rows.facts();
        for (Grant grant : change.grants()) {
            Long other = facts.get(grant.fact());
            unique(other == null || other == grant.id(), "the fact " + grant.fact());
            facts = facts.with(grant.fact(), grant.id());
        }
        return facts;
    }

    private PersistentMap<String, Subscription> subscriptions() {
        PersistentMap<String, Subscription> subscriptions = rows.subscriptions();
        for (Subscription changed : change.subscriptions()) {
            subscriptions = subscriptions.with(changed.id(), changed);
        }
        Subscription ruling = change.after().subscription();
        if (ruling != null && !ruling.equals(subscriptions.get(ruling.id()))) {
            throw failed("tenant " + tenantId + " would be ruled by subscription " + ruling.id()
                    + " in a form that is not among the subscriptions written");
        }
        return subscriptions;
    }

    private PersistentMap<String, Purchase> purchases() {
        PersistentMap<String, Purchase> purchases = rows.purchases();
        for (Purchase purchase : change.purchases()) {
            PurchaseChecks.check(tenantId, purchase);
            purchases = purchases.with(purchase.id(), purchase);
        }
        if (!change.purchases().isEmpty()) {
            PurchaseChecks.checkTogether(tenantId, purchases.values());
        }
        return purchases;
    }

    private PersistentMap<Long, LedgerEntry> ledger() {
        PersistentMap<Long, LedgerEntry> ledger = rows.ledger();
        for (LedgerEntry entry : change.entries()) {
            if (entry.seq() != ledger.size() + 1L) {
                throw failed("row " + entry.seq() + " of the ledger of tenant " + tenantId + " cannot follow row "
                        + ledger.size());
            }
            notNegative("ledger row " + entry.seq(), entry.balanceAfter(), entry.spendableAfter());
            ledger = ledger.with(entry.seq(), entry);
        }
        return ledger;
    }

    private PersistentMap<String, Operation> operations() {
        PersistentMap<String, Operation> operations = rows.operations();
        for (LedgerEntry entry : change.entries()) {
            String key = entry.key();
            if (key != null) {
                unique(!operations.contains(key), "the operation key " + key);
                operations = operations.with(key, new Operation(entry.operationId(), entry.fingerprint(), 0));
            }
        }
        for (AccountChange.SilentOperation silent : change.silentOperations()) {
            unique(!operations.contains(silent.key()), "the operation key " + silent.key());
            operations = operations.with(silent.key(), new Operation(0, silent.fingerprint(), silent.spendableAfter()));
        }
        return operations;
    }

    private PersistentMap<UsageKey, UsageLine> usage() {
        PersistentMap<UsageKey, UsageLine> usage = rows.usage();
        for (UsageDelta delta : change.usage()) {
            UsageKey key = new UsageKey(delta.day(), delta.feature());
            UsageLine line = usage.get(key);
            usage = usage.with(key, line == null ? line(delta) : sum(line, delta));
        }
        return usage;
    }

    private static UsageLine line(UsageDelta delta) {
        return new UsageLine(
                delta.day(), delta.feature(), delta.uses(), delta.credits(), delta.refused(), delta.waived());
    }

    private UsageLine sum(UsageLine line, UsageDelta delta) {
        try {
            return new UsageLine(
                    line.day(),
                    line.feature(),
                    Math.addExact(line.uses(), delta.uses()),
                    Math.addExact(line.credits(), delta.credits()),
                    Math.addExact(line.refused(), delta.refused()),
                    Math.addExact(line.waived(), delta.waived()));
        } catch (ArithmeticException tooMuch) {
            throw new BillingStoreException(
                    ErrorCode.STORE_FAILED,
                    "usage of " + delta.feature() + " on " + delta.day() + " of tenant " + tenantId
                            + " does not fit into 63 bits",
                    tooMuch);
        }
    }

    /** The account as it will load: its grants are taken from the grants' rows, not from what the caller says. */
    private Account account() {
        Account after = change.after();
        Slice slice = after.slice();
        if (slice != null) {
            notNegative("the slice", slice.allowance(), slice.used(), slice.remaining());
            notNegative("the slice", slice.held(), slice.highWater());
        }
        notNegative("debt", after.debt());
        List<Grant> live = new ArrayList<>(rows.account().grants());
        for (Grant changed : change.grants()) {
            live.removeIf(grant -> grant.id() == changed.id());
            live.add(changed);
        }
        live.removeIf(grant -> !grant.live() || (slice != null && slice.grantId() == grant.id()));
        Account account = Accounts.with(after, live, List.of(), List.of()).withoutNamed();
        if (account.debt() > 0 && account.bundleCredits() > 0) {
            throw failed("tenant " + tenantId + " would have " + account.bundleCredits()
                    + " bundle credits beside a debt of " + account.debt());
        }
        if (!Objects.equals(after.tenantId(), tenantId)) {
            throw failed("a change of tenant " + tenantId + " cannot write the account of " + after.tenantId());
        }
        return account;
    }

    private void notNegative(String what, long... amounts) {
        for (long amount : amounts) {
            if (amount < 0) {
                throw failed(what + " of tenant " + tenantId + " would have " + amount + " credits");
            }
        }
    }

    private void unique(boolean isNew, String what) {
        if (!isNew) {
            throw failed("tenant " + tenantId + " has " + what + " already");
        }
    }

    private static BillingStoreException failed(String message) {
        return new BillingStoreException(ErrorCode.STORE_FAILED, message, null);
    }
}
