// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas.story;

import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.CreditBalance;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.ledger.LedgerVerification;
import io.tollbridge.billing.ledger.Pool;
import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.usage.UsageLine;
import io.tollbridge.billing.usage.UsagePeriod;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Chapter 16: balance, usage, money, notifications and ledger, and whether they agree. */
final class Books {
    private static final int ALL = 1_000;
    private static final int SHOWN = 6;

    private final Stage stage;
    private final Narrator narrator;
    private final BillingService billing;
    private final Stripe stripe;

    Books(Stage stage, Stripe stripe) {
        this.stage = stage;
        this.stripe = stripe;
        narrator = stage.narrator();
        billing = stage.application().billing();
    }

    void play() {
        stage.chapter("The books");
        balance();
        long used = usage();
        notifications();
        List<LedgerEntry> rows = billing.ledger().page(Customer.TENANT, 0, ALL).entries();
        heading("Money and the credits that it stands for");
        new MoneyBooks(stage, stripe.till()).play(rows);
        ledger(rows, used);
        inWords();
        verified();
    }

    private void balance() {
        CreditBalance balance = billing.getCreditBalance(Customer.TENANT);
        heading("Balance");
        narrator.table(new TextTable("plan", "allowance", "used", "left", "in bundles", "held", "debt", "next credits")
                .row(
                        balance.planName() == null ? "none" : balance.planName(),
                        balance.allowance(),
                        balance.used(),
                        balance.subscription(),
                        balance.bundle(),
                        balance.held(),
                        balance.debt(),
                        balance.nextResetAt() == null ? "never" : Narrator.time(balance.nextResetAt())));
        stage.checks().same("held credits", 0L, balance.held());
    }

    private long usage() {
        LocalDate today = stage.now().atOffset(ZoneOffset.UTC).toLocalDate();
        var report = billing.getUsageHistory(Customer.TENANT, UsagePeriod.daysUpTo(today, 100));
        Map<String, long[]> byFeature = new TreeMap<>();
        for (UsageLine line : report.lines()) {
            long[] sums = byFeature.computeIfAbsent(line.feature(), feature -> new long[3]);
            sums[0] += line.uses();
            sums[1] += line.credits();
            sums[2] += line.refused();
        }
        TextTable table = new TextTable("feature", "uses", "credits", "refused");
        byFeature.forEach((feature, sums) -> table.row(feature, sums[0], sums[1], sums[2]));
        table.row("all", report.uses(), report.credits(), report.refused());
        heading("Usage since the beginning");
        narrator.table(table);
        return report.credits();
    }

    private void notifications() {
        heading("Notifications, oldest first");
        TextTable table = new TextTable("due", "what");
        List<Notification> newestFirst = billing.notifications().list(Customer.TENANT, ALL);
        for (int i = newestFirst.size() - 1; i >= 0; i--) {
            Notification one = newestFirst.get(i);
            String percent = one.kind() == Notification.Kind.USAGE_THRESHOLD ? " " + one.threshold() + " %" : "";
            table.row(Narrator.time(one.at()), one.kind() + percent);
        }
        narrator.table(table);
        stage.checks().same("notifications", 12, newestFirst.size());
    }

    private void ledger(List<LedgerEntry> rows, long used) {
        heading("Ledger: what came and what went");
        narrator.says("(moves between pools, into a hold and out of it, add up to nothing and are left out)");
        narrator.gap();
        Map<EntryType, Long> sums = new EnumMap<>(EntryType.class);
        rows.stream()
                .filter(row -> row.pool() != Pool.DEBT)
                .forEach(row -> sums.merge(row.type(), row.amount(), Long::sum));
        TextTable table = new TextTable("type", "credits", "meaning");
        sums.values().removeIf(sum -> sum == 0);
        sums.forEach((type, sum) -> table.row(type, sum, meaning(type)));
        long left = sums.values().stream().mapToLong(Long::longValue).sum();
        table.row("left", left, "what Acme can spend");
        narrator.table(table);
        stage.checks()
                .same(
                        "what the ledger leaves",
                        billing.getCreditBalance(Customer.TENANT).spendable(),
                        left);
        long consumed = sums.getOrDefault(EntryType.DEDUCT, 0L) + sums.getOrDefault(EntryType.CAPTURE, 0L);
        stage.checks().same("what the ledger says was used", used, -consumed);

        heading("Ledger: the last " + SHOWN + " of " + rows.size() + " rows");
        TextTable last = new TextTable("seq", "operation", "type", "pool", "credits", "pool after", "feature", "hash");
        rows.stream()
                .skip(Math.max(0, rows.size() - SHOWN))
                .forEach(row -> last.row(
                        row.seq(),
                        row.operationId(),
                        row.type(),
                        row.pool(),
                        row.amount(),
                        row.balanceAfter(),
                        row.feature() == null ? "" : row.feature(),
                        row.hash().toString().substring(0, 12)));
        narrator.table(last);
    }

    private static String meaning(EntryType type) {
        return switch (type) {
            case GRANT -> "credits of the plans: 50, and 200 for each paid month";
            case EXPIRE -> "what was left of the free plan, of April and of May";
            case DEDUCT -> "reports, charged by hand with an idempotency key";
            case CAPTURE -> "e-mails and campaigns, charged through @TrackUsage";
            case GIFT -> "the bundle that support added";
            case PURCHASE -> "3 bundles of 100";
            case DEBT_REPAID -> "what was owed, off the next bundle";
            case CLAWBACK -> "refunded, as far as it was there; 38 more were owed";
            default -> "";
        };
    }

    private void inWords() {
        heading("The same in words, derived from the ledger");
        billing.ledger().explain(Customer.TENANT).lines().forEach(narrator::says);
    }

    private void verified() {
        LedgerVerification verification = billing.ledger().verify(Customer.TENANT);
        narrator.gap();
        narrator.says(
                "Verified: " + verification.entriesChecked() + " rows recomputed (sequence, hashes, balances, lots): "
                        + (verification.sound() ? "sound" : verification.findings()));
        stage.checks().same("findings in the ledger", List.of(), verification.findings());
    }

    private void heading(String text) {
        narrator.gap();
        narrator.says(text);
        narrator.gap();
    }
}
