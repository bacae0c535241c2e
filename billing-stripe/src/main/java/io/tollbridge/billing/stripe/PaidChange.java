// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.account.OperationKey;
import io.tollbridge.billing.stripe.PlanLines.PlanLine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a paid invoice says about changes of a plan or quantity inside a period. One that was not invoiced at once
 * is settled by the invoice of the next one: each of them counts from the instant at which it took effect.
 */
final class PaidChange {
    private final InvoiceReader invoice;
    private final String subscription;
    private final PlanLines lines;

    private PaidChange(InvoiceReader invoice, String subscription, PlanLines lines) {
        this.invoice = invoice;
        this.subscription = subscription;
        this.lines = lines;
    }

    static Reading read(InvoiceReader invoice, String subscription, PlanLines lines) {
        return new PaidChange(invoice, subscription, lines).read();
    }

    private Reading read() {
        SortedMap<Instant, List<PlanLine>> instants = new TreeMap<>();
        for (PlanLine line : lines.changes()) {
            if (!line.line().credit()) {
                instants.computeIfAbsent(line.line().start(), at -> new ArrayList<>())
                        .add(line);
            }
        }
        if (instants.size() > 1) {
            return several(instants);
        }
        OperationKey key = OperationKey.fact("plan-change:" + invoice.id());
        Reading only = one(key, lines.changes(), lines.credits());
        return only == null ? nothingBegins() : only;
    }

    private Reading nothingBegins() {
        return lines.changes().isEmpty() || !lines.unknownPrices().isEmpty() || invoice.linesMissing()
                ? lines.nothingFound(invoice, "for a plan")
                : new Reading.Nothing("invoice " + invoice.id() + " only gives back what was paid for a plan before");
    }

    private Reading several(SortedMap<Instant, List<PlanLine>> instants) {
        List<PlanLine> all = instants.values().stream().flatMap(List::stream).toList();
        if (invoice.linesMissing() || !ofOneItem(all)) {
            return PaidInvoice.several(invoice, all);
        }
        List<Reading.CommandsFor> changes = new ArrayList<>();
        for (Instant at : instants.keySet()) {
            boolean last = at.equals(instants.lastKey());
            OperationKey key =
                    OperationKey.fact("plan-change:" + invoice.id() + (last ? "" : ":" + at.getEpochSecond()));
            Reading one = one(
                    key,
                    lines.changes().stream()
                            .filter(line -> line.line().start().equals(at))
                            .toList(),
                    lines.credits().stream()
                            .filter(credit -> credit.start().equals(at))
                            .toList());
            if (!(one instanceof Reading.Means means)) {
                return Objects.requireNonNull(one);
            }
            changes.add(means.commands());
        }
        return new Reading.Means(tenant -> changes.stream()
                .flatMap(change -> change.tenant(tenant).stream())
                .toList());
    }

    /** True when all are of one item of the subscription: of two items there would be two plans. */
    private static boolean ofOneItem(List<PlanLine> lines) {
        String item = lines.get(0).line().item();
        return item != null
                && lines.stream().allMatch(line -> item.equals(line.line().item()));
    }

    /** The one change that lines tell of, null when nothing begins by them. */
    private @Nullable Reading one(OperationKey key, List<PlanLine> changes, List<InvoiceLineReader> credits) {
        List<PlanLine> charges = changes.stream()
                .filter(change -> !change.line().credit() && change.line().amount() > 0)
                .toList();
        List<PlanLine> free = changes.stream()
                .filter(change -> !change.line().credit() && change.line().amount() == 0)
                .toList();
        if (charges.size() > 1) {
            return PaidInvoice.several(invoice, charges);
        }
        if (charges.size() == 1) {
            Stream<InvoiceLineReader> formerlyFree = free.stream().map(PlanLine::line);
            return changeTo(
                    key,
                    charges.get(0),
                    Stream.concat(credits.stream(), formerlyFree).toList());
        }
        if (free.size() == 1 && !credits.isEmpty()) {
            return changeTo(key, free.get(0), credits);
        }
        return free.isEmpty()
                ? null
                : new Reading.Doubt("invoice " + invoice.id()
                        + " changes a plan by lines of 0 only, which do not tell the new plan from the old one");
    }

    private Reading changeTo(OperationKey key, PlanLine change, List<InvoiceLineReader> replaced) {
        InvoiceLineReader line = change.line();
        if (line.quantity() < 1) {
            return PaidInvoice.noQuantity(invoice, line);
        }
        String plan = change.plan().id();
        long quantity = line.quantity();
        Instant since = line.start();
        Instant end = line.end();
        // why: with another billing interval the paid period has another end; the slice stays, so that changing to and
        // fro mints nothing, and the slices of the time that is paid follow on their own clock
        boolean anotherInterval = !replaced.isEmpty()
                && replaced.stream().noneMatch(old -> old.end().equals(end));
        Instant paidThrough = anotherInterval ? end : null;
        return Reading.Means.command(
                tenant -> new Command.ChangePlan(tenant, key, subscription, plan, quantity, since, paidThrough));
    }
}
