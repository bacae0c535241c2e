// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.CreditBalance;
import io.tollbridge.billing.Subscriptions;
import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.account.AccountDecider;
import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.account.Slice;
import io.tollbridge.billing.account.Subscription;
import io.tollbridge.billing.ledger.ExportFormat;
import io.tollbridge.billing.ledger.Ledger;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.ledger.LedgerExplanation;
import io.tollbridge.billing.ledger.LedgerPage;
import io.tollbridge.billing.ledger.LedgerVerification;
import io.tollbridge.billing.ledger.VerificationSummary;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.usage.UsagePeriod;
import io.tollbridge.billing.usage.UsageReport;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What can be read of a tenant. */
final class AccountViews implements Ledger, Subscriptions {
    private static final int TENANTS = 500;

    private final BillingStore store;
    private final AccountDecider decider;
    private final CommandExecutor executor;
    private final InstantSource clock;

    AccountViews(BillingStore store, AccountDecider decider, CommandExecutor executor, InstantSource clock) {
        this.store = store;
        this.decider = decider;
        this.executor = executor;
        this.clock = clock;
    }

    CreditBalance balance(String tenantId) {
        Arguments.tenant(tenantId);
        Account account = now(tenantId);
        Slice slice = open(account.slice());
        return new CreditBalance(
                tenantId,
                account.subscriptionCredits(),
                account.bundleCredits(),
                account.heldCredits(),
                account.frozenCredits(),
                account.debt(),
                slice == null ? 0 : slice.allowance(),
                slice == null ? 0 : slice.used(),
                decider.nextResetAt(account),
                slice == null ? null : slice.planId());
    }

    private static @Nullable Slice open(@Nullable Slice slice) {
        return slice == null || slice.closed() ? null : slice;
    }

    /** What a deduction could use. */
    long usable(String tenantId) {
        Arguments.tenant(tenantId);
        return decider.usable(now(tenantId), clock.instant());
    }

    private Account now(String tenantId) {
        return decider.at(store.read(reader -> reader.account(tenantId)), clock.instant());
    }

    UsageReport usage(String tenantId, UsagePeriod period) {
        Arguments.tenant(tenantId);
        return new UsageReport(
                tenantId, period, store.read(reader -> reader.usage(tenantId, period.from(), period.to())));
    }

    @Override
    public LedgerPage page(String tenantId, long afterSeq, int limit) {
        Arguments.tenant(tenantId);
        int most = PageLimit.checked(limit);
        List<LedgerEntry> rows = store.read(reader -> reader.ledger(tenantId, afterSeq, most + 1));
        boolean last = rows.size() <= most;
        List<LedgerEntry> page = last ? rows : rows.subList(0, most);
        return new LedgerPage(
                page, page.isEmpty() ? afterSeq : page.get(page.size() - 1).seq(), last);
    }

    @Override
    public LedgerVerification verify(String tenantId) {
        Arguments.tenant(tenantId);
        return store.read(reader -> new LedgerVerifier(reader, tenantId).verify());
    }

    @Override
    public VerificationSummary verifyAll(Consumer<LedgerVerification> unsound) {
        long tenants = 0;
        long entries = 0;
        long wrong = 0;
        String after = "";
        List<String> page;
        do {
            String from = after;
            page = store.read(reader -> reader.tenants(from, TENANTS));
            for (String tenantId : page) {
                LedgerVerification verification = verify(tenantId);
                tenants++;
                entries += verification.entriesChecked();
                if (!verification.sound()) {
                    wrong++;
                    unsound.accept(verification);
                }
                after = tenantId;
            }
        } while (page.size() == TENANTS);
        return new VerificationSummary(tenants, entries, wrong);
    }

    @Override
    public LedgerExplanation explain(String tenantId) {
        Arguments.tenant(tenantId);
        return store.read(reader -> new LedgerExplainer(reader, tenantId).explain());
    }

    @Override
    public void export(String tenantId, ExportFormat format, Appendable target) {
        Arguments.tenant(tenantId);
        Export export = Export.ledger(format, target);
        store.read(reader -> {
            new LedgerRows(reader, tenantId).entries(export::write);
            return tenantId;
        });
    }

    void exportUsage(String tenantId, UsagePeriod period, ExportFormat format, Appendable target) {
        Export export = Export.usage(format, target);
        usage(tenantId, period).lines().forEach(export::write);
    }

    @Override
    public void startLocalPlan(String tenantId, String planId) {
        Arguments.tenant(tenantId);
        Answers.decided(tenantId, executor.execute(new Command.StartLocalPlan(tenantId, planId)));
    }

    @Override
    public Optional<Subscription> current(String tenantId) {
        Arguments.tenant(tenantId);
        return Optional.ofNullable(now(tenantId).subscription());
    }
}
