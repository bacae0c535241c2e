// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.docs.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.tollbridge.billing.docs.architecture.fixture.ModuleFixtures;
import io.tollbridge.billing.docs.architecture.fixture.unmarked.Unmarked;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** Packages: each has one owner, its internals stay inside, and null is declared in all of them. */
final class ModuleRules {
    private ModuleRules() {}

    static List<Promise> all() {
        Stream<Promise> internals = Stream.of(Module.values())
                .filter(module -> module != Module.DOCS)
                .map(module -> Promise.of(
                        module.folder + " uses no other module's internals",
                        Code.of(module),
                        classes().should(stayOutOfInternalsOfOthers(module)),
                        ModuleFixtures.Curious.class));
        Stream<Promise> prefixes = Stream.of(Module.values())
                .filter(module -> module != Module.DOCS)
                .map(module -> Promise.of(
                        module.folder + " stays in the packages that it owns",
                        Code.of(module),
                        classes()
                                .should(Forbidden.type(
                                        "is in a package of another module",
                                        type -> Module.owning(type.getPackageName()) != module)),
                        ModuleFixtures.Misplaced.class));
        Promise nullMarked = Promise.of(
                "every package is null-marked",
                Code.all(),
                classes().should(Forbidden.type("is not @NullMarked", type -> !isNullMarked(type))),
                Unmarked.class);
        return Stream.of(internals, prefixes, Stream.of(nullMarked))
                .flatMap(promises -> promises)
                .toList();
    }

    private static ArchCondition<JavaClass> stayOutOfInternalsOfOthers(Module module) {
        return new ArchCondition<>("use no internals but those of " + module.folder) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getDirectDependenciesFromSelf().stream()
                        .filter(dependency -> isInternalOfOthers(module, dependency))
                        .forEach(dependency ->
                                events.add(SimpleConditionEvent.violated(type, dependency.getDescription())));
            }
        };
    }

    private static boolean isInternalOfOthers(Module module, Dependency dependency) {
        String target = dependency.getTargetClass().getBaseComponentType().getPackageName() + ".";
        return target.startsWith("io.tollbridge.billing.")
                && target.contains(".internal.")
                && Module.owning(target.substring(0, target.length() - 1)) != module;
    }

    private static boolean isNullMarked(JavaClass type) {
        return type.getPackage().isAnnotatedWith(NullMarked.class);
    }
}
