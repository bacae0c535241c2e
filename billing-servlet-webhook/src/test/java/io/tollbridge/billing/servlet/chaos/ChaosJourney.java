// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet.chaos;

import io.tollbridge.billing.AutoPurchaseSettings;
import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.servlet.chaos.Calls.End;
import io.tollbridge.billing.spi.PaymentGateway;
import io.tollbridge.billing.testkit.stripe.fake.Fault;
import io.tollbridge.billing.webhook.WebhookStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/**
 * The lives of a few tenants of one installation, about ten weeks long. Everything is decided by the seed, except how
 * threads and nodes overtake each other.
 */
final class ChaosJourney implements AutoCloseable {
    private static final int USERS = 8;
    private static final List<Fault> FAULTS = List.of(
            Fault.DROP_BEFORE,
            Fault.DROP_AFTER,
            Fault.ERROR_500_AFTER,
            Fault.GATEWAY_503_BEFORE,
            Fault.GATEWAY_503_AFTER,
            Fault.EMPTY_BODY_AFTER,
            Fault.TRUNCATED_BODY_AFTER,
            Fault.RATE_LIMIT,
            Fault.RATE_LIMIT_SHOULD_RETRY,
            Fault.LOCK_TIMEOUT);

    private final SplittableRandom random;
    private final Fleet fleet;
    private final List<Tenant> tenants;
    private final Steps steps;
    private final long seed;
    private final Plan plan;
    private int kills;

    /**
     * How wild a journey is.
     *
     * @param tenants how many
     * @param rounds how many times something happens
     * @param chaos false for one in which nothing goes wrong
     * @param twist sabotage, or the identity
     */
    record Plan(int tenants, int rounds, boolean chaos, UnaryOperator<PaymentGateway> twist) {}

    ChaosJourney(long seed, DataSource database, Plan plan) {
        this.seed = seed;
        this.plan = plan;
        random = new SplittableRandom(seed);
        fleet = new Fleet(new Fleet.Setting(
                seed,
                database,
                plan.chaos() && seed % 10 == 9,
                random.nextBoolean(),
                Duration.ofMillis(random.nextInt(3) == 0 ? random.nextInt(3_000) - 1_500 : 0),
                plan.chaos() ? Host.QUICK : Host.PATIENT,
                plan.twist()));
        tenants = IntStream.range(0, plan.tenants())
                .mapToObj(i -> new Tenant("tenant-" + seed + "-" + i, settings()))
                .toList();
        steps = new Steps(fleet);
    }

    private AutoPurchaseSettings settings() {
        AutoPurchaseSettings settings = AutoPurchaseSettings.of(Host.PACK)
                .threshold(100 + random.nextInt(400))
                .atMost(1 + random.nextInt(3), Host.PACK_PRICE * (1 + random.nextInt(4)) + random.nextInt(500));
        AutoPurchaseSettings sized = random.nextInt(3) == 0 ? settings.closeGap(1 + random.nextInt(3)) : settings;
        return random.nextInt(6) == 0 ? sized.subscriptionOnly() : sized;
    }

    /**
     * Lives, comes to rest, and is audited.
     *
     * @param sights counts what has happened
     * @return everything that is not as it should be
     */
    List<String> run(Sights sights) {
        if (plan.chaos()) {
            letLoose();
        }
        for (int round = 0; round < plan.rounds(); round++) {
            round(round);
        }
        sights.add(Sights.Sight.KILLED, kills);
        if (!rest()) {
            return List.of("it does not come to rest: " + unrest());
        }
        Records records = Records.of(fleet.hands);
        sights.add(records);
        return audit(records);
    }

    /** What went on, for the failure's message. */
    String story() {
        return kills + " nodes killed, until " + fleet.now();
    }

    Fleet fleet() {
        return fleet;
    }

    List<Tenant> tenants() {
        return tenants;
    }

    private void letLoose() {
        fleet.stripe
                .webhooks()
                .chaos()
                .shuffled()
                .duplicates(random.nextInt(30))
                .twins(random.nextInt(20))
                .dropped(random.nextInt(25))
                .delayed(random.nextInt(60), Duration.ofHours(1 + random.nextInt(46)));
        List<Fault> faults = new ArrayList<>(FAULTS);
        if (random.nextInt(8) == 0) {
            // why seldom: each takes the time that a client waits
            faults.add(Fault.TIMEOUT_BEFORE);
            faults.add(Fault.TIMEOUT_AFTER);
        }
        fleet.stripe.chaos().draw(seed, random.nextInt(20), faults.toArray(Fault[]::new));
    }

    private void round(int round) {
        if (plan.chaos()) {
            int oneIn = List.of(0, 0, 60, 200, 600).get(random.nextInt(5));
            fleet.nodes().forEach(node -> node.shake(random.nextLong(), oneIn));
            if (random.nextInt(3) == 0) {
                fleet.node(random).dieSoon(random.split());
            }
        }
        Instant now = fleet.now();
        tenants.forEach(tenant -> tenant.roundBegins(now));
        List<Future<?>> running = new ArrayList<>();
        for (int user = 0; user < USERS; user++) {
            running.add(Fleet.THREADS.submit(
                    new Users(fleet, tenants, random.split(), "key-" + round + "-" + user, 1 + random.nextInt(5))));
        }
        fleet.nodes().forEach(node -> running.add(Fleet.THREADS.submit(() -> work(node))));
        List<SplittableRandom> dice =
                tenants.stream().map(tenant -> random.split()).toList();
        try {
            for (int i = 0; i < plan.tenants(); i++) {
                steps.step(tenants.get(i), tenants, dice.get(i));
            }
            fleet.stripe.webhooks().deliver();
            fleet.nodes().forEach(ChaosJourney::work);
        } finally {
            running.forEach(ChaosJourney::await);
        }
        kills += fleet.replaceKilled();
        fleet.stripe.clock().advance(pause());
    }

    private Duration pause() {
        return switch (random.nextInt(8)) {
            case 0, 1 -> Duration.ofMinutes(1 + random.nextInt(10));
            case 2, 3, 4 -> Duration.ofMinutes(30 + random.nextInt(20 * 60));
            case 5, 6 -> Duration.ofHours(20 + random.nextInt(60));
            default -> Duration.ofDays(4 + random.nextInt(6));
        };
    }

    private static void work(Node node) {
        End ignored = Calls.make(node, one -> one.billing.runDueWork());
    }

    private static void await(Future<?> running) {
        try {
            running.get();
        } catch (ExecutionException failure) {
            throw new IllegalStateException("a thread failed: " + failure.getCause(), failure.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Nothing goes wrong any more, and time passes until nothing is left to do; false when that never comes. */
    boolean rest() {
        fleet.stripe.chaos().off();
        fleet.stripe.webhooks().chaos().off();
        fleet.replaceKilled();
        fleet.nodes().forEach(node -> node.shake(0, 0));
        fleet.replaceKilled();
        BillingService billing = fleet.billing();
        steps.resumeAll();
        tenants.forEach(tenant -> tenant.allowed(fleet.now()));
        tenants.forEach(tenant -> tenant.askAgain(billing));
        for (int i = 0; i < 140; i++) {
            fleet.stripe.clock().advance(i < 4 ? Duration.ofMinutes(20) : Duration.ofHours(4));
            int moved;
            do {
                moved = fleet.stripe.webhooks().deliver();
                for (Node node : fleet.nodes()) {
                    moved += node.billing.runDueWork();
                }
            } while (moved > 0);
            if (i > 12 && unrest().isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private List<String> unrest() {
        BillingService billing = fleet.billing();
        List<String> unrest = new ArrayList<>();
        for (Tenant tenant : tenants) {
            billing.purchases().history(tenant.id, null, 1_000).stream()
                    .filter(Purchase::open)
                    .forEach(open -> unrest.add(tenant.id + " has " + open));
        }
        billing.webhooks().list(WebhookStatus.RECEIVED, 10).forEach(left -> unrest.add("event " + left));
        if (fleet.stripe.webhooks().waiting() > 0) {
            unrest.add("deliveries that wait: " + fleet.stripe.webhooks().waiting());
        }
        fleet.hands.list("/v1/refunds").stream()
                .filter(one -> one.get("status").getAsString().equals("pending"))
                .forEach(one -> unrest.add("a pending refund: " + one.get("id")));
        return unrest;
    }

    /** What an audit finds now. */
    List<String> audit() {
        return audit(Records.of(fleet.hands));
    }

    private List<String> audit(Records records) {
        return new Audit(fleet.billing(), fleet.store, fleet.host, records).findings(tenants);
    }

    @Override
    public void close() {
        fleet.close();
    }
}
