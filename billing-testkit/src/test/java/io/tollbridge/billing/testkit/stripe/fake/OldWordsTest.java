// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.stripe.model.Subscription;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** The same state, asked for in the words of before basil. */
class OldWordsTest extends SubscribedTest {
    private JsonObject get(String path) throws Exception {
        return get(path, "2024-12-18.acacia");
    }

    private JsonObject get(String path, String version) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(stripe.apiBase() + path))
                .header("Authorization", "Bearer " + stripe.key())
                .header("Stripe-Version", version)
                .build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.headers().firstValue("Stripe-Version")).contains(version);
        return JsonParser.parseString(response.body()).getAsJsonObject();
    }

    @Test
    void anInvoiceNamesItsSubscriptionPaymentAndChargeItself() throws Exception {
        Subscription subscription = subscribe(payer("pm_card_visa"), monthly(2_000));

        JsonObject invoice = get("/v1/invoices/" + subscription.getLatestInvoice() + "?expand[]=payment_intent");

        assertThat(Json.must(invoice, "subscription")).isEqualTo(subscription.getId());
        assertThat(Json.must(Json.group(invoice, "payment_intent"), "status")).isEqualTo("succeeded");
        assertThat(Json.must(invoice, "charge")).startsWith("ch_");
        assertThat(invoice.has("parent")).isFalse();
        JsonObject line = Json.data(invoice, "lines").get(0);
        assertThat(Json.flag(line, "proration")).isFalse();
        assertThat(Json.whole(Json.group(line, "price"), "unit_amount")).isEqualTo(2_000);
        assertThat(Json.must(line, "type")).isEqualTo("subscription");
    }

    @Test
    void aSubscriptionHasItsPeriodAndPlanItself() throws Exception {
        Subscription subscription = subscribe(payer("pm_card_visa"), monthly(2_000));

        JsonObject old = get("/v1/subscriptions/" + subscription.getId());

        assertThat(Json.whole(old, "current_period_end"))
                .isEqualTo(item(subscription).getCurrentPeriodEnd());
        assertThat(Json.whole(Json.group(old, "plan"), "amount")).isEqualTo(2_000);
        assertThat(Json.data(old, "items").get(0).has("current_period_end")).isFalse();
    }

    @Test
    void aPaymentHasItsChargesAndItsInvoice() throws Exception {
        Subscription subscription = subscribe(payer("pm_card_visa"), monthly(2_000));
        String intent = client.v1().paymentIntents().list().getData().get(0).getId();

        JsonObject old = get("/v1/payment_intents/" + intent, "2020-08-27");

        assertThat(Json.must(get("/v1/payment_intents/" + intent, "2022-11-15"), "latest_charge"))
                .startsWith("ch_");
        assertThat(Json.must(old, "invoice")).isEqualTo(subscription.getLatestInvoice());
        JsonObject charge = Json.data(old, "charges").get(0);
        assertThat(Json.must(charge, "invoice")).isEqualTo(subscription.getLatestInvoice());
        assertThat(Json.data(charge, "refunds")).isEmpty();
    }

    @Test
    void beforeThereWerePricesLinesAndItemsHadPlans() throws Exception {
        Subscription subscription = subscribe(payer("pm_card_visa"), monthly(2_000));
        String invoicePath = "/v1/invoices/" + subscription.getLatestInvoice();

        JsonObject line = Json.data(get(invoicePath, "2019-12-03"), "lines").get(0);
        JsonObject item = Json.data(get("/v1/subscriptions/" + subscription.getId(), "2019-12-03"), "items")
                .get(0);

        assertThat(line.has("price")).isFalse();
        assertThat(Json.whole(Json.group(line, "plan"), "amount")).isEqualTo(2_000);
        assertThat(item.has("price")).isFalse();
        assertThat(Json.must(Json.group(item, "plan"), "interval")).isEqualTo("month");
        assertThat(Json.group(get(invoicePath), "subscription_details").has("metadata"))
                .isTrue();
        assertThat(get(invoicePath, "2022-11-15").has("subscription_details")).isFalse();
    }

    @Test
    void whatIsHiddenInsideTheFakeIsNeverShown() throws Exception {
        Subscription subscription = subscribe(payer("pm_card_visa"), monthly(2_000));

        for (String path : new String[] {
            "/v1/subscriptions/" + subscription.getId(),
            "/v1/invoices/" + subscription.getLatestInvoice(),
            "/v1/payment_intents",
            "/v1/charges",
            "/v1/events?limit=100"
        }) {
            assertThat(get(path).toString()).doesNotContain("\"_");
        }
    }
}
