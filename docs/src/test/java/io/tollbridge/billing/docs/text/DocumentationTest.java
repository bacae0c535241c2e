// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.docs.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Documentation")
class DocumentationTest {
    /** Programs whose sources are shown, with the test that runs each. */
    private static final Map<String, String> PROGRAMS =
            Map.of("examples/quickstart/", "QuickstartTest", "examples/saas-demo/", "SaasDemoTest");

    /** {@code RenewalScenarios.endsTheGap}: how the failure table names a test. */
    private static final Pattern NAMED_TEST =
            Pattern.compile("([A-Z]\\w+(?:Test|Scenarios|Contract|Suite))(?:\\.(\\w+))?");

    private static final Pattern ARTIFACT = Pattern.compile("<artifactId>(billing-[a-z-]+)</artifactId>");

    @ParameterizedTest(name = "{0} is a region of code that is compiled")
    @MethodSource("javaBlocks")
    void showsCompiledCode(CodeBlock block) {
        assertThat(regions()).extracting(Region::text).contains(block.text());
    }

    @ParameterizedTest(name = "{0} is run by a test")
    @MethodSource("regions")
    void showsCodeThatRuns(Region region) {
        String program = PROGRAMS.keySet().stream()
                .filter(region.file()::startsWith)
                .findFirst()
                .orElse(null);
        if (program == null) {
            boolean declares = region.text().matches("(?s)((public|static|final) )*(class|interface|record|enum) .*");
            assertThat(region.testMethod() != null || declares)
                    .as("%s is inside a test method, or declares a type that the tests around it use", region)
                    .isTrue();
        } else {
            assertThat(testClasses()).contains(PROGRAMS.get(program));
        }
    }

    @ParameterizedTest(name = "{0} is shown")
    @MethodSource("regions")
    void showsEveryRegion(Region region) {
        assertThat(javaBlocks()).extracting(CodeBlock::text).contains(region.text());
    }

    @ParameterizedTest(name = "{0} links to what exists")
    @MethodSource("files")
    void linksToWhatExists(MarkdownFile file) {
        assertThat(file.links())
                .allSatisfy(
                        link -> assertThat(leadsSomewhere(file, link)).as(link).isTrue());
    }

    @ParameterizedTest(name = "{0} names tests that exist")
    @MethodSource("files")
    void namesTestsThatExist(MarkdownFile file) {
        List<SourceFile> sources = Project.allSources();
        List<String> missing = file.inlineCode().stream()
                .map(NAMED_TEST::matcher)
                .filter(Matcher::matches)
                .filter(test -> sources.stream().noneMatch(source -> isTest(source, test.group(1), test.group(2))))
                .map(Matcher::group)
                .toList();

        assertThat(missing).isEmpty();
    }

    @Test
    @DisplayName("each row of the table of failures in docs/operations.md names a test")
    void everyFailureHasATest() {
        List<String> rows = file("docs/operations.md")
                .text()
                .lines()
                .dropWhile(line -> !line.equals("## What fails"))
                .filter(line -> line.startsWith("| ") && !line.startsWith("| what fails |"))
                .toList();

        assertThat(rows)
                .hasSizeGreaterThan(20)
                .allSatisfy(row -> assertThat(NAMED_TEST.matcher(row).results().toList())
                        .as(row)
                        .isNotEmpty());
    }

    @Test
    @DisplayName("README.md has at most 200 lines and exactly two commands")
    void readmeIsShort() {
        MarkdownFile readme = file("README.md");

        assertThat(readme.text().lines().count()).isLessThanOrEqualTo(200);
        assertThat(readme.blocks())
                .filteredOn(block -> block.language().equals("sh"))
                .flatExtracting(block -> block.text().lines().toList())
                .containsExactly("./mvnw -q -Pdemo", "./mvnw verify");
    }

    @Test
    @DisplayName("the modules and the version that a pom is told to name are ours")
    void namesArtifactsThatExist() {
        String parent = Project.read(Project.ROOT.resolve("pom.xml"));
        List<CodeBlock> poms = Project.markdown().stream()
                .flatMap(file -> file.blocks().stream())
                .filter(block -> block.language().equals("xml"))
                .toList();

        assertThat(poms).isNotEmpty().allSatisfy(block -> {
            Matcher artifact = ARTIFACT.matcher(block.text());
            while (artifact.find()) {
                assertThat(Project.ROOT.resolve(artifact.group(1)).resolve("pom.xml"))
                        .as(block.place())
                        .exists();
            }
            Pattern.compile("<version>(.*)</version>")
                    .matcher(block.text())
                    .results()
                    .forEach(version -> assertThat(parent).contains("<version>" + version.group(1) + "</version>"));
        });
    }

    @ParameterizedTest(name = "{0} has fewer than 40 lines")
    @MethodSource("decisions")
    void decisionsAreShort(MarkdownFile decision) {
        assertThat(decision.text().lines().count()).isLessThan(40);
        assertThat(decision.text()).contains("## Context", "## Decision", "## Consequences");
    }

    static Stream<MarkdownFile> files() {
        return Project.markdown().stream();
    }

    static Stream<MarkdownFile> decisions() {
        return files().filter(file -> file.name().matches("docs/adr/\\d{4}-.*"));
    }

    static List<CodeBlock> javaBlocks() {
        return files().flatMap(file -> file.blocks().stream())
                .filter(block -> block.language().equals("java"))
                .toList();
    }

    static List<Region> regions() {
        return Project.shownSources().stream()
                .flatMap(source -> source.regions().stream())
                .toList();
    }

    private static List<String> testClasses() {
        return Project.allSources().stream()
                .filter(source -> source.text().contains("@Test"))
                .map(SourceFile::type)
                .toList();
    }

    private static boolean isTest(SourceFile source, String type, @Nullable String method) {
        return source.type().equals(type) && (method == null || source.hasTest(method));
    }

    private static boolean leadsSomewhere(MarkdownFile from, String link) {
        if (link.startsWith("https://")) {
            return true;
        }
        String[] parts = link.split("#", 2);
        Path folder = Project.ROOT.resolve(from.name()).resolveSibling("");
        Path target = parts[0].isEmpty()
                ? Project.ROOT.resolve(from.name())
                : folder.resolve(parts[0]).normalize();
        return Files.exists(target)
                && (parts.length == 1
                        || new MarkdownFile("", Project.read(target)).anchors().contains(parts[1]));
    }

    private static MarkdownFile file(String name) {
        return files().filter(file -> file.name().equals(name)).findFirst().orElseThrow();
    }
}
