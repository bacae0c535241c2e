// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.webhook.HandlerResult;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** What an object of Stripe means for credits, before it is known whose it is. */
sealed interface Reading {
    /** It asks for commands. */
    record Means(CommandsFor commands) implements Reading {
        static Means command(CommandFor command) {
            return new Means(tenant -> List.of(command.tenant(tenant)));
        }
    }

    /** It means nothing to credits. */
    record Nothing(String why) implements Reading {}

    /** It may mean something, and guessing could mint or lose credits. */
    record Doubt(String why) implements Reading {}

    /** What to do about a reading that asks for no command. */
    default HandlerResult unapplied() {
        return this instanceof Nothing nothing
                ? HandlerResult.ignore(nothing.why())
                : HandlerResult.quarantine(((Doubt) this).why());
    }

    /** A command that lacks its tenant. */
    interface CommandFor {
        Command tenant(String tenantId);
    }

    /** Commands that lack their tenant, in the order in which they are to be carried out: all of them or none. */
    interface CommandsFor {
        List<Command> tenant(String tenantId);
    }

    /** The doubt about an object none of whose prices is sold as a plan. */
    static Doubt notInCatalog(String what, Collection<String> prices) {
        return new Doubt("the catalog has no plan for " + named(prices) + " of " + what
                + "; add the price to its plan and replay the event, or discard it if the price has nothing to do with"
                + " credits");
    }

    private static String named(Collection<String> prices) {
        int shown = 5;
        String names = prices.stream().limit(shown).map(Reading::shortened).collect(Collectors.joining(", "));
        return (prices.size() == 1 ? "price " : "any of the prices ") + names + (prices.size() > shown ? ", ..." : "");
    }

    /** Before 2020 hosts chose these ids themselves, at any length. */
    private static String shortened(String price) {
        String visible = price.replaceAll("\\p{Cntrl}", "?");
        return visible.length() <= 80 ? visible : visible.substring(0, 80) + "...";
    }
}
