// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The page behind a portal session's {@code url}. */
final class PortalPage implements Pages.Page {
    static final String PATH = "/fake/portal/";

    private final World world;
    private final PortalVisit visit;

    PortalPage(World world, PortalVisit visit) {
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
            Optional<Entity> found =
                    world.store().any(id).filter(one -> one.object().equals("billing_portal.session"));
            return found.map(session -> request.method().equals("POST") ? act(request, session) : form(session, ""))
                    .orElseGet(Pages::unknown);
        });
    }

    private Reply act(Request request, Entity session) {
        Map<String, Object> form = FormBody.parse(request.body());
        String action = String.valueOf(form.get("action"));
        Entity customer = world.store().any(session.must("customer")).orElseThrow();
        try {
            if (action.equals("card")) {
                visit.card(customer, String.valueOf(form.get("card")));
                return Pages.redirect(request.path());
            }
            Optional<Entity> subscription = subscriptions(session).stream()
                    .filter(one -> one.id().equals(form.get("subscription")))
                    .findFirst();
            if (subscription.isEmpty()) {
                return form(session, "There is no such subscription.");
            }
            switch (action) {
                case "cancel" -> visit.cancel(subscription.get());
                case "keep" -> visit.keep(subscription.get());
                case "switch" -> visit.swap(subscription.get(), String.valueOf(form.get("price")));
                default -> {
                    return form(session, "There is no such action.");
                }
            }
        } catch (StripeError e) {
            return form(session, String.valueOf(e.getMessage()));
        }
        return Pages.redirect(request.path());
    }

    private List<Entity> subscriptions(Entity session) {
        return world.store()
                .all(session.scope(), "subscription")
                .filter(one -> one.is("customer", session.must("customer")) && !SubscriptionLife.isOver(one))
                .toList();
    }

    private Reply form(Entity session, String error) {
        StringBuilder page = new StringBuilder("<h1>Your subscriptions</h1><p role=\"alert\">")
                .append(Pages.escaped(error))
                .append("</p>");
        for (Entity subscription : subscriptions(session)) {
            page.append("<form method=\"post\"><p>").append(subscription.id()).append(": ");
            page.append(Pages.escaped(subscription.must("status")));
            page.append("<input type=\"hidden\" name=\"subscription\" value=\"").append(subscription.id());
            page.append("\"> <button name=\"action\" value=\"cancel\">Cancel</button>");
            page.append(" <button name=\"action\" value=\"keep\">Keep</button>");
            page.append(" <label>Price <input name=\"price\"></label>");
            page.append(" <button name=\"action\" value=\"switch\">Switch</button></p></form>");
        }
        page.append("<form method=\"post\"><label>Test card <input name=\"card\" value=\"pm_card_visa\"></label>");
        page.append(" <button name=\"action\" value=\"card\">Use this card</button></form>");
        String back = session.text("return_url");
        if (back != null) {
            page.append("<p><a href=\"").append(Pages.escaped(back)).append("\">Return</a></p>");
        }
        return Pages.html(200, page.toString());
    }
}
