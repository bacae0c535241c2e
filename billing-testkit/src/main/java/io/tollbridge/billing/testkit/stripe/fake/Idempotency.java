// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the first answer for each key, for 24 hours of the fake's clock. Thread-safe; it has a lock of its own, so
 * that a second request sees that the first one is still being carried out.
 */
final class Idempotency {
    private static final Duration KEPT = Duration.ofHours(24);
    private static final int LONGEST_KEY = 255;

    private final Map<Id, Entry> entries = new HashMap<>();

    /**
     * Begins a request with a key.
     *
     * @return the remembered answer; empty when the request is to be carried out, and then {@link #end} must be called
     */
    synchronized Optional<Reply> begin(Scope scope, String key, Request request, Instant now) {
        if (key.length() > LONGEST_KEY) {
            throw StripeError.invalid(
                    400, null, null, "Idempotency keys can have at most 255 characters, this one has " + key.length());
        }
        Id id = new Id(scope, key);
        Entry entry = entries.get(id);
        if (entry == null || entry.isOver(now)) {
            entries.put(id, new Entry(request.path(), fingerprint(request), now, null));
            return Optional.empty();
        }
        if (entry.reply == null) {
            throw StripeError.keyInUse(key);
        }
        if (!entry.path.equals(request.path())) {
            throw StripeError.keyReused("Keys for idempotent requests can only be used for the same endpoint they were"
                    + " first used for ('" + request.path() + "' vs '" + entry.path
                    + "'). Try using a key other than '" + key
                    + "' if you meant to execute a different request.");
        }
        if (!entry.fingerprint.equals(fingerprint(request))) {
            throw StripeError.keyReused("Keys for idempotent requests can only be used with the same parameters they"
                    + " were first used with. Try using a key other than '" + key
                    + "' if you meant to execute a different request.");
        }
        return Optional.of(entry.reply);
    }

    /** Ends a request: its answer is remembered, or the key is as if it had not been used. */
    synchronized void end(Scope scope, String key, Optional<Reply> reply) {
        Id id = new Id(scope, key);
        Entry entry = entries.get(id);
        if (entry != null) {
            reply.ifPresentOrElse(answer -> entries.put(id, entry.with(answer)), () -> entries.remove(id));
        }
    }

    /** Parameters in any order are the same parameters. */
    private static String fingerprint(Request request) {
        return new TreeMap<>(flat("", FormBody.parse(request.body()))).toString();
    }

    private static Map<String, String> flat(String prefix, Map<?, ?> tree) {
        Map<String, String> flat = new HashMap<>();
        tree.forEach((name, value) -> {
            if (value instanceof Map<?, ?> group) {
                flat.putAll(flat(prefix + name + ".", group));
            } else {
                flat.put(prefix + name, String.valueOf(value));
            }
        });
        return flat;
    }

    private record Id(Scope scope, String key) {}

    private record Entry(
            String path,
            String fingerprint,
            Instant begun,
            @Nullable Reply reply) {
        boolean isOver(Instant now) {
            return reply != null && !now.isBefore(begun.plus(KEPT));
        }

        Entry with(Reply answer) {
            return new Entry(path, fingerprint, begun, answer);
        }
    }
}
