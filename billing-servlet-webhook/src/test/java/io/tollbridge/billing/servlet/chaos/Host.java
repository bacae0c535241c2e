// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet.chaos;

import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.catalog.Bundle;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.PaymentGateway;
import io.tollbridge.billing.stripe.ApiLimits;
import io.tollbridge.billing.stripe.StripeService;
import io.tollbridge.billing.stripe.StripeSettings;
import io.tollbridge.billing.testkit.stripe.fake.FakeStripe;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.UnaryOperator;

/**
 * What the host sells, and how each of its nodes is put together.
 *
 * @param stripe where its account is
 * @param starter the monthly price of STARTER
 * @param pro the monthly price of PRO
 * @param webhookSecret of its endpoint
 * @param limits how long its nodes wait for Stripe's answers
 * @param twist what a sabotaged host puts between its nodes and Stripe
 */
record Host(
        FakeStripe stripe,
        String starter,
        String pro,
        String webhookSecret,
        ApiLimits limits,
        UnaryOperator<PaymentGateway> twist) {
    /** Credits of a month of STARTER. */
    static final long STARTER = 1_000;

    /** Credits of a month of PRO. */
    static final long PRO = 5_000;

    /** Credits of a trial of STARTER. */
    static final long TRIAL = 100;

    /** Credits and minor units of the one bundle. */
    static final long PACK_CREDITS = 500;

    /** What it costs. */
    static final long PACK_PRICE = 9_99;

    static final String PACK = "pack500";

    /** Of a host at which nothing goes wrong: it waits as long as a busy machine may need. */
    static final ApiLimits PATIENT = ApiLimits.DEFAULT
            .timeouts(Duration.ofSeconds(10), Duration.ofSeconds(20))
            .repeats(3, Duration.ofMillis(1), Duration.ofMinutes(1))
            .rates(10_000, 100);

    /** For answers that never come. */
    static final ApiLimits QUICK = PATIENT.timeouts(Duration.ofMillis(250), Duration.ofMillis(150));

    /** Makes the prices. */
    static Host at(
            FakeStripe stripe,
            Hands hands,
            String webhookSecret,
            ApiLimits limits,
            UnaryOperator<PaymentGateway> twist) {
        return new Host(
                stripe, price(hands, "Starter", 20_00), price(hands, "Pro", 80_00), webhookSecret, limits, twist);
    }

    private static String price(Hands hands, String name, long amount) {
        return hands.post(
                        "/v1/prices",
                        "currency=usd",
                        "unit_amount=" + amount,
                        "recurring[interval]=month",
                        "product_data[name]=" + name)
                .orElseThrow()
                .get("id")
                .getAsString();
    }

    /** Credits of a month at a price. */
    long allowance(String price) {
        if (price.equals(starter)) {
            return STARTER;
        }
        if (price.equals(pro)) {
            return PRO;
        }
        throw new IllegalArgumentException("the host sells nothing for " + price);
    }

    PaymentGateway gateway() {
        return twist.apply(StripeService.create(StripeSettings.builder()
                .webhookSecret(webhookSecret)
                .livemode(false)
                .apiKey(stripe.key())
                .apiBase(stripe.apiBase())
                .publicUrl("http://localhost:8080")
                .apiLimits(limits)
                .build()));
    }

    BillingService service(BillingStore store, PaymentGateway line, InstantSource clock) {
        return BillingService.builder()
                .store(store)
                .gateway(line)
                .catalog(Catalog.builder()
                        .feature("LLM")
                        .plan(Plan.monthly("starter", STARTER)
                                .stripePrice(starter)
                                .trialCredits(TRIAL))
                        .plan(Plan.monthly("pro", PRO).stripePrice(pro))
                        .bundle(Bundle.of(PACK, PACK_CREDITS).price(PACK_PRICE, "usd"))
                        .build())
                .clock(clock)
                .build();
    }
}
