// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tollbridge.billing.spi.InboxBacklog;
import io.tollbridge.billing.spi.StoreTransaction;
import io.tollbridge.billing.spi.WebhookCompletion;
import io.tollbridge.billing.webhook.WebhookEvent;
import io.tollbridge.billing.webhook.WebhookEventKey;
import io.tollbridge.billing.webhook.WebhookRecord;
import io.tollbridge.billing.webhook.WebhookStatus;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The webhook inbox: each event once, each claim for one owner, and the done mark inside the transaction. */
public abstract class InboxStoreContract extends StoreContract {
    private static final Instant NOW = Samples.T0;
    private static final Instant LEASE_END = Samples.later(120);
    private static final Instant AFTER_LEASE = Samples.later(121);

    /** For subclasses. */
    protected InboxStoreContract() {}

    private void insert(String... ids) {
        for (int i = 0; i < ids.length; i++) {
            assertThat(store().inbox().insert(Samples.event(ids[i]), Samples.later(i - ids.length), null))
                    .isTrue();
        }
    }

    private List<String> claim(String owner, Instant now, int limit) {
        return store().inbox().claim(owner, now, now.plusSeconds(120), limit).stream()
                .map(webhook -> webhook.event().key().eventId())
                .toList();
    }

    private static WebhookCompletion completion(
            String id, String owner, WebhookStatus status, @Nullable String note, Instant dueAt) {
        return new WebhookCompletion(new WebhookEventKey("", true, id), owner, status, note, NOW, dueAt);
    }

    private static boolean done(StoreTransaction transaction, String id, String owner) {
        return transaction.finish(completion(id, owner, WebhookStatus.DONE, null, NOW));
    }

    private boolean done(String id, String owner) {
        return store().inTransaction(transaction -> done(transaction, id, owner));
    }

    private WebhookRecord only() {
        List<WebhookRecord> all = store().inbox().list(null, 10);
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    @Test
    final void countsWhatWaitsForAWorkerAndForAPerson() {
        assertThat(store().inbox().backlog()).isEqualTo(new InboxBacklog(0, 0, null));
        insert("evt_1", "evt_2", "evt_3");
        store().inbox().insert(Samples.event("evt_4"), NOW, "of the other mode");
        assertThat(store().inbox().backlog()).isEqualTo(new InboxBacklog(3, 1, Samples.later(-3)));

        assertThat(claim("w1", NOW, 2)).containsExactly("evt_1", "evt_2");
        assertThat(done("evt_1", "w1")).isTrue();

        assertThat(store().inbox().backlog()).isEqualTo(new InboxBacklog(2, 1, Samples.later(-2)));
    }

    @Test
    final void keepsEveryFieldOfAnEvent() {
        WebhookEvent event = new WebhookEvent(
                new WebhookEventKey("acct_1", true, "evt_1"),
                "customer.subscription.updated",
                "sub_1",
                "2026-07-29.dahlia",
                Samples.later(-60),
                "{\"id\":\"evt_1\",\"text\":\"ü\ud83d\ude00\\u0000\",\r\n\t\"quote\":\"'\\\\\" }");
        assertThat(store().inbox().insert(event, NOW, null)).isTrue();
        assertThat(only()).isEqualTo(new WebhookRecord(event, WebhookStatus.RECEIVED, 0, NOW, null, NOW));
        assertThat(only().event().payload()).isEqualTo(event.payload());
    }

    @Test
    final void keepsThatOptionalFieldsOfAnEventAreMissing() {
        WebhookEvent event =
                new WebhookEvent(new WebhookEventKey("", false, "evt_1"), "ping", null, null, Samples.T0, "{}");
        assertThat(store().inbox().insert(event, NOW, "wrong mode")).isTrue();
        assertThat(only()).isEqualTo(new WebhookRecord(event, WebhookStatus.QUARANTINED, 0, NOW, "wrong mode", NOW));
    }

    @Test
    final void keepsTheGreatestPayload() {
        // what a servlet lets through: one MiB of UTF-8
        String payload = "{\"text\":\"" + "ü".repeat((1 << 19) - 16) + "\"}";
        WebhookEventKey key = new WebhookEventKey(Samples.longest('a'), true, Samples.longest('e'));
        assertThat(store().inbox().insert(Samples.event(key, payload), NOW, null))
                .isTrue();
        assertThat(only().event().key()).isEqualTo(key);
        assertThat(only().event().payload().equals(payload)).as("payload").isTrue();
    }

    @Test
    final void storesAnEventOnce() {
        insert("evt_1");
        WebhookRecord first = only();
        WebhookEvent again = Samples.event(first.event().key(), "{\"other\":1}");
        assertThat(store().inbox().insert(again, Samples.later(9), "quarantine"))
                .isFalse();
        assertThat(only()).isEqualTo(first);
    }

    @Test
    final void theSameIdOfAnotherAccountOrModeIsAnotherEvent() {
        for (String account : List.of("", "acct_1", "acct_2")) {
            for (boolean livemode : new boolean[] {true, false}) {
                WebhookEvent event = Samples.event(new WebhookEventKey(account, livemode, "evt_1"), "{}");
                assertThat(store().inbox().insert(event, NOW, null)).isTrue();
            }
        }
        assertThat(store().inbox().list(null, 10)).hasSize(6);
    }

    @Test
    final void tellsEventsApartThatAreEasilyConfused() {
        for (String id : Samples.EASILY_CONFUSED) {
            assertThat(store().inbox().insert(Samples.event(id), NOW, null)).isTrue();
        }
        assertThat(claim("w1", NOW, 100)).containsExactlyInAnyOrderElementsOf(Samples.EASILY_CONFUSED);
    }

    @Test
    final void ofManyThatReceiveTheSameEventOneStoresIt() {
        List<Boolean> stored = Race.run(8, racer -> store().inbox().insert(Samples.event("evt_1"), NOW, null));
        assertThat(stored).containsOnlyOnce(true);
        assertThat(store().inbox().list(null, 10)).hasSize(1);
    }

    @Test
    final void givesTheOldestEventsFirstAndCountsTheAttempt() {
        insert("evt_1", "evt_2", "evt_3");
        List<WebhookRecord> claimed = store().inbox().claim("w1", NOW, LEASE_END, 2);
        assertThat(claimed).extracting(one -> one.event().key().eventId()).containsExactly("evt_1", "evt_2");
        assertThat(claimed).extracting(WebhookRecord::attempts).containsExactly(1, 1);
        assertThat(claimed.get(0).event()).isEqualTo(Samples.event("evt_1"));
        assertThat(claim("w2", NOW, 2)).containsExactly("evt_3");
        assertThat(claim("w3", NOW, 2)).isEmpty();
    }

    @Test
    final void givesOnlyEventsThatAreDueAndToBeProcessed() {
        assertThat(store().inbox().insert(Samples.event("later"), Samples.later(1), null))
                .isTrue();
        assertThat(store().inbox().insert(Samples.event("aside"), NOW, "wrong mode"))
                .isTrue();
        insert("now");
        assertThat(claim("w1", NOW, 10)).containsExactly("now");
        assertThat(done("now", "w1")).isTrue();
        assertThat(claim("w2", Samples.later(600), 10)).containsExactly("later");
    }

    @Test
    final void noEventIsGivenToTwoWorkers() {
        IntStream.range(0, 60).forEach(n -> insert("evt_" + n));
        List<List<String>> claims = Race.run(6, racer -> claim("w" + racer, NOW, 20));
        List<String> all = claims.stream().flatMap(List::stream).toList();
        assertThat(all).doesNotHaveDuplicates();
        assertThat(all.size() + claim("last", NOW, 100).size()).isEqualTo(60);
    }

    @Test
    final void givesAnEventAgainWhenItsClaimHasRunOut() {
        insert("evt_1");
        assertThat(claim("w1", NOW, 1)).containsExactly("evt_1");
        assertThat(claim("w2", Samples.later(119), 1)).isEmpty();
        List<WebhookRecord> again = store().inbox().claim("w2", AFTER_LEASE, Samples.later(300), 1);
        assertThat(again).extracting(WebhookRecord::attempts).containsExactly(2);
    }

    @Test
    final void finishesAnEventForGood() {
        insert("evt_1");
        assertThat(claim("w1", NOW, 1)).containsExactly("evt_1");
        boolean finished = store().inTransaction(transaction ->
                transaction.finish(completion("evt_1", "w1", WebhookStatus.IGNORED, "not ours", NOW)));
        assertThat(finished).isTrue();
        assertThat(only().status()).isEqualTo(WebhookStatus.IGNORED);
        assertThat(only().note()).isEqualTo("not ours");
        assertThat(only().attempts()).isEqualTo(1);
        assertThat(claim("w2", Samples.later(9_999), 1)).isEmpty();
        assertThat(done("evt_1", "w1")).as("a second time").isFalse();
    }

    @Test
    final void putsAnEventOff() {
        insert("evt_1");
        assertThat(claim("w1", NOW, 1)).containsExactly("evt_1");
        boolean putOff = store().inTransaction(transaction ->
                transaction.finish(completion("evt_1", "w1", WebhookStatus.RECEIVED, "try later", Samples.later(10))));
        assertThat(putOff).isTrue();
        assertThat(only().note()).isEqualTo("try later");
        assertThat(only().dueAt()).isEqualTo(Samples.later(10));
        assertThat(claim("w2", Samples.later(9), 1)).isEmpty();
        assertThat(claim("w2", Samples.later(10), 1)).containsExactly("evt_1");
        assertThat(only().attempts()).isEqualTo(2);
    }

    @Test
    final void setsBackTheAttemptsOfAnEventThatWaits() {
        insert("evt_1");
        for (int attempt = 1; attempt <= 3; attempt++) {
            assertThat(claim("w1", NOW, 1)).containsExactly("evt_1");
            assertThat(only().attempts()).isEqualTo(Math.min(attempt, 2));
            WebhookCompletion waits = completion("evt_1", "w1", WebhookStatus.RECEIVED, "waits", NOW);
            boolean putOff = store().inTransaction(transaction -> transaction.finish(
                    new WebhookCompletion(waits.task(), waits.owner(), waits.status(), waits.note(), NOW, NOW, 1)));
            assertThat(putOff).isTrue();
            assertThat(only().attempts()).isEqualTo(1);
        }
    }

    @Test
    final void doesNotFinishAnEventWhoseClaimWasLost() {
        insert("evt_1");
        assertThat(claim("w1", NOW, 1)).containsExactly("evt_1");
        assertThat(claim("w2", AFTER_LEASE, 1)).containsExactly("evt_1");
        assertThat(done("evt_1", "w1")).isFalse();
        assertThat(only().status()).isEqualTo(WebhookStatus.RECEIVED);
        assertThat(done("evt_1", "w2")).isTrue();
        assertThat(only().status()).isEqualTo(WebhookStatus.DONE);
    }

    @Test
    final void finishesAnEventLateAsLongAsNobodyElseHasIt() {
        insert("evt_1");
        assertThat(claim("w1", Samples.later(-9_999), 1)).isEmpty();
        assertThat(claim("w1", NOW, 1)).containsExactly("evt_1");
        boolean late = store().inTransaction(transaction -> transaction.finish(new WebhookCompletion(
                new WebhookEventKey("", true, "evt_1"), "w1", WebhookStatus.DONE, null, AFTER_LEASE, AFTER_LEASE)));
        assertThat(late).isTrue();
    }

    @Test
    final void doesNotFinishWhatNobodyHasClaimed() {
        insert("evt_1");
        assertThat(done("evt_1", "w1")).isFalse();
        assertThat(done("no such event", "w1")).isFalse();
        assertThat(claim("w1", NOW, 1)).containsExactly("evt_1");
    }

    @Test
    final void marksAnEventDoneTogetherWithItsEffectOrNotAtAll() {
        insert("evt_1");
        assertThat(claim("w1", NOW, 1)).containsExactly("evt_1");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> store().inTransaction(transaction -> {
                    write(transaction, "acme", change -> change.lot(5));
                    assertThat(done(transaction, "evt_1", "w1")).isTrue();
                    throw new IllegalArgumentException("the work fails");
                }));
        assertThat(only().status()).isEqualTo(WebhookStatus.RECEIVED);
        assertThat(account("acme").bundleCredits()).isZero();
        store().inTransaction(transaction -> {
            write(transaction, "acme", change -> change.lot(5));
            return done(transaction, "evt_1", "w1");
        });
        assertThat(only().status()).isEqualTo(WebhookStatus.DONE);
        assertThat(account("acme").bundleCredits()).isEqualTo(5);
    }

    @Test
    final void makesAnEventDueAgainWhateverHasBecomeOfIt() {
        insert("evt_1");
        assertThat(claim("w1", NOW, 1)).containsExactly("evt_1");
        assertThat(done("evt_1", "w1")).isTrue();
        WebhookEventKey key = new WebhookEventKey("", true, "evt_1");
        assertThat(store().inbox().replay(key, Samples.later(5))).isTrue();
        assertThat(only().status()).isEqualTo(WebhookStatus.RECEIVED);
        assertThat(only().attempts()).isZero();
        assertThat(claim("w2", Samples.later(5), 1)).containsExactly("evt_1");
        assertThat(only().attempts()).isEqualTo(1);
        assertThat(store().inbox().replay(new WebhookEventKey("", false, "evt_1"), NOW))
                .isFalse();
    }

    @Test
    final void listsTheNewestEventsFirst() {
        insert("evt_1", "evt_2", "evt_3");
        assertThat(store().inbox().insert(Samples.event("aside"), NOW, "wrong mode"))
                .isTrue();
        assertThat(listed(null, 10)).containsExactly("aside", "evt_3", "evt_2", "evt_1");
        assertThat(listed(WebhookStatus.RECEIVED, 2)).containsExactly("evt_3", "evt_2");
        assertThat(listed(WebhookStatus.QUARANTINED, 2)).containsExactly("aside");
        assertThat(listed(WebhookStatus.DONE, 2)).isEmpty();
    }

    private List<String> listed(@Nullable WebhookStatus status, int limit) {
        return store().inbox().list(status, limit).stream()
                .map(webhook -> webhook.event().key().eventId())
                .toList();
    }
}
