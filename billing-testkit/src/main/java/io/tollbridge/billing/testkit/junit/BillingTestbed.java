// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.junit;

import io.tollbridge.billing.BillingException;
import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.BillingServiceBuilder;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.PaymentGateway;
import io.tollbridge.billing.testkit.MovableClock;
import io.tollbridge.billing.testkit.assertion.LedgerInvariants;
import io.tollbridge.billing.testkit.stripe.fake.FakeStripe;
import io.tollbridge.billing.webhook.WebhookRejectedException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One test's billing service with all that is around it. Everything lives by {@link #clock()}; no thread works behind the
 * test's back: webhooks arrive and due work is done when {@link #settle()} or {@link #advance} is called.
 */
public final class BillingTestbed {
    private static final int MOST_ROUNDS = 1_000;

    private final BillingExtension.Builder settings;
    private final MovableClock clock;
    private final BillingStore store;
    private final @Nullable FakeStripe stripe;
    private final @Nullable PaymentGateway gateway;
    private final BillingService billing;

    private BillingTestbed(
            BillingExtension.Builder settings,
            MovableClock clock,
            BillingStore store,
            @Nullable FakeStripe stripe,
            @Nullable PaymentGateway gateway,
            BillingService billing) {
        this.settings = settings;
        this.clock = clock;
        this.store = store;
        this.stripe = stripe;
        this.gateway = gateway;
        this.billing = billing;
    }

    static BillingTestbed open(BillingExtension.Builder settings) {
        MovableClock clock = MovableClock.at(settings.begin);
        GatewayFactory gateways = settings.gateways;
        if (gateways == null) {
            BillingStore store = settings.stores.get();
            Catalog catalog = settings.catalog;
            BillingService billing = build(
                    settings,
                    BillingService.builder().store(store).catalog(catalog).clock(clock));
            return new BillingTestbed(settings, clock, store, null, null, billing);
        }
        FakeStripe stripe = FakeStripe.start(clock);
        boolean opened = false;
        try {
            BillingTestbed testbed = withStripe(settings, gateways, clock, stripe);
            opened = true;
            return testbed;
        } finally {
            if (!opened) {
                stripe.close();
            }
        }
    }

    /** What is sold comes first: so the service hears nothing of prices that are made for it. */
    private static BillingTestbed withStripe(
            BillingExtension.Builder settings, GatewayFactory gateways, MovableClock clock, FakeStripe stripe) {
        stripe.webhooks().byHand();
        Catalog catalog = settings.catalogAtStripe == null ? settings.catalog : settings.catalogAtStripe.apply(stripe);
        AtomicReference<@Nullable BillingService> receiver = new AtomicReference<>();
        String secret =
                stripe.webhooks().target("tollbridge", (body, signature) -> receive(receiver.get(), body, signature));
        PaymentGateway gateway = gateways.connect(stripe, secret);
        BillingStore store = settings.stores.get();
        BillingService billing = build(
                settings,
                BillingService.builder()
                        .store(store)
                        .catalog(catalog)
                        .gateway(gateway)
                        .clock(stripe.clock()));
        receiver.set(billing);
        return new BillingTestbed(settings, clock, store, stripe, gateway, billing);
    }

    private static BillingService build(BillingExtension.Builder settings, BillingServiceBuilder builder) {
        return settings.configuration.apply(builder).build();
    }

    /** What a servlet would answer. */
    private static int receive(@Nullable BillingService billing, byte[] body, @Nullable String signature) {
        if (billing == null) {
            return 503;
        }
        try {
            billing.webhooks().receive(body, signature);
            return 200;
        } catch (WebhookRejectedException notGenuine) {
            return 400;
        } catch (BillingException notStored) {
            return 503;
        }
    }

    /** The service under test. */
    public BillingService billing() {
        return billing;
    }

    /** The time of the service and of the fake Stripe. Move this one; the fake's own clock follows. */
    public MovableClock clock() {
        return clock;
    }

    /** The store below the service. */
    public BillingStore store() {
        return store;
    }

    /**
     * The fake Stripe that the gateway talks to.
     *
     * @throws IllegalStateException when the extension was given no gateway
     */
    public FakeStripe stripe() {
        return wired(stripe);
    }

    /**
     * The gateway that the extension was given.
     *
     * @throws IllegalStateException when it was given none
     */
    public PaymentGateway gateway() {
        return wired(gateway);
    }

    private static <T> T wired(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("this test has no Stripe: give its extension a gateway, with "
                    + "BillingExtension.builder().gateway((stripe, webhookSecret) -> ...)");
        }
        return part;
    }

    /**
     * Lets everything come to rest, in the calling thread: the fake does what is due by the clock and delivers its
     * webhooks, the service does its work, until neither has anything left to do now. What waits for a later time waits.
     *
     * @return how many deliveries, webhooks and tenants were worked on
     * @throws IllegalStateException when it does not come to rest
     */
    public int settle() {
        int done = 0;
        for (int round = 0; round < MOST_ROUNDS; round++) {
            int delivered = stripe == null ? 0 : stripe.webhooks().deliver();
            int step = delivered + billing.runDueWork();
            if (step == 0) {
                return done;
            }
            done += step;
        }
        throw new IllegalStateException("there was still work after " + MOST_ROUNDS + " rounds");
    }

    /** Moves the clock on, in one leap, and lets everything come to rest. */
    public void advance(Duration by) {
        clock.advance(by);
        settle();
    }

    /**
     * Checks every ledger; see {@link LedgerInvariants#check(BillingService, BillingStore)}.
     *
     * @throws AssertionError when one does not add up
     */
    public void checkInvariants() {
        LedgerInvariants.check(billing, store);
    }

    /** Checks what is to be checked, then closes the service with its store, and the fake. */
    void end() {
        try {
            if (settings.checked) {
                checkInvariants();
            }
        } finally {
            try {
                billing.close();
            } finally {
                if (stripe != null) {
                    stripe.close();
                }
            }
        }
    }
}
