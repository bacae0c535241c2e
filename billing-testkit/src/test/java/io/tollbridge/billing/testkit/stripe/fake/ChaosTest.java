// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stripe.StripeClient;
import com.stripe.exception.ApiConnectionException;
import com.stripe.exception.ApiException;
import com.stripe.exception.RateLimitException;
import com.stripe.exception.StripeException;
import com.stripe.model.Customer;
import com.stripe.param.CustomerCreateParams;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChaosTest extends FakeStripeTest {
    private final StripeClient retrying = StripeClient.builder()
            .setApiKey(stripe.key())
            .setApiBase(stripe.apiBase())
            .setReadTimeout(2_000)
            .setMaxNetworkRetries(2)
            .build();

    private Customer create(StripeClient by, String key) throws StripeException {
        return by.v1().customers().create(CustomerCreateParams.builder().build(), key(key));
    }

    private int customers() throws StripeException {
        return client.v1().customers().list().getData().size();
    }

    @Test
    void aConnectionThatIsDroppedAfterTheCommitLeavesOneCustomer() throws StripeException {
        stripe.chaos().next(Fault.DROP_AFTER);

        // the JDK's client sends once more by itself
        assertThat(create(client, "k1").getLastResponse().headers().firstValue("Idempotent-Replayed"))
                .contains("true");

        assertThat(stripe.requests().attempts("k1")).isEqualTo(2);
        assertThat(customers()).isOne();
    }

    @Test
    void connectionsThatAreDroppedBeforeLeaveNothing() throws StripeException {
        stripe.chaos().next("POST /v1/customers", Fault.DROP_BEFORE, Fault.DROP_BEFORE);

        assertThatThrownBy(() -> create(client, "k1")).isInstanceOf(ApiConnectionException.class);

        assertThat(customers()).isZero();
    }

    @Test
    void anAnswerThatNeverComesIsRetriedWithTheSameKey() throws StripeException {
        stripe.chaos().next(Fault.TIMEOUT_AFTER);

        create(retrying, "k1");

        assertThat(stripe.requests().attempts("k1")).isEqualTo(2);
        assertThat(customers()).isOne();
    }

    @Test
    void anAnswerThatNeverComesBeforeTheCommitLeavesNothing() throws StripeException {
        stripe.chaos().next(Fault.TIMEOUT_BEFORE);
        StripeClient impatient = StripeClient.builder()
                .setApiKey(stripe.key())
                .setApiBase(stripe.apiBase())
                .setReadTimeout(300)
                .build();

        assertThatThrownBy(() -> create(impatient, "k1")).isInstanceOf(ApiConnectionException.class);

        assertThat(customers()).isZero();
    }

    @Test
    void anEmptyBodyBreaksTheClientThoughTheCustomerIsThere() throws StripeException {
        stripe.chaos().next(Fault.EMPTY_BODY_AFTER);

        assertThatThrownBy(() -> create(retrying, "k1")).isInstanceOf(NullPointerException.class);

        assertThat(stripe.requests().attempts("k1")).isOne();
        assertThat(customers()).isOne();
        assertThat(create(client, "k1").getId()).startsWith("cus_");
        assertThat(customers()).isOne();
    }

    @Test
    void aTruncatedBodyIsAnErrorWithStatus200() {
        stripe.chaos().next(Fault.TRUNCATED_BODY_AFTER);

        assertThatThrownBy(() -> create(retrying, "k1"))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.getStatusCode()).isEqualTo(200));
        assertThat(stripe.requests().attempts("k1")).isOne();
    }

    @Test
    void aGatewaysErrorHasNoStripeErrorAndARetryGetsTheTrueAnswer() throws StripeException {
        stripe.chaos().next(Fault.GATEWAY_503_AFTER);

        assertThatThrownBy(() -> create(client, "k1"))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.getStripeError()).isNull());

        assertThat(create(client, "k1").getId()).startsWith("cus_");
        assertThat(customers()).isOne();
    }

    @Test
    void a500IsRetriedAndReplayed() {
        stripe.chaos().next(Fault.ERROR_500_AFTER);

        assertThatThrownBy(() -> create(retrying, "k1")).isInstanceOf(ApiException.class);

        assertThat(stripe.requests().attempts("k1")).isEqualTo(3);
    }

    @Test
    void aRateLimitIsRetriedOnlyWhenStripeAsksForIt() throws StripeException {
        stripe.chaos().next("POST", Fault.RATE_LIMIT, Fault.RATE_LIMIT_RETRY_AFTER, Fault.LOCK_TIMEOUT);
        for (int i = 1; i <= 3; i++) {
            String key = "limited" + i;
            assertThatThrownBy(() -> create(retrying, key)).isInstanceOf(RateLimitException.class);
            assertThat(stripe.requests().attempts(key)).isOne();
        }
        stripe.chaos().next(Fault.RATE_LIMIT_SHOULD_RETRY);

        create(retrying, "k1");

        assertThat(stripe.requests().attempts("k1")).isEqualTo(2);
    }

    private static List<Optional<Fault>> draw(long seed) {
        Chaos chaos = new Chaos(0).draw(seed, 40);
        List<Optional<Fault>> drawn = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Request request =
                    new Request("POST", "/v1/customers", "", "", java.util.Map.of("idempotency-key", "k" + i));
            drawn.add(chaos.choose(request, 1));
        }
        return drawn;
    }

    @Test
    void theSameSeedDrawsTheSameFaults() {
        assertThat(draw(7)).isEqualTo(draw(7)).isNotEqualTo(draw(8));
        assertThat(draw(7).stream().flatMap(Optional::stream).distinct()).hasSize(Fault.values().length);
        assertThat(draw(7).stream().flatMap(Optional::stream).count()).isBetween(50L, 110L);
    }

    @Test
    void theLogTellsWhatWentWrong() throws StripeException {
        stripe.chaos().next(Fault.DROP_AFTER);
        create(client, "k1");

        assertThat(stripe.requests().to("POST /v1/customers"))
                .extracting(LoggedRequest::attempt, LoggedRequest::status, LoggedRequest::fault)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(1, null, Fault.DROP_AFTER),
                        org.assertj.core.groups.Tuple.tuple(2, 200, null));
    }
}
