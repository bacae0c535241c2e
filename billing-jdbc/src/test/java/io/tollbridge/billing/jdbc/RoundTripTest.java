// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import static io.tollbridge.billing.jdbc.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.account.Hold;
import io.tollbridge.billing.account.UsageDelta;
import io.tollbridge.billing.jdbc.database.TestDatabase;
import io.tollbridge.billing.ledger.LedgerEntry;
import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.spi.AccountChange;
import io.tollbridge.billing.spi.AccountRequest;
import io.tollbridge.billing.spi.StoredKey;
import io.tollbridge.billing.spi.StoredOperation;
import io.tollbridge.billing.usage.UsageLine;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What is written is what is read. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class RoundTripTest {
    private final StoreFixture fixture;
    private final JdbcBillingStore store;
    private final String tenant = Samples.fresh("tenant");

    RoundTripTest(TestDatabase database) {
        store = JdbcBillingStore.builder(database.sharedBy(RoundTripTest.class))
                .schemaMode(SchemaMode.NONE)
                .build();
        fixture = new StoreFixture(store);
    }

    @Test
    void aTenantThatIsNotStoredIsUnknown() {
        assertThat(store.<Map<String, Account>>inTransaction(transaction ->
                        transaction.lock(List.of(new AccountRequest(tenant, false, Set.of(), Set.of())))))
                .containsExactly(Map.entry(tenant, Account.unknown(tenant)));
        assertThat(fixture.read(tenant)).isEqualTo(Account.unknown(tenant));
    }

    @Test
    void aCreatedTenantHasNothingButAVersion() {
        assertThat(fixture.account(tenant)).isEqualTo(Samples.empty(tenant, 1));
        assertThat(fixture.account(tenant)).isEqualTo(Samples.empty(tenant, 1));
        assertThat(fixture.read(tenant)).isEqualTo(Samples.empty(tenant, 1));
    }

    @Test
    void everyFieldOfAnAccountComesBack() {
        Grant lot = Samples.lot(4, 300, 20, 10);
        Grant finishedSlice = Samples.sliceGrant(2, 0, 5);
        Account full = Samples.account(
                tenant, Samples.slice(3), Samples.subscription("sub_9"), List.of(finishedSlice, lot), 4, 2);

        fixture.change(
                tenant, before -> Change.of(before).to(full).grants(finishedSlice, Samples.sliceGrant(3, 900, 0), lot));

        assertThat(fixture.account(tenant)).isEqualTo(full);
        assertThat(fixture.read(tenant)).isEqualTo(full);
    }

    @Test
    void everyFieldThatMayBeMissingMayBeMissing() {
        Account sparse = new Account(
                tenant,
                Samples.closedSlice(1),
                Samples.sparseSubscription("local"),
                null,
                false,
                Account.Standing.OPEN,
                0,
                List.of(),
                List.of(),
                List.of(),
                null,
                35,
                1,
                io.tollbridge.billing.ledger.LedgerHead.EMPTY,
                2);

        fixture.change(tenant, before -> Change.of(before).to(sparse).grants(Samples.sliceGrant(1, 0, 0)));

        assertThat(fixture.account(tenant)).isEqualTo(sparse);
    }

    @Test
    void onlyGrantsWithCreditsAreLoadedAndNeverTheCurrentSlices() {
        Grant held = Samples.lot(2, 0, 1, 0);
        Grant frozen = Samples.lot(3, 0, 0, 1);
        fixture.change(
                tenant,
                before -> Change.of(before)
                        .to(Samples.account(tenant, Samples.slice(1), null, List.of(held, frozen), 4, 2))
                        .grants(Samples.sliceGrant(1, 900, 0), held, frozen, Samples.closedLot(4)));

        assertThat(fixture.account(tenant).grants()).containsExactlyInAnyOrder(held, frozen);
        assertThat(fixture.grants(tenant, 0, 10))
                .containsExactly(Samples.sliceGrant(1, 900, 0), held, frozen, Samples.closedLot(4));
        assertThat(fixture.grants(tenant, 1, 2)).containsExactly(held, frozen);
    }

    @Test
    void aGrantIsUpdatedByItsIdAndFoundInAnyState() {
        Grant lot = Samples.lot(1, 300, 0, 0);
        fixture.change(
                tenant,
                before -> Change.of(before)
                        .to(Samples.account(tenant, null, null, List.of(lot), 1, 2))
                        .grants(lot));
        fixture.change(
                tenant,
                before -> Change.of(before)
                        .to(Samples.account(tenant, null, null, List.of(), 1, 3))
                        .grants(Samples.closedLot(1)));

        assertThat(fixture.account(tenant).grants()).isEmpty();
        assertThat(store.<List<Grant>>inTransaction(transaction -> transaction.grants(tenant, List.of(1L, 99L))))
                .containsExactly(Samples.closedLot(1));
    }

    @Test
    void aPastSubscriptionMakesRoomForTheNext() {
        fixture.change(
                tenant,
                before -> Change.of(before)
                        .to(Samples.account(tenant, null, Samples.subscription("sub_1"), List.of(), 0, 2)));
        fixture.change(
                tenant,
                before -> Change.of(before)
                        .to(Samples.account(tenant, null, Samples.sparseSubscription("sub_2"), List.of(), 0, 3)));

        assertThat(fixture.account(tenant).subscription()).isEqualTo(Samples.sparseSubscription("sub_2"));
    }

    @Test
    void aSubscriptionThatDoesNotRuleIsLoadedWhenItIsAskedFor() {
        fixture.change(
                tenant,
                before -> Change.of(before)
                        .to(Samples.account(tenant, null, Samples.subscription("sub_1"), List.of(), 0, 2)));
        fixture.change(
                tenant,
                before -> Change.of(before)
                        .to(Samples.account(tenant, null, Samples.sparseSubscription("sub_2"), List.of(), 0, 3)));

        assertThat(fixture.account(tenant).otherSubscriptions()).isEmpty();
        Map<String, Account> asked = store.inTransaction(transaction -> transaction.lock(
                List.of(new AccountRequest(tenant, false, Set.of(), Set.of("sub_1", "sub_2", "sub_3")))));
        assertThat(asked.get(tenant))
                .isNotNull()
                .extracting(Account::otherSubscriptions)
                .isEqualTo(List.of(Samples.subscription("sub_1")));
    }

    @Test
    void everyFieldOfAHoldComesBackAndOnlyForTheHoldThatIsAskedFor() {
        Hold open = Samples.hold("k:one", Hold.State.OPEN);
        Hold other = Samples.hold("k:two", Hold.State.CAPTURED);
        fixture.change(tenant, before -> Change.of(before).holds(open, other));

        assertThat(fixture.account(tenant).holds()).isEmpty();
        assertThat(fixture.account(tenant, "k:one", "k:none").holds()).containsExactly(open);
        assertThat(fixture.account(tenant, "k:one", "k:two").holds()).containsExactlyInAnyOrder(open, other);

        fixture.change(tenant, before -> Change.of(before).holds(Samples.hold("k:one", Hold.State.EXPIRED)));
        assertThat(fixture.account(tenant, "k:one").holds()).containsExactly(Samples.hold("k:one", Hold.State.EXPIRED));
    }

    @Test
    void aHoldOfManyLegsOrOfNoneComesBack() {
        List<Hold.Leg> many = IntStream.range(0, 500)
                .mapToObj(i -> new Hold.Leg(i % 2 == 0, Long.MAX_VALUE - i, i))
                .toList();
        Hold long_ = new Hold("k:many", 1, "LLM", 1, many, Hold.State.OPEN, 0, 0, 0, 0, 0, NOW);
        Hold none = new Hold("k:none", 1, "LLM", 0, List.of(), Hold.State.OPEN, 0, 0, 0, 0, 0, NOW);

        fixture.change(tenant, before -> Change.of(before).holds(long_, none));

        assertThat(fixture.account(tenant, "k:many", "k:none").holds()).containsExactlyInAnyOrder(long_, none);
    }

    @Test
    void everyFieldOfALedgerRowComesBack() {
        LedgerEntry full = Samples.entry(1, 1, "k:one", "LLM");
        LedgerEntry sparse = Samples.entry(2, 1, null, null);
        fixture.change(tenant, before -> Change.of(before).entries(full, sparse));

        assertThat(fixture.ledger(tenant, 0, 10)).containsExactly(full, sparse);
        assertThat(fixture.ledger(tenant, 0, 1)).containsExactly(full);
        assertThat(fixture.ledger(tenant, 1, 10)).containsExactly(sparse);
    }

    @Test
    void anOperationIsFoundByItsKeyWithAllItsLegs() {
        LedgerEntry[] legs = IntStream.rangeClosed(1, 40)
                .mapToObj(seq -> Samples.entry(seq, 1, seq == 1 ? "k:one" : null, "LLM"))
                .toArray(LedgerEntry[]::new);
        fixture.change(tenant, before -> Change.of(before).entries(legs));
        fixture.change(
                tenant,
                before -> Change.of(before)
                        .entries(Samples.entry(41, 41, "k:two", null))
                        .silent(new AccountChange.SilentOperation("k:silent", 5, 6, NOW)));

        StoredKey one = new StoredKey(tenant, "k:one");
        StoredKey two = new StoredKey(tenant, "k:two");
        StoredKey silent = new StoredKey(tenant, "k:silent");
        assertThat(operations(one, two, silent, new StoredKey(tenant, "k:none"), new StoredKey("nobody", "k:one")))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        one, new StoredOperation(Long.MIN_VALUE + 1, List.of(legs), 340),
                        two,
                                new StoredOperation(
                                        Long.MIN_VALUE + 41, List.of(Samples.entry(41, 41, "k:two", null)), 341),
                        silent, new StoredOperation(5, List.of(), 6)));
        assertThat(store.<List<LedgerEntry>>inTransaction(transaction -> transaction.operation(tenant, 1)))
                .containsExactly(legs);
        assertThat(store.<List<LedgerEntry>>inTransaction(transaction -> transaction.operation(tenant, 99)))
                .isEmpty();
    }

    @Test
    void keysOfManyTenantsAreFoundAtOnceAndNeverMixedUp() {
        List<String> tenants =
                IntStream.range(0, 150).mapToObj(i -> Samples.fresh("many")).toList();
        tenants.forEach(one ->
                fixture.change(one, before -> Change.of(before).entries(Samples.entry(1, 1, "k:" + one, null))));
        StoredKey[] keys = tenants.stream()
                .flatMap(one -> java.util.stream.Stream.of(
                        new StoredKey(one, "k:" + one), new StoredKey(tenants.get(0), "k:" + one)))
                .distinct()
                .toArray(StoredKey[]::new);

        assertThat(operations(keys).keySet())
                .containsExactlyInAnyOrderElementsOf(tenants.stream()
                        .map(one -> new StoredKey(one, "k:" + one))
                        .toList());
    }

    @Test
    void usageAddsUpByDayAndFeature() {
        LocalDate day = LocalDate.of(2026, 3, 29);
        fixture.change(
                tenant,
                before -> Change.of(before)
                        .usage(new UsageDelta(day, "b", 1, 2, 3, 4), new UsageDelta(day.plusDays(1), "a", 1, 1, 1, 1)));
        fixture.change(
                tenant,
                before -> Change.of(before)
                        .usage(new UsageDelta(day, "b", 10, 20, 30, 40), new UsageDelta(day, "a", 5, 6, 7, 8)));

        assertThat(fixture.usage(tenant, day, day.plusDays(2)))
                .containsExactly(
                        new UsageLine(day, "a", 5, 6, 7, 8),
                        new UsageLine(day, "b", 11, 22, 33, 44),
                        new UsageLine(day.plusDays(1), "a", 1, 1, 1, 1));
        assertThat(fixture.usage(tenant, day.plusDays(1), day.plusDays(2))).hasSize(1);
        assertThat(fixture.usage(tenant, day.minusDays(1), day)).isEmpty();
    }

    @Test
    void notificationsComeBackNewestFirstAndOnlyOnce() {
        Notification first = new Notification(
                "usage-90", Notification.Kind.USAGE_THRESHOLD, Notification.Status.PENDING, 90, List.of(75, 90), NOW);
        Notification second = new Notification(
                "renewed", Notification.Kind.RENEWED, Notification.Status.SUPERSEDED, 0, List.of(), NOW.plusMillis(1));
        Notification again = new Notification(
                "usage-90", Notification.Kind.RENEWED, Notification.Status.PENDING, 1, List.of(), NOW.plusMillis(2));
        fixture.change(tenant, before -> Change.of(before).notifications(first, second));
        fixture.change(tenant, before -> Change.of(before).notifications(again));

        assertThat(fixture.notifications(tenant, 10)).containsExactly(second, first);
        assertThat(fixture.notifications(tenant, 1)).containsExactly(second);
    }

    private Map<StoredKey, StoredOperation> operations(StoredKey... keys) {
        return store.inTransaction(transaction -> {
            StoreFixture.lock(transaction, tenant);
            return transaction.operations(List.of(keys));
        });
    }
}
