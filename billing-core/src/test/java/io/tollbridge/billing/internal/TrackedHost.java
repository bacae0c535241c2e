// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.CreditType;
import io.tollbridge.billing.GroupCommit;
import io.tollbridge.billing.TenantResolver;
import io.tollbridge.billing.account.AccountDecider;
import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.account.CreditPolicy;
import io.tollbridge.billing.account.Hold;
import io.tollbridge.billing.account.UsageDelta;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.event.BillingListener;
import io.tollbridge.billing.notification.NotificationSettings;
import io.tollbridge.billing.track.CostFunction;
import io.tollbridge.billing.webhook.WebhookSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** A host with one tenant of 100 credits, and what its tests look at. */
final class TrackedHost {
    static final String T = "acme";

    final FakeStore store = new FakeStore();
    final Catalog catalog = Catalog.builder()
            .feature("MAIL", 5)
            .feature("ROW", 2)
            .feature("LLM")
            .build();
    final BillingService billing;
    Instant now = Instant.parse("2026-03-01T10:00:00Z");

    @Nullable
    String tenant = T;

    TrackedHost() {
        this.billing = service(store, () -> tenant, Map.of());
        billing.addCredits(T, 100, CreditType.BUNDLE);
    }

    BillingService service(FakeStore on, @Nullable TenantResolver tenants, Map<Class<?>, CostFunction<?>> functions) {
        return new DefaultBillingService(new BillingOptions(
                on,
                catalog,
                null,
                tenants,
                functions,
                CreditPolicy.DEFAULT,
                () -> now,
                Duration.ofHours(1),
                Duration.ofSeconds(1),
                GroupCommit.DEFAULT,
                WebhookSettings.DEFAULT,
                NotificationSettings.DEFAULT,
                LocalTime.of(3, 0),
                BillingListener.NONE));
    }

    void credits(long spendable, long held) {
        credits(T, spendable, held);
    }

    void credits(String tenantId, long spendable, long held) {
        assertThat(store.rows().tenant(tenantId).account.bundleCredits()).isEqualTo(spendable);
        assertThat(store.rows().tenant(tenantId).account.heldCredits()).isEqualTo(held);
    }

    List<Hold> holds() {
        return List.copyOf(store.rows().tenant(T).holds.values());
    }

    List<UsageDelta> usage() {
        return store.rows().tenant(T).usage;
    }

    /** What the worker does with a hold whose time is over. */
    void expire(Hold hold) {
        now = hold.expiresAt();
        CommandExecutor executor =
                new CommandExecutor(store, new AccountDecider(catalog, CreditPolicy.DEFAULT), () -> now);
        executor.execute(new Command.Release(T, hold.id(), true));
    }

    /** A null where none is allowed: what a host without null checks passes. */
    @SuppressWarnings("NullAway")
    static <T> T nothing(Class<T> type) {
        return type.cast(null);
    }

    /** The lines that the library writes at ERROR or WARN while the work is done. */
    static List<ILoggingEvent> logged(Runnable work) {
        Logger log = (Logger) LoggerFactory.getLogger("io.tollbridge.billing.track");
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        log.addAppender(lines);
        try {
            work.run();
        } finally {
            log.detachAppender(lines);
        }
        return lines.list.stream()
                .filter(line -> line.getLevel().isGreaterOrEqual(Level.WARN))
                .toList();
    }
}
