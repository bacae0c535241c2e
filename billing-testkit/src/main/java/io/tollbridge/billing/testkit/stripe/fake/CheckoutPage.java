// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import java.util.Map;
import java.util.Optional;

/** The page behind a session's {@code url}: pay with a card of choice, pay later, or leave. */
final class CheckoutPage implements Pages.Page {
    static final String PATH = "/fake/checkout/";

    private final World world;
    private final CheckoutVisit visit;

    CheckoutPage(World world, CheckoutVisit visit) {
        this.world = world;
        this.visit = visit;
    }

    @Override
    public Reply answer(Request request) {
        if (!request.path().startsWith(PATH)) {
            return Pages.unknown();
        }
        String id = request.path().substring(PATH.length());
        return world.alone(() -> {
            Optional<Entity> found = world.store().any(id).filter(one -> one.is("status", "open"));
            return found.map(session -> request.method().equals("POST") ? act(request, session) : form(session, ""))
                    .orElseGet(Pages::unknown);
        });
    }

    private Reply act(Request request, Entity session) {
        Map<String, Object> form = FormBody.parse(request.body());
        try {
            visit.complete(session, String.valueOf(form.getOrDefault("card", "pm_card_visa")));
        } catch (StripeError e) {
            return form(session, String.valueOf(e.getMessage()));
        }
        Optional<Entity> asked = Optional.ofNullable(session.text("payment_intent"))
                .flatMap(id -> world.store().any(id))
                .filter(intent -> intent.is("status", "requires_action") && !Payments.awaitsTransfer(intent));
        String back = session.must("success_url").replace("{CHECKOUT_SESSION_ID}", session.id());
        return asked.map(intent -> Pages.redirect(AuthenticationPage.PATH + intent.id()))
                .orElseGet(() -> Pages.redirect(back));
    }

    private static Reply form(Entity session, String error) {
        String cancel = session.text("cancel_url");
        String leave = cancel == null ? "" : "<p><a href=\"" + Pages.escaped(cancel) + "\">Back</a></p>";
        return Pages.html(
                200,
                "<h1>Pay " + session.whole("amount_total") + " " + Pages.escaped(session.must("currency"))
                        + " (minor units)</h1><p role=\"alert\">" + Pages.escaped(error) + "</p>"
                        + "<form method=\"post\">"
                        + button("pm_card_visa", "Pay with a good card")
                        + button("pm_card_authenticationRequired", "Pay with a card that asks")
                        + button("pm_sepaDebit", "Pay by bank, which takes days")
                        + button("pm_card_chargeDeclined", "Pay with a card that is declined")
                        + "</form>" + leave);
    }

    private static String button(String card, String label) {
        return "<p><button name=\"card\" value=\"" + card + "\">" + label + "</button></p>";
    }
}
