// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import static java.util.Objects.requireNonNull;

import io.tollbridge.billing.account.Grant;
import io.tollbridge.billing.account.Subscription;
import io.tollbridge.billing.account.UsageDelta;
import io.tollbridge.billing.spi.AccountChange;
import io.tollbridge.billing.spi.AccountRequest;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.SnapshotWriter;
import io.tollbridge.billing.spi.StoreReader;
import io.tollbridge.billing.spi.StoreTransaction;
import io.tollbridge.billing.spi.StoredKey;
import io.tollbridge.billing.spi.StoredOperation;
import io.tollbridge.billing.webhook.TenantLink;
import io.tollbridge.billing.webhook.WebhookEvent;
import io.tollbridge.billing.webhook.WebhookEventKey;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A way in which a store can break the contract. Not every way, but one for each kind of promise.
 *
 * @param what what it does wrong
 * @param part the part of the contract that must notice
 * @param store a fresh store that does it
 */
record Sabotage(String what, Class<?> part, Supplier<BillingStore> store) {
    /** The ways that are tried. */
    static List<Sabotage> all() {
        List<Sabotage> all = new ArrayList<>();
        all.add(new Sabotage(
                "commits although the work throws", BillingStoreContract.Transactions.class, Sabotage::noRollback));
        all.add(new Sabotage("reads on no snapshot", BillingStoreContract.Transactions.class, Sabotage::noSnapshot));
        all.add(new Sabotage("locks nothing", BillingStoreContract.Transactions.class, Sabotage::noLocks));
        all.add(method(
                "makes every tenant known", BillingStoreContract.Accounts.class, "lock", Sabotage::createAlways));
        all.add(method("orders due tenants otherwise", BillingStoreContract.Usage.class, "due", Sabotage::backward));
        all.add(method("is late by a moment", BillingStoreContract.Usage.class, "due", Sabotage::late));
        all.add(method("repeats at page bounds", BillingStoreContract.Grants.class, "grants", Sabotage::pageAgain));
        all.add(method("repeats at page bounds", BillingStoreContract.Ledger.class, "ledger", Sabotage::pageAgain));
        all.add(method("finds one leg only", BillingStoreContract.Ledger.class, "operations", Sabotage::oneLeg));
        all.add(method("takes keys for equal", BillingStoreContract.Ledger.class, "operations", Sabotage::foldKeys));
        all.add(method("takes tenants for equal", BillingStoreContract.Links.class, "link", Sabotage::foldLink));
        all.add(method("links what is linked", BillingStoreContract.Links.class, "link", Sabotage::noConflict));
        all.add(method("takes events for equal", BillingStoreContract.Inbox.class, "insert", Sabotage::foldEvent));
        all.add(method("stores an event twice", BillingStoreContract.Inbox.class, "insert", Sabotage::neverDuplicate));
        all.add(method("gives an event to all", BillingStoreContract.Inbox.class, "claim", Sabotage::noLease));
        all.add(method("lists backward", BillingStoreContract.Inbox.class, "list", Sabotage::backward));
        all.add(method("finishes for anybody", BillingStoreContract.Inbox.class, "finish", Sabotage::finishAlways));
        all.add(change("loses seconds' fractions", BillingStoreContract.Grants.class, Sabotage::wholeSeconds));
        all.add(change("takes facts for equal", BillingStoreContract.Grants.class, Sabotage::foldFacts));
        all.add(change("loses holds", BillingStoreContract.Grants.class, one -> with(one, one.grants(), false, true)));
        all.add(method(
                "loads every subscription", BillingStoreContract.Subscriptions.class, "lock", Sabotage::alwaysOthers));
        all.add(change(
                "writes only the ruling subscription", BillingStoreContract.Subscriptions.class, Sabotage::noOthers));
        all.add(change("loses usage", BillingStoreContract.Usage.class, one -> with(one, one.grants(), true, false)));
        all.add(change("takes features for equal", BillingStoreContract.Usage.class, Sabotage::foldFeatures));
        all.add(over("looks no key up", one -> new SnapshotWriter.Change(one.change(), Set.of())));
        all.add(over(
                "writes over without usage",
                one -> new SnapshotWriter.Change(with(one.change(), one.change().grants(), true, false), one.keys())));
        all.add(method(
                "says that all is written", BillingStoreContract.Snapshots.class, "write", Sabotage::allWritten));
        return all;
    }

    @Override
    public String toString() {
        return what + ": " + part.getSimpleName();
    }

    private static Sabotage method(String what, Class<?> part, String method, SpoiledStore.Spoiler spoiler) {
        return new Sabotage(what, part, () -> new SpoiledStore(InMemoryBillingStore.create(), method, spoiler));
    }

    @SuppressWarnings("unchecked")
    private static Sabotage change(String what, Class<?> part, UnaryOperator<AccountChange> spoil) {
        return method(
                what,
                part,
                "apply",
                (arguments, real) -> real.call(
                        ((List<AccountChange>) arguments[0]).stream().map(spoil).toList()));
    }

    @SuppressWarnings("unchecked")
    private static Sabotage over(String what, UnaryOperator<SnapshotWriter.Change> spoil) {
        return method(
                what,
                BillingStoreContract.Snapshots.class,
                "write",
                (arguments, real) -> real.call(((List<SnapshotWriter.Change>) arguments[0])
                        .stream().map(spoil).toList()));
    }

    @SuppressWarnings("unchecked")
    private static Object allWritten(@Nullable Object[] arguments, SpoiledStore.Real real) throws Throwable {
        real.call(arguments);
        return ((List<SnapshotWriter.Change>) arguments[0])
                .stream().map(one -> one.change().before().tenantId()).collect(Collectors.toSet());
    }

    private static BillingStore noRollback() {
        return new SpoiledStore(InMemoryBillingStore.create(), "none", (arguments, real) -> real.call(arguments)) {
            @Override
            public <T> T inTransaction(Function<StoreTransaction, T> work) {
                AtomicReference<@Nullable RuntimeException> thrown = new AtomicReference<>();
                Optional<T> result = super.inTransaction(transaction -> {
                    try {
                        return Optional.of(work.apply(transaction));
                    } catch (RuntimeException failure) {
                        thrown.set(failure);
                        return Optional.empty();
                    }
                });
                RuntimeException failure = thrown.get();
                if (failure != null) {
                    throw failure;
                }
                return result.orElseThrow();
            }
        };
    }

    private static BillingStore noSnapshot() {
        InMemoryBillingStore sound = InMemoryBillingStore.create();
        return new SpoiledStore(
                sound,
                "account",
                (arguments, real) -> sound.read(reader -> reader.account(String.valueOf(arguments[0])))) {};
    }

    private static BillingStore noLocks() {
        Committed committed = new Committed();
        return new SpoiledStore(InMemoryBillingStore.create(), "none", (arguments, real) -> real.call(arguments)) {
            @Override
            public <T> T inTransaction(Function<StoreTransaction, T> work) {
                try (MemoryTransaction own = new MemoryTransaction(committed, new LockTable(Duration.ofSeconds(1)))) {
                    T result = work.apply(own);
                    own.commit();
                    return result;
                }
            }

            @Override
            public <T> T read(Function<StoreReader, T> work) {
                return work.apply(new MemoryReader(committed.current()));
            }
        };
    }

    @SuppressWarnings("unchecked")
    private static @Nullable Object createAlways(@Nullable Object[] arguments, SpoiledStore.Real real)
            throws Throwable {
        return real.call(((Collection<AccountRequest>) arguments[0])
                .stream()
                        .map(request -> new AccountRequest(
                                request.tenantId(), true, request.holdIds(), request.subscriptionIds()))
                        .toList());
    }

    @SuppressWarnings("unchecked")
    private static @Nullable Object alwaysOthers(@Nullable Object[] arguments, SpoiledStore.Real real)
            throws Throwable {
        return real.call(((Collection<AccountRequest>) arguments[0])
                .stream()
                        .map(request -> new AccountRequest(
                                request.tenantId(),
                                request.create(),
                                request.holdIds(),
                                Set.of("sub_1", "sub_2", "sub_3")))
                        .toList());
    }

    private static Object backward(@Nullable Object[] arguments, SpoiledStore.Real real) throws Throwable {
        List<Object> page = new ArrayList<>((List<?>) real.call(arguments));
        Collections.reverse(page);
        return page;
    }

    private static @Nullable Object late(@Nullable Object[] arguments, SpoiledStore.Real real) throws Throwable {
        return real.call(((Instant) arguments[0]).minusMillis(1), arguments[1], arguments[2]);
    }

    private static @Nullable Object pageAgain(@Nullable Object[] arguments, SpoiledStore.Real real) throws Throwable {
        return arguments[1] instanceof Long after
                ? real.call(arguments[0], Math.max(0, after - 1), arguments[2])
                : real.call(arguments);
    }

    @SuppressWarnings("unchecked")
    private static Object oneLeg(@Nullable Object[] arguments, SpoiledStore.Real real) throws Throwable {
        Map<StoredKey, StoredOperation> found = new LinkedHashMap<>();
        requireNonNull((Map<StoredKey, StoredOperation>) real.call(arguments))
                .forEach((key, one) -> found.put(
                        key,
                        new StoredOperation(
                                one.fingerprint(), one.legs().stream().limit(1).toList(), one.spendableAfter())));
        return found;
    }

    @SuppressWarnings("unchecked")
    private static Object foldKeys(@Nullable Object[] arguments, SpoiledStore.Real real) throws Throwable {
        Map<StoredKey, StoredOperation> found = new LinkedHashMap<>();
        for (StoredKey key : (Collection<StoredKey>) arguments[0]) {
            StoredKey folded = new StoredKey(key.tenantId(), key.stored().strip());
            requireNonNull((Map<StoredKey, StoredOperation>) real.call(List.of(folded)))
                    .forEach((same, one) -> found.put(key, one));
        }
        return found;
    }

    private static @Nullable Object foldLink(@Nullable Object[] arguments, SpoiledStore.Real real) throws Throwable {
        TenantLink link = (TenantLink) arguments[0];
        return real.call(new TenantLink(fold(link.tenantId()), fold(link.customerId()), link.livemode()));
    }

    private static Object noConflict(@Nullable Object[] arguments, SpoiledStore.Real real) throws Throwable {
        real.call(arguments);
        return Optional.empty();
    }

    private static @Nullable Object foldEvent(@Nullable Object[] arguments, SpoiledStore.Real real) throws Throwable {
        WebhookEvent event = (WebhookEvent) arguments[0];
        WebhookEventKey key = new WebhookEventKey(
                event.key().account(), event.key().livemode(), fold(event.key().eventId()));
        return real.call(Samples.event(key, event.payload()), arguments[1], arguments[2]);
    }

    private static Object neverDuplicate(@Nullable Object[] arguments, SpoiledStore.Real real) throws Throwable {
        real.call(arguments);
        return true;
    }

    private static @Nullable Object noLease(@Nullable Object[] arguments, SpoiledStore.Real real) throws Throwable {
        return real.call(arguments[0], arguments[1], arguments[1], arguments[3]);
    }

    private static Object finishAlways(@Nullable Object[] arguments, SpoiledStore.Real real) throws Throwable {
        real.call(arguments);
        return true;
    }

    private static AccountChange wholeSeconds(AccountChange change) {
        return with(
                change,
                change.grants().stream()
                        .map(grant -> with(grant, grant.fact(), grant.startsAt().truncatedTo(ChronoUnit.SECONDS)))
                        .toList(),
                true,
                true);
    }

    private static AccountChange foldFacts(AccountChange change) {
        return with(
                change,
                change.grants().stream()
                        .map(grant -> with(grant, fold(grant.fact()), grant.startsAt()))
                        .toList(),
                true,
                true);
    }

    private static AccountChange foldFeatures(AccountChange change) {
        return new AccountChange(
                change.before(),
                change.after(),
                change.entries(),
                change.grants(),
                change.holds(),
                change.subscriptions(),
                List.of(),
                change.usage().stream()
                        .map(one -> new UsageDelta(
                                one.day(), fold(one.feature()), one.uses(), one.credits(), one.refused(), one.waived()))
                        .toList(),
                change.notifications(),
                change.silentOperations(),
                change.nextDueAt());
    }

    private static AccountChange noOthers(AccountChange change) {
        return with(
                change,
                change.subscriptions().stream()
                        .filter(one -> one.equals(change.after().subscription()))
                        .toList());
    }

    private static AccountChange with(AccountChange change, List<Subscription> subscriptions) {
        return new AccountChange(
                change.before(),
                change.after(),
                change.entries(),
                change.grants(),
                change.holds(),
                subscriptions,
                List.of(),
                change.usage(),
                change.notifications(),
                change.silentOperations(),
                change.nextDueAt());
    }

    private static String fold(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static AccountChange with(AccountChange change, List<Grant> grants, boolean holds, boolean usage) {
        return new AccountChange(
                change.before(),
                change.after(),
                change.entries(),
                grants,
                holds ? change.holds() : List.of(),
                change.subscriptions(),
                List.of(),
                usage ? change.usage() : List.of(),
                change.notifications(),
                change.silentOperations(),
                change.nextDueAt());
    }

    private static Grant with(Grant grant, String fact, Instant startsAt) {
        return new Grant(
                grant.id(),
                grant.kind(),
                grant.state(),
                fact,
                grant.source(),
                grant.credits(),
                grant.remaining(),
                grant.held(),
                grant.frozen(),
                grant.clawback(),
                grant.promo(),
                startsAt,
                grant.expiresAt());
    }
}
