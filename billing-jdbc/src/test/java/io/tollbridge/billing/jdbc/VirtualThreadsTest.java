// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.CreditType;
import io.tollbridge.billing.GroupCommit;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.jdbc.database.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.io.TempDir;

/** Callers on virtual threads never hold a carrier while they wait. From JDK 24 on, where monitors let it go too. */
@EnabledForJreRange(minVersion = 24)
@Timeout(120)
class VirtualThreadsTest {
    private static final int CALLERS = 1_000;

    @TempDir
    Path folder;

    /** Waits while it is initialised, which no virtual thread can do without its carrier. */
    private static final class Slow {
        static final long INITIALISED;

        static {
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
            INITIALISED = System.nanoTime();
        }
    }

    /** The virtual threads that held their carriers while all callers ran. */
    private <T> List<RecordedEvent> pinned(int callers, Callable<T> call) throws Exception {
        Path file = folder.resolve("pinned.jfr");
        try (Recording recording = new Recording()) {
            recording
                    .enable("jdk.VirtualThreadPinned")
                    .withThreshold(Duration.ZERO)
                    .withStackTrace();
            recording.start();
            inVirtualThreads(callers, call);
            recording.stop();
            recording.dump(file);
        }
        return events(file);
    }

    private static List<RecordedEvent> events(Path file) throws IOException {
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals("jdk.VirtualThreadPinned"))
                .toList();
    }

    private static <T> void inVirtualThreads(int callers, Callable<T> call) throws Exception {
        // why by reflection: the tests are compiled for 17
        ExecutorService threads = (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        try {
            List<Future<T>> running = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                running.add(threads.submit(call));
            }
            for (Future<T> one : running) {
                one.get();
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void aThousandOfThemDeductThroughGroupCommitWithoutPinningACarrier() throws Exception {
        try (BillingService billing = BillingService.builder()
                .store(TestDatabase.POSTGRESQL.newStore())
                .catalog(Catalog.builder().build())
                .groupCommit(GroupCommit.DEFAULT.use(GroupCommit.Use.ALWAYS))
                .build()) {
            billing.addCredits("acme", 2 * CALLERS + 5, CreditType.BUNDLE);
            // why: what is loaded and initialised on first use may pin, once
            inVirtualThreads(CALLERS, () -> billing.deductCredits("acme", 1));

            assertThat(pinned(CALLERS, () -> billing.deductCredits("acme", 1))).isEmpty();

            assertThat(billing.getCreditBalance("acme").spendable()).isEqualTo(5);
            assertThat(billing.ledger().verify("acme").findings()).isEmpty();
        }
    }

    @Test
    void oneThatHoldsItsCarrierIsNoticed() throws Exception {
        assertThat(pinned(1, () -> Slow.INITIALISED)).isNotEmpty();
    }
}
