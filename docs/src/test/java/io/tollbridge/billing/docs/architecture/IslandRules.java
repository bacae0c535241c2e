// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.docs.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;
import io.tollbridge.billing.docs.architecture.fixture.IslandFixtures;
import java.util.List;

/** One module for one outside dependency. */
final class IslandRules {
    private static final String STRIPE = "io.tollbridge.billing.stripe..";
    private static final String TESTKIT = "io.tollbridge.billing.testkit..";
    private static final String JDBC = "io.tollbridge.billing.jdbc..";
    private static final String SERVLET = "io.tollbridge.billing.servlet..";
    private static final String MAIL = "io.tollbridge.billing.mail..";
    private static final String METERS = "io.tollbridge.billing.micrometer..";
    private static final String EXAMPLES = "io.tollbridge.billing.examples..";
    private static final String BENCHMARKS = "io.tollbridge.billing.benchmarks..";

    private IslandRules() {}

    static List<Promise> all() {
        return List.of(
                Promise.of(
                        "only billing-stripe, the testkit and the benchmarks use stripe-java",
                        Promise.outside(Code.main(), STRIPE, TESTKIT, BENCHMARKS),
                        dependOnNothingIn("com.stripe.."),
                        IslandFixtures.OnStripe.class),
                Promise.of(
                        "only billing-jdbc uses Jdbi and Flyway",
                        Promise.outside(Code.main(), JDBC, BENCHMARKS),
                        dependOnNothingIn("org.jdbi..", "org.flywaydb.."),
                        IslandFixtures.OnDatabase.class),
                Promise.of(
                        "only the servlet module, the examples and the benchmarks use the servlet API",
                        Promise.outside(Code.main(), SERVLET, EXAMPLES, BENCHMARKS),
                        dependOnNothingIn("jakarta.servlet.."),
                        IslandFixtures.OnServlet.class),
                Promise.of(
                        "only billing-notify-mail uses Jakarta Mail",
                        Promise.outside(Code.main(), MAIL),
                        dependOnNothingIn("jakarta.mail..", "org.eclipse.angus.."),
                        IslandFixtures.OnMail.class),
                Promise.of(
                        "only billing-micrometer uses Micrometer",
                        Promise.outside(Code.main(), METERS),
                        dependOnNothingIn("io.micrometer.."),
                        IslandFixtures.OnMicrometer.class),
                Promise.of(
                        "only billing-stripe, the testkit, the examples and the benchmarks use Gson",
                        Promise.outside(Code.main(), STRIPE, TESTKIT, EXAMPLES, BENCHMARKS),
                        dependOnNothingIn("com.google.gson.."),
                        IslandFixtures.OnGson.class),
                Promise.of(
                        "only the class that makes subclasses uses Byte Buddy, which hosts need not have",
                        Code.main().that(not(simpleName("SubclassFactory"))),
                        dependOnNothingIn("net.bytebuddy.."),
                        IslandFixtures.OnByteBuddy.class));
    }

    private static ArchRule dependOnNothingIn(String... packages) {
        return noClasses().should().dependOnClassesThat().resideInAnyPackage(packages);
    }
}
