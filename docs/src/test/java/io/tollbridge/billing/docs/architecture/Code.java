// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.docs.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The compiled code that rules are checked on, read from each module's build directory: test classes are on nobody's
 * class path, and two modules could not be told apart there.
 */
final class Code {
    // Read once: most of the time goes into what the classes refer to.
    private static final JavaClasses ALL = new ClassFileImporter()
            .importPaths(Arrays.stream(Module.values())
                    .flatMap(module -> Stream.of(module.mainClasses(), module.testClasses()))
                    .filter(Files::isDirectory)
                    .toList())
            .that(not(resideInAnyPackage("..architecture.fixture..", "..jmh_generated..")));

    private Code() {}

    /** What we publish. */
    static JavaClasses library() {
        return ALL.that(comeFrom(Module.LIBRARY.stream().map(Module::mainClasses)));
    }

    /** What we publish, the examples and the benchmarks. */
    static JavaClasses main() {
        return ALL.that(comeFrom(Arrays.stream(Module.values()).map(Module::mainClasses)));
    }

    /** All of it, tests too. */
    static JavaClasses all() {
        return ALL;
    }

    static JavaClasses of(Module module) {
        return ALL.that(comeFrom(Stream.of(module.mainClasses(), module.testClasses())));
    }

    static JavaClasses fixture(Class<?> fixture) {
        return new ClassFileImporter().importClasses(fixture);
    }

    private static DescribedPredicate<JavaClass> comeFrom(Stream<Path> folders) {
        List<String> places = folders.map(folder -> folder.toUri().toString()).toList();
        return DescribedPredicate.describe(
                "come from " + places,
                type -> type.getSource()
                        .map(source -> source.getUri().toString())
                        .filter(place -> places.stream().anyMatch(place::startsWith))
                        .isPresent());
    }
}
