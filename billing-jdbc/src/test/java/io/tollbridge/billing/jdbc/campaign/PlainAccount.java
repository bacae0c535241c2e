// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc.campaign;

import io.tollbridge.billing.account.ShortfallPolicy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * One tenant's credits as a person would keep them with purses of coins, at a time that stands still. It shares no code
 * with the library's rules. Each move answers what a caller must have been told.
 */
final class PlainAccount {
    /** Rank of a lot that expires: it goes before one that does not. */
    static final int EXPIRING = 1;

    /** Rank of a lot that does not expire. */
    static final int LASTING = 2;

    /** Credits of one origin. The lower the rank, the earlier they are spent. */
    private static final class Purse {
        private final String kind;
        private final int rank;
        private long credits;

        Purse(String kind, int rank, long credits) {
            this.kind = kind;
            this.rank = rank;
            this.credits = credits;
        }
    }

    private record Coins(Purse purse, long credits) {}

    private final Purse slice;
    private final Purse owed = new Purse("owed", Integer.MAX_VALUE, 0);
    private final List<Purse> lots = new ArrayList<>();
    private final Map<String, Deque<Coins>> holds = new HashMap<>();
    private final Map<Long, Deque<Coins>> charges = new HashMap<>();

    PlainAccount(long allowance) {
        slice = new Purse("slice", 0, allowance);
    }

    long spendable() {
        return slice.credits + lots.stream().mapToLong(lot -> lot.credits).sum();
    }

    private Deque<Coins> spend(long credits) {
        List<Purse> order = new ArrayList<>(lots);
        order.sort(Comparator.comparingInt(lot -> lot.rank)); // stable: equal ones stay in the order of their purchase
        order.add(0, slice);
        Deque<Coins> spent = new ArrayDeque<>();
        long open = credits;
        for (Purse purse : order) {
            long taken = Math.min(open, purse.credits);
            if (taken > 0) {
                purse.credits -= taken;
                open -= taken;
                spent.addLast(new Coins(purse, taken));
            }
        }
        return spent;
    }

    private static long sum(Deque<Coins> coins, String kind) {
        return coins.stream()
                .filter(part -> part.purse().kind.equals(kind))
                .mapToLong(Coins::credits)
                .sum();
    }

    private String charged(long operation, Deque<Coins> coins, long unmet) {
        charges.put(operation, coins);
        return "charged " + sum(coins, "slice") + " " + sum(coins, "lot") + " debt " + sum(coins, "owed") + " unmet "
                + unmet + " left " + spendable();
    }

    private void owe(Deque<Coins> coins, long credits) {
        if (credits > 0) {
            owed.credits += credits;
            coins.addLast(new Coins(owed, credits));
        }
    }

    String deduct(long operation, long credits, ShortfallPolicy policy) {
        long missing = Math.max(0, credits - spendable());
        boolean lends = policy instanceof ShortfallPolicy.Overage;
        if (missing > 0 && policy.equals(ShortfallPolicy.REFUSE)) {
            return "refused with " + spendable();
        }
        Deque<Coins> spent = spend(credits - missing);
        owe(spent, lends ? missing : 0);
        return charged(operation, spent, lends ? 0 : missing);
    }

    String addLot(long credits, int rank) {
        Purse lot = new Purse("lot", rank, credits);
        lots.add(lot);
        return "added " + credits + " repaid " + repay(lot) + " left " + spendable();
    }

    private long repay(Purse lot) {
        long repaid = Math.min(owed.credits, lot.credits);
        owed.credits -= repaid;
        lot.credits -= repaid;
        return repaid;
    }

    String growSlice(long credits) {
        slice.credits += credits;
        return "added " + credits + " repaid 0 left " + spendable();
    }

    String place(String id, long credits) {
        if (credits > spendable()) {
            return "refused with " + spendable();
        }
        holds.put(id, spend(credits));
        return "held " + credits;
    }

    String capture(long operation, String id, long credits, long debtLimit) {
        Deque<Coins> held = take(holds, id);
        Deque<Coins> used = new ArrayDeque<>();
        long open = credits;
        while (open > 0 && !held.isEmpty()) {
            Coins next = held.removeFirst();
            long part = Math.min(open, next.credits());
            open -= part;
            used.addLast(new Coins(next.purse(), part));
            if (part < next.credits()) {
                held.addFirst(new Coins(next.purse(), next.credits() - part));
            }
        }
        putBack(held, Long.MAX_VALUE);
        used.addAll(spend(Math.min(open, spendable())));
        long missing = credits - used.stream().mapToLong(Coins::credits).sum();
        boolean lent = missing + owed.credits <= debtLimit;
        owe(used, lent ? missing : 0);
        return charged(operation, used, lent ? 0 : missing);
    }

    String release(String id) {
        putBack(take(holds, id), Long.MAX_VALUE);
        return "released";
    }

    String reverse(long charge, long credits) {
        Deque<Coins> coins = take(charges, charge);
        long open = credits;
        long forgiven = 0;
        long asLot = 0;
        if (!coins.isEmpty() && coins.getLast().purse() == owed) {
            long part = Math.min(open, coins.removeLast().credits());
            forgiven = Math.min(part, owed.credits);
            owed.credits -= forgiven;
            asLot = part - forgiven;
            open -= part;
            if (asLot > 0) {
                lots.add(new Purse("lot", LASTING, asLot));
            }
        }
        Deque<Coins> back = putBack(coins, open);
        return "returned " + sum(back, "slice") + " " + (sum(back, "lot") + asLot) + " debt " + forgiven + " left "
                + spendable();
    }

    /** Puts the last coins back first. */
    private Deque<Coins> putBack(Deque<Coins> coins, long credits) {
        Deque<Coins> back = new ArrayDeque<>();
        long open = credits;
        while (open > 0 && !coins.isEmpty()) {
            Coins last = coins.removeLast();
            long part = Math.min(open, last.credits());
            open -= part;
            last.purse().credits += part;
            if (last.purse() != slice) {
                repay(last.purse());
            }
            back.add(new Coins(last.purse(), part));
        }
        return back;
    }

    private static <K> Deque<Coins> take(Map<K, Deque<Coins>> coins, K name) {
        Deque<Coins> taken = coins.remove(name);
        if (taken == null) {
            throw new NoSuchElementException(name + " was told before it was there");
        }
        return taken;
    }
}
