// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.webhook.HandlerResult;
import io.tollbridge.billing.webhook.WebhookListener;
import io.tollbridge.billing.webhook.WebhookRecord;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The host's listeners. What they throw stays with their own rows. */
final class WebhookListeners {
    private static final Logger log = LoggerFactory.getLogger(WebhookListeners.class);

    private final Map<String, WebhookListener> byName = new LinkedHashMap<>();
    private final Map<String, Set<String>> typesByName = new LinkedHashMap<>();

    WebhookListeners(List<WebhookListener> listeners) {
        for (WebhookListener listener : listeners) {
            byName.put(listener.name(), listener);
            typesByName.put(listener.name(), Set.copyOf(listener.eventTypes()));
        }
    }

    /**
     * Whose rows this node works on: its listeners', and the library's own under an empty name.
     *
     * @param ours false when the library itself can make nothing of events here
     */
    Set<String> worked(boolean ours) {
        Set<String> names = new HashSet<>(byName.keySet());
        if (ours) {
            names.add("");
        }
        return names;
    }

    /** Who wants events of a type. */
    Set<String> wanting(String eventType) {
        return typesByName.entrySet().stream()
                .filter(one ->
                        one.getValue().contains(eventType) || one.getValue().contains(WebhookListener.ALL_TYPES))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    HandlerResult call(WebhookRecord webhook) {
        WebhookListener listener = byName.get(webhook.listener());
        if (listener == null) {
            return HandlerResult.retry("no listener \"" + webhook.listener() + "\" is registered on this node");
        }
        try {
            listener.on(webhook.event());
            return HandlerResult.apply();
        } catch (Exception | LinkageError | StackOverflowError | AssertionError failure) {
            if (failure instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            log.warn("The webhook listener {} failed on {}", webhook.listener(), webhook.event(), failure);
            return HandlerResult.retry(
                    "the listener failed: " + failure.getClass().getName());
        } finally {
            BackgroundWorker.forgetInterrupt();
        }
    }
}
