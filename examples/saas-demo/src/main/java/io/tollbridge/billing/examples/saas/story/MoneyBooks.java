// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas.story;

import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.ledger.Pool;
import io.tollbridge.billing.payment.Money;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** The purchases beside Stripe's own list of charges, and whether money and credits agree. */
final class MoneyBooks {
    private static final long MONTHS_PAID = 3 * 20_00;

    private final Stage stage;
    private final Stripe.Till till;
    private long sold;
    private long taken;
    private long givenBack;
    private long paidFor;

    MoneyBooks(Stage stage, Stripe.Till till) {
        this.stage = stage;
        this.till = till;
    }

    void play(List<LedgerEntry> rows) {
        stage.narrator().table(purchases());
        stage.narrator().gap();
        stage.narrator().table(money());
        stage.checks().same("what Stripe took", till.taken(), MONTHS_PAID + taken);
        stage.checks().same("what Stripe gave back", till.givenBack(), givenBack);
        stage.checks()
                .same("credits that the ledger says were bought", sold, sum(rows, EntryType.PURCHASE, Pool.BUNDLE));
        long takenBack = sum(rows, EntryType.CLAWBACK, Pool.DEBT) - sum(rows, EntryType.CLAWBACK, Pool.BUNDLE);
        stage.checks().same("credits that money stands behind", paidFor, sold - takenBack);
        stage.narrator().gap();
        stage.narrator()
                .says("Bundles: Stripe kept " + usd(taken - givenBack) + " USD for " + paidFor
                        + " credits. The ledger says "
                        + sold + " bought, " + takenBack + " taken back: "
                        + (paidFor == sold - takenBack ? "the same." : "NOT the same."));
    }

    private TextTable purchases() {
        TextTable table = new TextTable("bought", "how", "state", "credits", "USD", "given back", "credits that stay");
        List<Purchase> oldestFirst = new ArrayList<>(stage.purchases());
        Collections.reverse(oldestFirst);
        for (Purchase one : oldestFirst) {
            Money received = one.payment().received();
            long money = received == null ? 0 : received.minorUnits();
            long credits = one.state() == Purchase.State.GRANTED ? one.order().credits() : 0;
            long stay = money == 0 ? 0 : credits * (money - one.payment().refunded()) / money;
            sold += credits;
            taken += money;
            givenBack += one.payment().refunded();
            paidFor += stay;
            table.row(
                    Narrator.time(one.createdAt()),
                    one.kind(),
                    one.state(),
                    credits,
                    usd(money),
                    usd(one.payment().refunded()),
                    stay);
        }
        return table;
    }

    private TextTable money() {
        return new TextTable("Stripe's own list", "USD")
                .row("taken for 3 months of the plan", usd(MONTHS_PAID))
                .row("taken for bundles", usd(till.taken() - MONTHS_PAID))
                .row("given back", usd(-till.givenBack()))
                .row("kept", usd(till.taken() - till.givenBack()));
    }

    private static long sum(List<LedgerEntry> rows, EntryType type, Pool pool) {
        return rows.stream()
                .filter(row -> row.type() == type && row.pool() == pool)
                .mapToLong(LedgerEntry::amount)
                .sum();
    }

    private static String usd(long minorUnits) {
        return String.format(
                Locale.ROOT,
                "%s%d.%02d",
                minorUnits < 0 ? "-" : "",
                Math.abs(minorUnits) / 100,
                Math.abs(minorUnits) % 100);
    }
}
