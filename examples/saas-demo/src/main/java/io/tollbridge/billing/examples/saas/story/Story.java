// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas.story;

import io.tollbridge.billing.examples.saas.app.SaasSettings;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/** The life of one customer, from signing up to leaving, with everything that goes wrong. Played on the fake Stripe. */
public final class Story {
    private Story() {}

    /**
     * Plays it.
     *
     * @param out where it is told
     * @param script changes what the story tells of balances, for tests of the story itself
     * @param folder an empty folder for the database
     * @return everything that was not as told
     */
    public static List<String> play(PrintStream out, UnaryOperator<Told> script, Path folder) throws Exception {
        try (Stripe stripe = new Stripe();
                Stage stage = new Stage(
                        out, script, new SaasSettings(folder.resolve("saas"), stripe.access(), stripe.clock()))) {
            Narrator narrator = stage.narrator();
            narrator.title("Tollbridge: a story about credits");
            narrator.says("A small SaaS charges its customers: an e-mail costs 1 credit, a report 10, a campaign 20.");
            narrator.says("Everything below is real: HTTP against Jetty, an H2 file, calls of Stripe's own client.");
            narrator.says(
                    "Stripe is a fake in this process: no key in STRIPE_SECRET_KEY, so nothing leaves the machine.");
            narrator.says("Its clock stands still until the story moves it, and then it renews what is due.");
            stripe.sendsTo(stage.application().address().resolve(Webhooks.PATH));
            new Subscribing(stage, stripe).play();
            new Working(stage, stripe).play();
            new Buying(stage, stripe).play();
            new MoneyBack(stage, stripe).play();
            new Renewing(stage, stripe).play();
            new Trouble(stage, stripe).play();
            new Leaving(stage, stripe).play();
            new Books(stage, stripe).play();
            narrator.gap();
            narrator.says(stage.checks().made() + " statements of this story were checked.");
            return stage.checks().differences();
        }
    }
}
