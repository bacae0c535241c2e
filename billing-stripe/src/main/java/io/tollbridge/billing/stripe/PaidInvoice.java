// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.account.PaidPeriod;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.stripe.PlanLines.PlanLine;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a paid invoice grants. {@code billing_reason} leads: a first or a renewal invoice opens the period of its
 * line; an update opens a period only if a line of its own says that a whole one begins, else it changes the plan inside
 * the current slice; everything else grants nothing (R6, R7, R10). Thread-safe.
 */
final class PaidInvoice {
    /** Reasons for which no invoice pays for a period: https://docs.stripe.com/api/invoices/object */
    private static final Set<String> GRANTS_NOTHING = Set.of(
            "manual", "upcoming", "quote_accept", "subscription_threshold", "automatic_pending_invoice_item_invoice");

    private final Set<String> freePrices;
    private final @Nullable SoldItems soldItems;

    /**
     * Reads paid invoices.
     *
     * @param freePrices prices of 0
     * @param records what subscriptions are read with, null without an API key
     */
    PaidInvoice(Set<String> freePrices, @Nullable RecordCalls records) {
        this.freePrices = freePrices;
        this.soldItems = records == null ? null : new SoldItems(records);
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
            default -> other(invoice, subscription, catalog);
        };
    }

    private static Reading other(InvoiceReader invoice, String subscription, Catalog catalog) {
        PlanLines lines = PlanLines.of(invoice, subscription, catalog);
        boolean known = GRANTS_NOTHING.contains(invoice.billingReason());
        return known || (lines.periods().isEmpty() && lines.changes().isEmpty() && !invoice.linesMissing())
                ? new Reading.Nothing(
                        "invoice " + invoice.id() + " was made neither for a period nor for a change of a subscription")
                : new Reading.Doubt("invoice " + invoice.id()
                        + " is for a plan, and was made for a reason that this version does not know");
    }

    private Reading period(InvoiceReader invoice, String subscription, Instant at, Catalog catalog, Occasion occasion) {
        PlanLines lines = PlanLines.of(invoice, subscription, catalog);
        return switch (lines.periods().size()) {
            case 0 ->
                occasion == Occasion.RENEWAL && isOfOtherItems(invoice, subscription, lines, true, catalog)
                        ? ofOtherItems(invoice)
                        : lines.nothingFound(invoice, "for a whole period of a plan");
            case 1 -> paidPeriod(invoice, subscription, lines.periods().get(0), at, occasion);
            default -> several(invoice, lines.periods());
        };
    }

    /** A change inside a period, or a new period: an anchor reset, a trial, and before 2018-10-31 the first invoice. */
    private Reading update(InvoiceReader invoice, String subscription, Instant at, Catalog catalog) {
        PlanLines lines = PlanLines.of(invoice, subscription, catalog);
        return switch (lines.periods().size()) {
            case 0 -> change(invoice, subscription, lines, catalog);
            case 1 -> paidPeriod(invoice, subscription, lines.periods().get(0), at, Occasion.RESET);
            default -> several(invoice, lines.periods());
        };
    }

    private Reading change(InvoiceReader invoice, String subscription, PlanLines lines, Catalog catalog) {
        return isOfOtherItems(invoice, subscription, lines, false, catalog)
                ? ofOtherItems(invoice)
                : PaidChange.read(invoice, subscription, lines);
    }

    private boolean isOfOtherItems(
            InvoiceReader invoice, String subscription, PlanLines lines, boolean renewal, Catalog catalog) {
        return lines.changes().isEmpty()
                && !lines.unknownPrices().isEmpty()
                && !invoice.linesMissing()
                && soldItems != null
                && soldItems.leavesPlanAlone(invoice, subscription, renewal, catalog);
    }

    private static Reading ofOtherItems(InvoiceReader invoice) {
        return new Reading.Nothing("invoice " + invoice.id() + " is for items of the subscription that are no plan");
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
        return Reading.Means.command(tenant -> new Command.OpenSlice(tenant, period));
    }

    static Reading several(InvoiceReader invoice, List<PlanLine> lines) {
        return new Reading.Doubt("invoice " + invoice.id() + " has " + lines.size()
                + " lines for plans of the catalog; one subscription can carry one plan, at a price without tiers");
    }

    static Reading noQuantity(InvoiceReader invoice, InvoiceLineReader line) {
        return new Reading.Doubt("invoice " + invoice.id() + " is for a quantity of " + line.quantity());
    }

    /** Why a period begins. */
    private enum Occasion {
        BEGINNING,
        RENEWAL,
        RESET
    }
}
