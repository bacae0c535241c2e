// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.docs.architecture;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The modules, with the package prefix that each one owns. */
enum Module {
    CORE("billing-core", "io.tollbridge.billing"),
    TESTKIT("billing-testkit", "io.tollbridge.billing.testkit"),
    STRIPE("billing-stripe", "io.tollbridge.billing.stripe"),
    JDBC("billing-jdbc", "io.tollbridge.billing.jdbc"),
    SERVLET_WEBHOOK("billing-servlet-webhook", "io.tollbridge.billing.servlet"),
    NOTIFY_MAIL("billing-notify-mail", "io.tollbridge.billing.mail"),
    MICROMETER("billing-micrometer", "io.tollbridge.billing.micrometer"),
    SAAS_DEMO("examples/saas-demo", "io.tollbridge.billing.examples.saas"),
    QUICKSTART("examples/quickstart", "io.tollbridge.billing.examples.quickstart"),
    BENCHMARKS("benchmarks", "io.tollbridge.billing.benchmarks"),
    DOCS("docs", "io.tollbridge.billing.docs");

    /** What is published, and what the strictest rules are for. */
    static final List<Module> LIBRARY = List.of(CORE, TESTKIT, STRIPE, JDBC, SERVLET_WEBHOOK, NOTIFY_MAIL, MICROMETER);

    final String folder;
    final String prefix;

    Module(String folder, String prefix) {
        this.folder = folder;
        this.prefix = prefix;
    }

    /** The owner of a package of ours: the longest prefix wins, and what nobody else claims is the core's. */
    static Module owning(String packageName) {
        return Arrays.stream(values())
                .filter(module -> (packageName + ".").startsWith(module.prefix + "."))
                .max(Comparator.comparingInt(module -> module.prefix.length()))
                .orElseThrow(() -> new IllegalArgumentException(packageName + " is not a package of ours"));
    }

    Path mainClasses() {
        return root().resolve(folder).resolve("target/classes");
    }

    Path testClasses() {
        return root().resolve(folder).resolve("target/test-classes");
    }

    private static Path root() {
        Path start = Path.of("").toAbsolutePath();
        return Stream.iterate(start, path -> path != null, Path::getParent)
                .filter(path -> Files.exists(path.resolve("mvnw")))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no mvnw in or above " + start));
    }
}
