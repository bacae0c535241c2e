// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import static io.tollbridge.billing.stripe.ScriptedStripe.answer;
import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.Stripe;
import com.stripe.param.CustomerCreateParams;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.payment.RequestKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The rows of the table "Retries of the SDK, measured", as this adapter behaves; sendings are counted on the wire. */
class WireTest {
    private static final RequestKey KEY = new RequestKey("test", "a1", 1);
    private static final String GOOD = "{\"id\":\"cus_1\",\"object\":\"customer\"}";
    private static final String BOOM = "{\"error\":{\"type\":\"api_error\"}}";

    /** Waits as long as a busy machine may need. */
    private static StripeApi api(String base) {
        return api(base, Duration.ofSeconds(10));
    }

    private static StripeApi api(String base, Duration patience) {
        return StripeApi.of(
                StripeSettings.builder()
                        .webhookSecret("whsec_1")
                        .livemode(false)
                        .apiKey("sk_test_hush")
                        .apiBase(base)
                        .apiLimits(ApiLimits.DEFAULT
                                .timeouts(patience, patience)
                                .repeats(3, Duration.ofMillis(1), Duration.ofMinutes(2))
                                .rates(1_000, 10))
                        .build(),
                "sk_test_hush");
    }

    private static Answer post(StripeApi api) {
        return api.post(
                "testing",
                KEY,
                (v1, options) -> v1.customers()
                        .create(CustomerCreateParams.builder().setName("x").build(), options));
    }

    static Stream<Arguments> rows() {
        String declined = answer(
                402,
                "",
                "{\"error\":{\"type\":\"card_error\",\"code\":\"card_declined\",\"decline_code\":\"lost_card\"}}");
        String declinedAgain = declined.replace("Connection: close", "Connection: close\r\nStripe-Should-Retry: true");
        String good = answer(200, "", GOOD);
        return Stream.of(
                row("a card is declined", 1, "Refused", declined),
                row("a key is used for two requests", 1, "Refused", answer(400, "", error("idempotency_error"))),
                row("a parameter is wrong", 1, "Refused", answer(400, "", error("invalid_request_error"))),
                row("the key is in use", 3, "InDoubt", answer(409, "", error("invalid_request_error"))),
                row("the key was in use", 2, "Done", answer(409, "", error("invalid_request_error")), good),
                row("too many requests", 3, "NotDone", answer(429, "", error("rate_limit_error"))),
                row("too many requests for a moment", 2, "Done", answer(429, "", error("rate_limit_error")), good),
                row(
                        "too many requests, and Stripe says try again",
                        3,
                        "NotDone",
                        answer(429, "Stripe-Should-Retry: true\r\n", error("rate_limit_error"))),
                row(
                        "too many requests, and Stripe says do not try again",
                        1,
                        "NotDone",
                        answer(429, "Stripe-Should-Retry: false\r\n", error("rate_limit_error"))),
                row("a declined card that Stripe says to try again", 3, "Refused", declinedAgain),
                row("an error of the server", 3, "InDoubt", answer(500, "", BOOM)),
                row(
                        "an error of the server, and Stripe says do not try again",
                        1,
                        "InDoubt",
                        answer(500, "Stripe-Should-Retry: false\r\n", BOOM)),
                row("an error of the server for a moment", 2, "Done", answer(500, "", BOOM), good),
                row("a 500 without a body", 3, "InDoubt", answer(500, "", "")),
                row("a 200 without a body", 3, "InDoubt", answer(200, "", "")),
                row("a 204", 3, "InDoubt", "HTTP/1.1 204 X\r\nConnection: close\r\n\r\n"),
                row("a 200 without a body, then a good one", 2, "Done", answer(200, "", ""), good),
                row("a page of a proxy", 3, "InDoubt", answer(503, "", "<html>")),
                row("a 502 with an empty object", 3, "InDoubt", answer(502, "", "{}")),
                row("a 502 with an error that is a string", 3, "InDoubt", answer(502, "", "{\"error\":\"boom\"}")),
                row("a 400 of a proxy", 3, "InDoubt", answer(400, "", "<html>")),
                row("silence", 3, "InDoubt", ScriptedStripe.SILENCE),
                row("silence once", 2, "Done", ScriptedStripe.SILENCE, good),
                row("a body that stops in the middle", 3, "InDoubt", stalled()),
                row("a connection that is closed", 3, "InDoubt", ScriptedStripe.HANG_UP),
                row("a connection that is closed once", 2, "Done", ScriptedStripe.HANG_UP, good),
                row("half of a 200", 3, "InDoubt", answer(200, "", "{\"id\":\"cus_1\",\"obj")),
                row("half of a 200, then a good one", 2, "Done", answer(200, "", "{\"id\":"), good),
                row("a redirect", 1, "InDoubt", answer(302, "Location: /elsewhere\r\n", GOOD)),
                row(
                        "an invalid key",
                        1,
                        "Refused",
                        answer(401, "", "{\"error\":{\"type\":\"invalid_request_error\"}}")),
                row(
                        "silence, then an invalid key: the first sending may have got through",
                        2,
                        "InDoubt",
                        ScriptedStripe.SILENCE,
                        answer(401, "", "{\"error\":{\"type\":\"invalid_request_error\"}}")));
    }

    private static String error(String type) {
        return "{\"error\":{\"type\":\"" + type + "\"}}";
    }

    private static String stalled() {
        return "HTTP/1.1 200 X\r\nContent-Length: 100\r\nConnection: close\r\n\r\n{\"id\":";
    }

    private static Arguments row(String name, int sendings, String comesTo, String... answers) {
        return Arguments.of(name, sendings, comesTo, answers);
    }

    @ParameterizedTest(name = "{0}: {1} sendings, {2}")
    @MethodSource("rows")
    void judgesWhatComesOverTheWire(String name, int sendings, String comesTo, String[] answers) throws Exception {
        try (ScriptedStripe stripe = new ScriptedStripe(answers)) {
            boolean silence = Stream.of(answers).anyMatch(Set.of(ScriptedStripe.SILENCE, stalled())::contains);
            Answer answer = post(api(stripe.base(), silence ? Duration.ofMillis(500) : Duration.ofSeconds(10)));

            assertThat(answer.getClass().getSimpleName()).as(name).isEqualTo(comesTo);
            assertThat(stripe.received()).as(name).hasSize(sendings);
            assertThat(stripe.received())
                    .as("every sending is the same request under the same key")
                    .allSatisfy(one -> {
                        assertThat(one.headers()).containsEntry("Idempotency-Key", "tollbridge:test:a1:1");
                        assertThat(one.body()).isEqualTo("name=x");
                        assertThat(one.line()).isEqualTo("POST /v1/customers HTTP/1.1");
                    });
        }
    }

    @Test
    void saysThatNothingWasSentWhenThereIsNoConnection() throws IOException {
        String base;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            base = "http://127.0.0.1:" + closed.getLocalPort();
        }

        assertThat(post(api(base)))
                .isInstanceOfSatisfying(
                        Answer.NotDone.class,
                        notDone -> assertThat(notDone.code()).isEqualTo(ErrorCode.GATEWAY_UNAVAILABLE));
    }

    @Test
    void anInterruptedThreadSendsNothingAndKeepsItsFlag() throws Exception {
        try (ScriptedStripe stripe = new ScriptedStripe(answer(200, "", GOOD))) {
            Thread.currentThread().interrupt();

            Answer answer = post(api(stripe.base()));

            assertThat(Thread.interrupted()).isTrue();
            assertThat(answer).isInstanceOf(Answer.NotDone.class);
            assertThat(stripe.received()).isEmpty();
        }
    }

    @Test
    void aReplayedFailureSpendsTheKey() throws Exception {
        try (ScriptedStripe stripe =
                new ScriptedStripe(answer(500, "", BOOM), answer(500, "Idempotent-Replayed: true\r\n", BOOM))) {
            assertThat(post(api(stripe.base())))
                    .isInstanceOfSatisfying(
                            Answer.InDoubt.class,
                            doubt -> assertThat(doubt.spent()).isTrue());
        }
    }

    @Test
    void sendsTheVersionTheKeyAndNoTelemetry() throws Exception {
        try (ScriptedStripe stripe = new ScriptedStripe(answer(200, "", GOOD))) {
            post(api(stripe.base()));
            post(api(stripe.base()));

            assertThat(Stripe.enableTelemetry).isFalse();
            assertThat(Stripe.apiKey).isNull();
            assertThat(stripe.received())
                    .allSatisfy(one -> assertThat(one.headers())
                            .containsEntry("Stripe-Version", "2026-07-29.dahlia")
                            .containsEntry("Authorization", "Bearer sk_test_hush")
                            .containsEntry("Content-Type", "application/x-www-form-urlencoded;charset=UTF-8")
                            .doesNotContainKeys("X-Stripe-Client-Telemetry"));
        }
    }

    @Test
    void theApiVersionIsTheOneThatThisAdapterIsWrittenFor() {
        assertThat(Stripe.API_VERSION).isEqualTo("2026-07-29.dahlia");
    }

    @Test
    void anUnreadableGetWasSimplyNotDone() throws Exception {
        try (ScriptedStripe stripe = new ScriptedStripe(answer(500, "", BOOM))) {
            assertThat(api(stripe.base()).get("reading", "/v1/customers/cus_1")).isInstanceOf(Answer.NotDone.class);
            assertThat(stripe.received()).hasSize(3);
        }
    }

    @Test
    void onlySoManyRequestsGoAtTheSameTime() throws Exception {
        Throttle throttle = new Throttle(10_000, 2);
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        assertThat(throttle.enter(deadline)).isTrue();
        assertThat(throttle.enter(deadline)).isTrue();
        assertThat(throttle.enter(System.nanoTime() + 1_000_000)).isFalse();
        throttle.leave();
        assertThat(throttle.enter(deadline)).isTrue();
    }

    @Test
    void requestsGoAtAnEvenRate() {
        Throttle throttle = new Throttle(100, 50);
        long begun = System.nanoTime();
        for (int i = 0; i < 11; i++) {
            assertThat(throttle.enter(begun + Duration.ofSeconds(10).toNanos())).isTrue();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(99));
    }

    @Test
    void whoeverWouldWaitTooLongIsTurnedAwayAtOnce() {
        Throttle throttle = new Throttle(1, 50);
        long begun = System.nanoTime();
        assertThat(throttle.enter(begun + Duration.ofMinutes(10).toNanos())).isTrue();
        // why so long: its turn comes a second after the first one's, and whoever waited would be let in then
        assertThat(throttle.enter(begun + Duration.ofMillis(900).toNanos())).isFalse();
    }

    @Test
    void manyCallsAtOnceKeepTheirAnswersApart() throws Exception {
        try (ScriptedStripe stripe = new ScriptedStripe(answer(200, "", GOOD))) {
            StripeApi api = api(stripe.base());
            CountDownLatch start = new CountDownLatch(1);
            List<Thread> threads = Stream.generate(() -> new Thread(() -> {
                        try {
                            start.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        post(api);
                    }))
                    .limit(30)
                    .toList();
            threads.forEach(Thread::start);
            start.countDown();
            for (Thread thread : threads) {
                thread.join(20_000);
            }
            assertThat(stripe.received()).hasSize(30);
        }
    }
}
