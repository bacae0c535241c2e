// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.BillingException;
import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.BillingServiceBuilder;
import io.tollbridge.billing.CheckoutResult;
import io.tollbridge.billing.CreditBalance;
import io.tollbridge.billing.PurchaseOrder;
import io.tollbridge.billing.account.CreditPolicy;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.catalog.Bundle;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.spi.PaymentGateway;
import io.tollbridge.billing.testkit.assertion.LedgerInvariants;
import io.tollbridge.billing.testkit.stripe.StripeEvent;
import io.tollbridge.billing.testkit.stripe.WebhookSigner;
import io.tollbridge.billing.testkit.stripe.fake.FakeStripe;
import io.tollbridge.billing.webhook.WebhookReceipt;
import io.tollbridge.billing.webhook.WebhookRejectedException;
import io.tollbridge.billing.webhook.WebhookStatus;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * Scenarios in which money moves: a store, a fake Stripe that lives by the scenario's clock, and webhooks that arrive when
 * the scenario says so. Afterwards every ledger must add up.
 */
public abstract class PaymentScenario extends Scenario {
    /** The tenant's customer; set by {@link #givenCustomer}. */
    protected String customer = "";

    /** The fake Stripe. */
    protected final FakeStripe stripe = FakeStripe.start(clock);

    /** What the host's people do at Stripe. */
    final FakeStripeCalls calls = new FakeStripeCalls(stripe);

    private String secret = "";

    /** For subclasses. */
    protected PaymentScenario() {}

    @BeforeEach
    final void takesWebhooks() {
        stripe.webhooks().byHand();
        secret = stripe.webhooks().target("tollbridge", this::receive);
    }

    /** A gateway in test mode that speaks to the fake and accepts webhooks that are signed with the secret. */
    protected abstract PaymentGateway newGateway(FakeStripe fake, String webhookSecret);

    @Override
    protected final BillingServiceBuilder configure(BillingServiceBuilder builder) {
        return builder.gateway(newGateway(stripe, secret));
    }

    private int receive(byte[] body, @Nullable String signature) {
        try {
            billing().webhooks().receive(body, signature);
            return 200;
        } catch (WebhookRejectedException notGenuine) {
            return 400;
        } catch (BillingException notStored) {
            return 503;
        }
    }

    /** PACK500 for 10.00 and PACK1000 for 30.00, YEN500 for 1500 yen, and a plan of 1000 without a price. */
    protected static Catalog shop() {
        return Catalog.builder()
                .feature("LLM")
                .plan(Plan.monthly("plan", 1_000))
                .plan(Plan.monthly("starter", 1_000).stripePrice("price_starter"))
                .bundle(Bundle.of("pack500", 500).price(1_000, "usd"))
                .bundle(Bundle.of("pack1000", 1_000).price(3_000, "usd"))
                .bundle(Bundle.of("yen500", 500).price(1_500, "jpy"))
                .build();
    }

    /** A tenant whose customer has a good card. */
    protected final void givenCustomer() {
        givenCustomer(shop(), CreditPolicy.DEFAULT, "pm_card_visa");
    }

    /** A tenant whose customer has a test card. */
    protected final void givenCustomer(Catalog catalog, CreditPolicy policy, String testCard) {
        BillingService service = build(catalog, policy);
        remember(TENANT);
        customer = service.customers().ensureStripeCustomer(TENANT);
        calls.giveCard(customer, testCard);
    }

    /** The tenant buys a bundle with the stored card. */
    protected final Purchase buys(String bundle) {
        Purchase purchase = billing().purchases().buy(PurchaseOrder.of(TENANT, bundle));
        assertThat(purchase.state()).isEqualTo(Purchase.State.GRANTED);
        settle();
        return purchase;
    }

    /** The tenant opens a page for a bundle; the page's id. */
    protected final String opensPage(String bundle) {
        CheckoutResult.Opened opened =
                (CheckoutResult.Opened) billing().purchases().checkout(TENANT, bundle, 1);
        return opened.page().id();
    }

    /** A tenant that has bought PACK1000. */
    protected final Purchase givenBought() {
        givenCustomer();
        Purchase purchase = buys("pack1000");
        assertCredits(0, 1_000, 0);
        return purchase;
    }

    /** The tenant uses credits. */
    protected final void uses(long credits) {
        billing().deductCredits(TENANT, credits);
    }

    /** Gives money back in Stripe's dashboard; the refund's id. */
    protected final String refunds(Purchase purchase, long minorUnits) {
        return FakeStripeCalls.text(
                calls.post("/v1/refunds", "payment_intent=" + paymentOf(purchase) + "&amount=" + minorUnits), "id");
    }

    /** The payment of a purchase. */
    protected static String paymentOf(Purchase purchase) {
        return Objects.requireNonNull(purchase.payment().paymentId());
    }

    /** The charge of a purchase. */
    protected final String chargeOf(Purchase purchase) {
        return calls.charge(paymentOf(purchase));
    }

    /** A purchase as it is stored now. */
    protected final Purchase stored(Purchase purchase) {
        return billing().purchases().find(TENANT, purchase.id()).orElseThrow();
    }

    /** Webhooks arrive and the worker does all that is due, until there is nothing left to do now. */
    protected final void settle() {
        int step;
        do {
            step = stripe.webhooks().deliver() + billing().runDueWork();
        } while (step > 0);
        assertThat(billing().webhooks().list(WebhookStatus.QUARANTINED, 10)).isEmpty();
    }

    /** Time passes, and everything comes to rest. */
    protected final void later(Duration by) {
        clock.advance(by);
        settle();
    }

    /** Asserts bundle credits, frozen credits and debt. */
    protected final void assertBundles(long bundle, long frozen, long debt) {
        CreditBalance balance = billing().getCreditBalance(TENANT);
        assertThat(List.of(balance.bundle(), balance.frozen(), balance.debt()))
                .as("(B, F, D) of %s", balance)
                .containsExactly(bundle, frozen, debt);
    }

    /** Delivers an event that the scenario has made, signed as Stripe would sign it. */
    protected final WebhookReceipt send(StripeEvent event) {
        return billing()
                .webhooks()
                .receive(event.body(), WebhookSigner.of(secret).header(event, clock.instant()));
    }

    /** How often the tenant was told of a kind of thing. */
    protected final long told(Notification.Kind kind) {
        return billing().notifications().list(TENANT, 1_000).stream()
                .filter(one -> one.kind() == kind)
                .count();
    }

    @AfterEach
    final void creditsAreConserved() {
        try {
            LedgerInvariants.check(billing(), storeBelow());
        } finally {
            stripe.close();
        }
    }
}
