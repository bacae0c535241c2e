// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import com.stripe.Stripe;
import com.stripe.exception.ApiConnectionException;
import com.stripe.exception.StripeException;
import com.stripe.net.HttpContent;
import com.stripe.net.StripeRequest;
import com.stripe.net.StripeResponse;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The wire under Stripe's library. It follows no redirect, sends nothing twice by itself, and repeats what is worth
 * repeating under the same key, which the library's own client does not do for 429, for empty and for cut-off answers.
 *
 * <p>{@code HttpURLConnection}, which that client uses, repeats a POST of a connection that was closed and follows a
 * redirect of a POST with a GET; {@code java.net.http} does neither.
 */
final class WireClient extends com.stripe.net.HttpClient {
    private static final int MOST_DOUBLINGS = 4;
    private static final long LONGEST_RETRY_AFTER = 10;
    /** Headers that java.net.http sets by itself and forbids to set. */
    private static final Set<String> OWN_HEADERS = caseless("connection", "content-length", "host", "user-agent");

    /** The call of this thread. One at a time: no call is made from within another. */
    private static final ThreadLocal<Exchange> CURRENT = new ThreadLocal<>();

    private final ApiLimits limits;
    private final Throttle throttle;
    private final HttpClient http;

    WireClient(ApiLimits limits) {
        this.limits = limits;
        this.throttle = new Throttle(limits.perSecond(), limits.concurrency());
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(limits.connectTimeout())
                .build();
    }

    /** What one call of Stripe's library comes to on the wire. */
    Exchange during(Consumer<Exchange> call) {
        Exchange exchange = new Exchange();
        CURRENT.set(exchange);
        try {
            call.accept(exchange);
        } finally {
            CURRENT.remove();
        }
        return exchange;
    }

    @Override
    public StripeResponse requestWithRetries(StripeRequest request) throws StripeException {
        return request(request);
    }

    @Override
    public StripeResponse request(StripeRequest request) throws StripeException {
        Exchange exchange = CURRENT.get();
        if (exchange == null) {
            throw new IllegalStateException("a request to Stripe outside of a call");
        }
        long deadline = System.nanoTime() + limits.patience().toNanos();
        while (true) {
            if (!throttle.enter(deadline)) {
                exchange.sent(Verdict.LIMITED, null, null);
                break;
            }
            try {
                send(request, exchange);
            } finally {
                throttle.leave();
            }
            if (!again(exchange) || !pause(exchange, deadline)) {
                break;
            }
        }
        Reply reply = exchange.reply();
        if (reply == null) {
            throw new ApiConnectionException("no answer", exchange.broken());
        }
        return new StripeResponse(
                reply.status(), com.stripe.net.HttpHeaders.of(reply.headers().map()), reply.body());
    }

    private boolean again(Exchange exchange) {
        Verdict verdict = exchange.last();
        Reply reply = exchange.reply();
        if (verdict == null || verdict == Verdict.DONE || exchange.sendings() >= limits.sendings()) {
            return false;
        }
        Boolean advice = reply == null ? null : reply.shouldRetry();
        if (advice != null) {
            return advice;
        }
        boolean redirected = reply != null && reply.status() >= 300 && reply.status() < 400;
        return verdict.repeatable() && !redirected;
    }

    private boolean pause(Exchange exchange, long deadline) {
        long longest = limits.firstPause().toNanos() << Math.min(MOST_DOUBLINGS, exchange.sendings() - 1);
        long pause = longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2 + 1);
        Reply reply = exchange.reply();
        if (exchange.last() == Verdict.LIMITED && reply != null) {
            pause = Math.max(pause, retryAfter(reply));
            throttle.slowDown(pause);
        }
        long until = System.nanoTime() + pause;
        return until - deadline < 0 && Throttle.waitUntil(until);
    }

    private static long retryAfter(Reply reply) {
        return reply.headers()
                .firstValue("Retry-After")
                .filter(text -> text.matches("[0-9]{1,4}"))
                .map(text -> TimeUnit.SECONDS.toNanos(Math.min(LONGEST_RETRY_AFTER, Long.parseLong(text))))
                .orElse(0L);
    }

    private void send(StripeRequest request, Exchange exchange) {
        CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(http(request), BodyHandlers.ofByteArray());
        // why not HttpRequest.timeout: it ends with the headers, and a body that never ends would hold the caller
        long patience = limits.connectTimeout().plus(limits.readTimeout()).toMillis();
        try {
            HttpResponse<byte[]> response = answer.get(patience, TimeUnit.MILLISECONDS);
            Reply reply = new Reply(
                    response.statusCode(), response.headers(), new String(response.body(), StandardCharsets.UTF_8));
            exchange.sent(Verdict.of(reply), reply, null);
        } catch (InterruptedException interrupted) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            exchange.sent(Verdict.DOUBTFUL, null, interrupted);
        } catch (TimeoutException late) {
            answer.cancel(true);
            exchange.sent(Verdict.DOUBTFUL, null, late);
        } catch (ExecutionException failed) {
            boolean unsent = failed.getCause() instanceof ConnectException
                    || failed.getCause() instanceof HttpConnectTimeoutException;
            exchange.sent(
                    unsent ? Verdict.NOT_SENT : Verdict.DOUBTFUL,
                    null,
                    failed.getCause() instanceof IOException io ? io : failed);
        }
    }

    private static HttpRequest http(StripeRequest request) {
        HttpContent content = request.content();
        HttpRequest.Builder builder = HttpRequest.newBuilder(
                        URI.create(request.url().toString()))
                .method(request.method().name(), body(content));
        for (Map.Entry<String, List<String>> header : request.headers().map().entrySet()) {
            if (!OWN_HEADERS.contains(header.getKey())) {
                header.getValue().forEach(value -> builder.header(header.getKey(), value));
            }
        }
        if (content != null) {
            builder.setHeader("Content-Type", content.contentType());
        }
        return builder.setHeader("User-Agent", "tollbridge stripe-java/" + Stripe.VERSION)
                .build();
    }

    private static HttpRequest.BodyPublisher body(@Nullable HttpContent content) {
        return content == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(content.byteArrayContent());
    }

    private static Set<String> caseless(String... names) {
        Set<String> set = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        set.addAll(List.of(names));
        return set;
    }
}
