// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.spi.WebhookArrival;
import io.tollbridge.billing.spi.WebhookCompletion;
import io.tollbridge.billing.webhook.WebhookEvent;
import io.tollbridge.billing.webhook.WebhookEventKey;
import io.tollbridge.billing.webhook.WebhookQuery;
import io.tollbridge.billing.webhook.WebhookRecord;
import io.tollbridge.billing.webhook.WebhookStatus;
import io.tollbridge.billing.webhook.WebhookTask;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The webhook inbox: many at once, one object at a time, listeners of the host, and what operators do. */
public abstract class InboxClaimStoreContract extends StoreContract {
    private static final Instant NOW = Samples.T0;
    private static final Instant LEASE_END = Samples.later(120);
    private static final Set<String> OURS = Set.of("");

    /** For subclasses. */
    protected InboxClaimStoreContract() {}

    private static WebhookEvent event(String id, @Nullable String objectId) {
        return event(new WebhookEventKey("", true, id), objectId);
    }

    private static WebhookEvent event(WebhookEventKey key, @Nullable String objectId) {
        return new WebhookEvent(key, "invoice.paid", objectId, null, NOW, "{\"of\":\"" + objectId + "\"}");
    }

    private static WebhookArrival arrival(WebhookEvent event, String... listeners) {
        return new WebhookArrival(event, Set.of(listeners), NOW, null);
    }

    private List<Boolean> insert(WebhookArrival... arrivals) {
        return store().inbox().insertAll(List.of(arrivals));
    }

    private List<String> claim(String owner, Set<String> listeners, Instant now) {
        return store().inbox().claim(listeners, owner, now, now.plusSeconds(120), 10).stream()
                .map(row -> row.event().key().eventId() + row.listener())
                .toList();
    }

    private static WebhookTask task(String id, String listener) {
        return new WebhookTask(new WebhookEventKey("", true, id), listener);
    }

    private boolean finish(WebhookTask task, String owner, WebhookStatus status) {
        return store().inTransaction(
                        transaction -> transaction.finish(new WebhookCompletion(task, owner, status, null, NOW, NOW)));
    }

    private WebhookRecord row(WebhookTask task) {
        return store().inbox().find(WebhookQuery.all().listener(task.listener()), 100).stream()
                .filter(row -> row.event().key().equals(task.key()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no row " + task));
    }

    @Test
    final void storesManyAtOnceAndTellsWhichWereThere() {
        assertThat(insert(arrival(event("evt_3", null)))).containsExactly(true);
        WebhookArrival aside = new WebhookArrival(event("evt_4", null), Set.of(), Samples.later(1), "wrong mode");
        assertThat(insert(
                        arrival(event("evt_5", null)),
                        arrival(event("evt_1", null)),
                        arrival(event("evt_3", null)),
                        aside,
                        arrival(event("evt_1", null)),
                        arrival(event("evt_2", null))))
                .containsExactly(true, true, false, true, false, true);
        assertThat(insert(arrival(event("evt_1", null)), arrival(event("evt_2", null))))
                .containsExactly(false, false);
        assertThat(store().inbox().list(null, 100)).hasSize(5);
        assertThat(row(task("evt_4", "")))
                .isEqualTo(new WebhookRecord(
                        aside.event(), WebhookStatus.QUARANTINED, 0, Samples.later(1), "wrong mode", Samples.later(1)));
    }

    @Test
    final void storesAsManyAsAreGiven() {
        List<WebhookArrival> many = IntStream.range(0, 300)
                .mapToObj(number -> arrival(event("evt_" + number, "in_" + number), "crm"))
                .toList();
        assertThat(store().inbox().insertAll(many)).hasSize(300).containsOnly(true);
        assertThat(store().inbox().insertAll(many)).hasSize(300).containsOnly(false);
        assertThat(store().inbox().tasks(WebhookQuery.all(), 1_000)).hasSize(600);
    }

    @Test
    final void ofManyThatStoreTheSameEventsAtOnceEachIsStoredByOne() {
        List<List<Boolean>> stored = Race.run(6, racer -> {
            List<WebhookArrival> mine = new ArrayList<>();
            for (int number = 0; number < 20; number++) {
                int turned = racer % 2 == 0 ? number : 19 - number;
                mine.add(arrival(event("evt_" + turned, "in_" + turned), "crm"));
            }
            List<Boolean> results = store().inbox().insertAll(mine);
            return IntStream.range(0, 20)
                    .mapToObj(number -> results.get(racer % 2 == 0 ? number : 19 - number))
                    .toList();
        });
        for (int number = 0; number < 20; number++) {
            int event = number;
            assertThat(stored).extracting(one -> one.get(event)).containsOnlyOnce(true);
        }
        assertThat(store().inbox().tasks(WebhookQuery.all(), 1_000)).hasSize(40);
    }

    @Test
    final void manyEventsOfSomeObjectsDoNotHideThoseOfOthers() {
        List<WebhookArrival> many = IntStream.range(0, 5)
                .boxed()
                .flatMap(object -> IntStream.range(0, 12)
                        .mapToObj(number -> arrival(event("evt_" + object + "_" + number, "in_" + object))))
                .toList();
        store().inbox().insertAll(many);
        insert(arrival(event("evt_other", "in_other")));
        assertThat(store().inbox().claim(OURS, "w1", NOW, Samples.later(1), 6))
                .extracting(row -> row.event().objectId())
                .containsExactlyInAnyOrder("in_0", "in_1", "in_2", "in_3", "in_4", "in_other");
    }

    @Test
    final void givesOneEventOfAnObjectAtATime() {
        insert(arrival(event("evt_1", "sub_1")), arrival(event("evt_2", "sub_1")), arrival(event("evt_3", "sub_2")));
        assertThat(claim("w1", OURS, NOW)).containsExactly("evt_1", "evt_3");
        assertThat(claim("w2", OURS, NOW)).isEmpty();
        assertThat(finish(task("evt_1", ""), "w1", WebhookStatus.DONE)).isTrue();
        assertThat(claim("w3", OURS, NOW)).containsExactly("evt_2");
    }

    @Test
    final void manyEventsOfOneObjectDoNotHideThoseOfOthers() {
        for (int i = 100; i < 200; i++) {
            insert(arrival(event("evt_" + i, "hot")));
        }
        insert(arrival(event("evt_201", "cold")), arrival(event("evt_202", null)), arrival(event("evt_203", "cold")));

        assertThat(claim("one", OURS, NOW)).containsExactlyInAnyOrder("evt_100", "evt_201", "evt_202");
        assertThat(claim("other", OURS, NOW)).isEmpty();
    }

    @Test
    final void anEventThatIsPutOffFreesItsObject() {
        insert(arrival(event("evt_1", "sub_1")), arrival(event("evt_2", "sub_1")));
        assertThat(claim("w1", OURS, NOW)).containsExactly("evt_1");
        boolean putOff = store().inTransaction(transaction -> transaction.finish(new WebhookCompletion(
                task("evt_1", ""), "w1", WebhookStatus.RECEIVED, "later", NOW, Samples.later(60))));
        assertThat(putOff).isTrue();
        assertThat(claim("w2", OURS, NOW)).containsExactly("evt_2");
    }

    @Test
    final void aClaimThatHasRunOutFreesItsObjectAndIsLost() {
        insert(arrival(event("evt_1", "sub_1")), arrival(event("evt_2", "sub_1")));
        assertThat(claim("w1", OURS, NOW)).containsExactly("evt_1");
        assertThat(claim("w2", OURS, Samples.later(119))).isEmpty();
        assertThat(claim("w2", OURS, Samples.later(120))).containsExactly("evt_1");
        assertThat(finish(task("evt_1", ""), "w1", WebhookStatus.DONE)).isFalse();
        assertThat(finish(task("evt_1", ""), "w2", WebhookStatus.DONE)).isTrue();
    }

    @Test
    final void objectsOfOtherAccountsModesAndListenersAndMissingOnesAreNoHindrance() {
        insert(
                arrival(event("evt_1", "sub_1"), "crm"),
                arrival(event(new WebhookEventKey("acct_1", true, "evt_2"), "sub_1")),
                arrival(event(new WebhookEventKey("", false, "evt_3"), "sub_1")),
                arrival(event("evt_4", null)),
                arrival(event("evt_5", null)));
        assertThat(claim("w1", Set.of("", "crm"), NOW))
                .containsExactlyInAnyOrder("evt_1", "evt_1crm", "evt_2", "evt_3", "evt_4", "evt_5");
    }

    @Test
    final void noTwoWorkersGetEventsOfOneObject() {
        for (int number = 0; number < 60; number++) {
            insert(arrival(event("evt_" + number, "sub_" + number % 3)));
        }
        List<List<WebhookRecord>> claims = Race.run(6, racer -> store().inbox().claim("w" + racer, NOW, LEASE_END, 20));
        List<String> objects = claims.stream()
                .flatMap(List::stream)
                .map(row -> String.valueOf(row.event().objectId()))
                .toList();
        assertThat(objects).doesNotHaveDuplicates();
        assertThat(objects.size() + claim("last", OURS, NOW).size()).isEqualTo(3);
    }

    @Test
    final void givesAListenerOnlyItsOwnAndKeepsItsFateApart() {
        insert(arrival(event("evt_1", "sub_1"), "crm", "mail"));
        assertThat(claim("w1", Set.of("crm"), NOW)).containsExactly("evt_1crm");
        assertThat(finish(task("evt_1", ""), "w1", WebhookStatus.DONE)).isFalse();
        assertThat(finish(task("evt_1", "crm"), "w1", WebhookStatus.QUARANTINED))
                .isTrue();
        assertThat(claim("w2", Set.of("", "crm"), NOW)).containsExactly("evt_1");
        assertThat(row(task("evt_1", "mail")).status()).isEqualTo(WebhookStatus.RECEIVED);
        assertThat(row(task("evt_1", "mail")).attempts()).isZero();
        assertThat(row(task("evt_1", "crm")).status()).isEqualTo(WebhookStatus.QUARANTINED);
    }

    @Test
    final void takesBackWhatIsReleasedAsIfItHadNotBeenClaimed() {
        insert(arrival(event("evt_1", "sub_1")), arrival(event("evt_2", "sub_2")));
        assertThat(claim("w1", OURS, NOW)).containsExactly("evt_1", "evt_2");
        assertThat(finish(task("evt_1", ""), "w1", WebhookStatus.DONE)).isTrue();
        store().inbox().release("w1", LEASE_END);
        assertThat(row(task("evt_1", "")).attempts()).isEqualTo(1);
        assertThat(row(task("evt_2", "")).attempts()).isZero();
        assertThat(finish(task("evt_2", ""), "w1", WebhookStatus.DONE)).isFalse();
        assertThat(claim("w2", OURS, NOW)).containsExactly("evt_2");
    }

    @Test
    final void replaysForOneListenerAndKeepsWhoWantedIt() {
        insert(arrival(event("evt_1", "sub_1"), "crm"));
        assertThat(claim("w1", Set.of("", "crm"), NOW)).hasSize(2);
        assertThat(finish(task("evt_1", ""), "w1", WebhookStatus.DONE)).isTrue();
        assertThat(store().inbox().replay(task("evt_1", "crm"), NOW, "by amy")).isTrue();
        assertThat(row(task("evt_1", "")).status()).isEqualTo(WebhookStatus.DONE);
        assertThat(row(task("evt_1", "crm")).note()).isEqualTo("by amy");
        assertThat(finish(task("evt_1", "crm"), "w1", WebhookStatus.DONE)).isFalse();
        assertThat(store().inbox().replay(task("evt_1", "nobody"), NOW, null)).isFalse();
    }

    @Test
    final void discardsWhatWaitsOrIsQuarantinedAndNothingElse() {
        insert(arrival(event("evt_1", "sub_1")), arrival(event("evt_2", "sub_2")), arrival(event("evt_3", "sub_3")));
        assertThat(claim("w1", OURS, NOW)).hasSize(3);
        assertThat(finish(task("evt_2", ""), "w1", WebhookStatus.QUARANTINED)).isTrue();
        assertThat(finish(task("evt_3", ""), "w1", WebhookStatus.DONE)).isTrue();
        for (String id : List.of("evt_1", "evt_2")) {
            assertThat(store().inbox().discard(task(id, ""), Samples.later(1), "by amy"))
                    .isTrue();
            assertThat(row(task(id, "")).status()).isEqualTo(WebhookStatus.DISCARDED);
            assertThat(row(task(id, "")).note()).isEqualTo("by amy");
            assertThat(store().inbox().discard(task(id, ""), NOW, "again")).isFalse();
        }
        assertThat(store().inbox().discard(task("evt_3", ""), NOW, "done")).isFalse();
        assertThat(store().inbox().discard(task("none", ""), NOW, "none")).isFalse();
        assertThat(finish(task("evt_1", ""), "w1", WebhookStatus.DONE))
                .as("its claim is lost")
                .isFalse();
        assertThat(store().inbox().replay(task("evt_1", ""), NOW, null)).isTrue();
        assertThat(claim("w2", OURS, NOW)).containsExactly("evt_1");
    }

    @Test
    final void findsEventsByStatusTimeTypeAndListener() {
        WebhookEvent other = new WebhookEvent(
                new WebhookEventKey("", true, "evt_3"), "charge.refunded", null, null, NOW, "{\"a\":1}");
        insert(arrival(event("evt_1", null), "crm"));
        insert(new WebhookArrival(event("evt_2", null), Set.of(), Samples.later(10), "wrong mode"));
        insert(new WebhookArrival(other, Set.of(), Samples.later(20), null));
        WebhookQuery all = WebhookQuery.all();
        assertThat(found(all)).containsExactly("evt_1", "evt_1crm", "evt_2", "evt_3");
        assertThat(found(all.since(Samples.later(10)))).containsExactly("evt_2", "evt_3");
        assertThat(found(all.before(Samples.later(10)))).containsExactly("evt_1", "evt_1crm");
        assertThat(found(all.type("charge.refunded"))).containsExactly("evt_3");
        assertThat(found(all.listener("crm"))).containsExactly("evt_1crm");
        insert(arrival(event("evt_4", "in_1")), arrival(event("evt_5", "in_2")));
        assertThat(found(all.object("in_1"))).containsExactly("evt_4");
        assertThat(found(WebhookQuery.of(WebhookStatus.DONE).object("in_1"))).isEmpty();
        assertThat(found(WebhookQuery.of(WebhookStatus.QUARANTINED))).containsExactly("evt_2");
        assertThat(found(WebhookQuery.of(WebhookStatus.QUARANTINED).since(Samples.later(11))))
                .isEmpty();
        assertThat(store().inbox().tasks(all, 2)).hasSize(2);
    }

    private List<String> found(WebhookQuery query) {
        List<String> oldestFirst = store().inbox().tasks(query, 100).stream()
                .map(task -> task.key().eventId() + task.listener())
                .toList();
        List<String> newestFirst = store().inbox().find(query, 100).stream()
                .map(row -> row.event().key().eventId() + row.listener())
                .toList();
        assertThat(newestFirst).containsExactlyInAnyOrderElementsOf(oldestFirst);
        return oldestFirst;
    }

    @Test
    final void dropsPayloadsOfWhatEndedLongAgoAndKeepsTheRows() {
        insert(arrival(event("evt_1", "sub_1")), arrival(event("evt_2", "sub_2")), arrival(event("evt_3", "sub_3")));
        insert(arrival(event("evt_4", "sub_4")), arrival(event("evt_5", "sub_5")));
        assertThat(store().inbox().discard(task("evt_5", ""), NOW, "by amy")).isTrue();
        assertThat(claim("w1", OURS, NOW)).hasSize(4);
        assertThat(finish(task("evt_1", ""), "w1", WebhookStatus.DONE)).isTrue();
        assertThat(finish(task("evt_2", ""), "w1", WebhookStatus.IGNORED)).isTrue();
        assertThat(finish(task("evt_3", ""), "w1", WebhookStatus.QUARANTINED)).isTrue();
        assertThat(store().inbox().compact(NOW, 10))
                .as("ended at that very time")
                .isZero();
        assertThat(store().inbox().compact(Samples.later(1), 1)).isEqualTo(1);
        assertThat(store().inbox().compact(Samples.later(1), 10)).isEqualTo(1);
        assertThat(store().inbox().compact(Samples.later(1), 10)).isZero();
        assertThat(row(task("evt_1", "")).event().payload()).isEmpty();
        assertThat(row(task("evt_1", "")).status()).isEqualTo(WebhookStatus.DONE);
        assertThat(row(task("evt_1", "")).event().objectId()).isEqualTo("sub_1");
        assertThat(row(task("evt_3", "")).event().payload()).contains("sub_3");
        assertThat(row(task("evt_4", "")).event().payload()).contains("sub_4");
        assertThat(row(task("evt_5", "")).event().payload()).contains("sub_5");
        assertThat(replayable()).containsExactlyInAnyOrder(task("evt_3", ""), task("evt_4", ""), task("evt_5", ""));
        assertThat(store().inbox().replay(task("evt_1", ""), NOW, null)).isFalse();
        assertThat(insert(arrival(event("evt_1", "sub_1")))).containsExactly(false);
    }

    private List<WebhookTask> replayable() {
        return store().inbox().tasks(WebhookQuery.all(), 100);
    }
}
