// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.webhook;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.InvalidArgumentException;
import io.tollbridge.billing.reconcile.Healing;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How stored events are worked on. Immutable; each method returns new settings.
 *
 * @param listeners the host's own listeners, no name twice
 * @param workers how many threads of this node process events at once, 1 to 64; an event of which another one speaks of
 *     the same object waits for it. 2 by default: one that waits for the payment service does not hold up the others
 * @param payloadRetention how long payloads are kept after an event is done or ignored; at least a day, 30
 *     days by default, as long as Stripe keeps its events. The rest of the row is kept for good
 * @param healing what is done about facts that no webhook brought; {@link Healing#REPAIR} by default
 */
public record WebhookSettings(
        List<WebhookListener> listeners, int workers, Duration payloadRetention, Healing healing) {
    /** No listeners, 2 workers, 30 days, everything healed. */
    public static final WebhookSettings DEFAULT =
            new WebhookSettings(List.of(), 2, Duration.ofDays(30), Healing.REPAIR);

    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,30}");

    public WebhookSettings {
        listeners = List.copyOf(listeners);
        Set<String> names = new HashSet<>();
        for (WebhookListener listener : listeners) {
            if (!NAME.matcher(listener.name()).matches()) {
                throw invalid("the name of a webhook listener is 1 to 30 lower-case letters, digits and hyphens, not \""
                        + listener.name() + "\"");
            }
            if (!names.add(listener.name())) {
                throw invalid("two webhook listeners are named \"" + listener.name() + "\"; give each its own name");
            }
        }
        if (workers < 1 || workers > 64) {
            throw invalid("the webhook workers of a node must be 1 to 64, not " + workers);
        }
        if (payloadRetention.compareTo(Duration.ofDays(1)) < 0) {
            throw invalid("payloads of webhooks must be kept for a day or longer, not " + payloadRetention);
        }
    }

    private static InvalidArgumentException invalid(String message) {
        return new InvalidArgumentException(ErrorCode.ARGUMENT_INVALID, message);
    }

    /** With one more listener. */
    public WebhookSettings listener(WebhookListener listener) {
        List<WebhookListener> more =
                Stream.concat(listeners.stream(), Stream.of(listener)).toList();
        return new WebhookSettings(more, workers, payloadRetention, healing);
    }

    /** With so many workers. */
    public WebhookSettings workers(int threads) {
        return new WebhookSettings(listeners, threads, payloadRetention, healing);
    }

    /** With another retention of payloads. */
    public WebhookSettings payloadRetention(Duration duration) {
        return new WebhookSettings(listeners, workers, duration, healing);
    }

    /** Doing this about facts that no webhook brought. */
    public WebhookSettings healing(Healing what) {
        return new WebhookSettings(listeners, workers, payloadRetention, what);
    }
}
