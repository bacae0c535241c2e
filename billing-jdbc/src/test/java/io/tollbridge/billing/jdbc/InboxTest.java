// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import static io.tollbridge.billing.jdbc.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollbridge.billing.BillingStoreException;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.jdbc.database.TestDatabase;
import io.tollbridge.billing.spi.WebhookArrival;
import io.tollbridge.billing.spi.WebhookCompletion;
import io.tollbridge.billing.spi.WebhookInbox;
import io.tollbridge.billing.webhook.WebhookEvent;
import io.tollbridge.billing.webhook.WebhookEventKey;
import io.tollbridge.billing.webhook.WebhookQuery;
import io.tollbridge.billing.webhook.WebhookRecord;
import io.tollbridge.billing.webhook.WebhookStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The webhook inbox. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class InboxTest {
    private static final Instant UNTIL = NOW.plusSeconds(60);

    private final DataSource dataSource;
    private final JdbcBillingStore store;
    private final WebhookInbox inbox;

    InboxTest(TestDatabase database) {
        dataSource = database.sharedBy(InboxTest.class);
        store = JdbcBillingStore.builder(dataSource).schemaMode(SchemaMode.NONE).build();
        inbox = store.inbox();
    }

    @BeforeEach
    void empty() {
        Sql.execute(dataSource, "DELETE FROM stripe_webhooks");
    }

    @Test
    void everyFieldOfAnEventComesBack() {
        WebhookEvent full = Samples.event("evt_1");
        WebhookEvent sparse = new WebhookEvent(
                new WebhookEventKey("acct_1", false, "evt_1"), "ping", null, null, NOW.minusSeconds(9), "{}");

        assertThat(inbox.insert(full, NOW, null)).isTrue();
        assertThat(inbox.insert(sparse, NOW.plusMillis(1), "wrong mode")).isTrue();

        assertThat(inbox.list(null, 10))
                .containsExactly(
                        new WebhookRecord(
                                sparse,
                                WebhookStatus.QUARANTINED,
                                0,
                                NOW.plusMillis(1),
                                "wrong mode",
                                NOW.plusMillis(1)),
                        new WebhookRecord(full, WebhookStatus.RECEIVED, 0, NOW, null, NOW));
        assertThat(inbox.list(WebhookStatus.RECEIVED, 10))
                .extracting(WebhookRecord::event)
                .containsExactly(full);
        assertThat(inbox.list(null, 1)).hasSize(1);
        assertThat(inbox.list(WebhookStatus.DONE, 10)).isEmpty();
    }

    @Test
    void aPayloadOfAMebibyteComesBackCharacterByCharacter() {
        String payload = "{\"name\":\"Zoë 😀\",\"filler\":\"" + "x".repeat(1024 * 1024 - 40) + "\"}";
        WebhookEvent event = Samples.event("evt_large", payload);

        inbox.insert(event, NOW, null);

        assertThat(inbox.claim("w", NOW, UNTIL, 1).get(0).event().payload()).isEqualTo(payload);
    }

    @Test
    void anEventIsStoredOnceHoweverOftenItComes() {
        assertThat(inbox.insert(Samples.event("evt_1"), NOW, null)).isTrue();
        assertThat(inbox.insert(Samples.event("evt_1", "other"), NOW.plusMillis(9), "why"))
                .isFalse();

        assertThat(inbox.list(null, 10))
                .containsExactly(new WebhookRecord(Samples.event("evt_1"), WebhookStatus.RECEIVED, 0, NOW, null, NOW));
    }

    @Test
    void anEventThatComesSixteenTimesAtOnceIsStoredOnce() throws Exception {
        for (int round = 0; round < 5; round++) {
            WebhookEvent event = Samples.event("evt_race_" + round);

            List<Boolean> stored = InParallel.run(16, () -> inbox.insert(event, NOW, null));

            assertThat(stored).filteredOn(first -> first).hasSize(1);
        }
        assertThat(inbox.list(null, 100)).hasSize(5);
    }

    @Test
    void ofManyEventsAtOnceEachIsStoredOnceAndItsSenderIsTold() {
        inbox.insert(Samples.event("evt_7"), NOW, null);
        WebhookEvent sparse = new WebhookEvent(
                new WebhookEventKey("acct_1", false, "evt_3"), "ping", null, null, NOW, "{\"é\":\"\\\"💶,{}\"}");
        List<WebhookArrival> arrivals = new ArrayList<>();
        for (int i = 99; i >= 0; i--) {
            arrivals.add(new WebhookArrival(Samples.event("evt_" + i), Set.of(), NOW.plusMillis(i), null));
        }
        arrivals.add(new WebhookArrival(sparse, Set.of(), NOW.plusMillis(200), "kept aside"));
        arrivals.add(new WebhookArrival(Samples.event("evt_5"), Set.of(), NOW.plusMillis(300), "second"));

        List<Boolean> stored = inbox.insertAll(arrivals);

        List<Boolean> expected = new ArrayList<>(Collections.nCopies(102, true));
        expected.set(99 - 7, false);
        expected.set(101, false);
        assertThat(stored).isEqualTo(expected);
        List<WebhookRecord> records = inbox.list(null, 200);
        assertThat(records).hasSize(101);
        assertThat(records.get(0))
                .isEqualTo(new WebhookRecord(
                        sparse,
                        WebhookStatus.QUARANTINED,
                        0,
                        NOW.plusMillis(200),
                        "kept aside",
                        NOW.plusMillis(200),
                        ""));
        assertThat(records.get(1))
                .isEqualTo(new WebhookRecord(
                        Samples.event("evt_99"),
                        WebhookStatus.RECEIVED,
                        0,
                        NOW.plusMillis(99),
                        null,
                        NOW.plusMillis(99),
                        ""));
        assertThat(inbox.insertAll(arrivals)).containsOnly(false);
        assertThat(inbox.list(null, 200)).isEqualTo(records);
    }

    @Test
    void ofManyEventsAtOnceListenersGetTheirsWithTheEventOrNotAtAll() {
        inbox.insert(Samples.event("evt_1"), NOW, null);

        List<Boolean> stored = inbox.insertAll(List.of(
                new WebhookArrival(Samples.event("evt_1"), Set.of("crm"), NOW, null),
                new WebhookArrival(Samples.event("evt_2"), Set.of("crm", "mail"), NOW, null),
                new WebhookArrival(Samples.event("evt_3"), Set.of(), NOW, null)));

        assertThat(stored).containsExactly(false, true, true);
        assertThat(inbox.find(WebhookQuery.all(), 10))
                .extracting(record -> record.event().key().eventId() + record.listener())
                .containsExactlyInAnyOrder("evt_1", "evt_2", "evt_2crm", "evt_2mail", "evt_3");
    }

    @Test
    void sendersThatStoreTheSameManyEventsAtOnceStoreEachOnce() throws Exception {
        List<WebhookArrival> arrivals = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            arrivals.add(new WebhookArrival(Samples.event("evt_" + i), Set.of(), NOW, null));
        }

        List<Callable<List<Boolean>>> senders = new ArrayList<>();
        for (int seed = 0; seed < 6; seed++) {
            List<WebhookArrival> shuffled = new ArrayList<>(arrivals);
            Collections.shuffle(shuffled, new Random(seed));
            senders.add(() -> again(shuffled));
        }
        List<List<Boolean>> stored = InParallel.run(senders);

        assertThat(stored.stream().flatMap(List::stream).filter(first -> first)).hasSize(60);
        assertThat(inbox.list(null, 200)).hasSize(60);
    }

    /** As the intake does: what has failed for contention is written for nobody, and repeated. */
    private List<Boolean> again(List<WebhookArrival> arrivals) {
        for (int attempt = 1; ; attempt++) {
            try {
                return inbox.insertAll(arrivals);
            } catch (BillingStoreException failure) {
                if (failure.code() != ErrorCode.STORE_CONTENTION || attempt == 20) {
                    throw failure;
                }
            }
        }
    }

    @Test
    void whatIsDueIsClaimedOldestFirstAndCounted() {
        inbox.insert(Samples.event("evt_b"), NOW.minusMillis(1), null);
        inbox.insert(Samples.event("evt_a"), NOW, null);
        inbox.insert(Samples.event("evt_c"), NOW.minusMillis(2), null);
        inbox.insert(Samples.event("evt_later"), NOW.plusMillis(1), null);
        inbox.insert(Samples.event("evt_aside"), NOW.minusMillis(9), "kept aside");

        List<WebhookRecord> first = inbox.claim("one", NOW, UNTIL, 2);
        List<WebhookRecord> second = inbox.claim("two", NOW, UNTIL, 2);

        assertThat(first).extracting(record -> record.event().key().eventId()).containsExactly("evt_c", "evt_b");
        assertThat(first).extracting(WebhookRecord::attempts).containsOnly(1);
        assertThat(second).extracting(record -> record.event().key().eventId()).containsExactly("evt_a");
        assertThat(inbox.claim("three", NOW, UNTIL, 2)).isEmpty();
        assertThat(inbox.list(WebhookStatus.RECEIVED, 10))
                .extracting(WebhookRecord::attempts)
                .containsExactlyInAnyOrder(1, 1, 1, 0);
    }

    @Test
    void aClaimThatIsOverMayBeTakenByAnother() {
        inbox.insert(Samples.event("evt_1"), NOW, null);
        inbox.claim("one", NOW, UNTIL, 1);

        assertThat(inbox.claim("two", UNTIL.minusMillis(1), UNTIL.plusSeconds(60), 1))
                .isEmpty();
        assertThat(inbox.claim("two", UNTIL, UNTIL.plusSeconds(60), 1))
                .extracting(WebhookRecord::attempts)
                .containsExactly(2);

        assertThat(finish("evt_1", "one", WebhookStatus.DONE)).isFalse();
        assertThat(finish("evt_1", "two", WebhookStatus.DONE)).isTrue();
        assertThat(finish("evt_1", "two", WebhookStatus.DONE)).isFalse();
    }

    @Test
    void workersThatClaimAtOnceNeverGetTheSameEvent() throws Exception {
        int events = 120;
        IntStream.range(0, events).forEach(i -> inbox.insert(Samples.event("evt_" + i), NOW, null));
        Callable<List<String>> worker = () -> {
            List<String> mine = new ArrayList<>();
            while (true) {
                List<WebhookRecord> some = inbox.claim(Samples.fresh("worker"), NOW, UNTIL, 7);
                some.forEach(record -> mine.add(record.event().key().eventId()));
                if (some.isEmpty()
                        && inbox.list(WebhookStatus.RECEIVED, events).stream()
                                .allMatch(record -> record.attempts() > 0)) {
                    return mine;
                }
            }
        };

        List<List<String>> taken = InParallel.run(3, worker);

        assertThat(taken.stream().flatMap(List::stream)).hasSize(events).doesNotHaveDuplicates();
    }

    @Test
    void aFinishedEventKeepsItsNoteAndIsNotClaimedAgain() {
        inbox.insert(Samples.event("evt_1"), NOW, null);
        inbox.claim("one", NOW, UNTIL, 1);
        String endless = "😀".repeat(5_000);

        store.inTransaction(transaction -> transaction.finish(
                new WebhookCompletion(key("evt_1"), "one", WebhookStatus.IGNORED, endless, NOW, NOW.plusMillis(3))));

        WebhookRecord record = inbox.list(WebhookStatus.IGNORED, 1).get(0);
        assertThat(record.note()).isNotEmpty().isSubstringOf(endless);
        assertThat(record.dueAt()).isEqualTo(NOW.plusMillis(3));
        assertThat(inbox.claim("two", UNTIL.plusSeconds(99), UNTIL.plusSeconds(100), 1))
                .isEmpty();
    }

    @Test
    void anEventThatIsPutOffComesBackWhenItIsDue() {
        inbox.insert(Samples.event("evt_1"), NOW, null);
        inbox.claim("one", NOW, UNTIL, 1);
        store.inTransaction(transaction -> transaction.finish(new WebhookCompletion(
                key("evt_1"), "one", WebhookStatus.RECEIVED, "not yet", NOW, NOW.plusSeconds(5))));

        assertThat(inbox.claim("two", NOW.plusSeconds(4), UNTIL, 1)).isEmpty();
        assertThat(inbox.claim("two", NOW.plusSeconds(5), UNTIL, 1))
                .extracting(WebhookRecord::attempts, WebhookRecord::note)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(2, "not yet"));
    }

    @Test
    void replayingForgetsTheAttemptsAndTakesTheClaimAway() {
        inbox.insert(Samples.event("evt_1"), NOW, null);
        inbox.claim("one", NOW, UNTIL, 1);

        assertThat(inbox.replay(key("evt_1"), NOW.plusSeconds(1))).isTrue();
        assertThat(inbox.replay(key("evt_none"), NOW)).isFalse();

        assertThat(finish("evt_1", "one", WebhookStatus.DONE)).isFalse();
        assertThat(inbox.claim("two", NOW.plusSeconds(1), UNTIL, 1))
                .extracting(WebhookRecord::attempts)
                .containsExactly(1);
    }

    @Test
    void anEffectAndItsCompletionAreOneTransaction() {
        String tenant = Samples.fresh("tenant");
        inbox.insert(Samples.event("evt_1"), NOW, null);
        inbox.claim("one", NOW, UNTIL, 1);

        assertThatThrownBy(() -> store.inTransaction(transaction -> {
                    StoreFixture.lock(transaction, tenant);
                    transaction.finish(new WebhookCompletion(key("evt_1"), "one", WebhookStatus.DONE, null, NOW, NOW));
                    throw new IllegalStateException("the handler failed");
                }))
                .isExactlyInstanceOf(IllegalStateException.class);

        assertThat(inbox.list(WebhookStatus.DONE, 1)).isEmpty();
        assertThat(new StoreFixture(store).read(tenant)).isEqualTo(Account.unknown(tenant));
    }

    @Test
    void twoModesAndTwoAccountsMayHaveTheSameEventId() {
        Stream.of(
                        new WebhookEventKey("", true, "evt"),
                        new WebhookEventKey("", false, "evt"),
                        new WebhookEventKey("acct_1", true, "evt"),
                        new WebhookEventKey("ACCT_1", true, "evt"),
                        new WebhookEventKey("", true, "evt "))
                .forEach(
                        key -> assertThat(inbox.insert(new WebhookEvent(key, "ping", null, null, NOW, "{}"), NOW, null))
                                .isTrue());

        assertThat(inbox.claim("one", NOW, UNTIL, 10)).hasSize(5);
    }

    @Test
    void anEventThatDoesNotFitIsAFailureOfTheStore() {
        assertThatThrownBy(() -> inbox.insert(Samples.event("e".repeat(300)), NOW, null))
                .isInstanceOf(BillingStoreException.class);
    }

    private boolean finish(String eventId, String owner, WebhookStatus status) {
        return store.inTransaction(
                transaction -> transaction.finish(new WebhookCompletion(key(eventId), owner, status, null, NOW, NOW)));
    }

    private static WebhookEventKey key(String eventId) {
        return new WebhookEventKey("", true, eventId);
    }
}
