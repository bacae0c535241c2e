// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet.chaos;

import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.servlet.chaos.Records.Invoice;
import io.tollbridge.billing.servlet.chaos.Records.Payment;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether more was charged by itself than was agreed to: in a period, at a time, or while it was forbidden. */
final class CapAudit {
    private final Tenant tenant;
    private final Books books;
    private final Records records;
    private final List<String> customers;
    private final List<String> findings = new ArrayList<>();

    CapAudit(Tenant tenant, Books books, Records records, List<String> customers) {
        this.tenant = tenant;
        this.books = books;
        this.records = records;
        this.customers = customers;
    }

    List<String> findings() {
        Map<String, List<Payment>> byPeriod = new HashMap<>();
        Payment before = null;
        for (Payment payment : records.payments) {
            if (payment.purchase() == null || !payment.sent() || !customers.contains(payment.customer())) {
                continue;
            }
            oneAtATime(before, payment);
            before = payment;
            Purchase purchase = purchase(payment);
            if (purchase == null || purchase.kind() != Purchase.Kind.AUTO) {
                continue;
            }
            allowed(payment);
            if (payment.succeeded()) {
                Purchase.Cap cap = purchase.cap();
                if (cap == null) {
                    findings.add(
                            tenant.id + " was charged " + payment + " by itself, which uses up no cap: " + purchase);
                } else {
                    existing(cap.period(), purchase);
                    byPeriod.computeIfAbsent(cap.period(), period -> new ArrayList<>())
                            .add(payment);
                }
            }
        }
        byPeriod.forEach(this::capped);
        return findings;
    }

    private @Nullable Purchase purchase(Payment payment) {
        return books.purchases().stream()
                .filter(one -> one.id().equals(payment.purchase()))
                .findFirst()
                .orElse(null);
    }

    private void capped(String period, List<Payment> charged) {
        long money = charged.stream().mapToLong(Payment::received).sum();
        if (charged.size() > tenant.settings.mostPurchases() || money > tenant.settings.mostMinorUnits()) {
            findings.add(
                    tenant.id + " agreed to " + tenant.settings + ", and was charged in " + period + ": " + charged);
        }
    }

    /** The period that a purchase counts in is one that there was at that time: else each could have its own. */
    private void existing(String period, Purchase purchase) {
        Instant at = purchase.createdAt();
        String month = "month:" + at.atOffset(ZoneOffset.UTC).toString().substring(0, 7);
        String start = period.substring(period.lastIndexOf(':') + 1);
        boolean ofSlice = period.startsWith("slice:") || period.startsWith(month + ":");
        boolean fits = ofSlice
                ? records.invoices.stream()
                        .filter(one -> customers.contains(one.customer()) && one.opensPeriod())
                        .anyMatch(one -> isSlice(one, start, at, period.startsWith("slice:")))
                : period.equals(month);
        if (!fits) {
            findings.add(tenant.id + " has a purchase in the period " + period + " that there was not: " + purchase);
        }
    }

    /** A slice counts from its start on, until its renewal is heard of or its grace is over. */
    private static boolean isSlice(Invoice invoice, String start, Instant at, boolean current) {
        Instant graceOver = invoice.end().plusSeconds(72 * 3600 + 1);
        return Long.toString(invoice.start().toEpochMilli()).equals(start)
                && !at.plusSeconds(2).isBefore(invoice.start())
                && (!current || at.isBefore(graceOver));
    }

    private void oneAtATime(@Nullable Payment before, Payment next) {
        if (before != null && (before.ended() == null || before.ended().isAfter(next.created()))) {
            findings.add(tenant.id + " had two attempts at once: " + before + " and " + next);
        }
    }

    private void allowed(Payment payment) {
        for (Tenant.Span span : tenant.spansForbidden()) {
            // why a second: Stripe drops what is less
            boolean before = payment.created().plusSeconds(1).isBefore(span.before());
            if (payment.created().isAfter(span.after()) && before) {
                findings.add(tenant.id + " was charged by itself between " + span.after() + " and " + span.before()
                        + ", when it was forbidden: " + payment);
            }
        }
    }
}
