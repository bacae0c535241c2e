// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Facts of an invoice line, wherever its API version keeps them. */
final class InvoiceLineReader {
    private final StripeJson json;
    private final @Nullable StripeJson subscriptionItem;
    private final @Nullable StripeJson invoiceItem;
    private final @Nullable StripeJson pricing;

    InvoiceLineReader(StripeJson json) {
        StripeJson parent = json.object("parent");
        this.json = json;
        this.subscriptionItem = parent == null ? null : parent.object("subscription_item_details");
        this.invoiceItem = parent == null ? null : parent.object("invoice_item_details");
        this.pricing = json.object("pricing");
    }

    /** The price or, before there were prices, the plan; null for a line that has neither. */
    @Nullable
    String price() {
        StripeJson details = pricing == null ? null : pricing.object("price_details");
        String id = details == null ? null : details.id("price");
        if (id == null) {
            id = json.id("price");
        }
        return id == null ? json.id("plan") : id;
    }

    /** True when the line settles a change inside a period; a line that does not say cannot be read. */
    boolean proration() {
        // why not false: a line for a part of a period would be granted like a whole one
        return json.mandatory("proration", toldProration());
    }

    /** The same, null when the line does not say. */
    @Nullable
    Boolean toldProration() {
        Boolean proration = subscriptionItem == null ? null : subscriptionItem.flag("proration");
        if (proration == null && invoiceItem != null) {
            proration = invoiceItem.flag("proration");
        }
        if (proration == null) {
            proration = json.flag("proration");
        }
        return proration;
    }

    /** True when the line gives back what was paid before. */
    boolean credit() {
        return amount() < 0 || creditsOthers(subscriptionItem) || creditsOthers(invoiceItem) || creditsOthers(json);
    }

    private static boolean creditsOthers(@Nullable StripeJson owner) {
        StripeJson details = owner == null ? null : owner.object("proration_details");
        return details != null && details.object("credited_items") != null;
    }

    /** True for something that was added to the invoice by itself, false for a subscription's own line. */
    boolean invoiceItem() {
        return invoiceItem != null || "invoiceitem".equals(json.text("type"));
    }

    @Nullable
    String subscription() {
        String id = subscriptionItem == null ? null : subscriptionItem.reference("subscription");
        if (id == null && invoiceItem != null) {
            id = invoiceItem.reference("subscription");
        }
        return id == null ? json.reference("subscription") : id;
    }

    /** The subscription's item that it is for, null when it does not tell. */
    @Nullable
    String item() {
        String id = subscriptionItem == null ? null : subscriptionItem.reference("subscription_item");
        return id == null ? json.reference("subscription_item") : id;
    }

    /** In minor units, before discounts and taxes. */
    long amount() {
        return json.mandatory("amount", json.integer("amount"));
    }

    /** How many units; 1 where the price knows no quantity. */
    long quantity() {
        Long quantity = json.integer("quantity");
        return quantity == null ? 1 : quantity;
    }

    Instant start() {
        StripeJson period = period();
        return period.mandatory("start", period.instant("start"));
    }

    Instant end() {
        StripeJson period = period();
        Instant end = period.mandatory("end", period.instant("end"));
        if (!end.isAfter(start())) {
            throw period.unreadable("end", "is not after the start");
        }
        return end;
    }

    private StripeJson period() {
        return json.mandatory("period", json.object("period"));
    }

    @Nullable
    String metadata(String key) {
        return InvoiceReader.metadata(json, key);
    }

    /** What one unit costs by the price, as far as the line tells. */
    ListPrice listPrice() {
        StripeJson details = pricing == null ? null : pricing.object("price_details");
        StripeJson price = details == null ? null : details.expanded("price");
        if (price == null) {
            price = json.expanded("price");
        }
        if (price != null) {
            return ListPrice.of(firstOf(price.decimal("unit_amount_decimal"), price.decimal("unit_amount")));
        }
        StripeJson plan = json.expanded("plan");
        if (plan != null) {
            return ListPrice.of(firstOf(plan.decimal("amount_decimal"), plan.decimal("amount")));
        }
        // why: here a trial's line says 0 whatever the price (seen since basil), so that 0 tells nothing
        BigDecimal charged = pricing == null ? null : pricing.decimal("unit_amount_decimal");
        return charged != null && charged.signum() != 0 ? ListPrice.CHARGED : ListPrice.UNKNOWN;
    }

    private static @Nullable BigDecimal firstOf(@Nullable BigDecimal exact, @Nullable BigDecimal rounded) {
        return exact == null ? rounded : exact;
    }

    /** Whether a price costs anything. */
    enum ListPrice {
        /** It costs something. */
        CHARGED,
        /** It is a price of 0. */
        FREE,
        /** The line does not tell: it names the price without its amount, or the price has tiers. */
        UNKNOWN;

        private static ListPrice of(@Nullable BigDecimal unitAmount) {
            if (unitAmount == null) {
                return UNKNOWN;
            }
            return unitAmount.signum() == 0 ? FREE : CHARGED;
        }
    }
}
