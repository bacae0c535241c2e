// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.BillingStoreException;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.webhook.WebhookReceipt;
import io.tollbridge.billing.webhook.WebhookRejectedException;
import io.tollbridge.billing.webhook.WebhookRejectedException.Reason;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the endpoint promises, over HTTP in a real container. */
abstract class WebhookEndpointSuite {
    private static final int LIMIT = 1_000;
    private static final String SIGNATURE = "t=1,v1=00";

    private final Server.Launcher launcher;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final RecordingWebhooks webhooks = new RecordingWebhooks();
    private final Probes.Echo echo = new Probes.Echo();
    private final Probes.Finished finished = new Probes.Finished();
    private final Logged logged = new Logged();
    private @Nullable Server server;

    WebhookEndpointSuite(Server.Launcher launcher) {
        this.launcher = launcher;
    }

    @BeforeEach
    final void start() {
        launch("", context -> servlet(context, new WebhookServlet(webhooks, LIMIT), "/webhooks/stripe"));
    }

    @AfterEach
    final void stop() {
        if (server != null) {
            server.close();
        }
        logged.close();
    }

    @ParameterizedTest
    @CsvSource({"STORED", "DUPLICATE"})
    final void answers200WhenTheEventIsStoredOrWasBefore(WebhookReceipt receipt) {
        webhooks.answer = () -> receipt;

        HttpResponse<String> response = post("/webhooks/stripe", "{}");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
        assertThat(webhooks.requests).hasSize(1);
    }

    @Test
    final void handsOverTheBytesAndTheSignatureAsTheyCame() {
        byte[] everyByte = new byte[256];
        for (int i = 0; i < everyByte.length; i++) {
            everyByte[i] = (byte) i;
        }

        send(request("/webhooks/stripe").POST(BodyPublishers.ofByteArray(everyByte)));
        send(request("/webhooks/stripe")
                .setHeader("Content-Type", "text/plain; charset=UTF-16")
                .POST(streamed(everyByte)));

        assertThat(webhooks.requests).hasSize(2).allSatisfy(request -> {
            assertThat(request.body()).isEqualTo(everyByte);
            assertThat(request.signature()).isEqualTo(SIGNATURE);
        });
    }

    @ParameterizedTest
    @CsvSource({"HEADER_MALFORMED", "SIGNATURE_MISMATCH", "TOO_OLD", "TOO_NEW", "NOT_AN_EVENT"})
    final void answers400WithTheReasonWhenItIsRejected(Reason reason) {
        webhooks.answer = () -> {
            throw new WebhookRejectedException(reason, "what was expected");
        };

        HttpResponse<String> response = post("/webhooks/stripe", "{\"secret\":\"hush\"}");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).isEqualTo(reason.name());
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
        assertThat(logged.text()).contains("what was expected").doesNotContain("hush");
    }

    @Test
    final void handsOverThatThereIsNoSignature() {
        send(HttpRequest.newBuilder(uri("/webhooks/stripe")).POST(BodyPublishers.ofString("{}")));

        assertThat(webhooks.requests).hasSize(1);
        assertThat(webhooks.requests.get(0).signature()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "post"})
    final void answers405ToAnythingButPost(String method) {
        HttpResponse<String> response = send(request("/webhooks/stripe").method(method, BodyPublishers.ofString("{}")));

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().allValues("Allow")).containsExactly("POST");
        assertThat(response.body()).isEmpty();
        assertThat(webhooks.requests).isEmpty();
    }

    @Test
    final void takesABodyOfTheLimitAndAnswers413AboveItHoweverItsLengthIsTold() {
        byte[] limit = new byte[LIMIT];
        byte[] more = new byte[LIMIT + 1];
        byte[] muchMore = new byte[LIMIT * 20];

        assertThat(post("/webhooks/stripe", BodyPublishers.ofByteArray(limit))).isEqualTo(200);
        assertThat(post("/webhooks/stripe", streamed(limit))).isEqualTo(200);
        assertThat(post("/webhooks/stripe", BodyPublishers.ofByteArray(more))).isEqualTo(413);
        assertThat(post("/webhooks/stripe", streamed(more))).isEqualTo(413);
        assertThat(post("/webhooks/stripe", streamed(muchMore))).isEqualTo(413);
        assertThat(webhooks.requests).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 1, 999})
    final void answers413WhenTheAnnouncedLengthIsALie(long announced) {
        launch("", context -> {
            filter(context, new Probes.AnnouncedLength(announced), "/*");
            servlet(context, new WebhookServlet(webhooks, LIMIT), "/webhooks/stripe");
        });

        assertThat(post("/webhooks/stripe", BodyPublishers.ofByteArray(new byte[LIMIT + 1])))
                .isEqualTo(413);
        assertThat(webhooks.requests).isEmpty();
    }

    @Test
    final void readsAtMostOneMebibyteByDefault() throws IOException {
        launch("", context -> servlet(context, new WebhookServlet(webhooks), "/webhooks/stripe"));

        assertThat(post("/webhooks/stripe", BodyPublishers.ofByteArray(new byte[1024 * 1024])))
                .isEqualTo(200);
        // only announced: an answer that does not wait for a body must come
        assertThat(raw("POST /webhooks/stripe HTTP/1.1\r\nHost: x\r\nContent-Length: 1048577\r\n\r\n"))
                .startsWith("HTTP/1.1 413");
    }

    static Stream<Supplier<RuntimeException>> failures() {
        String payload = "Failing row contains ({\"secret\":\"hush\"})";
        return Stream.of(
                () -> new BillingStoreException(
                        ErrorCode.STORE_UNAVAILABLE, "the database cannot be reached", new IOException(payload)),
                () -> new BillingStoreException(
                        ErrorCode.STORE_FAILED, "the event was not stored", new IllegalStateException(payload)),
                () -> new IllegalStateException(payload, new IllegalArgumentException(payload)),
                () -> {
                    throw new StackOverflowError(payload);
                });
    }

    @ParameterizedTest
    @MethodSource("failures")
    final void answers503WithoutABodyWhenTheReceiverFails(Supplier<RuntimeException> failure) {
        webhooks.answer = () -> {
            throw failure.get();
        };

        HttpResponse<String> response = post("/webhooks/stripe", "{\"secret\":\"hush\"}");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).isEmpty();
        assertThat(logged.text())
                .contains("could not be stored")
                .contains("at io.tollbridge.billing.servlet.")
                .doesNotContain("hush");
    }

    @ParameterizedTest
    @CsvSource({
        "'', /webhooks/stripe, /webhooks/stripe, 200",
        "'', /webhooks/stripe, /webhooks/stripe/more, 202",
        "'', /hooks/*, /hooks/stripe/live, 200",
        "/shop, /webhooks/stripe, /shop/webhooks/stripe, 200",
        "/shop, /webhooks/stripe, /webhooks/stripe, 404",
    })
    final void theServletAnswersWhereItIsMapped(String contextPath, String mapping, String path, int status) {
        launch(contextPath, context -> {
            servlet(context, new WebhookServlet(webhooks, LIMIT), mapping);
            servlet(context, echo, "/");
        });

        assertThat(post(path, BodyPublishers.ofString("{}"))).isEqualTo(status);
        assertThat(webhooks.requests).hasSize(status == 200 ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource({
        "'', /, /webhooks/stripe, true",
        "'', /*, /webhooks/stripe, true",
        "'', /webhooks/*, /webhooks/stripe, true",
        "/shop, /, /shop/webhooks/stripe, true",
        "/shop, /*, /shop/webhooks/stripe, true",
        "/shop, /*, /shop/webhooks/stripe?a=b, true",
        "/shop, /*, /shop/shop/webhooks/stripe, false",
        "'', /*, /webhooks/stripe/, false",
        "'', /*, /webhooks/stripe/more, false",
        "'', /*, /webhooks/stripes, false",
        "'', /*, /webhooks, false",
        "'', /*, /WEBHOOKS/stripe, false",
        "'', /*, /x/webhooks/stripe, false",
        "'', /*, /, false",
        "'', /*, /?path=/webhooks/stripe, false",
    })
    final void theFilterAnswersItsPathAndPassesTheRestOn(
            String contextPath, String othersAt, String path, boolean answers) {
        launch(contextPath, context -> {
            filter(context, new WebhookFilter(webhooks), "/*");
            servlet(context, echo, othersAt);
        });

        HttpResponse<String> response = post(path, "untouched");

        assertThat(response.statusCode()).isEqualTo(answers ? 200 : Probes.Echo.STATUS);
        assertThat(response.body()).isEqualTo(answers ? "" : "POST untouched");
        assertThat(webhooks.requests).hasSize(answers ? 1 : 0);
    }

    @Test
    final void theFilterTakesAPathAndALimitOfItsOwn() {
        launch("", context -> {
            filter(context, new WebhookFilter(webhooks, "/hooks/live", LIMIT), "/*");
            servlet(context, echo, "/*");
        });

        assertThat(post("/hooks/live", "{}").statusCode()).isEqualTo(200);
        assertThat(post("/hooks/live", streamed(new byte[LIMIT + 1]))).isEqualTo(413);
        assertThat(post("/webhooks/stripe", "{}").body()).isEqualTo("POST {}");
        assertThat(send(request("/hooks/live").GET()).statusCode()).isEqualTo(405);
        assertThat(send(request("/other").GET()).body()).isEqualTo("GET ");
    }

    @ParameterizedTest
    @CsvSource({
        "STREAM, application/json",
        "PART_OF_STREAM, application/json",
        "READER, application/json",
        "PARAMETERS, application/x-www-form-urlencoded",
    })
    final void saysSoWhenAFilterInFrontHasReadTheBody(Probes.Taking.How how, String contentType) {
        launch("", context -> {
            filter(context, new Probes.Taking(how), "/*");
            filter(context, new WebhookFilter(webhooks), "/*");
            servlet(context, echo, "/");
        });

        HttpResponse<String> response = send(request("/webhooks/stripe")
                .setHeader("Content-Type", contentType)
                .POST(BodyPublishers.ofString("secret=hush")));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).isEqualTo("BODY_ALREADY_READ");
        assertThat(webhooks.requests).isEmpty();
        assertThat(logged.text())
                .contains("mount the webhook endpoint before it")
                .doesNotContain("hush");
    }

    @Test
    final void doesNotMindAFilterThatOnlyReadsQueryParameters() {
        launch("", context -> {
            filter(context, new Probes.Taking(Probes.Taking.How.PARAMETERS), "/*");
            filter(context, new WebhookFilter(webhooks), "/*");
            servlet(context, echo, "/");
        });

        assertThat(post("/webhooks/stripe?a=b", "{}").statusCode()).isEqualTo(200);
    }

    @Test
    final void answersARequestThatAFilterInFrontHandsOverToAnotherThread() {
        launch("", context -> {
            filter(context, new Probes.Elsewhere(), "/*");
            servlet(context, new WebhookServlet(webhooks, LIMIT), "/webhooks/stripe");
        });

        assertThat(post("/webhooks/stripe", "{}").statusCode()).isEqualTo(200);
        assertThat(post("/webhooks/stripe", streamed(new byte[LIMIT + 1]))).isEqualTo(413);
        assertThat(webhooks.requests).hasSize(1);
    }

    @Test
    final void rejectsAnEmptyBody() {
        assertThat(post("/webhooks/stripe", "").body()).isEqualTo("BODY_ALREADY_READ");
        assertThat(post("/webhooks/stripe", streamed(new byte[0]))).isEqualTo(400);
        assertThat(webhooks.requests).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 500\r\n\r\n{\"half\":",
                "Transfer-Encoding: chunked\r\n\r\n8\r\n{\"half\":\r\n",
                "Transfer-Encoding: chunked\r\n\r\n8\r\n{\"ha",
                "Transfer-Encoding: chunked\r\n\r\nnonsense\r\n{\"half\":1}",
            })
    final void storesNothingWhenTheSenderBreaksOff(String rest) throws IOException {
        launch("", context -> {
            filter(context, finished, "/*");
            servlet(context, new WebhookServlet(webhooks, LIMIT), "/webhooks/stripe");
        });

        try (Socket socket = socket()) {
            socket.getOutputStream()
                    .write(("POST /webhooks/stripe HTTP/1.1\r\nHost: x\r\n" + rest).getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
            finished.awaitBegin();
        }

        finished.awaitEnd();
        assertThat(webhooks.requests).isEmpty();
        assertThat(post("/webhooks/stripe", "{}").statusCode()).isEqualTo(200);
    }

    @Test
    final void answersManyAtOnce() {
        List<CompletableFuture<HttpResponse<String>>> responses = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            HttpRequest request = request("/webhooks/stripe")
                    .POST(BodyPublishers.ofString("{\"i\":" + i + "}"))
                    .build();
            responses.add(client.sendAsync(request, BodyHandlers.ofString()));
        }

        assertThat(responses)
                .allSatisfy(response -> assertThat(
                                response.orTimeout(30, TimeUnit.SECONDS).join().statusCode())
                        .isEqualTo(200));
        assertThat(webhooks.requests.stream().map(request -> new String(request.body(), UTF_8)))
                .hasSize(64)
                .doesNotHaveDuplicates();
    }

    private void launch(String contextPath, Consumer<ServletContext> application) {
        if (server != null) {
            server.close();
        }
        server = launcher.launch(contextPath, application);
    }

    private static void servlet(ServletContext context, Servlet servlet, String mapping) {
        var registration = context.addServlet(servlet.getClass().getSimpleName(), servlet);
        registration.addMapping(mapping);
        registration.setAsyncSupported(true);
    }

    private static void filter(ServletContext context, Filter filter, String mapping) {
        var registration = context.addFilter(filter.getClass().getSimpleName(), filter);
        registration.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, mapping);
        registration.setAsyncSupported(true);
    }

    private HttpResponse<String> post(String path, String body) {
        return send(request(path).POST(BodyPublishers.ofString(body)));
    }

    private int post(String path, BodyPublisher body) {
        return send(request(path).POST(body)).statusCode();
    }

    /** A body whose length is not announced. */
    private static BodyPublisher streamed(byte[] body) {
        return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json; charset=utf-8")
                .header("Stripe-Signature", SIGNATURE);
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    private int port() {
        return requireNonNull(server).port();
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Socket socket() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
        socket.setSoTimeout(30_000);
        return socket;
    }

    private String raw(String request) throws IOException {
        try (Socket socket = socket()) {
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readNBytes(12), ISO_8859_1);
        }
    }
}
