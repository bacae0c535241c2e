// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.docs.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameContaining;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import io.tollbridge.billing.docs.architecture.fixture.ClockFixtures;
import io.tollbridge.billing.docs.architecture.fixture.SleepFixtures;
import io.tollbridge.billing.docs.architecture.fixture.UnrepeatableFixtures;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Calendar;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Time comes from the InstantSource that the host gives us; nobody waits by sleeping. */
final class TimeRules {
    private TimeRules() {}

    static List<Promise> all() {
        return List.of(
                Promise.of(
                        "the library never reads the clock by itself",
                        Code.library(),
                        classes().should(Forbidden.access("read the clock", TimeRules::readsTheClock)),
                        ClockFixtures.class),
                Promise.of(
                        "only the builder falls back to the system's clock",
                        Code.library()
                                .that(DescribedPredicate.not(
                                        simpleNameContaining("Builder").or(simpleName("BillingOptions")))),
                        classes()
                                .should(Forbidden.access(
                                        "take the system's clock", TimeRules::readsInstantSourceOfTheSystem)),
                        UnrepeatableFixtures.AsksInstantSource.class),
                Promise.of(
                        "nothing sleeps, in tests neither",
                        Code.all(),
                        classes().should(Forbidden.access("sleep", TimeRules::sleeps)),
                        SleepFixtures.class));
    }

    static boolean readsTheClock(JavaAccess<?> access) {
        String owner = access.getTargetOwner().getPackageName();
        return (owner.startsWith("java.time") && access.getName().equals("now"))
                || (access.getTargetOwner().isEquivalentTo(Clock.class)
                        && (access.getName().startsWith("system")
                                || access.getName().startsWith("tick")))
                || Forbidden.isMember(access, System.class, "currentTimeMillis")
                || Forbidden.isMember(access, Calendar.class, "getInstance")
                || (access instanceof JavaConstructorCall call
                        && call.getTargetOwner().isEquivalentTo(Date.class)
                        && call.getTarget().getRawParameterTypes().isEmpty());
    }

    static boolean readsInstantSourceOfTheSystem(JavaAccess<?> access) {
        return Forbidden.isMember(access, InstantSource.class, "system");
    }

    private static boolean sleeps(JavaAccess<?> access) {
        return Forbidden.isMember(access, Thread.class, "sleep") || Forbidden.isMember(access, TimeUnit.class, "sleep");
    }
}
