// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.webhook;

import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.model.Customer;
import com.stripe.model.Price;
import com.stripe.param.CustomerCreateParams;
import com.stripe.param.CustomerUpdateParams;
import com.stripe.param.PaymentMethodAttachParams;
import com.stripe.param.PriceCreateParams;
import com.stripe.param.SubscriptionCreateParams;
import com.zaxxer.hikari.HikariDataSource;
import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.benchmarks.harness.DatabaseServer;
import io.tollbridge.billing.benchmarks.harness.Latencies;
import io.tollbridge.billing.benchmarks.harness.Meter;
import io.tollbridge.billing.benchmarks.harness.Window;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import io.tollbridge.billing.jdbc.JdbcBillingStore;
import io.tollbridge.billing.stripe.ApiLimits;
import io.tollbridge.billing.stripe.StripeMetadata;
import io.tollbridge.billing.stripe.StripeService;
import io.tollbridge.billing.stripe.StripeSettings;
import io.tollbridge.billing.testkit.stripe.fake.FakeStripe;
import io.tollbridge.billing.webhook.WebhookStatus;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Works off what the fake Stripe tells about new subscriptions: each event reads its object again over HTTP and grants
 * or records in a transaction. The fake runs in this JVM, so its CPU is in the figures.
 */
final class Drain {
    private static final String SCHEMA = "drain";
    /** What an installation chooses for its endpoint: others would only be ignored. */
    private static final String[] CHOSEN = {"customer.subscription.created", "invoice.paid"};

    private static final int CREDITS = 5_000;
    private static final long CENTS = 20_00;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(2);
    /** The fake has no limits, so ours are not to slow it down. */
    private static final ApiLimits LIMITS = ApiLimits.DEFAULT.rates(10_000, 100);

    private final DatabaseServer server;
    private final int tenants;

    Drain(DatabaseServer server, int tenants) {
        this.server = server;
        this.tenants = tenants;
    }

    /**
     * A round.
     *
     * @param events how many were worked off
     * @param requests that were sent to Stripe meanwhile
     * @param window events in a second, and what each cost
     */
    record Drained(int events, int requests, Window window) {}

    List<Drained> run(int rounds) {
        try (FakeStripe stripe = FakeStripe.start(InstantSource.system());
                HikariDataSource pool = server.pool(SCHEMA)) {
            StripeClient client = StripeClient.builder()
                    .setApiKey(stripe.key())
                    .setApiBase(stripe.apiBase())
                    .build();
            stripe.webhooks().byHand();
            Inlet inlet = new Inlet();
            stripe.webhooks().replaceTarget("inbox", inlet);
            String secret = stripe.webhooks().endpoint("target:inbox", CHOSEN);
            String price = price(client);
            List<Drained> drained = new ArrayList<>();
            // one more: the first is for the JIT compiler
            for (int round = 0; round <= rounds; round++) {
                for (int i = 0; i < tenants; i++) {
                    subscribe(client, price, tenant(round, i));
                }
                try (BillingService billing = billing(stripe, secret, price, pool)) {
                    inlet.opens(billing);
                    stripe.webhooks().deliver();
                    Drained one = drain(billing, stripe, pool);
                    verify(billing, round);
                    if (round > 0) {
                        drained.add(one);
                    }
                }
            }
            return drained;
        } catch (StripeException error) {
            throw new IllegalStateException("the fake Stripe has refused", error);
        }
    }

    private Drained drain(BillingService billing, FakeStripe stripe, HikariDataSource pool) {
        int events = waiting(pool);
        int requestsBefore = stripe.requests().all().size();
        Meter meter = new Meter(server, SCHEMA);
        long begun = System.nanoTime();
        billing.start();
        while (waiting(pool) > 0) {
            if (System.nanoTime() - begun > PATIENCE_NANOS) {
                throw new IllegalStateException(
                        "events were not worked off: " + billing.webhooks().list(null, 5));
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        double seconds = (System.nanoTime() - begun) / (double) TimeUnit.SECONDS.toNanos(1);
        Window window = meter.window(events / seconds, Latencies.empty(), events);
        return new Drained(events, stripe.requests().all().size() - requestsBefore, window);
    }

    private void verify(BillingService billing, int round) {
        Set<WebhookStatus> bad = new HashSet<>(List.of(WebhookStatus.values()));
        bad.remove(WebhookStatus.DONE);
        bad.remove(WebhookStatus.IGNORED);
        for (WebhookStatus status : bad) {
            if (!billing.webhooks().list(status, 1).isEmpty()) {
                throw new IllegalStateException("left: " + billing.webhooks().list(status, 5));
            }
        }
        for (int i = 0; i < tenants; i++) {
            long credits = billing.getCreditBalance(tenant(round, i)).spendable();
            if (credits != CREDITS) {
                throw new IllegalStateException(tenant(round, i) + " has " + credits + " credits, not " + CREDITS);
            }
        }
    }

    private static String tenant(int round, int number) {
        return "tenant-" + round + "-" + number;
    }

    private static int waiting(HikariDataSource pool) {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT count(*) FROM stripe_webhooks WHERE status = 'RECEIVED'")) {
            row.next();
            return row.getInt(1);
        } catch (SQLException error) {
            throw new IllegalStateException("the inbox could not be read", error);
        }
    }

    private static BillingService billing(FakeStripe stripe, String secret, String price, HikariDataSource pool) {
        return BillingService.builder()
                .store(JdbcBillingStore.create(pool))
                .gateway(StripeService.create(StripeSettings.builder()
                        .webhookSecret(secret)
                        .livemode(false)
                        .apiKey(stripe.key())
                        .apiBase(stripe.apiBase())
                        .publicUrl("http://localhost:8080")
                        .apiLimits(LIMITS)
                        .build()))
                .catalog(Catalog.builder()
                        .plan(Plan.monthly("pro", CREDITS).stripePrice(price))
                        .build())
                .build();
    }

    private static String price(StripeClient client) throws StripeException {
        Price price = client.v1()
                .prices()
                .create(PriceCreateParams.builder()
                        .setCurrency("usd")
                        .setUnitAmount(CENTS)
                        .setProductData(PriceCreateParams.ProductData.builder()
                                .setName("Pro")
                                .build())
                        .setRecurring(PriceCreateParams.Recurring.builder()
                                .setInterval(PriceCreateParams.Recurring.Interval.MONTH)
                                .build())
                        .build());
        return price.getId();
    }

    private static void subscribe(StripeClient client, String price, String tenant) throws StripeException {
        Customer customer =
                client.v1().customers().create(CustomerCreateParams.builder().build());
        String method = client.v1()
                .paymentMethods()
                .attach(
                        "pm_card_visa",
                        PaymentMethodAttachParams.builder()
                                .setCustomer(customer.getId())
                                .build())
                .getId();
        client.v1()
                .customers()
                .update(
                        customer.getId(),
                        CustomerUpdateParams.builder()
                                .setInvoiceSettings(CustomerUpdateParams.InvoiceSettings.builder()
                                        .setDefaultPaymentMethod(method)
                                        .build())
                                .build());
        client.v1()
                .subscriptions()
                .create(SubscriptionCreateParams.builder()
                        .setCustomer(customer.getId())
                        .putMetadata(StripeMetadata.TENANT, tenant)
                        .addItem(SubscriptionCreateParams.Item.builder()
                                .setPrice(price)
                                .build())
                        .build());
    }
}
