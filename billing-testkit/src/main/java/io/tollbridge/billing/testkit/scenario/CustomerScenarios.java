// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.BillingStoreException;
import io.tollbridge.billing.CreditType;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.OperationRejectedException;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.payment.GatewayException;
import io.tollbridge.billing.payment.RecordKind;
import io.tollbridge.billing.payment.RecordPage.StoredRecord;
import io.tollbridge.billing.payment.RecordQuery;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.PaymentGateway;
import io.tollbridge.billing.testkit.FaultyStore;
import io.tollbridge.billing.testkit.StoreFault;
import io.tollbridge.billing.testkit.stripe.fake.FakeStripe;
import io.tollbridge.billing.testkit.stripe.fake.Fault;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** One Stripe customer for each tenant, whatever goes wrong; on a store and against the fake Stripe. */
public abstract class CustomerScenarios {
    private static final int CALLERS = 200;
    private static final Fault[] ENDING_SOON = {
        Fault.DROP_BEFORE,
        Fault.DROP_AFTER,
        Fault.ERROR_500_AFTER,
        Fault.GATEWAY_503_BEFORE,
        Fault.GATEWAY_503_AFTER,
        Fault.EMPTY_BODY_AFTER,
        Fault.TRUNCATED_BODY_AFTER,
        Fault.RATE_LIMIT,
        Fault.RATE_LIMIT_SHOULD_RETRY,
        Fault.LOCK_TIMEOUT
    };

    private final FakeStripe stripe = FakeStripe.start();
    private PaymentGateway gateway;
    private List<BillingStore> stores = List.of();

    /** For subclasses. */
    @SuppressWarnings("NullAway.Init") // set before each test
    protected CustomerScenarios() {}

    /** So many stores over the same data, which is empty: the nodes of one installation. */
    protected abstract List<BillingStore> newNodes(int count);

    /** A gateway in test mode that speaks to the fake, sends each request three times and pauses for 1 ms. */
    protected abstract PaymentGateway newGateway(FakeStripe fake);

    @BeforeEach
    void begin() {
        gateway = newGateway(stripe);
        stores = newNodes(2);
    }

    @AfterEach
    void end() {
        stores.forEach(BillingStore::close);
        stripe.close();
    }

    private BillingService node(BillingStore store) {
        return BillingService.builder()
                .store(store)
                .catalog(Catalog.builder().build())
                .gateway(newGateway(stripe))
                .clock(stripe.clock())
                .build();
    }

    private BillingService node() {
        return node(stores.get(0));
    }

    private List<JsonObject> customers() {
        List<JsonObject> customers = new ArrayList<>();
        for (StoredRecord one :
                gateway.list(RecordQuery.of(RecordKind.CUSTOMER)).records()) {
            customers.add(JsonParser.parseString(one.payload()).getAsJsonObject());
        }
        return customers;
    }

    private void send(String method, String path, String form) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(stripe.apiBase() + path))
                .header("Authorization", "Bearer " + stripe.key())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .method(method, HttpRequest.BodyPublishers.ofString(form))
                .build();
        try {
            assertThat(HttpClient.newHttpClient()
                            .send(request, HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(200);
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Test
    @DisplayName("the first call makes the customer, the others find it")
    final void makesTheCustomerOnce() {
        BillingService billing = node();
        billing.customers().setBillingEmail("acme", "billing@acme.example");

        String id = billing.customers().ensureStripeCustomer("acme");

        assertThat(billing.customers().ensureStripeCustomer("acme")).isEqualTo(id);
        assertThat(billing.customers().customerOf("acme")).contains(id);
        assertThat(customers()).singleElement().satisfies(customer -> {
            assertThat(customer.get("id").getAsString()).isEqualTo(id);
            assertThat(customer.get("email").getAsString()).isEqualTo("billing@acme.example");
            assertThat(customer.getAsJsonObject("metadata")
                            .get("tollbridge_tenant")
                            .getAsString())
                    .isEqualTo("acme");
        });
        assertThat(stripe.requests().to("POST /v1/customers")).hasSize(1);
        assertThat(billing.customers().ensureStripeCustomer("other")).isNotEqualTo(id);
    }

    @Test
    @DisplayName("200 callers on two nodes, with chaos on: one customer, one link")
    final void oneCustomerForManyCallersUnderChaos() throws Exception {
        stripe.chaos().draw(7, 40, ENDING_SOON);
        List<BillingService> nodes = stores.stream().map(this::node).toList();
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
        try {
            CyclicBarrier start = new CyclicBarrier(CALLERS);
            List<Future<String>> calls = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                BillingService billing = nodes.get(i % 2);
                calls.add(threads.submit(() -> {
                    start.await(60, TimeUnit.SECONDS);
                    return persistently(billing);
                }));
            }
            Set<String> ids = new HashSet<>();
            for (Future<String> call : calls) {
                ids.add(call.get(120, TimeUnit.SECONDS));
            }
            stripe.chaos().off();
            assertThat(ids).hasSize(1);
            assertThat(customers()).hasSize(1);
            assertThat(nodes)
                    .allSatisfy(node -> assertThat(node.customers().customerOf("acme"))
                            .contains(ids.iterator().next()));
        } finally {
            threads.shutdownNow();
        }
    }

    /** Like a host that repeats what it is told to repeat. */
    private static String persistently(BillingService billing) {
        GatewayException last = null;
        for (int i = 0; i < 100; i++) {
            try {
                return billing.customers().ensureStripeCustomer("acme");
            } catch (GatewayException failure) {
                if (!failure.retryable()) {
                    throw failure;
                }
                last = failure;
            }
        }
        throw new AssertionError("no customer after 100 calls", last);
    }

    @Test
    @DisplayName("a node that dies between Stripe's answer and the link leaves one customer, which the next one links")
    final void survivesACrashBeforeTheLink() {
        crashBeforeTheLink();

        String id = node(stores.get(1)).customers().ensureStripeCustomer("acme");

        assertThat(customers())
                .singleElement()
                .satisfies(
                        customer -> assertThat(customer.get("id").getAsString()).isEqualTo(id));
    }

    private void crashBeforeTheLink() {
        FaultyStore dying = FaultyStore.around(stores.get(0));
        BillingService billing = node(dying);
        // the first transaction stores the attempt, the second one links
        dying.crashAt(StoreFault.COMMIT_LOST, 2);
        assertThatExceptionOfType(BillingStoreException.class)
                .isThrownBy(() -> billing.customers().ensureStripeCustomer("acme"));
        assertThat(customers()).hasSize(1);
    }

    @Test
    @DisplayName("after 24 hours, when Stripe has forgotten the key, the customer is found in the list")
    final void findsTheCustomerOfAnOldAttempt() {
        crashBeforeTheLink();
        stripe.clock().advance(Duration.ofHours(25));

        String id = node(stores.get(1)).customers().ensureStripeCustomer("acme");

        assertThat(customers())
                .singleElement()
                .satisfies(
                        customer -> assertThat(customer.get("id").getAsString()).isEqualTo(id));
        assertThat(stripe.requests().to("POST /v1/customers")).hasSize(1);
    }

    @Test
    @DisplayName("a failure that Stripe has stored for the key does not stand in the way")
    final void survivesAStoredFailure() {
        stripe.chaos().next("POST /v1/customers", Fault.ERROR_500_AFTER);

        String id = node().customers().ensureStripeCustomer("acme");

        assertThat(customers())
                .singleElement()
                .satisfies(
                        customer -> assertThat(customer.get("id").getAsString()).isEqualTo(id));
    }

    @Test
    @DisplayName("an old attempt that never got through is followed by a new one")
    final void replacesAnAttemptThatNeverGotThrough() {
        stripe.chaos().next("POST /v1/customers", Fault.DROP_BEFORE, Fault.DROP_BEFORE, Fault.DROP_BEFORE);
        assertThatExceptionOfType(GatewayException.class)
                .isThrownBy(() -> node().customers().ensureStripeCustomer("acme"))
                .satisfies(failure -> assertThat(failure.retryable()).isTrue());
        stripe.clock().advance(Duration.ofDays(3));

        assertThat(node().customers().ensureStripeCustomer("acme")).startsWith("cus_");
        assertThat(customers()).hasSize(1);
    }

    @Test
    @DisplayName("a customer that was deleted at Stripe is replaced once, also within the life of the old key")
    final void replacesADeletedCustomer() {
        BillingService billing = node();
        String old = billing.customers().ensureStripeCustomer("acme");
        send("DELETE", "/v1/customers/" + old, "");

        String replacement = billing.customers().ensureStripeCustomer("acme");

        assertThat(replacement).isNotEqualTo(old);
        assertThat(billing.customers().ensureStripeCustomer("acme")).isEqualTo(replacement);
        assertThat(billing.customers().customerOf("acme")).contains(replacement);
        assertThat(customers()).hasSize(1);
    }

    @Test
    @DisplayName("a new e-mail is brought to Stripe; one that the customer changed there is left alone")
    final void keepsTheEmailInStep() {
        BillingService billing = node();
        billing.customers().setBillingEmail("acme", "old@acme.example");
        String id = billing.customers().ensureStripeCustomer("acme");

        billing.customers().setBillingEmail("acme", "new@acme.example");
        stripe.chaos().next("POST /v1/customers/" + id, Fault.DROP_BEFORE, Fault.DROP_BEFORE, Fault.DROP_BEFORE);
        billing.customers().ensureStripeCustomer("acme");
        assertThat(email()).isEqualTo("old@acme.example");
        billing.customers().ensureStripeCustomer("acme");
        assertThat(email()).isEqualTo("new@acme.example");
        assertThat(billing.customers().billingEmail("acme")).contains("new@acme.example");

        send("POST", "/v1/customers/" + id, "email=portal%40acme.example");
        billing.customers().ensureStripeCustomer("acme");
        assertThat(email()).isEqualTo("portal@acme.example");
    }

    private String email() {
        return customers().get(0).get("email").getAsString();
    }

    @Test
    @DisplayName("H10: an erased tenant has no e-mail and no customer, and gets none again")
    final void anErasedTenantGetsNoCustomerAgain() {
        BillingService billing = node();
        billing.addCredits("acme", 5, CreditType.BUNDLE);
        billing.customers().setBillingEmail("acme", "billing@acme.example");
        billing.customers().ensureStripeCustomer("acme");

        billing.admin().erase("acme", "privacy", "request 17");

        List<ThrowingCallable> calls = List.of(
                () -> billing.customers().setBillingEmail("acme", "billing@acme.example"),
                () -> billing.customers().ensureStripeCustomer("acme"),
                () -> billing.customers().link("acme", "cus_again"));
        for (ThrowingCallable call : calls) {
            assertThatExceptionOfType(OperationRejectedException.class)
                    .isThrownBy(call)
                    .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.TENANT_ERASED));
        }
        assertThat(billing.customers().billingEmail("acme")).isEmpty();
        assertThat(billing.customers().customerOf("acme")).isEmpty();
        assertThat(customers()).hasSize(1);
    }

    @Test
    @DisplayName("a customer of another account is not replaced; unlinking lets a new one be made")
    final void doesNotReplaceACustomerThatTheAccountDoesNotHave() {
        BillingService billing = node();
        billing.customers().link("acme", "cus_elsewhere");

        assertThatExceptionOfType(GatewayException.class)
                .isThrownBy(() -> billing.customers().ensureStripeCustomer("acme"))
                .withMessageContaining("cus_elsewhere")
                .withMessageContaining("unlink")
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.GATEWAY_OBJECT_UNKNOWN));
        assertThat(customers()).isEmpty();

        billing.customers().unlink("acme", "cus_elsewhere");
        assertThat(billing.customers().customerOf("acme")).isEmpty();
        assertThat(billing.customers().ensureStripeCustomer("acme")).startsWith("cus_");
    }

    @Test
    @DisplayName("while Stripe is away, a customer that is linked is told all the same")
    final void tellsTheLinkWhileStripeIsAway() {
        BillingService billing = node();
        String id = billing.customers().ensureStripeCustomer("acme");
        stripe.chaos().next("GET", Fault.GATEWAY_503_BEFORE, Fault.GATEWAY_503_BEFORE, Fault.GATEWAY_503_BEFORE);

        assertThat(billing.customers().ensureStripeCustomer("acme")).isEqualTo(id);
    }
}
