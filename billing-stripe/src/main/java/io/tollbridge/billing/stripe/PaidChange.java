// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.account.OperationKey;
import io.tollbridge.billing.stripe.PlanLines.PlanLine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
        Reading only = one(new Step("", null, null, lines.changes(), lines.credits()));
        return only == null ? nothingBegins() : only;
    }

    private Reading nothingBegins() {
        return lines.changes().isEmpty() || !lines.unknownPrices().isEmpty() || invoice.linesMissing()
                ? lines.nothingFound(invoice, "for a plan")
                : new Reading.Nothing("invoice " + invoice.id() + " only gives back what was paid for a plan before");
    }

    /**
     * One change.
     *
     * @param name tells it from the last one of the same invoice, empty for that
     * @param until when the next one of the same invoice took its place, null for the last one
     * @param first when the first one of the same invoice took effect, null when there is only one
     * @param changes its lines for plans
     * @param credits its lines that give back
     */
    private record Step(
            String name,
            @Nullable Instant until,
            @Nullable Instant first,
            List<PlanLine> changes,
            List<InvoiceLineReader> credits) {}

    private Reading several(SortedMap<Instant, List<PlanLine>> instants) {
        List<PlanLine> all = instants.values().stream().flatMap(List::stream).toList();
        List<Instant> order = List.copyOf(instants.keySet());
        if (invoice.linesMissing() || !(ofOneItem(all) || replaceEachOther(instants))) {
            return PaidInvoice.several(invoice, all);
        }
        List<Reading.CommandsFor> changes = new ArrayList<>();
        for (int i = 0; i < order.size(); i++) {
            Reading one = one(step(order, i));
            if (!(one instanceof Reading.Means means)) {
                return Objects.requireNonNull(one);
            }
            changes.add(means.commands());
        }
        return new Reading.Means(tenant -> changes.stream()
                .flatMap(change -> change.tenant(tenant).stream())
                .toList());
    }

    private Step step(List<Instant> order, int which) {
        Instant at = order.get(which);
        Instant until = which + 1 < order.size() ? order.get(which + 1) : null;
        return new Step(
                until == null ? "" : ":" + at.getEpochSecond(),
                until,
                order.get(0),
                lines.changes().stream()
                        .filter(line -> line.line().start().equals(at))
                        .toList(),
                lines.credits().stream()
                        .filter(credit -> credit.start().equals(at))
                        .toList());
    }

    /** What a change gave back, be it 0. */
    private List<InvoiceLineReader> replacedAt(Instant at) {
        Stream<InvoiceLineReader> formerlyFree =
                lines.changes().stream().map(PlanLine::line).filter(line -> !line.credit() && line.amount() == 0);
        return Stream.concat(lines.credits().stream(), formerlyFree)
                .filter(line -> line.start().equals(at))
                .toList();
    }

    /** True when all are of one item of the subscription: of two items there would be two plans. */
    private static boolean ofOneItem(List<PlanLine> lines) {
        String item = lines.get(0).line().item();
        return item != null
                && lines.stream().allMatch(line -> item.equals(line.line().item()));
    }

    /** True when each gives back what the one before it began: in classic billing mode lines do not tell their item. */
    private boolean replaceEachOther(SortedMap<Instant, List<PlanLine>> instants) {
        PlanLine before = null;
        for (Map.Entry<Instant, List<PlanLine>> instant : instants.entrySet()) {
            PlanLine begun = instant.getValue().get(0);
            if (instant.getValue().size() > 1 || (before != null && !isGivenBack(before, instant.getKey()))) {
                return false;
            }
            before = begun;
        }
        return true;
    }

    private boolean isGivenBack(PlanLine begun, Instant at) {
        return lines.credits().stream()
                .anyMatch(credit -> credit.start().equals(at)
                        && begun.price().equals(credit.price())
                        && begun.line().quantity() == credit.quantity());
    }

    /** What a step tells, null when nothing begins by it. */
    private @Nullable Reading one(Step step) {
        List<PlanLine> charges = step.changes().stream()
                .filter(change -> !change.line().credit() && change.line().amount() > 0)
                .toList();
        List<PlanLine> free = step.changes().stream()
                .filter(change -> !change.line().credit() && change.line().amount() == 0)
                .toList();
        if (charges.size() > 1) {
            return PaidInvoice.several(invoice, charges);
        }
        if (charges.size() == 1) {
            Stream<InvoiceLineReader> formerlyFree = free.stream().map(PlanLine::line);
            List<InvoiceLineReader> replaced =
                    Stream.concat(step.credits().stream(), formerlyFree).toList();
            return changeTo(charges.get(0), replaced, step);
        }
        if (free.size() == 1 && !step.credits().isEmpty()) {
            return changeTo(free.get(0), step.credits(), step);
        }
        return free.isEmpty()
                ? null
                : new Reading.Doubt("invoice " + invoice.id()
                        + " changes a plan by lines of 0 only, which do not tell the new plan from the old one");
    }

    private Reading changeTo(PlanLine change, List<InvoiceLineReader> replaced, Step step) {
        InvoiceLineReader line = change.line();
        if (line.quantity() < 1) {
            return PaidInvoice.noQuantity(invoice, line);
        }
        OperationKey key = OperationKey.fact("plan-change:" + invoice.id() + step.name());
        String plan = change.plan().id();
        long quantity = line.quantity();
        Instant since = line.start();
        Instant end = line.end();
        // why: with another billing interval the paid period has another end; the slice stays, so that changing to and
        // fro mints nothing, and the slices of the time that is paid follow on their own clock
        List<InvoiceLineReader> before = step.first() == null ? replaced : replacedAt(step.first());
        boolean last = step.until() == null;
        boolean anotherInterval = last
                && !before.isEmpty()
                && before.stream().noneMatch(old -> old.end().equals(end));
        Instant paidThrough = anotherInterval ? end : null;
        Instant periodEnd = last ? end : null;
        return Reading.Means.command(tenant -> new Command.ChangePlan(
                tenant, key, subscription, plan, quantity, since, paidThrough, step.until(), periodEnd));
    }
}
