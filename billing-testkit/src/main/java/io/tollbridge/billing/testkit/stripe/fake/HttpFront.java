// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** The wire: reads requests, makes them go wrong where ordered, writes answers. */
final class HttpFront implements AutoCloseable {
    private static final String PAGES = "/fake/";
    private static final String NO_DELAY = "sun.net.httpserver.nodelay";

    static {
        // why: the JDK's server writes headers and body apart; without this each answer waits 40 ms for the client's
        // acknowledgement. It is read once, when the first server of this process is made.
        if (System.getProperty(NO_DELAY) == null) {
            System.setProperty(NO_DELAY, "true");
        }
    }

    private final Api api;
    private final Pages pages;
    private final RequestLog log;
    private final Chaos chaos;
    private final Runnable afterRequest;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(daemons());
    private final ConcurrentLinkedQueue<HttpExchange> unanswered = new ConcurrentLinkedQueue<>();

    HttpFront(Api api, Pages pages, RequestLog log, Chaos chaos, Runnable afterRequest) {
        this.api = api;
        this.pages = pages;
        this.log = log;
        this.chaos = chaos;
        this.afterRequest = afterRequest;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("the fake Stripe cannot listen on the loopback interface", e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
    }

    void start() {
        server.start();
    }

    String base() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        unanswered.forEach(HttpExchange::close);
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        Request request = read(exchange);
        if (request.path().startsWith(PAGES)) {
            write(exchange, pages.answer(request));
            afterRequest.run();
            return;
        }
        LoggedRequest logged = log.arrived(request, api.nextRequestId());
        Optional<Fault> fault = chaos.choose(request, logged.attempt());
        if (fault.isEmpty()) {
            answer(exchange, logged, api.answer(request, logged.requestId(), false));
        } else {
            goWrong(exchange, request, logged.withFault(fault.get()), fault.get());
        }
        afterRequest.run();
    }

    private void goWrong(HttpExchange exchange, Request request, LoggedRequest logged, Fault fault) throws IOException {
        log.replace(logged);
        Reply reply = fault.before() ? null : api.answer(request, logged.requestId(), fault == Fault.ERROR_500_AFTER);
        switch (fault) {
            case DROP_BEFORE, DROP_AFTER -> exchange.close();
            case TIMEOUT_BEFORE, TIMEOUT_AFTER -> unanswered.add(exchange);
            case GATEWAY_503_BEFORE, GATEWAY_503_AFTER -> answer(exchange, logged, gateway());
            case EMPTY_BODY_AFTER -> answer(exchange, logged, cut(reply, 0));
            case TRUNCATED_BODY_AFTER -> answer(exchange, logged, cut(reply, 2));
            case ERROR_500_AFTER -> answer(exchange, logged, Objects.requireNonNull(reply));
            case RATE_LIMIT -> answer(exchange, logged, limited(logged, "rate_limit", Map.of()));
            case RATE_LIMIT_SHOULD_RETRY ->
                answer(exchange, logged, limited(logged, "rate_limit", Map.of("Stripe-Should-Retry", "true")));
            case RATE_LIMIT_RETRY_AFTER ->
                answer(exchange, logged, limited(logged, "rate_limit", Map.of("Retry-After", "1")));
            case LOCK_TIMEOUT -> answer(exchange, logged, limited(logged, "lock_timeout", Map.of()));
        }
    }

    private void answer(HttpExchange exchange, LoggedRequest logged, Reply reply) throws IOException {
        log.replace(logged.withStatus(reply.status()));
        write(exchange, reply);
    }

    private Reply limited(LoggedRequest logged, String code, Map<String, String> headers) {
        String message = code.equals("lock_timeout")
                ? "This object cannot be accessed right now because another API request or Stripe process is currently"
                        + " accessing it. If you see this error intermittently, retry the request."
                : "Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.";
        return api.refusal(StripeError.rateLimited(code, message), logged.requestId(), headers);
    }

    private static Reply gateway() {
        return new Reply(
                503, "<html><body><h1>503 Service Unavailable</h1></body></html>", Map.of("Content-Type", "text/html"));
    }

    private static Reply cut(@Nullable Reply reply, int divisor) {
        if (reply == null) {
            throw new IllegalStateException("there is no answer to be cut");
        }
        String body = divisor == 0 ? "" : reply.body().substring(0, reply.body().length() / divisor);
        return new Reply(reply.status(), body, reply.headers());
    }

    private static Request read(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
        String query = exchange.getRequestURI().getRawQuery();
        return new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                query == null ? "" : query,
                new String(exchange.getRequestBody().readAllBytes(), UTF_8),
                Map.copyOf(headers));
    }

    /** A client that has gone away is not an error. */
    private static void write(HttpExchange exchange, Reply reply) throws IOException {
        byte[] body = reply.body().getBytes(UTF_8);
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", "application/json");
        reply.headers().forEach(headers::set);
        exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private static ThreadFactory daemons() {
        return work -> {
            Thread thread = new Thread(work, "fake-stripe");
            thread.setDaemon(true);
            return thread;
        };
    }
}
