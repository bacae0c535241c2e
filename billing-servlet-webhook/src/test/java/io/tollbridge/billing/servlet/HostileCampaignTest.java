// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.stripe.StripeService;
import io.tollbridge.billing.stripe.StripeSettings;
import io.tollbridge.billing.testkit.InMemoryBillingStore;
import io.tollbridge.billing.testkit.MovableClock;
import io.tollbridge.billing.webhook.WebhookStatus;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Generated bad requests against the whole endpoint: 1,000 in every build, 20,000 with {@code -Dcampaign=full}. They
 * are answered as promised, nothing of them is logged, and memory does not grow.
 */
class HostileCampaignTest {
    private static final int REQUESTS = "full".equals(System.getProperty("campaign")) ? 20_000 : 1_000;
    private static final String SECRET = "whsec_secret4711";
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final long GROWTH = 32L << 20;

    @Test
    void badRequestsAreAnsweredAsPromisedAndLeaveNothingBehind() throws Exception {
        Leaks leaks = new Leaks();
        Map<Integer, Integer> answers = new TreeMap<>();
        try (BillingService billing = BillingService.builder()
                        .store(InMemoryBillingStore.create())
                        .catalog(Catalog.builder().build())
                        .clock(MovableClock.at(NOW))
                        .gateway(StripeService.create(StripeSettings.builder()
                                .webhookSecret(SECRET)
                                .livemode(false)
                                .build()))
                        .build();
                Server server = JettyServer.launch(
                        "",
                        context -> context.addServlet("stripe", new WebhookServlet(billing.webhooks()))
                                .addMapping("/webhooks/stripe"))) {
            HostileRequests requests = new HostileRequests(20261122, "/webhooks/stripe", SECRET, NOW);
            long before = 0;
            for (int sent = 0; sent < REQUESTS; sent++) {
                if (sent == REQUESTS / 10) {
                    billing.webhooks().processPending();
                    before = usedMemory();
                }
                answers.merge(status(server.port(), requests.next()), 1, Integer::sum);
            }
            billing.webhooks().processPending();

            assertThat(answers.keySet())
                    .as("statuses and how often: %s", answers)
                    .containsOnly(200, 400, 405, 413);
            long growth = usedMemory() - before;
            assertThat(growth).as("growth of the heap in bytes").isLessThan(GROWTH);
            if (REQUESTS > 1_000) {
                LoggerFactory.getLogger(HostileCampaignTest.class)
                        .warn("{} hostile requests: answers {}, heap grew by {} bytes", REQUESTS, answers, growth);
            }
            assertThat(billing.webhooks().list(WebhookStatus.RECEIVED, 10)).isEmpty();
            assertThat(billing.webhooks().list(WebhookStatus.DONE, 10)).isEmpty();
        } finally {
            leaks.end();
        }
        assertThat(leaks.seen).as("log events looked at").hasPositiveValue();
        assertThat(leaks.found).as("log events with a payload or a secret").hasValue(0);
    }

    private static int status(int port, byte[] request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(request);
            return Integer.parseInt(new String(socket.getInputStream().readNBytes(12), ISO_8859_1).substring(9));
        } catch (IOException reset) {
            if (request.length <= 1 << 20) {
                throw reset;
            }
            // why: a server may answer and close before it has read what it will not take; then the answer gets lost
            return 413;
        }
    }

    private static long usedMemory() {
        ManagementFactory.getMemoryMXBean().gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Looks at everything that anybody logs. */
    private static final class Leaks extends AppenderBase<ILoggingEvent> {
        private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        private final Logger ours = (Logger) LoggerFactory.getLogger("io.tollbridge");
        private final AtomicInteger seen = new AtomicInteger();
        private final AtomicInteger found = new AtomicInteger();

        Leaks() {
            start();
            ours.setLevel(Level.TRACE);
            ours.setAdditive(false);
            ours.addAppender(this);
            root.addAppender(this);
        }

        @Override
        protected void append(ILoggingEvent event) {
            String trace =
                    event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy());
            String text = event.getFormattedMessage() + trace;
            seen.incrementAndGet();
            if (text.contains(HostileRequests.MARK) || text.contains("secret4711")) {
                found.incrementAndGet();
            }
        }

        void end() {
            ours.detachAppender(this);
            root.detachAppender(this);
            ours.setAdditive(true);
            ours.setLevel(null);
        }
    }
}
