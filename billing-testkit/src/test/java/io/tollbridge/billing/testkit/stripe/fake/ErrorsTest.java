// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.stripe.exception.AuthenticationException;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.PermissionException;
import com.stripe.exception.StripeException;
import com.stripe.net.RequestOptions;
import com.stripe.param.CustomerCreateParams;
import com.stripe.param.CustomerListParams;
import com.stripe.param.CustomerUpdateParams;
import com.stripe.param.PaymentIntentCreateParams;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

class ErrorsTest extends FakeStripeTest {
    private HttpResponse<String> send(String method, String path, String body, String key) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(stripe.apiBase() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!key.isEmpty()) {
            request.header("Authorization", "Bearer " + key);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonObject error(HttpResponse<String> response) {
        return JsonParser.parseString(response.body()).getAsJsonObject().getAsJsonObject("error");
    }

    @Test
    void anUnknownEndpointIsRefusedInStripesWords() throws Exception {
        HttpResponse<String> response = send("POST", "/v1/widgets", "", stripe.key());

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(error(response).get("message").getAsString())
                .startsWith("Unrecognized request URL (POST: /v1/widgets)");
        assertThat(error(response).get("type").getAsString()).isEqualTo("invalid_request_error");
        assertThat(response.headers().firstValue("Request-Id")).isPresent();
    }

    @Test
    void anUnknownParameterIsRefusedByItsFullName() throws Exception {
        HttpResponse<String> response =
                send("POST", "/v1/customers", "address[planet]=x&shoe[0][size]=9", stripe.key());

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(error(response).get("code").getAsString()).isEqualTo("parameter_unknown");
        assertThat(error(response).get("param").getAsString()).isEqualTo("shoe");
    }

    @Test
    void aMissingParameterIsNamed() throws Exception {
        HttpResponse<String> response = send("POST", "/v1/payment_intents", "currency=usd", stripe.key());

        assertThat(error(response).get("code").getAsString()).isEqualTo("parameter_missing");
        assertThat(error(response).get("param").getAsString()).isEqualTo("amount");
    }

    @Test
    void aNumberThatIsNoneIsAnInvalidInteger() throws Exception {
        HttpResponse<String> response = send("POST", "/v1/payment_intents", "currency=usd&amount=ten", stripe.key());

        assertThat(error(response).get("code").getAsString()).isEqualTo("parameter_invalid_integer");
    }

    @Test
    void aMissingObjectIsA404ThatNamesIt() {
        assertThatThrownBy(() -> client.v1().customers().retrieve("cus_none"))
                .isInstanceOfSatisfying(InvalidRequestException.class, e -> {
                    assertThat(e.getStatusCode()).isEqualTo(404);
                    assertThat(e.getCode()).isEqualTo("resource_missing");
                    assertThat(e.getMessage()).contains("No such customer: 'cus_none'");
                    assertThat(e.getRequestId()).startsWith("req_");
                });
    }

    @Test
    void withoutAKeyNothingIsAnswered() throws Exception {
        HttpResponse<String> response = send("GET", "/v1/customers", "", "");

        assertThat(response.statusCode()).isEqualTo(401);
    }

    @Test
    void aKeyThatIsNoSecretKeyIsRefusedAndNotRepeated() {
        assertThatThrownBy(() -> client("pk_test_public").v1().customers().list())
                .isInstanceOfSatisfying(
                        AuthenticationException.class,
                        e -> assertThat(e.getMessage()).doesNotContain("pk_test_public"));
    }

    @Test
    void aRevokedKeyIsRefused() {
        stripe.revoke(stripe.key());

        assertThatThrownBy(() -> client.v1().customers().list())
                .isInstanceOfSatisfying(
                        AuthenticationException.class,
                        e -> assertThat(e.getCode()).isEqualTo("api_key_expired"));
    }

    @Test
    void aLiveKeyDoesNotSeeTestObjectsButIsToldThatThereIsOne() throws StripeException {
        String test = customer().getId();

        assertThatThrownBy(() -> client("sk_live_fake").v1().customers().retrieve(test))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("a similar object exists in test mode");
    }

    @Test
    void aConnectedAccountHasDataOfItsOwn() throws StripeException {
        RequestOptions connected =
                RequestOptions.builder().setStripeAccount("acct_other").build();
        String id = client.v1()
                .customers()
                .create(CustomerCreateParams.builder().build(), connected)
                .getId();

        assertThat(client.v1().customers().list().getData()).isEmpty();
        assertThat(client.v1().customers().retrieve(id, connected).getId()).isEqualTo(id);
        assertThat(client.v1().events().list(connected).getData().get(0).getAccount())
                .isEqualTo("acct_other");
    }

    @Test
    void theAccountOfAKeyIsKnownAndOthersAreForbidden() throws StripeException {
        String own = client.v1().accounts().retrieveCurrent().getId();

        assertThat(client.v1().accounts().retrieve(own).getChargesEnabled()).isTrue();
        assertThatThrownBy(() -> client.v1().accounts().retrieve("acct_other")).isInstanceOf(PermissionException.class);
    }

    @Test
    void anAmountBelowTheMinimumIsTooSmall() {
        assertThatThrownBy(() -> client.v1()
                        .paymentIntents()
                        .create(PaymentIntentCreateParams.builder()
                                .setAmount(49L)
                                .setCurrency("usd")
                                .build()))
                .isInstanceOfSatisfying(
                        InvalidRequestException.class,
                        e -> assertThat(e.getCode()).isEqualTo("amount_too_small"));
    }

    @Test
    void whatCannotBeExpandedIsSaid() throws StripeException {
        String id = customer().getId();

        assertThatThrownBy(() -> client.v1()
                        .customers()
                        .retrieve(
                                id,
                                com.stripe.param.CustomerRetrieveParams.builder()
                                        .addExpand("shoe_size")
                                        .build()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("shoe_size");
    }

    @Test
    void aDeletedCustomerIsAStubThatCannotBeUsed() throws StripeException {
        String id = customer().getId();
        client.v1().customers().delete(id);

        assertThat(client.v1().customers().retrieve(id).getDeleted()).isTrue();
        assertThat(client.v1().customers().list().getData()).isEmpty();
        assertThatThrownBy(() -> client.v1()
                        .customers()
                        .update(
                                id,
                                CustomerUpdateParams.builder().setName("Ada").build()))
                .isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void listsArePagedByCursorInBothDirections() throws StripeException {
        for (int i = 0; i < 5; i++) {
            customer();
        }
        var all = client.v1().customers().list().getData();
        var page = client.v1()
                .customers()
                .list(CustomerListParams.builder()
                        .setLimit(2L)
                        .setStartingAfter(all.get(0).getId())
                        .build());

        assertThat(page.getHasMore()).isTrue();
        assertThat(page.getData())
                .extracting(one -> one.getId())
                .containsExactly(all.get(1).getId(), all.get(2).getId());
        assertThat(client.v1()
                        .customers()
                        .list(CustomerListParams.builder()
                                .setEndingBefore(all.get(3).getId())
                                .setLimit(2L)
                                .build())
                        .getData())
                .extracting(one -> one.getId())
                .containsExactly(all.get(1).getId(), all.get(2).getId());
        assertThat(client.v1()
                        .customers()
                        .list(CustomerListParams.builder().setLimit(2L).build())
                        .autoPagingIterable())
                .hasSize(5);
    }

    @Test
    void metadataIsMergedAndAnEmptyValueTakesAKeyAway() throws StripeException {
        var customer = client.v1()
                .customers()
                .create(CustomerCreateParams.builder()
                        .putMetadata("a", "1")
                        .putMetadata("b", "2")
                        .build());

        var changed = client.v1()
                .customers()
                .update(
                        customer.getId(),
                        CustomerUpdateParams.builder()
                                .putMetadata("a", "")
                                .putMetadata("c", "3")
                                .build());

        assertThat(changed.getMetadata()).containsOnly(java.util.Map.entry("b", "2"), java.util.Map.entry("c", "3"));
        assertThat(client.v1().events().list().getData().get(0).getData().getPreviousAttributes())
                .containsOnlyKeys("metadata");
    }
}
