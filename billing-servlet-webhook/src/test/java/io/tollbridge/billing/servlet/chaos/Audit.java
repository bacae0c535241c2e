// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet.chaos;

import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.servlet.chaos.Records.Payment;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.testkit.assertion.LedgerInvariants;
import io.tollbridge.billing.webhook.WebhookRecord;
import io.tollbridge.billing.webhook.WebhookStatus;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compares what the library has written down with Stripe's records and with what callers were told. What is expected is
 * worked out here, from the rules' text, without the library's own code.
 */
final class Audit {
    /** Types of rows that nothing in a journey may cause. */
    private static final Set<EntryType> NEVER =
            EnumSet.of(EntryType.ADJUST, EntryType.OPENING, EntryType.GIFT, EntryType.WAIVE, EntryType.REVERSE);

    private static final Pattern NO_SLICE = Pattern.compile(
            "NO_CURRENT_SLICE: tenant \\S+ has no open slice of subscription (\\S+) at (\\S+) for a change to plan .*");

    private static final Pattern NOT_PAID =
            Pattern.compile("PERIOD_NOT_PAID: the change of subscription (\\S+) to plan \\S+ at (\\S+) waits for .*");

    private final BillingService billing;
    private final BillingStore store;
    private final Host host;
    private final Records records;
    private final List<String> findings = new ArrayList<>();

    Audit(BillingService billing, BillingStore store, Host host, Records records) {
        this.billing = billing;
        this.store = store;
        this.host = host;
        this.records = records;
    }

    /** Everything that is not as it should be. */
    List<String> findings(List<Tenant> tenants) {
        ledgers();
        events();
        tenants.forEach(this::tenant);
        return findings;
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            findings.add(otherwise);
        }
    }

    private void ledgers() {
        try {
            LedgerInvariants.check(billing, store);
        } catch (AssertionError unsound) {
            findings.add(String.valueOf(unsound.getMessage()));
        }
    }

    private void events() {
        for (WebhookStatus status : List.of(WebhookStatus.RECEIVED, WebhookStatus.QUARANTINED)) {
            for (WebhookRecord left : billing.webhooks().list(status, 100)) {
                if (isExplained(status, String.valueOf(left.note()))) {
                    continue;
                }
                findings.add("an event is left as " + status + ": "
                        + left.event().type() + " " + left.event().key().eventId() + ", " + left.note());
            }
        }
    }

    /**
     * A change of plan was paid for, and the month that it changes was not, for which it waits; or that month has ended, or
     * money that was paid for a change went back, and a person has to see to it.
     */
    private boolean isExplained(WebhookStatus status, String note) {
        boolean quarantined = status == WebhookStatus.QUARANTINED;
        if (quarantined
                && (note.startsWith("a payment for a change inside a period went back")
                        || note.startsWith("PERIOD_NOT_PAID: the period of the change was never paid"))) {
            return true;
        }
        Matcher change = (quarantined ? NO_SLICE : NOT_PAID).matcher(note);
        if (!change.matches()) {
            return false;
        }
        String subscription = change.group(1);
        Instant at = Instant.parse(change.group(2));
        Instant paid = records.invoices.stream()
                .filter(one ->
                        one.subscription().equals(subscription) && one.created().equals(at))
                .map(Records.Invoice::paidAt)
                .findFirst()
                .orElse(Instant.MIN);
        boolean month = records.invoices.stream()
                .anyMatch(one -> one.subscription().equals(subscription)
                        && one.opensPeriod()
                        && !one.free()
                        && !one.start().isAfter(at)
                        && one.end().isAfter(paid)
                        && !one.paidAt().isAfter(paid));
        Records.Subscription about = records.subscriptions.get(subscription);
        return !month || (about != null && about.endedAt() != null);
    }

    private void tenant(Tenant tenant) {
        Books books = Books.of(billing, store, tenant.id);
        tenant.contradictions().forEach(findings::add);
        List<String> customers = records.customers.getOrDefault(tenant.id, List.of());
        require(
                customers.size() <= 1
                        && tenant.customer().map(customers::contains).orElse(true),
                tenant.id + " has the customers " + customers + " at Stripe, and was told " + tenant.customer());
        for (LedgerEntry row : books.rows()) {
            require(!NEVER.contains(row.type()), tenant.id + " has a row that nobody caused: " + row);
        }
        uses(tenant, books);
        List<Payment> payments = records.payments.stream()
                .filter(one -> customers.contains(one.customer()))
                .toList();
        purchases(tenant, books, payments);
        reversals(tenant, books, payments);
        findings.addAll(new CapAudit(tenant, books, records, customers).findings());
        findings.addAll(new SliceAudit(tenant, books, host, records, customers).findings());
        require(
                books.balance().debt() == 0 || books.balance().bundle() == 0,
                tenant.id + " has bundle credits and debt: " + books.balance());
    }

    /** Each charge that was told is in the ledger once, and each charge in the ledger was told or may have been made. */
    private void uses(Tenant tenant, Books books) {
        Map<Long, Long> charged = books.byOperation(EntryType.DEDUCT, EntryType.CAPTURE);
        tenant.charges().forEach((operation, credits) -> {
            long found = -charged.getOrDefault(operation, 0L);
            require(
                    found == credits,
                    tenant.id + " was told that operation " + operation + " charged " + credits
                            + ", and its ledger says " + found);
        });
        List<Long> perhaps = new ArrayList<>(tenant.perhaps());
        charged.forEach((operation, gain) -> {
            if (!tenant.charges().containsKey(operation) && gain != 0) {
                require(
                        perhaps.remove(Long.valueOf(-gain)),
                        tenant.id + " was charged " + -gain + " by operation " + operation
                                + ", of which nobody was told");
            }
        });
    }

    /** Each payment for a bundle has granted its credits once, and nothing was granted without one. */
    private void purchases(Tenant tenant, Books books, List<Payment> payments) {
        Map<String, Purchase> byId = new HashMap<>();
        for (Purchase purchase : books.purchases()) {
            byId.put(purchase.id(), purchase);
            require(!purchase.open(), tenant.id + " has the open purchase " + purchase);
            require(purchase.state() != Purchase.State.MISMATCH, tenant.id + " has a mismatched purchase " + purchase);
        }
        Set<String> paidPurchases = new HashSet<>();
        for (Payment payment : payments) {
            String id = payment.purchase();
            if (id == null) {
                continue;
            }
            Purchase purchase = byId.get(id);
            require(purchase != null, tenant.id + " has payment " + payment + " for a purchase that is not stored");
            require(
                    payment.succeeded() || !payment.sent() || payment.status().equals("canceled"),
                    tenant.id + " can still be charged by " + payment);
            if (purchase != null && payment.succeeded()) {
                require(paidPurchases.add(id), tenant.id + " paid twice for purchase " + purchase);
                granted(tenant, books, payment, purchase);
            }
        }
        for (Purchase purchase : books.purchases()) {
            require(
                    (purchase.state() == Purchase.State.GRANTED) == paidPurchases.contains(purchase.id()),
                    tenant.id + " has the purchase " + purchase + ", and at Stripe it was "
                            + (paidPurchases.contains(purchase.id()) ? "paid" : "not paid"));
        }
        for (Purchase told : tenant.purchases) {
            Purchase now = byId.get(told.id());
            require(
                    now != null && (told.state() != Purchase.State.GRANTED || now.state() == told.state()),
                    tenant.id + " was told of the purchase " + told + ", which is " + now);
        }
        long sum = payments.stream()
                .filter(one -> one.purchase() != null && one.succeeded())
                .mapToLong(one -> one.received() / Host.PACK_PRICE * Host.PACK_CREDITS)
                .sum();
        require(
                books.gained(EntryType.PURCHASE) == sum,
                tenant.id + " was granted " + books.gained(EntryType.PURCHASE) + " credits of bundles and paid for "
                        + sum);
        for (String page : records.openPages) {
            require(!tenant.pages.contains(page), tenant.id + " can still pay on page " + page);
        }
    }

    private void granted(Tenant tenant, Books books, Payment payment, Purchase purchase) {
        long credits = payment.received() / Host.PACK_PRICE * Host.PACK_CREDITS;
        List<LedgerEntry> rows = books.rows(EntryType.PURCHASE).stream()
                .filter(row -> row.grantId() == purchase.payment().grantId())
                .toList();
        require(
                rows.size() == 1
                        && rows.get(0).amount() == credits
                        && purchase.order().credits() == credits
                        && payment.id().equals(purchase.payment().paymentId())
                        && payment.received() == purchase.order().price().minorUnits(),
                tenant.id + " paid " + payment + " for " + purchase + " and was granted " + rows);
    }

    /** As many credits count as taken back as money went back, and as many are out of reach as money is in doubt. */
    private void reversals(Tenant tenant, Books books, List<Payment> payments) {
        long taken = 0;
        long frozen = 0;
        for (Payment payment : payments) {
            Purchase purchase = books.purchases().stream()
                    .filter(one -> one.id().equals(payment.purchase()) && payment.succeeded())
                    .findFirst()
                    .orElse(null);
            Grant lot = purchase == null
                    ? null
                    : books.grants().get(purchase.payment().grantId());
            if (purchase == null || lot == null) {
                continue;
            }
            long credits = purchase.order().credits();
            long gone = share(credits, payment.refunded() + payment.lost(), payment.amount());
            long doubted = share(credits, payment.refunded() + payment.lost() + payment.atRisk(), payment.amount());
            taken += gone;
            frozen += lot.frozen();
            require(
                    lot.clawback().clawed() == gone,
                    tenant.id + ": of payment " + payment + ", " + gone + " of " + credits
                            + " credits are to be taken back, and the lot says " + lot);
            require(
                    lot.frozen() <= doubted - gone && (lot.frozen() == doubted - gone || lot.remaining() == 0),
                    tenant.id + ": of payment " + payment + ", " + (doubted - gone)
                            + " credits are in doubt, and the lot says " + lot);
        }
        long ofBundles = -books.rows().stream()
                .filter(row -> row.type() == EntryType.CLAWBACK || row.type() == EntryType.CLAWBACK_UNDONE)
                .filter(row -> books.grants().get(row.grantId()) == null
                        || books.grants().get(row.grantId()).kind() == Grant.Kind.LOT)
                .mapToLong(Books::gain)
                .sum();
        require(
                ofBundles == taken,
                tenant.id + " should have lost " + taken + " credits with their money, and its ledger says "
                        + ofBundles);
        require(
                books.balance().frozen() == frozen,
                tenant.id + " has " + books.balance().frozen() + " frozen credits, and in disputes are " + frozen);
    }

    /** How many credits a part of a price stands for, rounded down. */
    static long share(long credits, long part, long whole) {
        return BigInteger.valueOf(credits)
                .multiply(BigInteger.valueOf(Math.min(part, whole)))
                .divide(BigInteger.valueOf(whole))
                .longValueExact();
    }
}
