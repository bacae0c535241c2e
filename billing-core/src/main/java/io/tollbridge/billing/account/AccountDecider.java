// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.ledger.Pool;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one place where it is decided what a command does to an account. A pure function of its arguments: no I/O, no
 * clock, no randomness. Thread-safe.
 *
 * <p>Before the command itself, what time alone has brought about is applied: expired lots, ended slices, slices that
 * are due. Those changes are part of the decision even when the command is refused. Whether a command was carried out
 * before is not known here; the caller looks its key up first.
 */
public final class AccountDecider {
    private final CreditPolicy policy;
    private final SliceRules slices;
    private final PaidPeriodRules paidPeriods;
    private final SubscriptionRules subscriptions;
    private final PlanRules plans;
    private final LocalPlanRules localPlans;
    private final Corrections corrections;
    private final PurchaseRules purchases;
    private final PaymentRules payments;
    private final AutoPurchaseRules autoPurchases;
    private final AutoPurchaseSettings settings;

    /** A decider for a host's catalog and policy. */
    public AccountDecider(Catalog catalog, CreditPolicy policy) {
        this.policy = policy;
        slices = new SliceRules(catalog, policy);
        paidPeriods = new PaidPeriodRules(slices, policy, catalog);
        subscriptions = new SubscriptionRules(policy);
        plans = new PlanRules(catalog, policy, slices);
        localPlans = new LocalPlanRules(catalog, policy, slices, plans);
        corrections = new Corrections(slices, catalog);
        purchases = new PurchaseRules(catalog, policy);
        payments = new PaymentRules(purchases);
        autoPurchases = new AutoPurchaseRules(catalog, policy);
        settings = new AutoPurchaseSettings(catalog, policy);
    }

    /**
     * Decides a command.
     *
     * @param before the account as it is, with the hold that the command speaks of
     * @param command what is wanted; its amounts have been checked
     * @param now the time of the decision
     */
    public Decision decide(Account before, Command command, Instant now) {
        return command instanceof Attributed attributed
                ? decide(before, attributed.command(), attributed.by(), now)
                : decide(before, command, Attribution.NONE, now);
    }

    private Decision decide(Account before, Command command, Attribution by, Instant now) {
        Outcome barred = TenantRules.barred(before, command);
        if (barred != null) {
            return draft(before, now).decided(barred);
        }
        if (command instanceof TenantCommand.NoteDrift drift) {
            // why unsettled: nothing else may move on an account whose figures are in doubt
            Draft draft = draft(before, now);
            return draft.decided(TenantRules.noteDrift(draft, drift));
        }
        if (command instanceof Command.FindHold find && before.standing() != Account.Standing.OPEN) {
            Draft draft = draft(before, now);
            return draft.decided(HoldRules.find(draft, find));
        }
        Draft draft = settled(before, now);
        // why not before: what time has brought about is nobody's doing
        draft.by(by);
        long subscriptionBefore = draft.balance(Pool.SUBSCRIPTION);
        Outcome outcome = outcome(draft, command);
        if (outcome instanceof Outcome.Rejected) {
            // why: it may have got half-way; only what time has brought about is kept
            return settled(before, now).decided(outcome);
        }
        if (AutoPurchaseRules.follows(command)) {
            autoPurchases.look(draft, subscriptionBefore, outcome instanceof Outcome.Insufficient);
        }
        // why once more: the command may have said just now that this is a trial
        Notices.settle(draft);
        return draft.decided(outcome);
    }

    private Outcome outcome(Draft draft, Command command) {
        // why: an if chain, because switch over sealed types needs Java 21
        if (command instanceof Command.Deduct deduct) {
            return ConsumptionRules.deduct(draft, deduct);
        } else if (command instanceof Command.PlaceHold place) {
            return HoldRules.place(draft, place);
        } else if (command instanceof Command.Capture capture) {
            return HoldRules.capture(draft, capture);
        } else if (command instanceof Command.FindHold find) {
            return HoldRules.find(draft, find);
        } else if (command instanceof Command.Release release) {
            return HoldRules.release(draft, release);
        } else if (command instanceof Command.AddLot add) {
            return LotRules.add(draft, add);
        } else if (command instanceof Command.AdjustSlice adjust) {
            return corrections.adjust(draft, adjust);
        } else if (command instanceof Command.ResetSlice reset) {
            return corrections.reset(draft, reset);
        } else if (command instanceof Command.TakeAway takeAway) {
            return Corrections.takeAway(draft, takeAway);
        } else if (command instanceof Command.Waive waive) {
            return Corrections.waive(draft, waive);
        } else if (command instanceof Command.Reverse reverse) {
            return ReversalRules.reverse(draft, reverse);
        } else if (command instanceof Command.Open open) {
            return corrections.open(draft, open);
        } else if (command instanceof Command.OpenSlice open) {
            return paidPeriods.open(draft, open);
        } else if (command instanceof Command.ChangePlan change) {
            return plans.change(draft, change);
        } else if (command instanceof Command.StartLocalPlan start) {
            return localPlans.start(draft, start);
        } else if (command instanceof Command.SubscriptionChanged changed) {
            return subscriptions.note(draft, changed);
        } else if (command instanceof Command.Settle) {
            return new Outcome.Noted("time applied");
        } else if (command instanceof PurchaseCommand purchase) {
            return outcome(draft, purchase);
        } else if (command instanceof PaymentCommand payment) {
            return payments.outcome(draft, payment);
        } else if (command instanceof TenantCommand concerning) {
            return outcome(draft, concerning);
        }
        throw new IllegalArgumentException("no rule for " + command.getClass());
    }

    private Outcome outcome(Draft draft, PurchaseCommand command) {
        if (command instanceof PurchaseCommand.Configure configure) {
            return settings.configure(draft, configure);
        } else if (command instanceof PurchaseCommand.Steer steer) {
            return settings.steer(draft, steer);
        } else if (command instanceof PurchaseCommand.CardSeen seen) {
            return AutoPurchaseSettings.cardSeen(draft, seen);
        } else if (command instanceof PurchaseCommand.Check) {
            return new Outcome.Noted("it was looked whether credits have run low");
        }
        return purchases.outcome(draft, command);
    }

    private Outcome outcome(Draft draft, TenantCommand command) {
        if (command instanceof TenantCommand.Mute mute) {
            return TenantRules.mute(draft, mute);
        } else if (command instanceof TenantCommand.Prefer) {
            return new Outcome.Noted("a choice of what is told");
        } else if (command instanceof TenantCommand.NotePaymentFailed failed) {
            return Notices.paymentFailed(draft, failed);
        } else if (command instanceof TenantCommand.NoteTrialEnding ending) {
            return Notices.trialEnding(draft, ending);
        } else if (command instanceof TenantCommand.EndLocalPlan end) {
            return localPlans.end(draft, end);
        } else if (command instanceof TenantCommand.ForgiveDebt forgive) {
            return TenantRules.forgive(draft, forgive);
        } else if (command instanceof TenantCommand.Unlock unlock) {
            return TenantRules.unlock(draft, unlock);
        } else if (command instanceof TenantCommand.Erase erase) {
            return TenantRules.erase(draft, erase);
        }
        throw new IllegalArgumentException("no rule for " + command.getClass());
    }

    private Draft draft(Account before, Instant now) {
        return new Draft(before, now.truncatedTo(ChronoUnit.MILLIS), policy);
    }

    /** The account as it is at the given time, without writing anything: for reading balances. */
    public Account at(Account stored, Instant now) {
        if (stored.standing() == Account.Standing.ERASED) {
            return stored;
        }
        return settled(stored, now).decided(new Outcome.Noted("read")).after();
    }

    private Draft settled(Account before, Instant now) {
        Draft draft = draft(before, now);
        LotRules.expire(draft);
        slices.settle(draft);
        Notices.settle(draft);
        return draft;
    }

    /**
     * When time alone will next change the account, null when it will not. Holds are not considered.
     *
     * @param account as it was decided
     * @param now when it was decided; the answer is later
     */
    public @Nullable Instant nextDue(Account account, Instant now) {
        if (account.standing() != Account.Standing.OPEN) {
            return null;
        }
        Instant due = slices.nextDue(account, now);
        for (Grant lot : account.grants()) {
            Instant expiresAt = lot.expiresAt();
            if (lot.remaining() > 0 && expiresAt != null && (due == null || expiresAt.isBefore(due))) {
                due = expiresAt;
            }
        }
        Instant notice = Notices.nextDue(account, now);
        return notice == null || (due != null && due.isBefore(notice)) ? due : notice;
    }

    /** What a tenant's limits have been used up of, as of that time. */
    public Spending spending(Account account, Instant now) {
        Purchasing purchasing = account.purchasing();
        return (purchasing == null ? Spending.NONE : purchasing.spending()).at(draft(account, now));
    }

    /** How many credits a deduction can use of an account as it is at that time. */
    public long usable(Account account, Instant now) {
        return account.standing() == Account.Standing.OPEN ? ConsumptionRules.usable(draft(account, now)) : 0;
    }

    /**
     * True when a purchase that was begun, and of which it is not known whether it was sent, would still be sent at that
     * time: an automatic one while everything speaks for it, one on somebody's word while that somebody can be waiting.
     */
    public boolean wants(Account account, Purchase purchase, Instant now) {
        return purchases.wants(settled(account, now), purchase);
    }

    /** When the tenant may expect new subscription credits, null when not. */
    public @Nullable Instant nextResetAt(Account account) {
        return SliceRules.nextResetAt(account.slice(), account.subscription(), account.localClock());
    }
}
