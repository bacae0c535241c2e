// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import java.util.List;

/** All resources, wired once. */
final class Resources {
    private final Payments payments;
    private final List<Resource> all;
    private volatile String base = "";

    Resources(World world, Pages pages) {
        Charges charges = new Charges(world);
        payments = new Payments(world, charges, this::base);
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

    Payments payments() {
        return payments;
    }
}
