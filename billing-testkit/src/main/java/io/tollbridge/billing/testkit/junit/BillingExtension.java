// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.junit;

import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.BillingServiceBuilder;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.PaymentGateway;
import io.tollbridge.billing.testkit.InMemoryBillingStore;
import io.tollbridge.billing.testkit.MovableClock;
import io.tollbridge.billing.testkit.stripe.fake.FakeStripe;
import java.time.Instant;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives each test a billing service of its own, and after the test checks that every ledger adds up and closes it.
 *
 * <p>Test methods, {@code @BeforeEach} and {@code @AfterEach} methods may ask for parameters of the types
 * {@link BillingService}, {@link MovableClock}, {@link BillingStore}, {@link BillingTestbed}, and, with a gateway,
 * {@link FakeStripe} and {@link PaymentGateway}. Constructors and methods for all tests may not: the parts are made
 * anew for each test. Tests may run in parallel. A test must not close the service itself.
 *
 * <p>The check after the test fails it with every finding, also when the test has failed already (JUnit then shows both).
 * It runs after the test's {@code @AfterEach} methods.
 */
public final class BillingExtension implements BeforeEachCallback, AfterEachCallback, ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(BillingExtension.class);
    private static final Map<Class<?>, Function<BillingTestbed, Object>> PARTS = Map.of(
            BillingService.class, BillingTestbed::billing,
            MovableClock.class, BillingTestbed::clock,
            BillingStore.class, BillingTestbed::store,
            FakeStripe.class, BillingTestbed::stripe,
            PaymentGateway.class, BillingTestbed::gateway,
            BillingTestbed.class, testbed -> testbed);

    private final Builder settings;

    /**
     * For {@code @ExtendWith}: a store in memory and an empty catalog, so that credits can be added and used, but nobody
     * has a plan. Anything else needs {@code @RegisterExtension} and {@link #builder()}.
     */
    public BillingExtension() {
        this(new Builder());
    }

    private BillingExtension(Builder settings) {
        this.settings = settings;
    }

    /** An extension with what the host sells, for {@code @RegisterExtension}. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        context.getStore(NAMESPACE).put(this, BillingTestbed.open(settings));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        BillingTestbed testbed = context.getStore(NAMESPACE).remove(this, BillingTestbed.class);
        if (testbed != null) {
            testbed.end();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return PARTS.containsKey(parameter.getParameter().getType()) && testbed(context) != null;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        BillingTestbed testbed = testbed(context);
        Function<BillingTestbed, Object> part =
                PARTS.get(parameter.getParameter().getType());
        if (testbed == null || part == null) {
            throw new ParameterResolutionException("there is no " + parameter.getParameter());
        }
        try {
            return part.apply(testbed);
        } catch (IllegalStateException missing) {
            throw new ParameterResolutionException(String.valueOf(missing.getMessage()), missing);
        }
    }

    private @Nullable BillingTestbed testbed(ExtensionContext context) {
        return context.getStore(NAMESPACE).get(this, BillingTestbed.class);
    }

    /** What each test's service is made of. Not thread-safe; changes after {@link #build()} have no effect. */
    public static final class Builder {
        Catalog catalog = Catalog.builder().build();

        @Nullable
        Function<FakeStripe, Catalog> catalogAtStripe;

        Supplier<? extends BillingStore> stores = InMemoryBillingStore::create;

        @Nullable
        GatewayFactory gateways;

        UnaryOperator<BillingServiceBuilder> configuration = UnaryOperator.identity();
        Instant begin = FakeStripe.BEGINNING;
        boolean checked = true;

        private Builder() {}

        private Builder(Builder other) {
            catalog = other.catalog;
            catalogAtStripe = other.catalogAtStripe;
            stores = other.stores;
            gateways = other.gateways;
            configuration = other.configuration;
            begin = other.begin;
            checked = other.checked;
        }

        /** What is sold; nothing unless given. */
        public Builder catalog(Catalog whatIsSold) {
            catalog = whatIsSold;
            catalogAtStripe = null;
            return this;
        }

        /** What is sold, by prices that the function first makes at the fake Stripe. Needs a {@link #gateway}. */
        public Builder catalogAtStripe(Function<FakeStripe, Catalog> whatIsSold) {
            catalogAtStripe = whatIsSold;
            return this;
        }

        /**
         * Where accounts are kept; in memory unless given. Called once for each test; what it returns should be empty,
         * and is closed with the service.
         */
        public Builder store(Supplier<? extends BillingStore> newStore) {
            stores = newStore;
            return this;
        }

        /** Starts a fake Stripe for each test, with the gateway that talks to it; no Stripe unless given. */
        public Builder gateway(GatewayFactory factory) {
            gateways = factory;
            return this;
        }

        /** What else the service needs, such as a policy or notifications; its clock must stay. */
        public Builder configure(UnaryOperator<BillingServiceBuilder> settings) {
            configuration = settings;
            return this;
        }

        /** What the clock shows at the beginning of each test; {@link FakeStripe#BEGINNING} unless given. */
        public Builder begin(Instant at) {
            begin = at;
            return this;
        }

        /** Whether every ledger is checked after each test; true unless given. False for tests that spoil one. */
        public Builder checkInvariants(boolean afterEach) {
            checked = afterEach;
            return this;
        }

        /**
         * The extension.
         *
         * @throws IllegalStateException when prices are to be made at Stripe, but there is no gateway
         */
        public BillingExtension build() {
            if (catalogAtStripe != null && gateways == null) {
                throw new IllegalStateException("catalogAtStripe needs a fake Stripe: call gateway(...) too");
            }
            return new BillingExtension(new Builder(this));
        }
    }
}
