// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The document that shows what benchmarks said when they were run last. */
final class PerformancePage {
    private final Path file;

    PerformancePage(Path file) {
        this.file = file;
    }

    /**
     * Puts what a benchmark said in the place of what it said before.
     *
     * @throws IllegalStateException when the page has no place for that benchmark
     */
    void show(String bench, List<String> said) {
        String begin = "<!-- run of " + bench + " -->\n";
        String end = "<!-- end of " + bench + " -->";
        try {
            String page = Files.readString(file);
            int from = page.indexOf(begin);
            int to = page.indexOf(end);
            if (from < 0 || to < from) {
                throw new IllegalStateException(file + " has no lines " + begin.strip() + " and " + end);
            }
            Files.writeString(
                    file,
                    page.substring(0, from + begin.length()) + "```text\n"
                            + String.join("\n", said).strip() + "\n```\n" + page.substring(to));
        } catch (IOException error) {
            throw new UncheckedIOException("the page of runs could not be written", error);
        }
    }
}
