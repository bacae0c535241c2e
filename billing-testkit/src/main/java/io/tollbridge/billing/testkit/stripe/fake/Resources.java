// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import java.util.List;

/** All resources, wired once. */
final class Resources {
    private final Payments payments;
    private final Dunning dunning;
    private final CheckoutVisit checkout;
    private final PortalVisit portal;
    private final Disputes disputes;
    private final Refunds refunds;
    private final List<Resource> all;
    private volatile String base = "";

    Resources(World world, Pages pages) {
        Charges charges = new Charges(world);
        payments = new Payments(world, charges, this::base);
        disputes = new Disputes(world, charges);
        refunds = new Refunds(world, disputes);
        InvoiceBook book = new InvoiceBook(world, payments);
        dunning = new Dunning(world, payments, book);
        SubscriptionLife life = new SubscriptionLife(world, book, dunning);
        SubscriptionMaker maker = new SubscriptionMaker(world, book, dunning, life);
        SubscriptionChange change = new SubscriptionChange(world, book, dunning, life);
        checkout = new CheckoutVisit(world, payments, maker, book);
        portal = new PortalVisit(world, change);
        pages.add(new CheckoutPage(world, checkout));
        pages.add(new PortalPage(world, portal));
        pages.add(new AuthenticationPage(world, payments));
        all = List.of(
                new Accounts(world),
                new Customers(world),
                new PaymentMethods(world),
                new Products(world),
                new Prices(world),
                new PaymentIntents(world, payments),
                charges,
                new BalanceTransactions(world),
                refunds,
                disputes,
                new Subscriptions(world, maker, change),
                new Invoices(world, book, dunning),
                new CheckoutSessions(world, this::base),
                new PortalSessions(world, this::base),
                new PortalConfigurations(world),
                new Events(world),
                new WebhookEndpoints(world));
    }

    void register(Routes routes) {
        all.forEach(resource -> resource.register(routes));
    }

    /** Where pages are; known once the server listens. */
    void servedAt(String url) {
        base = url;
    }

    String base() {
        return base;
    }

    Dunning dunning() {
        return dunning;
    }

    Disputes disputes() {
        return disputes;
    }

    Refunds refunds() {
        return refunds;
    }

    CheckoutVisit checkout() {
        return checkout;
    }

    PortalVisit portal() {
        return portal;
    }

    Payments payments() {
        return payments;
    }
}
