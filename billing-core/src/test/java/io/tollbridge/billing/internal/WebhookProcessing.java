// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.account.AccountDecider;
import io.tollbridge.billing.account.Attribution;
import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.account.CreditPolicy;
import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.account.OperationKey;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.spi.WebhookArrival;
import io.tollbridge.billing.webhook.HandlerResult;
import io.tollbridge.billing.webhook.WebhookContext;
import io.tollbridge.billing.webhook.WebhookEvent;
import io.tollbridge.billing.webhook.WebhookEventKey;
import io.tollbridge.billing.webhook.WebhookHandler;
import io.tollbridge.billing.webhook.WebhookListener;
import io.tollbridge.billing.webhook.WebhookRecord;
import io.tollbridge.billing.webhook.WebhookSettings;
import io.tollbridge.billing.webhook.WebhookTask;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A processor on a store in memory, with a handler and a listener that do what a test says. */
abstract class WebhookProcessing {
    static final String T = "acme";
    static final Instant BEGIN = Instant.parse("2026-03-01T10:00:00Z");

    final FakeStore store = new FakeStore();
    final Catalog catalog;
    Instant now = BEGIN;
    Function<WebhookEvent, HandlerResult> handling = event -> HandlerResult.ignore("nothing");
    Listening listening = event -> {};
    UnaryOperator<WebhookEvent> current = event -> event;
    final CommandExecutor executor;
    final WebhookProcessor processor;

    WebhookProcessing() {
        this(Catalog.builder().build());
    }

    WebhookProcessing(Catalog catalog) {
        this.catalog = catalog;
        executor = new CommandExecutor(store, new AccountDecider(catalog, CreditPolicy.DEFAULT), () -> now);
        processor = new WebhookProcessor(
                FakeOptions.of(
                        store, catalog, new Gateway(), () -> now, WebhookSettings.DEFAULT.listener(new Listener())),
                executor,
                new KeySequence(() -> now),
                new WebhookListeners(List.of(new Listener())),
                new RetrySchedule(10, Duration.ofSeconds(2), Duration.ofHours(6), bound -> 0));
    }

    private final class Gateway extends NoWebhooks implements WebhookHandler {
        @Override
        public WebhookEvent current(WebhookEvent event, Instant at) {
            return current.apply(event);
        }

        @Override
        public List<WebhookHandler> handlers() {
            return List.of(this);
        }

        @Override
        public Set<String> eventTypes() {
            return Set.of("known");
        }

        @Override
        public HandlerResult handle(WebhookEvent event, WebhookContext context) {
            return handling.apply(event);
        }
    }

    private final class Listener implements WebhookListener {
        @Override
        public String name() {
            return "crm";
        }

        @Override
        public Set<String> eventTypes() {
            return Set.of("known", "heard");
        }

        @Override
        public void on(WebhookEvent event) throws Exception {
            listening.on(event);
        }
    }

    interface Listening {
        void on(WebhookEvent event) throws Exception;
    }

    static WebhookEventKey key(String id) {
        return new WebhookEventKey("acct", false, id);
    }

    void arrives(String id, String type) {
        store.inbox().insert(new WebhookEvent(key(id), type, id, null, now, "{}"), now, null);
    }

    WebhookRecord event(String id) {
        return store.inbox.row(WebhookTask.ours(key(id)));
    }

    static Command gift(long credits) {
        return new Command.AddLot(
                T, OperationKey.fact("gift"), Grant.Source.GIFT, credits, null, true, Attribution.NONE);
    }

    long balance() {
        return store.rows().account(T, List.of(), List.of()).bundleCredits();
    }

    void arrivesForBoth(String id, String type) {
        WebhookEvent event = new WebhookEvent(key(id), type, id, null, now, "{}");
        store.inbox().insertAll(List.of(new WebhookArrival(event, Set.of("crm"), now, null)));
    }

    WebhookRecord heard(String id) {
        return store.inbox.row(new WebhookTask(key(id), "crm"));
    }
}
