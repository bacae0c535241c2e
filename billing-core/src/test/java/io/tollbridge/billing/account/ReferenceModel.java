// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The law of credits once more, in the plainest words: mutable, slow, without a ledger. It shares no code with the rules
 * that it is compared with. It knows one subscription whose paid periods follow each other.
 */
final class ReferenceModel {
    /** A paid period. */
    static final class Period {
        final Instant start;
        final Instant end;
        long allowance;
        long left;
        long used;
        boolean over;
        final List<Integer> told = new ArrayList<>();

        Period(Instant start, Instant end, long credits) {
            this.start = start;
            this.end = end;
            allowance = credits;
            left = credits;
        }
    }

    /** A lot of bundle credits. */
    static final class Lot {
        final int number;
        final @Nullable Instant expires;
        final boolean promo;
        final Instant bought;
        long left;

        Lot(int number, @Nullable Instant expires, boolean promo, Instant bought) {
            this.number = number;
            this.expires = expires;
            this.promo = promo;
            this.bought = bought;
        }
    }

    /** Some credits and where they came from: a period, a lot, or nowhere when they were made debt. */
    record Part(@Nullable Period period, @Nullable Lot lot, long credits) {}

    /** Credits set aside. */
    static final class Reserve {
        final List<Part> parts;
        final Instant until;
        String state = "OPEN";
        long asked;

        Reserve(List<Part> parts, Instant until) {
            this.parts = parts;
            this.until = until;
        }
    }

    private final Duration grace;
    Instant now;

    @Nullable
    Period period;

    final List<Lot> lots = new ArrayList<>();
    final TreeMap<String, Reserve> reserves = new TreeMap<>();
    long debt;
    /** The thresholds that the last command told, highest last. */
    List<Integer> crossed = List.of();

    ReferenceModel(Duration grace, Instant now) {
        this.grace = grace;
        this.now = now;
    }

    long subscription() {
        return period == null ? 0 : period.left;
    }

    long bundle() {
        return lots.stream().mapToLong(lot -> lot.left).sum();
    }

    long held() {
        return reserves.values().stream()
                .filter(reserve -> reserve.state.equals("OPEN"))
                .mapToLong(reserve -> sum(reserve.parts))
                .sum();
    }

    long spendable() {
        return subscription() + bundle();
    }

    static long sum(List<Part> parts) {
        return parts.stream().mapToLong(Part::credits).sum();
    }

    private static long fromPeriods(List<Part> parts) {
        return sum(parts.stream().filter(part -> part.period() != null).toList());
    }

    /** When time alone changes something next. */
    @Nullable
    Instant due() {
        Instant due = period == null || period.over ? null : period.end.plus(grace);
        for (Lot lot : lots) {
            if (lot.left > 0 && lot.expires != null && (due == null || lot.expires.isBefore(due))) {
                due = lot.expires;
            }
        }
        return due;
    }

    /** Whether the tenant is stored; one that is not cannot owe anything. */
    boolean known;

    void settle() {
        crossed = List.of();
        for (Lot lot : lots) {
            if (!usable(lot)) {
                lot.left = 0;
            }
        }
        if (period != null && !period.over && !now.isBefore(period.end.plus(grace))) {
            period.left = 0;
            period.over = true;
        }
    }

    private boolean usable(Lot lot) {
        return lot.expires == null || lot.expires.isAfter(now);
    }

    private List<Part> takeFromLots(long credits) {
        List<Lot> order = new ArrayList<>(lots);
        order.sort(Comparator.comparing((Lot lot) -> lot.expires == null ? Instant.MAX : lot.expires)
                .thenComparing(lot -> lot.promo ? 0 : 1)
                .thenComparing(lot -> lot.bought)
                .thenComparing(lot -> lot.number));
        List<Part> parts = new ArrayList<>();
        long open = credits;
        for (Lot lot : order) {
            long part = Math.min(open, lot.left);
            if (part > 0) {
                lot.left -= part;
                open -= part;
                parts.add(new Part(null, lot, part));
            }
        }
        return parts;
    }

    private List<Part> take(long credits) {
        List<Part> parts = new ArrayList<>();
        long first = Math.min(credits, subscription());
        if (period != null && first > 0) {
            period.left -= first;
            parts.add(new Part(period, null, first));
        }
        parts.addAll(takeFromLots(credits - first));
        return parts;
    }

    private void countUse(List<Part> parts) {
        long used = sum(parts.stream()
                .filter(part -> part.period() != null && part.period() == period)
                .toList());
        if (period == null || used == 0) {
            return;
        }
        period.used += used;
        if (period.over || period.allowance == 0) {
            return;
        }
        List<Integer> reached = new ArrayList<>();
        for (int percent : new int[] {75, 90, 100}) {
            if (period.used * 100 >= period.allowance * percent && !period.told.contains(percent)) {
                reached.add(percent);
            }
        }
        period.told.addAll(reached);
        crossed = reached;
    }

    /** Puts parts back, the last one first; returns what could not be. */
    private long giveBack(List<Part> parts, long credits, boolean wasUsed) {
        long open = credits;
        long lost = 0;
        for (int i = parts.size() - 1; i >= 0; i--) {
            Part part = parts.get(i);
            long back = Math.min(open, part.credits());
            open -= back;
            Period from = part.period();
            Lot lot = part.lot();
            if (from != null && from == period && !from.over) {
                from.left += back;
                from.used -= wasUsed ? back : 0;
            } else if (lot != null && usable(lot)) {
                lot.left += back;
                repay(lot);
            } else {
                lost += back;
            }
        }
        return lost;
    }

    private long repay(Lot lot) {
        long repaid = Math.min(debt, lot.left);
        debt -= repaid;
        lot.left -= repaid;
        return repaid;
    }

    private Lot newLot(long credits, @Nullable Instant expires, boolean promo) {
        Lot lot = new Lot(lots.size(), expires, promo, now);
        lot.left = credits;
        lots.add(lot);
        return lot;
    }

    String deduct(long credits, ShortfallPolicy policy, List<Part> charged) {
        long missing = Math.max(0, credits - spendable());
        long asDebt = 0;
        if (missing > 0) {
            boolean partial = policy.equals(ShortfallPolicy.PARTIAL) && spendable() > 0;
            boolean overage =
                    known && policy instanceof ShortfallPolicy.Overage over && debt + missing <= over.debtLimit();
            if (!partial && !overage) {
                return "insufficient " + credits + " of " + spendable();
            }
            asDebt = overage ? missing : 0;
        }
        charged.addAll(take(credits - missing));
        countUse(charged);
        long subscription = fromPeriods(charged);
        long bundles = sum(charged) - subscription;
        if (asDebt > 0) {
            debt += asDebt;
            charged.add(new Part(null, null, asDebt));
        }
        return "consumed " + subscription + " " + bundles + " debt " + asDebt + " unmet " + (missing - asDebt);
    }

    String addLot(long credits, @Nullable Instant expires, boolean promo) {
        if (expires != null && !expires.isAfter(now)) {
            return "rejected ARGUMENT_INVALID";
        }
        return "granted " + credits + " repaid " + repay(newLot(credits, expires, promo));
    }

    String adjust(long credits) {
        if (period == null || period.over) {
            return "rejected NO_CURRENT_SLICE";
        }
        period.left += credits;
        period.allowance += credits;
        return "granted " + credits + " repaid 0";
    }

    String takeAway(boolean bundles, long credits) {
        long there = bundles ? bundle() : subscription();
        if (credits > there) {
            return "insufficient " + credits + " of " + there;
        }
        if (bundles) {
            takeFromLots(credits);
        } else if (period != null) {
            period.left -= credits;
            period.allowance -= credits;
        }
        return "granted " + -credits + " repaid 0";
    }

    String open(Instant start, Instant end, long credits) {
        boolean later = period == null || start.isAfter(period.start);
        if (!end.isAfter(now) || !later) {
            return "noted";
        }
        period = new Period(start, end, credits);
        return "granted " + credits + " repaid 0";
    }

    String place(String id, long credits, Duration time) {
        if (credits > spendable()) {
            return "insufficient " + credits + " of " + spendable();
        }
        reserves.put(id, new Reserve(take(credits), now.plus(time)));
        return "held " + credits;
    }

    String capture(String id, long credits, long debtLimit, List<Part> charged) {
        Reserve reserve = reserves.get(id);
        if (reserve == null) {
            return "rejected HOLD_UNKNOWN";
        } else if (reserve.state.equals("CAPTURED")) {
            return reserve.asked == credits ? "repeated" : "rejected IDEMPOTENCY_CONFLICT";
        } else if (reserve.state.equals("RELEASED")) {
            return "rejected HOLD_ENDED";
        }
        List<Part> parts = reserve.state.equals("OPEN") ? reserve.parts : List.of();
        reserve.state = "CAPTURED";
        reserve.asked = credits;
        long open = credits;
        for (Part part : parts) {
            long used = Math.min(open, part.credits());
            open -= used;
            if (used > 0) {
                charged.add(new Part(part.period(), part.lot(), used));
            }
        }
        long lost = giveBack(parts, sum(parts) - sum(charged), false);
        charged.addAll(take(Math.min(open, spendable())));
        countUse(charged);
        long missing = credits - sum(charged);
        long asDebt = debt + missing <= debtLimit ? missing : 0;
        long subscription = fromPeriods(charged);
        if (asDebt > 0) {
            debt += asDebt;
            charged.add(new Part(null, null, asDebt));
        }
        return "ended CAPTURED " + sum(charged) + " subscription " + subscription + " debt " + asDebt + " unmet "
                + (missing - asDebt) + " dropped " + lost;
    }

    String release(String id, boolean expired) {
        Reserve reserve = reserves.get(id);
        if (reserve == null) {
            return "rejected HOLD_UNKNOWN";
        } else if (reserve.state.equals("CAPTURED")) {
            return "rejected HOLD_ENDED";
        } else if (!reserve.state.equals("OPEN")) {
            return "repeated";
        } else if (expired && reserve.until.isAfter(now)) {
            return "noted";
        }
        reserve.state = expired ? "EXPIRED" : "RELEASED";
        long lost = giveBack(reserve.parts, sum(reserve.parts), false);
        return "ended " + reserve.state + " 0 subscription 0 debt 0 unmet 0 dropped " + lost;
    }

    /** Undoes a charge as a whole. */
    String reverse(List<Part> charged) {
        long credits = sum(charged);
        if (credits == 0) {
            return "rejected OPERATION_UNKNOWN";
        }
        long wasDebt = sum(charged.stream()
                .filter(part -> part.period() == null && part.lot() == null)
                .toList());
        long reduced = Math.min(wasDebt, debt);
        debt -= reduced;
        if (wasDebt > reduced) {
            newLot(wasDebt - reduced, null, false);
        }
        List<Part> rest = charged.stream()
                .filter(part -> part.period() != null || part.lot() != null)
                .toList();
        long periodBefore = subscription();
        long lost = giveBack(rest, sum(rest), true);
        long toPeriod = subscription() - periodBefore;
        return "reversed " + toPeriod + " " + (credits - reduced - lost - toPeriod) + " debt " + reduced + " dropped "
                + lost;
    }
}
