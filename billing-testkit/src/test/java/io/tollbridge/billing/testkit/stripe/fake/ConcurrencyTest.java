// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.param.CustomerCreateParams;
import com.stripe.param.CustomerListParams;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ConcurrencyTest extends FakeStripeTest {
    private static final int CALLERS = 40;

    private final StripeClient impatient = StripeClient.builder()
            .setApiKey(stripe.key())
            .setApiBase(stripe.apiBase())
            .setReadTimeout(500)
            .build();

    /** Tries until it has an answer, with one key, as a careful caller does. */
    private String create(String key) throws InterruptedException {
        while (true) {
            try {
                return impatient
                        .v1()
                        .customers()
                        .create(CustomerCreateParams.builder().build(), key(key))
                        .getId();
            } catch (StripeException | NullPointerException e) {
                // why both: the client throws the second for an empty body
                if (Thread.interrupted()) {
                    throw new InterruptedException("the test has ended");
                }
            }
        }
    }

    private List<String> all(boolean sameKey) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
        try {
            List<Future<String>> calls = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                String key = sameKey ? "one" : "key" + i;
                calls.add(threads.submit(() -> create(key)));
            }
            List<String> ids = new ArrayList<>();
            for (Future<String> call : calls) {
                ids.add(call.get());
            }
            return ids;
        } finally {
            threads.shutdownNow();
        }
    }

    private int customers() throws StripeException {
        return client.v1()
                .customers()
                .list(CustomerListParams.builder().setLimit(100L).build())
                .getData()
                .size();
    }

    @Test
    void manyCallersWithOneKeyGetOneCustomer() throws Exception {
        assertThat(all(true)).hasSize(CALLERS).containsOnly(all(true).get(0));

        assertThat(customers()).isOne();
    }

    @Test
    void everyKeyMakesOneCustomerHoweverManyFaultsThereAre() throws Exception {
        stripe.chaos()
                .draw(
                        42,
                        40,
                        Fault.DROP_BEFORE,
                        Fault.DROP_AFTER,
                        Fault.EMPTY_BODY_AFTER,
                        Fault.TRUNCATED_BODY_AFTER,
                        Fault.GATEWAY_503_BEFORE,
                        Fault.GATEWAY_503_AFTER,
                        Fault.RATE_LIMIT,
                        Fault.TIMEOUT_AFTER);

        assertThat(all(false)).doesNotHaveDuplicates();

        stripe.chaos().off();
        assertThat(customers()).isEqualTo(CALLERS);
    }
}
