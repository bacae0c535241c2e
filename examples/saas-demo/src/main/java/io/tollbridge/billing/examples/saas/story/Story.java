// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas.story;

import io.tollbridge.billing.testkit.stripe.StripeEvent;
import io.tollbridge.billing.testkit.stripe.StripeSubscription;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/** The life of one customer, from signing up to a program that was restarted, with everything that goes wrong. */
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
        try (Stage stage = new Stage(out, script, folder)) {
            stage.narrator().title("Tollbridge: a story about credits");
            stage.narrator()
                    .says("A small SaaS charges its customers: an e-mail costs 1 credit, a report 10, a campaign 20.");
            stage.narrator()
                    .says(
                            "Everything below is real HTTP against Jetty, an H2 file, and events signed as Stripe signs them.");
            stage.narrator().says("Only the clock is ours: it stands still until the story moves it.");
            StripeSubscription subscription = new Subscribing(stage).play();
            new Working(stage).play();
            StripeEvent lastPayment = new Renewing(stage, subscription).play();
            new Trouble(stage).play(lastPayment);
            new Books(stage).play();
            stage.narrator().says(stage.checks().made() + " statements of this story were checked.");
            return stage.checks().differences();
        }
    }
}
