// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.docs.architecture;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.function.Predicate;

/** Conditions that ArchUnit's own vocabulary does not have. */
final class Forbidden {
    private Forbidden() {}

    /** Calls, method references and field accesses alike: {@code Instant::now} tells the time, too. */
    static ArchCondition<JavaClass> access(String what, Predicate<JavaAccess<?>> forbidden) {
        return new ArchCondition<>("not " + what) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getAccessesFromSelf().stream()
                        .filter(forbidden)
                        .forEach(access -> events.add(SimpleConditionEvent.violated(type, access.getDescription())));
            }
        };
    }

    static ArchCondition<JavaClass> type(String what, Predicate<JavaClass> forbidden) {
        return new ArchCondition<>("never match '" + what + "'") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (forbidden.test(type)) {
                    events.add(SimpleConditionEvent.violated(type, type.getName() + " " + what));
                }
            }
        };
    }

    static boolean isMember(JavaAccess<?> access, Class<?> owner, String name) {
        return access.getTargetOwner().isEquivalentTo(owner) && access.getName().equals(name);
    }
}
