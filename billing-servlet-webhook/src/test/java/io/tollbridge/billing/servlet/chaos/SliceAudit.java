// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet.chaos;

import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.servlet.chaos.Records.Invoice;
import io.tollbridge.billing.servlet.chaos.Records.Subscription;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whether each paid period of a subscription has granted its credits once, and nothing else has. */
final class SliceAudit {
    private final Tenant tenant;
    private final Books books;
    private final Host host;
    private final Records records;
    private final List<Invoice> paid;
    private final List<String> findings = new ArrayList<>();

    SliceAudit(Tenant tenant, Books books, Host host, Records records, List<String> customers) {
        this.tenant = tenant;
        this.books = books;
        this.host = host;
        this.records = records;
        paid = records.invoices.stream()
                .filter(one -> customers.contains(one.customer()))
                .toList();
    }

    List<String> findings() {
        Map<Instant, Long> granted = new HashMap<>();
        for (LedgerEntry row : books.rows(EntryType.GRANT)) {
            Grant slice = books.grants().get(row.grantId());
            if (slice == null || granted.put(slice.startsAt(), row.amount()) != null) {
                findings.add(tenant.id + " has a slice that was granted twice or is not stored: " + row);
            }
        }
        boolean trialUsed = false;
        for (Invoice invoice : paid.stream()
                .filter(Invoice::opensPeriod)
                .sorted((a, b) -> a.start().compareTo(b.start()))
                .toList()) {
            Long credits = granted.remove(invoice.start());
            boolean trial = invoice.free();
            long expected = trial ? Host.TRIAL : host.allowance(invoice.price());
            if (credits == null) {
                boolean over = trial && (trialUsed || isSkipped(invoice));
                if (!over && !mayBeSkipped(invoice)) {
                    findings.add(tenant.id + " was granted nothing for " + invoice + " of "
                            + records.subscriptions.get(invoice.subscription()));
                }
            } else if (credits != expected) {
                findings.add(tenant.id + " was granted " + credits + " credits for " + invoice);
            }
            trialUsed |= trial && credits != null;
        }
        granted.forEach((start, credits) -> findings.add(
                tenant.id + " was granted " + credits + " credits from " + start + " on, which nobody paid for"));
        changes();
        return findings;
    }

    /** A trial is short: with the pauses of a journey it may be over when it is first heard of. */
    private boolean isSkipped(Invoice trial) {
        return books.grants().values().stream()
                .anyMatch(one ->
                        one.state() == Grant.State.SKIPPED && one.startsAt().equals(trial.start()));
    }

    /** What ended before it was heard of, or had ended by then, grants nothing any more. */
    private boolean mayBeSkipped(Invoice invoice) {
        Subscription subscription = records.subscriptions.get(invoice.subscription());
        Instant ended = subscription == null ? null : subscription.endedAt();
        return ended != null && ended.isBefore(invoice.end());
    }

    /** A paid upgrade adds at most the difference, for the part of the month that is left, once. */
    private void changes() {
        long paidChanges = paid.stream()
                .filter(one -> one.reason().equals("subscription_update"))
                .count();
        Map<Long, Long> added = books.byOperation(EntryType.PLAN_CHANGE);
        long most = Host.PRO - Host.STARTER;
        if (added.size() > paidChanges || added.values().stream().anyMatch(credits -> credits < 0 || credits > most)) {
            findings.add(tenant.id + " paid for " + paidChanges + " changes of its plan, which added " + added);
        }
    }
}
