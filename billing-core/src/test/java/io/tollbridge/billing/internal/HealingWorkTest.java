// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.account.AccountDecider;
import io.tollbridge.billing.account.CreditPolicy;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.payment.GatewayException;
import io.tollbridge.billing.payment.RecordKind;
import io.tollbridge.billing.payment.RecordPage;
import io.tollbridge.billing.payment.RecordPage.StoredRecord;
import io.tollbridge.billing.payment.RecordQuery;
import io.tollbridge.billing.webhook.WebhookSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A comparison that takes ten hours: one page a minute. */
/** What a node does by itself about records, hour by hour, with a payment service that has many or refuses some. */
class HealingWorkTest {
    private Instant now = Instant.parse("2026-03-01T10:00:00Z");
    private int pages;
    private boolean disputesRefused;
    private boolean busy;
    private int subscriptionsAsked;
    private final List<Instant> invoicesSince = new ArrayList<>();
    private final List<Instant> eventsAsked = new ArrayList<>();
    private final FakeStore store = new FakeStore();

    private final class Gateway extends NoWebhooks {
        @Override
        public boolean canRead() {
            return true;
        }

        @Override
        public RecordPage list(RecordQuery query) {
            if (query.kind() == RecordKind.EVENT) {
                eventsAsked.add(now);
                return new RecordPage(List.of(), false);
            }
            if (query.kind() == RecordKind.DISPUTE && disputesRefused) {
                throw new GatewayException(
                        ErrorCode.GATEWAY_NOT_AUTHORIZED, "the key may not read disputes", null, null, null);
            }
            if (query.kind() == RecordKind.SUBSCRIPTION && query.after() == null) {
                subscriptionsAsked++;
            }
            if (query.kind() == RecordKind.INVOICE && query.createdFrom() != null) {
                invoicesSince.add(query.createdFrom());
            }
            if (!busy) {
                return new RecordPage(List.of(), false);
            }
            now = now.plus(Duration.ofMinutes(1));
            pages++;
            boolean more = query.kind() == RecordKind.SUBSCRIPTION && pages < 600;
            return new RecordPage(List.of(new StoredRecord("sub_" + pages, "{}")), more);
        }
    }

    private HealingWork healing() {
        Catalog catalog = Catalog.builder().build();
        CommandExecutor executor =
                new CommandExecutor(store, new AccountDecider(catalog, CreditPolicy.DEFAULT), () -> now);
        BillingOptions options = FakeOptions.of(store, catalog, new Gateway(), () -> now, WebhookSettings.DEFAULT);
        return new HealingWork(options, executor, new WebhookListeners(List.of()), () -> {});
    }

    @Test
    @DisplayName(
            "records of one kind that may not be read are left out, which operators are told; the others are compared")
    void leavesOutWhatIsRefused() {
        disputesRefused = true;
        HealingWork healing = healing();
        healing.run();
        now = Instant.parse("2026-03-02T03:00:01Z");
        for (int half = 0; half < 24 * 60 * 2; half++) {
            healing.run();
            now = now.plusSeconds(30);
        }
        assertThat(subscriptionsAsked).as("how often it was begun").isEqualTo(1);
        assertThat(String.valueOf(store.rows().jobs.get("SWEEP_RECORDS")))
                .as("the comparison of the day has ended")
                .doesNotContain("/");
        assertThat(store.rows().forOperators.values())
                .singleElement()
                .satisfies(told -> assertThat(told.detail()).contains("DISPUTES", "GATEWAY_NOT_AUTHORIZED"));
    }

    @Test
    @DisplayName("a key that is refused for twenty minutes puts the comparison off for less than an hour")
    void waitsForAKeyThatIsChanged() {
        HealingWork healing = healing();
        healing.run();
        now = Instant.parse("2026-03-02T03:00:01Z");
        Instant changed = now.plus(Duration.ofMinutes(20));
        disputesRefused = true;
        while (now.isBefore(changed.plus(Duration.ofHours(1)))) {
            disputesRefused = now.isBefore(changed);
            healing.run();
            now = now.plus(Duration.ofMinutes(1));
        }
        assertThat(String.valueOf(store.rows().jobs.get("SWEEP_RECORDS"))).doesNotContain("/");
        assertThat(store.rows().forOperators).isEmpty();
    }

    @Test
    @DisplayName("a comparison ends also where processes live for one round only")
    void endsWithoutAMemory() {
        disputesRefused = true;
        healing().run();
        now = Instant.parse("2026-03-02T03:00:01Z");
        for (int round = 0; round < 6 * 12; round++) {
            healing().run();
            now = now.plus(Duration.ofMinutes(10));
        }
        assertThat(store.rows().forOperators).hasSize(1);
        assertThat(String.valueOf(store.rows().jobs.get("SWEEP_RECORDS"))).doesNotContain("/");
    }

    @Test
    @DisplayName(
            "what was left out for days is compared as soon as it may be read, from the beginning of those days on")
    void comparesLaterWhatWasLeftOut() {
        disputesRefused = true;
        HealingWork healing = healing();
        healing.run();
        Instant begun = now;
        for (int hour = 0; hour < 20 * 24; hour++) {
            disputesRefused = hour < 18 * 24;
            now = now.plus(Duration.ofHours(1));
            healing.run();
        }
        assertThat(invoicesSince).hasSize(20);
        assertThat(invoicesSince.subList(0, 18))
                .allSatisfy(since -> assertThat(since).isBefore(begun));
        assertThat(invoicesSince.get(18)).as("disputes may be read").isBefore(begun);
        assertThat(invoicesSince.get(19)).as("all was compared").isAfter(now.minus(Duration.ofDays(8)));
    }

    @Test
    @DisplayName("the list of events is read every hour also while records are compared")
    void readsEventsWhileItCompares() {
        busy = true;
        HealingWork healing = healing();
        healing.run();
        now = Instant.parse("2026-03-02T03:00:01Z");
        healing.run();
        assertThat(pages).isGreaterThanOrEqualTo(600);
        assertThat(eventsAsked)
                .filteredOn(at -> at.isAfter(Instant.parse("2026-03-02T03:30:00Z")))
                .as("over ten hours")
                .hasSizeGreaterThanOrEqualTo(9);
    }
}
