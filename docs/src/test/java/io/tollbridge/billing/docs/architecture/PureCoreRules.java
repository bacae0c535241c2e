// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.docs.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import io.tollbridge.billing.docs.architecture.fixture.ImpureFixtures;
import io.tollbridge.billing.docs.architecture.fixture.UnrepeatableFixtures;
import io.tollbridge.billing.payment.Decline;
import io.tollbridge.billing.payment.Money;
import io.tollbridge.billing.payment.PaymentTruth;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;

/** The state machine is a function: what it returns follows from what it is given, and from nothing else. */
final class PureCoreRules {
    private PureCoreRules() {}

    static List<Promise> all() {
        JavaClasses account = Code.library().that(resideInAPackage("io.tollbridge.billing.account.."));
        return List.of(
                Promise.of(
                        "the state machine depends on values only: no I/O, no threads, no log",
                        account,
                        classes().should().onlyDependOnClassesThat(allowedForValues()),
                        ImpureFixtures.class),
                Promise.of(
                        "the state machine asks neither the clock nor chance",
                        account,
                        classes().should(Forbidden.access("ask the clock or chance", PureCoreRules::isUnrepeatable)),
                        UnrepeatableFixtures.class));
    }

    private static DescribedPredicate<JavaClass> allowedForValues() {
        DescribedPredicate<JavaClass> values = resideInAnyPackage(
                        "java.lang",
                        "java.lang.annotation",
                        "java.lang.runtime",
                        "java.math",
                        "java.time..",
                        "java.util",
                        "java.util.function",
                        "java.util.stream",
                        "org.jspecify.annotations",
                        "io.tollbridge.billing",
                        "io.tollbridge.billing.account..",
                        "io.tollbridge.billing.catalog..",
                        "io.tollbridge.billing.ledger..")
                // a notification that is due is a row of the decision; the type only, not what will one day send it
                .or(DescribedPredicate.describe("Notification", PureCoreRules::isNotification))
                // amounts of money, refusals by banks and readings of payments are values
                .or(belongToAnyOf(Money.class, Decline.class, PaymentTruth.class))
                // the ledger's hash chain is computed here; these touch no outside world
                .or(belongToAnyOf(
                        MessageDigest.class, NoSuchAlgorithmException.class, Charset.class, StandardCharsets.class));
        return DescribedPredicate.describe(
                values.getDescription() + ", or arrays of them",
                type -> type.getBaseComponentType().isPrimitive() || values.test(type.getBaseComponentType()));
    }

    private static boolean isNotification(JavaClass type) {
        return (type.getName() + "$").startsWith("io.tollbridge.billing.notification.Notification$");
    }

    private static boolean isUnrepeatable(JavaAccess<?> access) {
        return TimeRules.readsTheClock(access)
                || TimeRules.readsInstantSourceOfTheSystem(access)
                || Forbidden.isMember(access, System.class, "nanoTime")
                || Forbidden.isMember(access, UUID.class, "randomUUID")
                || Forbidden.isMember(access, Math.class, "random")
                || access.getTargetOwner().isAssignableTo(Random.class)
                || access.getTargetOwner().isEquivalentTo(SplittableRandom.class);
    }
}
