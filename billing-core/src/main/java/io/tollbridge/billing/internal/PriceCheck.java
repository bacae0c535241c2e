// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.catalog.Plan;
import io.tollbridge.billing.catalog.PriceTerms;
import io.tollbridge.billing.doctor.Finding;
import io.tollbridge.billing.doctor.Finding.Check;
import io.tollbridge.billing.doctor.Finding.Severity;
import io.tollbridge.billing.payment.GatewayFacts;
import io.tollbridge.billing.payment.GatewayFacts.Price;
import io.tollbridge.billing.payment.Money;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Looks whether a price at the payment service is what the catalog takes it for. */
final class PriceCheck {
    private static final Set<String> INTERVALS = Set.of("month", "year");

    private final Plan plan;
    private final String id;
    private final GatewayFacts facts;
    private final Consumer<Finding> findings;
    private boolean sound = true;

    PriceCheck(Plan plan, String id, GatewayFacts facts, Consumer<Finding> findings) {
        this.plan = plan;
        this.id = id;
        this.facts = facts;
        this.findings = findings;
    }

    void examine() {
        Price price = facts.prices().get(id);
        if (price == null) {
            String reason = facts.unread().get("price " + id);
            add(
                    Severity.ERROR,
                    reason == null
                            ? "does not exist in the account and mode of the API key, but plan " + plan.id()
                                    + " is sold under it"
                            : "could not be looked at",
                    reason == null ? "create it, or name the right price in the catalog" : reason);
            return;
        }
        if (!price.active()) {
            add(
                    Severity.WARNING,
                    "is archived: nobody can subscribe to plan " + plan.id() + " under it any more",
                    "leave it in the catalog as long as somebody is subscribed to it");
        }
        interval(price);
        amount(price);
        if (sound) {
            add(Severity.OK, "plan " + plan.id() + ", " + price.amount() + " each " + price.interval(), "");
        }
    }

    private void interval(Price price) {
        String interval = price.interval();
        if (interval == null) {
            add(
                    Severity.ERROR,
                    "is paid once, but plan " + plan.id() + " needs a recurring price",
                    "create a recurring price");
        } else if (!INTERVALS.contains(interval) || price.intervalCount() != 1) {
            add(
                    Severity.WARNING,
                    "recurs every " + price.intervalCount() + " " + interval + "(s); slices are monthly",
                    "prefer a price by the month or by the year");
        }
        PriceTerms terms = plan.terms().get(id);
        if (terms != null && interval != null && !interval.equals(word(terms))) {
            add(
                    Severity.ERROR,
                    "recurs by the " + interval + ", the catalog says by the " + word(terms),
                    "correct the catalog, or name the right price");
        }
    }

    private static String word(PriceTerms terms) {
        return terms.interval().name().toLowerCase(Locale.ROOT);
    }

    private void amount(Price price) {
        PriceTerms terms = plan.terms().get(id);
        @Nullable Money amount = price.amount();
        if (terms != null && !Money.of(terms.minorUnits(), terms.currency()).equals(amount)) {
            add(
                    Severity.ERROR,
                    "costs " + (amount == null ? "no fixed amount" : amount) + ", the catalog says "
                            + Money.of(terms.minorUnits(), terms.currency()),
                    "correct the catalog, or name the right price");
        }
        if (amount != null && amount.minorUnits() == 0 && !price.namedFree()) {
            add(
                    Severity.WARNING,
                    "costs nothing, but is not named as a free price, so its periods look like trials",
                    "StripeSettings.builder().freePrice(\"" + id + "\")");
        }
    }

    private void add(Severity severity, String message, String fix) {
        sound = false;
        findings.accept(new Finding(severity, Check.PRICE, id, message, fix));
    }
}
