// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PerformancePageTest {
    @TempDir
    private Path directory;

    @Test
    void a_run_takes_the_place_of_the_run_before_it() throws IOException {
        Path file = Files.writeString(directory.resolve("page.md"), """
                # Speed
                <!-- run of deduct -->
                old
                <!-- end of deduct -->
                <!-- run of growth -->
                <!-- end of growth -->
                """);
        PerformancePage page = new PerformancePage(file);

        page.show("deduct", List.of("first", "run"));
        page.show("deduct", List.of("", "a table", "", "RESULT x=1"));

        assertThat(file).hasContent("""
                # Speed
                <!-- run of deduct -->
                ```text
                a table

                RESULT x=1
                ```
                <!-- end of deduct -->
                <!-- run of growth -->
                <!-- end of growth -->
                """);
    }

    @Test
    void a_benchmark_that_the_page_has_no_place_for_is_told() throws IOException {
        Path file = Files.writeString(directory.resolve("page.md"), "# Speed\n");

        assertThatThrownBy(() -> new PerformancePage(file).show("deduct", List.of()))
                .hasMessageContaining("<!-- run of deduct -->");
    }

    @Test
    void the_page_in_docs_has_a_place_for_every_benchmark() {
        assertThat(Path.of("..", "docs", "performance.md"))
                .content()
                .contains(
                        "<!-- run of deduct -->\n",
                        "<!-- run of growth -->\n",
                        "<!-- run of report -->\n",
                        "<!-- run of track -->\n");
    }
}
