// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.docs.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Documentation's own rules")
class RegionTest {
    private static final String SOURCE = """
            class SomeTest {
                @Test
                void adds() {
                    // tag::sum[]
                    int sum = 1 + 1;
                    if (sum == 2) {
                        return;
                    }
                    // end::sum[]
                }

                void helps() {
                    // tag::loose[]
                    int nobodyRunsThis = 1;
                    // end::loose[]
                }
            }
            """;

    @Test
    @DisplayName("a region keeps its own indentation and knows the test that runs it")
    void readsRegions() {
        List<Region> regions = new SourceFile("SomeTest.java", SOURCE).regions();

        assertThat(regions)
                .containsExactly(
                        new Region(
                                "SomeTest.java", "sum", "int sum = 1 + 1;\nif (sum == 2) {\n    return;\n}\n", "adds"),
                        new Region("SomeTest.java", "loose", "int nobodyRunsThis = 1;\n", null));
    }

    @Test
    @DisplayName("a region that does not end, or ends without a beginning, is an error")
    void refusesHalfRegions() {
        SourceFile open = new SourceFile("A.java", "// tag::a[]\nint a;\n");
        SourceFile closed = new SourceFile("B.java", "int b;\n// end::b[]\n");

        assertThatThrownBy(open::regions).hasMessageContaining("A.java: the region a does not end");
        assertThatThrownBy(closed::regions).hasMessageContaining("B.java: the region b ends but did not begin");
    }

    @Test
    @DisplayName("blocks are read with their language and place, and one that is not closed is an error")
    void readsBlocks() {
        MarkdownFile file = new MarkdownFile("x.md", "# A\n\n```java\nint a;\n```\n\n```sh\nls\n```\n");
        MarkdownFile open = new MarkdownFile("y.md", "```java\nint a;\n");

        assertThat(file.blocks())
                .containsExactly(new CodeBlock("x.md:3", "java", "int a;\n"), new CodeBlock("x.md:7", "sh", "ls\n"));
        assertThatThrownBy(open::blocks).hasMessageContaining("y.md:1: the block is not closed");
    }

    @Test
    @DisplayName("a test method is told from another method")
    void findsTests() {
        SourceFile source = new SourceFile("SomeTest.java", SOURCE);

        assertThat(source.hasTest("adds")).isTrue();
        assertThat(source.hasTest("helps")).isFalse();
        assertThat(source.hasTest("add")).isFalse();
    }
}
