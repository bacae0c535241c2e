// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.account.OperationKey;
import io.tollbridge.billing.account.PaidPeriod;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.stripe.PlanLines.PlanLine;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Decides what a paid invoice grants. {@code billing_reason} leads: a first or a renewal invoice opens the period of its
 * line; an update opens a period only if a line of its own says that a whole one begins, else it changes the plan inside
 * the current slice; everything else grants nothing (R6, R7, R10). Thread-safe.
 */
final class PaidInvoice {
    private final Set<String> freePrices;

    PaidInvoice(Set<String> freePrices) {
        this.freePrices = freePrices;
    }

    Reading read(InvoiceReader invoice, Instant at, Catalog catalog) {
        String id = invoice.id();
        if (!invoice.paid()) {
            return new Reading.Nothing("invoice " + id + " was not paid when the event was made");
        }
        String subscription = invoice.subscription();
        if (subscription == null) {
            return new Reading.Nothing("invoice " + id + " is not for a subscription");
        }
        return switch (invoice.billingReason()) {
            case "subscription_cycle" -> period(invoice, subscription, at, catalog, Occasion.RENEWAL);
            case "subscription_create", "subscription" ->
                period(invoice, subscription, at, catalog, Occasion.BEGINNING);
            case "subscription_update" -> update(invoice, subscription, at, catalog);
            default ->
                new Reading.Nothing(
                        "invoice " + id + " was made neither for a period nor for a change of a subscription");
        };
    }

    private Reading period(InvoiceReader invoice, String subscription, Instant at, Catalog catalog, Occasion occasion) {
        PlanLines lines = PlanLines.of(invoice, subscription, catalog);
        return switch (lines.periods().size()) {
            case 0 -> lines.nothingFound(invoice, "for a whole period of a plan");
            case 1 -> paidPeriod(invoice, subscription, lines.periods().get(0), at, occasion);
            default -> several(invoice, lines.periods());
        };
    }

    /** A change inside a period, or a new period: an anchor reset, a trial, and before 2018-10-31 the first invoice. */
    private Reading update(InvoiceReader invoice, String subscription, Instant at, Catalog catalog) {
        PlanLines lines = PlanLines.of(invoice, subscription, catalog);
        return switch (lines.periods().size()) {
            case 0 -> change(invoice, subscription, lines);
            case 1 -> paidPeriod(invoice, subscription, lines.periods().get(0), at, Occasion.RESET);
            default -> several(invoice, lines.periods());
        };
    }

    private Reading paidPeriod(
            InvoiceReader invoice, String subscription, PlanLine paid, Instant at, Occasion occasion) {
        InvoiceLineReader line = paid.line();
        if (line.quantity() < 1) {
            return noQuantity(invoice, line);
        }
        boolean trial = false;
        if (line.amount() == 0 && !freePrices.contains(paid.price())) {
            InvoiceLineReader.ListPrice listPrice = line.listPrice();
            if (listPrice == InvoiceLineReader.ListPrice.UNKNOWN && occasion == Occasion.RENEWAL) {
                return new Reading.Doubt("invoice " + invoice.id() + " renews price " + paid.price()
                        + " for 0 and does not tell whether that is its price; if it is free, name it with"
                        + " StripeSettings.freePrice(...) and replay the event");
            }
            trial = listPrice != InvoiceLineReader.ListPrice.FREE;
        }
        // why: a period that begins off schedule moves the anchor to its start; otherwise only the subscription knows
        // it
        boolean anchored = occasion == Occasion.RESET && !trial;
        PaidPeriod period = new PaidPeriod(
                subscription,
                paid.plan().id(),
                line.quantity(),
                line.start(),
                line.end(),
                anchored ? line.start() : null,
                trial,
                at);
        return new Reading.Means(tenant -> new Command.OpenSlice(tenant, period));
    }

    private static Reading change(InvoiceReader invoice, String subscription, PlanLines lines) {
        List<PlanLine> charges = lines.changes().stream()
                .filter(change -> !change.line().credit() && change.line().amount() > 0)
                .toList();
        List<PlanLine> free = lines.changes().stream()
                .filter(change -> !change.line().credit() && change.line().amount() == 0)
                .toList();
        if (charges.size() > 1) {
            return several(invoice, charges);
        }
        if (charges.size() == 1) {
            Stream<InvoiceLineReader> formerlyFree = free.stream().map(PlanLine::line);
            return changeTo(
                    invoice,
                    subscription,
                    charges.get(0),
                    Stream.concat(lines.credits().stream(), formerlyFree).toList());
        }
        if (free.size() == 1 && !lines.credits().isEmpty()) {
            return changeTo(invoice, subscription, free.get(0), lines.credits());
        }
        if (!free.isEmpty()) {
            return new Reading.Doubt("invoice " + invoice.id()
                    + " changes a plan by lines of 0 only, which do not tell the new plan from the old one");
        }
        return lines.changes().isEmpty() || !lines.unknownPrices().isEmpty() || invoice.linesMissing()
                ? lines.nothingFound(invoice, "for a plan")
                : new Reading.Nothing("invoice " + invoice.id() + " only gives back what was paid for a plan before");
    }

    private static Reading changeTo(
            InvoiceReader invoice, String subscription, PlanLine change, List<InvoiceLineReader> replaced) {
        InvoiceLineReader line = change.line();
        if (line.quantity() < 1) {
            return noQuantity(invoice, line);
        }
        OperationKey key = OperationKey.fact("plan-change:" + invoice.id());
        String plan = change.plan().id();
        long quantity = line.quantity();
        Instant since = line.start();
        Instant end = line.end();
        // why: with another billing interval the paid period has another end; the slice stays, so that changing to and
        // fro mints nothing, and the slices of the time that is paid follow on their own clock
        boolean anotherInterval = !replaced.isEmpty()
                && replaced.stream().noneMatch(old -> old.end().equals(end));
        Instant paidThrough = anotherInterval ? end : null;
        return new Reading.Means(
                tenant -> new Command.ChangePlan(tenant, key, subscription, plan, quantity, since, paidThrough));
    }

    private static Reading several(InvoiceReader invoice, List<PlanLine> lines) {
        return new Reading.Doubt("invoice " + invoice.id() + " has " + lines.size()
                + " lines for plans of the catalog; one subscription can carry one plan, at a price without tiers");
    }

    private static Reading noQuantity(InvoiceReader invoice, InvoiceLineReader line) {
        return new Reading.Doubt("invoice " + invoice.id() + " is for a quantity of " + line.quantity());
    }

    /** Why a period begins. */
    private enum Occasion {
        BEGINNING,
        RENEWAL,
        RESET
    }
}
