// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas;

import io.tollbridge.billing.examples.saas.story.RealStory;
import io.tollbridge.billing.examples.saas.story.Story;
import io.tollbridge.billing.examples.saas.story.Told;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** {@code ./mvnw -q -Pdemo}: plays the story and says whether everything was as told. */
public final class SaasDemo {
    private static final URI STRIPE = URI.create("https://api.stripe.com");

    private SaasDemo() {}

    /** Ends the program with 1 when something was not as told. */
    public static void main(String[] args) throws Exception {
        String key = System.getenv("STRIPE_SECRET_KEY");
        boolean well = (key == null || key.isBlank())
                ? play(System.out, UnaryOperator.identity())
                : playOnStripe(System.out, key.strip(), STRIPE);
        if (!well) {
            System.exit(1);
        }
    }

    /** Plays what can be played on Stripe's test mode. A key of live mode is refused, before anything is asked. */
    static boolean playOnStripe(PrintStream out, String key, URI stripe) throws Exception {
        if (!key.matches("(sk|rk)_test_.+")) {
            out.println(
                    "STRIPE_SECRET_KEY is not a key of Stripe's test mode, which begins with sk_test_ or rk_test_.");
            out.println("The demo never touches real money. Unset the variable to play on the fake Stripe.");
            out.println("DEMO FAILED");
            return false;
        }
        return perform(out, folder -> RealStory.play(out, key, stripe, folder));
    }

    /** Plays the story in a folder of its own, which is removed afterwards. Returns true when everything was as told. */
    static boolean play(PrintStream out, UnaryOperator<Told> script) throws Exception {
        return perform(out, folder -> Story.play(out, script, folder));
    }

    private static boolean perform(PrintStream out, Play story) throws Exception {
        Path folder = Files.createTempDirectory("tollbridge-demo");
        try {
            List<String> differences = story.in(folder);
            out.println();
            differences.forEach(difference -> out.println("NOT AS TOLD: " + difference));
            out.println(differences.isEmpty() ? "DEMO OK" : "DEMO FAILED");
            return differences.isEmpty();
        } finally {
            remove(folder);
        }
    }

    private interface Play {
        List<String> in(Path folder) throws Exception;
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
