// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stripe.exception.ApiException;
import com.stripe.exception.CardException;
import com.stripe.exception.IdempotencyException;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.RateLimitException;
import com.stripe.exception.StripeException;
import com.stripe.model.Customer;
import com.stripe.param.CustomerCreateParams;
import com.stripe.param.PaymentIntentCreateParams;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class IdempotencyTest extends FakeStripeTest {
    private Customer create(String name, String key) throws StripeException {
        return client.v1()
                .customers()
                .create(CustomerCreateParams.builder().setName(name).build(), key(key));
    }

    @Test
    void aKeyAnswersTheSameAgainAndSaysSo() throws StripeException {
        Customer first = create("Ada", "k1");
        Customer again = create("Ada", "k1");

        assertThat(again.getId()).isEqualTo(first.getId());
        assertThat(first.getLastResponse().headers().firstValue("Idempotent-Replayed"))
                .isEmpty();
        assertThat(again.getLastResponse().headers().firstValue("Idempotent-Replayed"))
                .contains("true");
        assertThat(again.getLastResponse().headers().firstValue("Original-Request"))
                .contains(first.getLastResponse().requestId());
        assertThat(first.getLastResponse().headers().firstValue("Stripe-Should-Retry"))
                .contains("false");
        assertThat(client.v1().customers().list().getData()).hasSize(1);
    }

    @Test
    void aKeyWithOtherParametersIsRefused() throws StripeException {
        create("Ada", "k1");

        assertThatThrownBy(() -> create("Grace", "k1")).isInstanceOfSatisfying(IdempotencyException.class, e -> {
            assertThat(e.getStatusCode()).isEqualTo(400);
            assertThat(e.getStripeError().getType()).isEqualTo("idempotency_error");
        });
    }

    @Test
    void aKeyAtAnotherEndpointIsRefused() throws StripeException {
        create("Ada", "k1");

        assertThatThrownBy(() -> client.v1()
                        .paymentIntents()
                        .create(
                                PaymentIntentCreateParams.builder()
                                        .setAmount(100L)
                                        .setCurrency("usd")
                                        .build(),
                                key("k1")))
                .isInstanceOf(IdempotencyException.class);
    }

    @Test
    void aKeyIsForgottenAfterADay() throws StripeException {
        Customer first = create("Ada", "k1");
        stripe.clock().advance(Duration.ofHours(24).minusSeconds(1));
        assertThat(create("Ada", "k1").getId()).isEqualTo(first.getId());

        stripe.clock().advance(Duration.ofSeconds(1));

        assertThat(create("Ada", "k1").getId()).isNotEqualTo(first.getId());
    }

    @Test
    void aDeclineIsRemembered() {
        assertDeclined("k1");
        assertDeclined("k1");

        assertThat(stripe.requests().attempts("k1")).isEqualTo(2);
    }

    private void assertDeclined(String key) {
        assertThatThrownBy(() -> client.v1()
                        .paymentIntents()
                        .create(payment(500, "pm_card_chargeDeclined").build(), key(key)))
                .isInstanceOf(CardException.class);
    }

    @Test
    void aFailureOfStripeIsRememberedThoughTheRequestWasCarriedOut() throws StripeException {
        stripe.chaos().next(Fault.ERROR_500_AFTER);

        assertThatThrownBy(() -> create("Ada", "k1"))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.getStatusCode()).isEqualTo(500));
        assertThatThrownBy(() -> create("Ada", "k1"))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.getStatusCode()).isEqualTo(500));

        assertThat(client.v1().customers().list().getData()).hasSize(1);
    }

    @Test
    void aValidationErrorLeavesTheKeyFree() throws StripeException {
        assertThatThrownBy(() -> client.v1()
                        .customers()
                        .create(
                                CustomerCreateParams.builder()
                                        .setEmail("nobody")
                                        .build(),
                                key("k1")))
                .isInstanceOf(InvalidRequestException.class);

        assertThat(create("Ada", "k1").getName()).isEqualTo("Ada");
    }

    @Test
    void aRateLimitLeavesTheKeyFree() throws StripeException {
        stripe.chaos().next(Fault.RATE_LIMIT);
        assertThatThrownBy(() -> create("Ada", "k1")).isInstanceOf(RateLimitException.class);

        assertThat(create("Grace", "k1").getName()).isEqualTo("Grace");
    }

    @Test
    void aKeyIsInUseWhileItsRequestIsCarriedOut() throws Exception {
        try (Hold hold = stripe.hold("POST /v1/customers")) {
            CompletableFuture<String> first = CompletableFuture.supplyAsync(() -> {
                try {
                    return create("Ada", "k1").getId();
                } catch (StripeException e) {
                    throw new IllegalStateException(e);
                }
            });
            hold.awaitRequest(Duration.ofSeconds(10));

            assertThatThrownBy(() -> create("Ada", "k1")).isInstanceOfSatisfying(ApiException.class, e -> {
                assertThat(e.getStatusCode()).isEqualTo(409);
                assertThat(e.getCode()).isEqualTo("idempotency_key_in_use");
            });
            hold.release();

            String created = first.get();
            assertThat(create("Ada", "k1").getId()).isEqualTo(created);
        }
    }

    @Test
    void keysOfTestAndLiveModeAreDifferentKeys() throws StripeException {
        Customer test = create("Ada", "k1");
        Customer live = client("sk_live_fake")
                .v1()
                .customers()
                .create(CustomerCreateParams.builder().setName("Ada").build(), key("k1"));

        assertThat(live.getId()).isNotEqualTo(test.getId());
        assertThat(live.getLivemode()).isTrue();
        assertThat(test.getLivemode()).isFalse();
    }

    @Test
    void anEventNamesTheRequestAndTheKeyThatCausedIt() throws StripeException {
        Customer customer = create("Ada", "k1");

        var event = client.v1().events().list().getData().get(0);
        assertThat(event.getType()).isEqualTo("customer.created");
        assertThat(event.getRequest().getIdempotencyKey()).isEqualTo("k1");
        assertThat(event.getRequest().getId())
                .isEqualTo(customer.getLastResponse().requestId());
    }
}
