// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every API request that came over the wire, in the order of arrival. Thread-safe. */
public final class RequestLog {
    private final List<LoggedRequest> requests = new ArrayList<>();
    private final Map<Call, Integer> attempts = new HashMap<>();

    /** What an attempt is an attempt of; a call without a key has none. */
    private record Call(
            String method, String path, @Nullable String idempotencyKey) {}

    RequestLog() {}

    /** All requests so far. */
    public synchronized List<LoggedRequest> all() {
        return List.copyOf(requests);
    }

    /**
     * Requests to an endpoint.
     *
     * @param endpoint method and beginning of the path, such as {@code POST /v1/customers}
     */
    public synchronized List<LoggedRequest> to(String endpoint) {
        return requests.stream()
                .filter(one -> (one.method() + " " + one.path()).startsWith(endpoint))
                .toList();
    }

    /** How many requests came with an idempotency key: 1 for a call that was not retried. */
    public synchronized int attempts(String idempotencyKey) {
        return (int) requests.stream()
                .filter(one -> idempotencyKey.equals(one.idempotencyKey()))
                .count();
    }

    /** Forgets the requests so far; attempts are counted anew. */
    public synchronized void clear() {
        requests.clear();
        attempts.clear();
    }

    synchronized LoggedRequest arrived(Request request, String requestId) {
        Call call = new Call(request.method(), request.path(), request.idempotencyKey());
        int attempt = attempts.merge(call, 1, Math::addExact);
        LoggedRequest arrived =
                new LoggedRequest(call.method, call.path, call.idempotencyKey, attempt, requestId, null, null);
        requests.add(arrived);
        return arrived;
    }

    synchronized void replace(LoggedRequest changed) {
        for (int i = requests.size() - 1; i >= 0; i--) {
            if (requests.get(i).requestId().equals(changed.requestId())) {
                requests.set(i, changed);
                return;
            }
        }
    }
}
