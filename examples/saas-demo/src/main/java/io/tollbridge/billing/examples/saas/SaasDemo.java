// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas;

import io.tollbridge.billing.examples.saas.story.Story;
import io.tollbridge.billing.examples.saas.story.Told;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** {@code ./mvnw -q -Pdemo}: plays the story and says whether everything was as told. */
public final class SaasDemo {
    private SaasDemo() {}

    /** Ends the program with 1 when something was not as told. */
    public static void main(String[] args) throws Exception {
        if (!play(System.out, UnaryOperator.identity())) {
            System.exit(1);
        }
    }

    /** Plays the story in a folder of its own, which is removed afterwards. Returns true when everything was as told. */
    static boolean play(PrintStream out, UnaryOperator<Told> script) throws Exception {
        Path folder = Files.createTempDirectory("tollbridge-demo");
        try {
            List<String> differences = Story.play(out, script, folder);
            out.println();
            differences.forEach(difference -> out.println("NOT AS TOLD: " + difference));
            out.println(differences.isEmpty() ? "DEMO OK" : "DEMO FAILED");
            return differences.isEmpty();
        } finally {
            remove(folder);
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
