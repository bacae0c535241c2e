// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Every API request that came over the wire, in the order of arrival. Thread-safe. */
public final class RequestLog {
    private final List<LoggedRequest> requests = new ArrayList<>();

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
    }

    synchronized LoggedRequest arrived(Request request, String requestId) {
        String key = request.idempotencyKey();
        long before = requests.stream()
                .filter(one -> one.method().equals(request.method())
                        && one.path().equals(request.path())
                        && Objects.equals(one.idempotencyKey(), key))
                .count();
        LoggedRequest arrived = new LoggedRequest(
                request.method(), request.path(), key, Math.toIntExact(before + 1), requestId, null, null);
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
