// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet.flood;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.spi.PaymentGateway;
import io.tollbridge.billing.spi.WebhookSource;
import io.tollbridge.billing.stripe.StripeService;
import io.tollbridge.billing.stripe.StripeSettings;
import io.tollbridge.billing.testkit.flood.EventFlood;
import io.tollbridge.billing.testkit.flood.GiftHandler;
import io.tollbridge.billing.testkit.stripe.ApiRendering;
import io.tollbridge.billing.testkit.stripe.StripeEvent;
import io.tollbridge.billing.testkit.stripe.StripeEvents;
import io.tollbridge.billing.testkit.stripe.StripeInvoice;
import io.tollbridge.billing.testkit.stripe.StripeSubscription;
import io.tollbridge.billing.testkit.stripe.WebhookSigner;
import io.tollbridge.billing.webhook.WebhookHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Signed events of about 4 KB. Of ten, eight are gifts, which nothing but their done marks keeps from being applied twice.
 * The other two are events of one paid invoice, each under its own type and id: one fact.
 *
 * @param period when the paid periods begin
 */
record FloodEvents(Instant period) {
    static final GiftHandler GIFTS = new GiftHandler("full".equals(System.getProperty("campaign")) ? 2_000 : 50);
    private static final WebhookSigner SIGNER = WebhookSigner.of("whsec_flood");
    private static final StripeSettings SETTINGS = StripeSettings.builder()
            .webhookSecret("whsec_flood")
            .livemode(false)
            .build();
    private static final int OF_ONE_INVOICE = 10;
    private static final long CREDITS = 1_000;
    private static final String PRICE = "price_starter";
    private static final String PADDING = "x".repeat(3_500);

    static final Catalog CATALOG = Catalog.builder()
            .plan(Plan.monthly("starter", CREDITS).stripePrice(PRICE))
            .build();

    /** Stripe's signatures and handlers, and that of gifts. */
    static PaymentGateway gateway() {
        StripeService stripe = StripeService.create(SETTINGS);
        WebhookSource source = new Source(stripe.webhooks());
        return (PaymentGateway) Proxy.newProxyInstance(
                FloodEvents.class.getClassLoader(),
                new Class<?>[] {PaymentGateway.class},
                (self, method, arguments) -> {
                    try {
                        return method.getName().equals("webhooks") ? source : method.invoke(stripe, arguments);
                    } catch (InvocationTargetException failure) {
                        throw failure.getTargetException();
                    }
                });
    }

    private record Source(WebhookSource stripe) implements WebhookSource {
        @Override
        public Verified verify(byte[] body, @Nullable String signatureHeader, Instant now) {
            return stripe.verify(body, signatureHeader, now);
        }

        @Override
        public List<WebhookHandler> handlers() {
            List<WebhookHandler> all = new ArrayList<>(stripe.handlers());
            all.add(GIFTS);
            return all;
        }
    }

    static String signature(byte[] body, Instant now) {
        return SIGNER.header(body, now);
    }

    static boolean isGift(int number) {
        return number % (OF_ONE_INVOICE / 2) != 0;
    }

    byte[] body(int number) {
        return isGift(number) ? gift(number) : paid(number).body();
    }

    private byte[] gift(int number) {
        return ("{\"id\":\"evt_" + number + "\",\"object\":\"event\",\"api_version\":\"2026-07-29.dahlia\",\"created\":"
                        + period.getEpochSecond() + ",\"livemode\":false,\"type\":\"" + GiftHandler.TYPE
                        + "\",\"data\":{\"object\":{\"id\":\"" + GiftHandler.objectId(number)
                        + "\",\"object\":\"gift\",\"padding\":\"" + PADDING + "\"}}}")
                .getBytes(UTF_8);
    }

    private StripeEvent paid(int number) {
        int buyer = number / OF_ONE_INVOICE;
        StripeSubscription subscription = StripeSubscription.active(
                        "sub_" + buyer, "cus_" + buyer, PRICE, period, period.plus(Duration.ofDays(30)))
                .tenant(buyer(buyer));
        StripeInvoice invoice = StripeInvoice.first("in_" + buyer, subscription);
        StripeEvents stripe = StripeEvents.in(ApiRendering.DAHLIA_2026_07_29).idPrefix("evt_" + number + "_");
        return EventFlood.isRepeated(number)
                ? stripe.invoicePaid(invoice, period)
                : stripe.invoicePaymentSucceeded(invoice, period);
    }

    private static String buyer(int number) {
        return "buyer-" + number;
    }

    /** Each buyer has got the credits of the paid period once. */
    static void assertGrantedOnce(BillingService billing, int events) {
        for (int number = 0; number < events / OF_ONE_INVOICE; number++) {
            String buyer = buyer(number);
            assertThat(billing.getCreditBalance(buyer).spendable()).as(buyer).isEqualTo(CREDITS);
            assertThat(billing.ledger().page(buyer, 0, 10).entries())
                    .as(buyer)
                    .extracting(LedgerEntry::type)
                    .containsExactly(EntryType.GRANT);
        }
    }
}
