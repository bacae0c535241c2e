// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.docs.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.tollbridge.billing.docs.architecture.fixture.ConsoleFixtures;
import io.tollbridge.billing.docs.architecture.fixture.FloatingFixtures;
import io.tollbridge.billing.docs.architecture.fixture.NameFixtures;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Credits are whole numbers, names say what a thing is, and the console is not ours. */
final class StyleRules {
    private static final Set<String> FLOATING = Set.of("double", "float", "java.lang.Double", "java.lang.Float");
    private static final Set<String> EMPTY_NAMES =
            Set.of("Util", "Utils", "Utility", "Utilities", "Helper", "Helpers", "Manager", "Managers");

    private StyleRules() {}

    static List<Promise> all() {
        JavaClasses core = Code.library()
                .that(resideInAPackage("io.tollbridge.billing.."))
                .that(DescribedPredicate.describe(
                        "owned by the core", type -> Module.owning(type.getPackageName()) == Module.CORE));
        return List.of(
                Promise.of(
                        "the core does not compute with double or float",
                        core,
                        classes().should(beFreeOfFloating()),
                        FloatingFixtures.class),
                Promise.of(
                        "no class is called Util, Helper or Manager",
                        Code.all(),
                        classes().should(Forbidden.type("has an empty name", StyleRules::hasEmptyName)),
                        NameFixtures.class),
                Promise.of(
                        "the library does not write to the console",
                        Code.library(),
                        classes().should(Forbidden.access("write to the console", StyleRules::writesToConsole)),
                        ConsoleFixtures.class));
    }

    private static ArchCondition<JavaClass> beFreeOfFloating() {
        return new ArchCondition<>("be free of double and float") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                Stream<String> fields = type.getFields().stream()
                        .filter(field -> field.getAllInvolvedRawTypes().stream().anyMatch(StyleRules::isFloating))
                        .map(field -> field.getDescription() + " is floating");
                Stream<String> units = type.getCodeUnits().stream()
                        .filter(StyleRules::hasFloatingSignature)
                        .map(unit -> unit.getDescription() + " is floating");
                Stream<String> calls = type.getCodeUnitAccessesFromSelf().stream()
                        .filter(access -> isFloating(access.getTarget().getRawReturnType()))
                        .map(JavaAccess::getDescription);
                Stream.of(fields, units, calls)
                        .flatMap(lines -> lines)
                        .forEach(line -> events.add(SimpleConditionEvent.violated(type, line)));
            }
        };
    }

    private static boolean hasFloatingSignature(JavaCodeUnit unit) {
        return unit.getAllInvolvedRawTypes().stream().anyMatch(StyleRules::isFloating);
    }

    private static boolean isFloating(JavaClass type) {
        return FLOATING.contains(type.getBaseComponentType().getName());
    }

    private static boolean hasEmptyName(JavaClass type) {
        return EMPTY_NAMES.stream().anyMatch(type.getSimpleName()::endsWith);
    }

    private static boolean writesToConsole(JavaAccess<?> access) {
        return Forbidden.isMember(access, System.class, "out")
                || Forbidden.isMember(access, System.class, "err")
                || (access.getName().equals("printStackTrace")
                        && access.getTargetOwner().isAssignableTo(Throwable.class));
    }
}
