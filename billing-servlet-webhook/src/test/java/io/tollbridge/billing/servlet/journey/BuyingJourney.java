// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet.journey;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.tollbridge.billing.AutoPurchaseSettings;
import io.tollbridge.billing.CheckoutResult;
import io.tollbridge.billing.CreditBalance;
import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.DeductionResult;
import io.tollbridge.billing.PurchaseOrder;
import io.tollbridge.billing.account.CreditPolicy;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.account.Purchase.State;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.payment.Money;
import io.tollbridge.billing.payment.RequestKey;
import io.tollbridge.billing.testkit.stripe.fake.LoggedRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/**
 * Journeys on which bundles are bought. After each test the money at Stripe must be that of the granted purchases, and
 * nothing of an ended purchase may be left that somebody could still pay.
 */
abstract class BuyingJourney extends Journey {
    static final PurchaseOrder PACK500 = PurchaseOrder.of(TENANT, "pack500");
    static final PurchaseOrder PACK1000 = PurchaseOrder.of(TENANT, "pack1000");
    static final AutoPurchaseSettings AUTO = AutoPurchaseSettings.of("pack500");

    BuyingJourney(Place place) {
        super(place);
    }

    /** A tenant without a subscription, whose customer has a good card. */
    final void givenCustomer() {
        givenCustomer(CreditPolicy.DEFAULT, "pm_card_visa");
    }

    /** The same with another card, or with none. */
    final void givenCustomer(CreditPolicy policy, @Nullable String card) {
        begin(P1, policy);
        String customer = billing().customers().ensureStripeCustomer(TENANT);
        if (card != null) {
            here().account.pays(customer, card);
        }
        here().settle();
    }

    /** A subscribed tenant with so many credits left of 1000, for whom bundles are bought. */
    final void givenAuto(long left, AutoPurchaseSettings settings) {
        givenAuto(CreditPolicy.DEFAULT, left, settings);
    }

    final void givenAuto(CreditPolicy policy, long left, AutoPurchaseSettings settings) {
        givenSubscribed(policy, left, 0);
        enable(settings);
    }

    final void enable(AutoPurchaseSettings settings) {
        billing().autoPurchase().enable(TENANT, settings, "I agree.", "user-1");
    }

    final String customer() {
        return billing().customers().customerOf(TENANT).orElseThrow();
    }

    final void pays(String card) {
        here().account.pays(customer(), card);
    }

    /** Buys with the stored card, and everything comes to rest. */
    final Purchase buys(PurchaseOrder order) {
        Purchase bought = billing().purchases().buy(order);
        here().settle();
        return stored(bought);
    }

    /** A tenant that has bought PACK1000. */
    final Purchase givenBought() {
        givenCustomer();
        Purchase bought = buys(PACK1000);
        assertCredits(0, 1_000, 0);
        return bought;
    }

    /** Opens a page; the page's id. */
    final String opens(PurchaseOrder order) {
        CheckoutResult result = billing().purchases().checkout(order);
        assertThat(result).isInstanceOf(CheckoutResult.Opened.class);
        return ((CheckoutResult.Opened) result).page().id();
    }

    /** The customer pays on a page, and everything comes to rest. */
    final void paysOn(String page, String card) {
        here().stripe.control().completeCheckout(page, card);
        here().settle();
    }

    final void settle() {
        here().settle();
    }

    /** Time passes, and everything comes to rest. */
    final void later(Duration by) {
        here().stripe.clock().advance(by);
        settle();
    }

    final void uses(long credits) {
        billing().deductCredits(TENANT, credits);
    }

    final DeductionResult tries(long credits) {
        return billing().tryDeduct(Deduction.of(TENANT).cost(credits));
    }

    final Purchase stored(Purchase purchase) {
        return billing().purchases().find(TENANT, purchase.id()).orElseThrow();
    }

    /** Newest first. */
    final List<Purchase> purchases() {
        return billing().purchases().history(TENANT, null, 100);
    }

    final Purchase newest() {
        return purchases().get(0);
    }

    final void assertStates(State... newestFirst) {
        assertThat(purchases()).extracting(Purchase::state).containsExactly(newestFirst);
    }

    static String payment(Purchase purchase) {
        return requireNonNull(purchase.payment().paymentId());
    }

    final JsonObject paymentAtStripe(Purchase purchase) {
        return here().account.get("/v1/payment_intents/" + payment(purchase));
    }

    /** The id of the payment that Stripe made last. */
    final String latestPayment() {
        return StripeAccount.id(here().account
                .get("/v1/payment_intents?limit=1")
                .getAsJsonArray("data")
                .get(0)
                .getAsJsonObject());
    }

    final String charge(Purchase purchase) {
        return StripeAccount.id(here().account
                .get("/v1/charges?payment_intent=" + payment(purchase))
                .getAsJsonArray("data")
                .get(0)
                .getAsJsonObject());
    }

    /** Gives money back in Stripe's dashboard; the refund's id. */
    final String refunds(Purchase purchase, long minorUnits) {
        return StripeAccount.id(
                here().account.post("/v1/refunds", "payment_intent=" + payment(purchase), "amount=" + minorUnits));
    }

    final String disputes(Purchase purchase) {
        return here().stripe.control().openDispute(charge(purchase));
    }

    /** Bundle credits, frozen credits, debt. */
    final void assertBundles(long bundle, long frozen, long debt) {
        CreditBalance balance = billing().getCreditBalance(TENANT);
        assertThat(List.of(balance.bundle(), balance.frozen(), balance.debt()))
                .as("(B, F, D) of %s", balance)
                .containsExactly(bundle, frozen, debt);
    }

    final long held() {
        return billing().getCreditBalance(TENANT).held();
    }

    final long told(Notification.Kind kind) {
        return told().stream().filter(kind::equals).count();
    }

    final String detail(Notification.Kind kind) {
        return billing().notifications().list(TENANT, 100).stream()
                .filter(one -> one.kind() == kind)
                .map(one -> String.valueOf(one.detail()))
                .findFirst()
                .orElse("");
    }

    final long rows(EntryType type) {
        return ledger().stream().filter(row -> row.type() == type).count();
    }

    /** What was taken for bundles at Stripe, each charge that succeeded, newest first. */
    final List<Long> taken() {
        return intents().stream()
                .filter(intent -> is(intent, "status", "succeeded"))
                .map(intent -> intent.get("amount_received").getAsLong())
                .toList();
    }

    /** How many different charges Stripe was asked for; one that is repeated under its key counts once. */
    final long asked() {
        return here().stripe.requests().to("POST /v1/payment_intents").stream()
                .filter(request -> request.path().equals("/v1/payment_intents"))
                .map(LoggedRequest::idempotencyKey)
                .distinct()
                .count();
    }

    /** How many requests that change something Stripe has got from the library. */
    final long posts() {
        return here().stripe.requests().all().stream()
                .filter(request -> request.method().equals("POST") && request.idempotencyKey() != null)
                .count();
    }

    private List<JsonObject> intents() {
        List<JsonObject> intents = new ArrayList<>();
        for (JsonElement one :
                here().account.get("/v1/payment_intents?limit=100").getAsJsonArray("data")) {
            JsonObject intent = one.getAsJsonObject();
            if (intent.getAsJsonObject("metadata").has("tollbridge_purchase")) {
                intents.add(intent);
            }
        }
        return intents;
    }

    static boolean is(JsonObject object, String field, String value) {
        return object.has(field)
                && object.get(field).isJsonPrimitive()
                && value.equals(object.get(field).getAsString());
    }

    @AfterEach
    final void moneyAndCreditsAgree() {
        long granted = 0;
        long price = 0;
        for (Purchase purchase : purchases()) {
            Money received = purchase.payment().received();
            if (purchase.state() == State.GRANTED) {
                granted += purchase.order().credits();
                price += purchase.order().price().minorUnits();
            } else if (purchase.state() == State.MISMATCH && received != null) {
                price += received.minorUnits();
            }
        }
        assertThat(taken().stream().mapToLong(Long::longValue).sum())
                .as("money at Stripe, and that of granted purchases and of those that operators are told of")
                .isEqualTo(price);
        assertThat(ledger().stream()
                        .filter(row -> row.type() == EntryType.PURCHASE)
                        .mapToLong(row -> row.amount())
                        .sum())
                .as("credits in the ledger, and those of granted purchases")
                .isEqualTo(granted);
        for (JsonObject intent : intents()) {
            String id = intent.getAsJsonObject("metadata")
                    .get("tollbridge_purchase")
                    .getAsString();
            boolean open =
                    billing().purchases().find(TENANT, id).map(Purchase::open).orElse(false);
            assertThat(open || is(intent, "status", "succeeded") || is(intent, "status", "canceled") || onPage(intent))
                    .as("payment of an ended purchase that could still be collected: %s", intent)
                    .isTrue();
        }
    }

    /** The payment of a page cannot be paid without the page. */
    private boolean onPage(JsonObject intent) {
        return here()
                .account
                .get("/v1/checkout/sessions?payment_intent=" + StripeAccount.id(intent))
                .getAsJsonArray("data")
                .asList()
                .stream()
                .anyMatch(page -> !is(page.getAsJsonObject(), "status", "open"));
    }

    /** The key of the first attempt of a purchase. */
    static String key(Purchase purchase) {
        return new RequestKey("purchase", purchase.id(), 1).value();
    }
}
