// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import java.util.Optional;

/** Where a customer proves who they are: {@code next_action.redirect_to_url.url}. */
final class AuthenticationPage implements Pages.Page {
    static final String PATH = "/fake/authenticate/";

    private final World world;
    private final Payments payments;

    AuthenticationPage(World world, Payments payments) {
        this.world = world;
        this.payments = payments;
    }

    @Override
    public Reply answer(Request request) {
        if (!request.path().startsWith(PATH)) {
            return Pages.unknown();
        }
        String id = request.path().substring(PATH.length());
        return world.alone(() -> {
            Optional<Entity> found = world.store().any(id).filter(one -> one.is("status", "requires_action"));
            return found.map(intent -> request.method().equals("POST") ? act(request, intent) : form(intent))
                    .orElseGet(Pages::unknown);
        });
    }

    private Reply act(Request request, Entity intent) {
        payments.authenticate(intent, request.body().contains("action=complete"));
        return Pages.redirect(intent.must("_return_url"));
    }

    private static Reply form(Entity intent) {
        return Pages.html(
                200,
                "<h1>Is it you who pays " + intent.whole("amount") + " " + Pages.escaped(intent.must("currency"))
                        + "?</h1><form method=\"post\"><button name=\"action\" value=\"complete\">Complete</button>"
                        + "<button name=\"action\" value=\"fail\">Fail</button></form>");
    }
}
