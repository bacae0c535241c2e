// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The lines of an invoice that concern the plans of one subscription.
 *
 * @param periods lines for a whole period of a plan
 * @param changes proration lines of plans
 * @param credits proration lines, of whatever price, that give back what was paid before
 * @param unknownPrices prices of the subscription's lines that the catalog does not have
 */
record PlanLines(
        List<PlanLine> periods, List<PlanLine> changes, List<InvoiceLineReader> credits, List<String> unknownPrices) {

    /** A line for a plan of the catalog. */
    record PlanLine(InvoiceLineReader line, String price, Plan plan) {}

    static PlanLines of(InvoiceReader invoice, String subscription, Catalog catalog) {
        PlanLines lines = new PlanLines(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (InvoiceLineReader line : invoice.lines()) {
            String owner = line.subscription();
            if (owner == null || owner.equals(subscription)) {
                lines.sort(line, catalog);
            }
        }
        return lines;
    }

    private void sort(InvoiceLineReader line, Catalog catalog) {
        String price = line.price();
        if (price == null) {
            return;
        }
        Optional<Plan> plan = catalog.planByStripePrice(price);
        boolean proration = plan.isPresent() ? line.proration() : Boolean.TRUE.equals(line.toldProration());
        if (proration && line.credit()) {
            credits.add(line);
        }
        if (plan.isEmpty()) {
            unknownPrices.add(price);
        } else if (proration) {
            changes.add(new PlanLine(line, price, plan.get()));
        } else if (!line.invoiceItem() && line.amount() >= 0) {
            periods.add(new PlanLine(line, price, plan.get()));
        }
    }

    /** Why nothing can be said about the invoice, when none of its lines told. */
    Reading nothingFound(InvoiceReader invoice, String lookedFor) {
        String what = "invoice " + invoice.id();
        if (invoice.linesMissing()) {
            return new Reading.Doubt(
                    what + " has more lines than the event carries, and none of those that it carries is " + lookedFor);
        }
        if (!unknownPrices.isEmpty()) {
            return Reading.notInCatalog(what, unknownPrices.stream().distinct().toList());
        }
        return new Reading.Doubt(what + " has no line that is " + lookedFor);
    }
}
