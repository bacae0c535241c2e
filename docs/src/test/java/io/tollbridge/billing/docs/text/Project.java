// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.docs.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The files of this repository. */
final class Project {
    static final Path ROOT = root();

    private Project() {}

    /** The documentation: what lies at the root, and everything in {@code docs}. */
    static List<MarkdownFile> markdown() {
        Stream<Path> top = files(ROOT, 1, path -> path.toString().endsWith(".md"));
        Stream<Path> below =
                files(ROOT.resolve("docs"), 3, path -> path.toString().endsWith(".md"));
        return Stream.concat(top, below)
                .filter(path -> !Files.isSymbolicLink(path))
                .sorted()
                .map(path -> new MarkdownFile(name(path), read(path)))
                .toList();
    }

    /** Sources that documentation may show: the snippets, and the examples. */
    static List<SourceFile> shownSources() {
        Stream<Path> snippets = java(ROOT.resolve("docs/src/test/java/io/tollbridge/billing/docs/snippets"));
        Stream<Path> examples = files(ROOT.resolve("examples"), 2, path -> path.endsWith("src"))
                .flatMap(src -> java(src.resolve("main")));
        return Stream.concat(snippets, examples)
                .sorted()
                .map(path -> new SourceFile(name(path), read(path)))
                .toList();
    }

    /** Every Java file, of any module. */
    static List<SourceFile> allSources() {
        return files(ROOT, 3, path -> path.endsWith("src"))
                .flatMap(Project::java)
                .distinct()
                .map(path -> new SourceFile(name(path), read(path)))
                .toList();
    }

    static String read(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Stream<Path> java(Path folder) {
        return files(folder, Integer.MAX_VALUE, path -> path.toString().endsWith(".java"));
    }

    private static Stream<Path> files(Path folder, int depth, Predicate<Path> wanted) {
        try (Stream<Path> found = Files.walk(folder, depth)) {
            return found.filter(wanted).toList().stream();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String name(Path path) {
        return ROOT.relativize(path).toString().replace('\\', '/');
    }

    private static Path root() {
        Path start = Path.of("").toAbsolutePath();
        return Stream.iterate(start, path -> path != null, Path::getParent)
                .filter(path -> Files.exists(path.resolve("mvnw")))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no mvnw in or above " + start));
    }
}
