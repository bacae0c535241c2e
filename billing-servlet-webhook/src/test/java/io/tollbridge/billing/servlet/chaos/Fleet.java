// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet.chaos;

import io.tollbridge.billing.BillingException;
import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.jdbc.JdbcBillingStore;
import io.tollbridge.billing.jdbc.SchemaMode;
import io.tollbridge.billing.servlet.JettyServer;
import io.tollbridge.billing.servlet.Server;
import io.tollbridge.billing.servlet.WebhookServlet;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.PaymentGateway;
import io.tollbridge.billing.stripe.ApiLimits;
import io.tollbridge.billing.testkit.stripe.ApiRendering;
import io.tollbridge.billing.testkit.stripe.fake.FakeStripe;
import io.tollbridge.billing.webhook.Webhooks;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** An installation: two nodes on one database, and Stripe. A node that was killed is replaced by another one. */
final class Fleet implements AutoCloseable {
    /** Of users, workers and whoever else acts at the same time. */
    static final ExecutorService THREADS = Executors.newCachedThreadPool(work -> {
        Thread daemon = new Thread(work, "chaos");
        daemon.setDaemon(true);
        return daemon;
    });

    private static final Instant BEGIN = Instant.parse("2026-01-20T09:00:00Z");

    final FakeStripe stripe;
    final Hands hands;
    final Host host;

    /** The database without any fault, for the audit. */
    final BillingStore store;

    private final Setting setting;
    private final DataSource database;
    private final @Nullable Server server;
    private final List<Node> killed = new ArrayList<>();
    private volatile Node one;
    private volatile Node other;

    /**
     * How an installation is made.
     *
     * @param seed decides ids at Stripe
     * @param database where it lives
     * @param http true to have webhooks come over HTTP, through the servlet
     * @param ticking true for a clock that runs, false for one that stands still within a round
     * @param skew by how much the second node's clock is ahead of the first one's
     * @param limits how long Stripe's answers are waited for
     * @param twist a sabotaged line to Stripe, or the identity
     */
    record Setting(
            long seed,
            DataSource database,
            boolean http,
            boolean ticking,
            Duration skew,
            ApiLimits limits,
            UnaryOperator<PaymentGateway> twist) {}

    Fleet(Setting setting) {
        this.setting = setting;
        database = setting.database();
        AtomicLong ticks = new AtomicLong();
        InstantSource base = setting.ticking() ? () -> BEGIN.plusMillis(ticks.incrementAndGet()) : () -> BEGIN;
        stripe = FakeStripe.start(setting.seed(), base, ApiRendering.DAHLIA_2026_07_29);
        hands = new Hands(stripe);
        store = JdbcBillingStore.builder(database).schemaMode(SchemaMode.NONE).build();
        String secret;
        if (setting.http()) {
            Server jetty = JettyServer.launch(
                    "",
                    context -> context.addServlet("stripe", new WebhookServlet(anyWebhooks()))
                            .addMapping("/webhooks/stripe"));
            server = jetty;
            secret = stripe.webhooks().byHand().endpoint("http://127.0.0.1:" + jetty.port() + "/webhooks/stripe");
        } else {
            server = null;
            secret = stripe.webhooks().byHand().target("host", this::receive);
        }
        host = Host.at(stripe, hands, secret, setting.limits(), setting.twist());
        one = new Node(host, database, stripe.clock());
        other = new Node(host, database, () -> stripe.clock().instant().plus(setting.skew()));
    }

    Instant now() {
        return stripe.clock().instant();
    }

    /** Either node, dead or alive: nobody knows before they have tried. */
    Node node(SplittableRandom random) {
        return random.nextBoolean() ? one : other;
    }

    List<Node> nodes() {
        return List.of(one, other);
    }

    /** A node that works. */
    BillingService billing() {
        replaceKilled();
        return one.billing;
    }

    /** Starts a node for each that was killed; returns how many those were. */
    int replaceKilled() {
        int before = killed.size();
        if (one.isDead()) {
            killed.add(one);
            one = new Node(host, database, stripe.clock());
        }
        if (other.isDead()) {
            killed.add(other);
            other = new Node(host, database, () -> stripe.clock().instant().plus(setting.skew()));
        }
        return killed.size() - before;
    }

    private int receive(byte[] body, String signature) {
        Node node = ThreadLocalRandom.current().nextBoolean() ? one : other;
        try {
            node.billing.webhooks().receive(body, signature);
            return 200;
        } catch (BillingException notStored) {
            return 503;
        } catch (NodeDied noAnswer) {
            throw new IllegalStateException("no answer", noAnswer);
        }
    }

    /** The front of both nodes, as a load balancer is. */
    private Webhooks anyWebhooks() {
        return (Webhooks) Proxy.newProxyInstance(
                Webhooks.class.getClassLoader(), new Class<?>[] {Webhooks.class}, (self, method, arguments) -> {
                    Node node = ThreadLocalRandom.current().nextBoolean() ? one : other;
                    try {
                        return method.invoke(node.billing.webhooks(), arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause() instanceof NodeDied
                                ? new IllegalStateException("no answer", thrown.getCause())
                                : thrown.getTargetException();
                    }
                });
    }

    @Override
    public void close() {
        killed.add(one);
        killed.add(other);
        try {
            if (server != null) {
                server.close();
            }
        } finally {
            stripe.close();
            // why only now: a process that was killed has closed nothing
            killed.forEach(node -> node.billing.close());
            store.close();
        }
    }
}
