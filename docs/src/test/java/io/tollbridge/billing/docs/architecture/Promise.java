// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.docs.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import io.tollbridge.billing.docs.architecture.fixture.Proves;
import java.util.Arrays;
import java.util.List;

/**
 * One rule with the code it is for and the fixtures that break it.
 *
 * @param sentence how the report names the rule
 * @param code what the rule is checked on; must not be empty
 * @param rule what has to hold for every class of the code
 * @param fixtures classes with {@link Proves}, each of which breaks the rule in a way of its own
 */
record Promise(String sentence, JavaClasses code, ArchRule rule, List<Class<?>> fixtures) {

    /** Takes every class nested in {@code fixtures} that has {@link Proves}, or {@code fixtures} itself. */
    static Promise of(String sentence, JavaClasses code, ArchRule rule, Class<?> fixtures) {
        List<Class<?>> found = Arrays.stream(fixtures.getDeclaredClasses())
                .filter(nested -> nested.isAnnotationPresent(Proves.class))
                .<Class<?>>map(nested -> nested)
                .toList();
        return new Promise(sentence, code, rule, found.isEmpty() ? List.of(fixtures) : found);
    }

    /** The code without the packages for which the forbidden thing is the point. */
    static JavaClasses outside(JavaClasses code, String... packages) {
        return code.that(DescribedPredicate.not(JavaClass.Predicates.resideInAnyPackage(packages)));
    }

    @Override
    public String toString() {
        return sentence;
    }
}
