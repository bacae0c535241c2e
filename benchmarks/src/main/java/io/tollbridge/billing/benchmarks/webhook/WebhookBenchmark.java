// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.webhook;

import io.tollbridge.billing.benchmarks.Settings;
import io.tollbridge.billing.benchmarks.harness.DatabaseServer;
import io.tollbridge.billing.benchmarks.harness.Measurements;
import io.tollbridge.billing.benchmarks.harness.Meter;
import io.tollbridge.billing.benchmarks.harness.Report;
import io.tollbridge.billing.benchmarks.harness.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Our servlet and a hand-written one on one web server and one database: in every round each of them in turn, the order
 * another in each round, and ratios inside the round. After that the workers, on events of subscriptions.
 */
public final class WebhookBenchmark {
    static final String OURS = "ours";
    static final String PEER = "peer";
    private static final String INTAKE = "intake64";
    private static final String DRAIN = "drain";
    private static final int CONNECTIONS = 64;
    /** With 8 or 32 connections the peer was no faster. */
    private static final int PEER_POOL = DatabaseServer.POOL_SIZE;

    private final Settings settings;
    private final WebhookScale scale;
    private final Measurements measured = new Measurements();
    private final Map<String, List<Double>> generatorCpu = new LinkedHashMap<>();
    private final Map<String, Sent> sent = new LinkedHashMap<>();

    /** A benchmark of that size. */
    public WebhookBenchmark(Settings settings, WebhookScale scale) {
        this.settings = settings;
        this.scale = scale;
    }

    /**
     * Measures, says what was measured, and verifies that every event which was answered with 200 is stored once.
     *
     * @throws IllegalStateException when one is not
     */
    public void run(Report report) {
        run(report, server -> {});
    }

    /** As {@link #run(Report)}, with something done to the database before it is verified. */
    void run(Report report, Consumer<DatabaseServer> beforeVerifying) {
        try (DatabaseServer server = DatabaseServer.start(settings.directory().resolve("embedded-postgres"))) {
            report.line("PostgreSQL " + server.version() + ", fsync on, synchronous_commit on; pools of "
                    + DatabaseServer.POOL_SIZE + " (ours) and " + PEER_POOL + "; events of " + EventTemplate.BYTES
                    + " bytes; " + scale.rounds() + " rounds");
            WebhookReport said = new WebhookReport(report);
            if (settings.wants(INTAKE)) {
                intake(server, report, beforeVerifying);
                said.sayIntake(measured, generatorCpu);
            }
            if (settings.wants(DRAIN)) {
                said.sayDrain(new Drain(server, scale.drainTenants()).run(scale.rounds()));
            }
        }
    }

    private void intake(DatabaseServer server, Report report, Consumer<DatabaseServer> beforeVerifying) {
        try (Endpoint ours = new OurEndpoint(OURS, server.pool(OURS));
                Endpoint peer = new HandWrittenEndpoint(PEER, server.pool(PEER), PEER_POOL)) {
            List<Endpoint> endpoints = List.of(ours, peer);
            try (WebServer web = WebServer.start(endpoints);
                    Load load = Load.start()) {
                server.checkpoint();
                for (Endpoint endpoint : endpoints) {
                    stretch(server, web, load, endpoint, Duration.ZERO, scale.warmUp());
                }
                for (int round = 0; round < scale.rounds(); round++) {
                    for (int i = 0; i < endpoints.size(); i++) {
                        Endpoint endpoint = endpoints.get((round + i) % endpoints.size());
                        measured.add(endpoint.name(), stretch(server, web, load, endpoint, scale.ramp(), scale.time()));
                    }
                }
            }
            beforeVerifying.accept(server);
            for (Endpoint endpoint : endpoints) {
                Sent kept = sent(endpoint);
                kept.verify(server, endpoint);
                report.line("verified " + endpoint.name() + ": each of "
                        + String.format(Locale.ROOT, "%,d", kept.events())
                        + " events that were answered with 200 is stored exactly once, repeats included");
            }
        }
    }

    private Sent sent(Endpoint endpoint) {
        return sent.computeIfAbsent(endpoint.name(), absent -> new Sent());
    }

    private Window stretch(
            DatabaseServer server, WebServer web, Load load, Endpoint endpoint, Duration ramp, Duration time) {
        Sent kept = sent(endpoint);
        int events = (int) (scale.perSecond() * (ramp.plus(time).toMillis() / 1_000.0));
        load.prepare(
                new Order(web.port(), WebServer.path(endpoint), kept.nextNumbers(), CONNECTIONS, events, ramp, time));
        Meter meter = new Meter(server, endpoint.name());
        Outcome outcome = load.send();
        double throughput = outcome.latency().getTotalCount() * (double) TimeUnit.SECONDS.toNanos(1) / time.toNanos();
        Window window = meter.window(throughput, outcome.latency(), outcome.requests());
        kept.add(outcome.events());
        if (!ramp.isZero()) {
            generatorCpu
                    .computeIfAbsent(endpoint.name(), absent -> new ArrayList<>())
                    .add(outcome.generatorCpu());
        }
        return window;
    }
}
