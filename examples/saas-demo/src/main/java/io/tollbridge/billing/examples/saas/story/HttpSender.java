// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas.story;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Sends real HTTP requests. */
final class HttpSender implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    // ours, so that its threads can be ended: HttpClient itself cannot be closed before Java 21
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient client = HttpClient.newBuilder()
            .executor(threads)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    HttpAnswer post(URI address, Map<String, String> headers, byte[] body) {
        return send("POST", address, headers, body);
    }

    HttpAnswer send(String method, URI address, Map<String, String> headers, byte[] body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .timeout(PATIENCE)
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        try {
            var response = client.send(request.build(), BodyHandlers.ofString());
            return new HttpAnswer(response.statusCode(), response.body());
        } catch (IOException failure) {
            throw new IllegalStateException("no answer from " + address.getPath(), failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + address.getPath(), interrupted);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
