// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import static io.tollbridge.billing.testkit.PurchaseSamples.bare;
import static io.tollbridge.billing.testkit.PurchaseSamples.cap;
import static io.tollbridge.billing.testkit.PurchaseSamples.due;
import static io.tollbridge.billing.testkit.PurchaseSamples.made;
import static io.tollbridge.billing.testkit.PurchaseSamples.paid;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.account.Attribution;
import io.tollbridge.billing.account.AutoPurchase;
import io.tollbridge.billing.account.Breaker;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.account.Purchase.Kind;
import io.tollbridge.billing.account.Purchase.State;
import io.tollbridge.billing.account.Purchasing;
import io.tollbridge.billing.account.Spending;
import io.tollbridge.billing.payment.Money;
import io.tollbridge.billing.spi.AccountRequest;
import io.tollbridge.billing.spi.BreakerCounts;
import io.tollbridge.billing.spi.TenantPurchase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Part of {@link BillingStoreContract}: purchases, and what is kept beside them. */
public abstract class PurchaseStoreContract extends StoreContract {
    /** For subclasses. */
    protected PurchaseStoreContract() {}

    private List<Purchase> loaded(String tenantId, String... purchaseIds) {
        AccountRequest request = new AccountRequest(tenantId, false, Set.of(), Set.of(), Set.of(purchaseIds));
        Purchasing found = store().inTransaction(transaction -> only(transaction.lock(List.of(request)), tenantId))
                .purchasing();
        return found == null ? List.of() : found.purchases();
    }

    private Optional<Purchase> find(String tenantId, String purchaseId) {
        return store().read(reader -> reader.purchase(tenantId, purchaseId));
    }

    @Test
    final void keepsEveryFieldOfAPurchase() {
        Purchase full = PurchaseSamples.full(Samples.longest('x'));
        Account written = write("acme", change -> change.purchase(full));
        write("acme", change -> change.purchase(bare("bare")));
        assertThat(find("acme", full.id())).contains(full);
        assertThat(find("acme", "bare")).contains(bare("bare"));
        assertThat(find("acme", "unknown")).isEmpty();
        assertThat(find("ghost", "bare")).isEmpty();
        assertThat(requireNonNull(written.purchasing()).purchases()).containsExactly(full);
        assertThat(requireNonNull(account("acme").purchasing()).purchases())
                .containsExactlyInAnyOrder(full, bare("bare"));
    }

    @Test
    final void keepsEveryFieldOfWhatIsKnownOfPurchases() {
        Purchasing full = PurchaseSamples.fullState();
        write("acme", change -> change.purchasing(full));
        assertThat(account("acme").purchasing()).isEqualTo(full);
        assertThat(locked("acme").purchasing()).isEqualTo(full);

        Purchasing begun = Purchasing.begun("seed");
        write("acme", change -> change.purchasing(begun));
        assertThat(account("acme").purchasing()).isEqualTo(begun);
        assertThat(locked("acme").purchasing()).isEqualTo(begun);
    }

    @Test
    final void knowsNothingOfPurchasesOfATenantThatNeverBoughtAnything() {
        write("acme", change -> change.lot(9));
        write("other", change -> change.purchase(bare("p1")));
        assertThat(account("acme").purchasing()).isNull();
        assertThat(locked("acme").purchasing()).isNull();
        assertThat(loaded("acme", "p1")).isEmpty();
        assertThat(loaded("ghost", "p1")).isEmpty();
    }

    @Test
    final void loadsOpenPurchasesAlwaysAndOthersWhenTheyAreNamed() {
        for (State state : State.values()) {
            Purchase.Payment payment = state == State.GRANTED ? paid("pi_1", null) : Purchase.Payment.NONE;
            write(
                    "acme",
                    change -> change.purchase(PurchaseSamples.of(state.name(), Kind.CHECKOUT, state, payment, null)));
        }
        List<String> open = new ArrayList<>();
        for (State state : State.values()) {
            if (state.open()) {
                open.add(state.name());
            }
            assertThat(find("acme", state.name()).map(Purchase::state)).contains(state);
        }
        assertThat(loaded("acme")).extracting(Purchase::id).containsExactlyInAnyOrderElementsOf(open);
        assertThat(requireNonNull(account("acme").purchasing()).purchases())
                .extracting(Purchase::id)
                .containsExactlyInAnyOrderElementsOf(open);
        open.add("GRANTED");
        open.add("FAILED");
        assertThat(loaded("acme", "FAILED", "GRANTED", "SENT", "nobody"))
                .extracting(Purchase::id)
                .containsExactlyInAnyOrderElementsOf(open);
    }

    @Test
    final void loadsForEachTenantWhatIsNamedForThatTenant() {
        for (String tenant : List.of("a", "b")) {
            write(
                    tenant,
                    change -> change.purchase(PurchaseSamples.of("same", Kind.MANUAL, State.FAILED))
                            .purchase(PurchaseSamples.of("open " + tenant, Kind.MANUAL, State.SENT)));
        }
        var locked = store().inTransaction(transaction -> transaction.lock(List.of(
                new AccountRequest("a", false, Set.of(), Set.of(), Set.of("same")),
                new AccountRequest("b", false, Set.of(), Set.of(), Set.of("open a")))));
        assertThat(requireNonNull(requireNonNull(locked.get("a")).purchasing()).purchases())
                .extracting(Purchase::id)
                .containsExactlyInAnyOrder("same", "open a");
        assertThat(requireNonNull(requireNonNull(locked.get("b")).purchasing()).purchases())
                .extracting(Purchase::id)
                .containsExactly("open b");
    }

    @Test
    final void findsPurchasesByPaymentAndPage() {
        Purchase granted = PurchaseSamples.of("p1", Kind.CHECKOUT, State.GRANTED, paid("pi_1", "cs_1"), null);
        write("acme", change -> change.purchase(granted));
        TenantPurchase found = new TenantPurchase("acme", granted);
        assertThat(ofPayment("pi_1")).contains(found);
        assertThat(ofSession("cs_1")).contains(found);
        assertThat(ofPayment("cs_1")).isEmpty();
        assertThat(ofSession("pi_1")).isEmpty();
        assertThat(ofPayment("PI_1")).isEmpty();
    }

    private Optional<TenantPurchase> ofPayment(String id) {
        return store().read(reader -> reader.purchaseOfPayment(id));
    }

    private Optional<TenantPurchase> ofSession(String id) {
        return store().read(reader -> reader.purchaseOfSession(id));
    }

    @Test
    final void refusesAPaymentOrAPageOfTwoPurchases() {
        Purchase first = PurchaseSamples.of("p1", Kind.CHECKOUT, State.GRANTED, paid("pi_1", "cs_1"), null);
        write("acme", change -> change.purchase(first));
        write("other", change -> change.purchase(bare("p3")));
        for (String tenant : List.of("acme", "other")) {
            assertRefused(
                    tenant,
                    () -> write(
                            tenant,
                            change -> change.purchase(PurchaseSamples.of(
                                    "p2", Kind.CHECKOUT, State.GRANTED, paid("pi_1", "cs_2"), null))));
            assertRefused(
                    tenant,
                    () -> write(
                            tenant,
                            change -> change.purchase(PurchaseSamples.of(
                                    "p2", Kind.CHECKOUT, State.GRANTED, paid("pi_2", "cs_1"), null))));
        }
        assertRefused(
                "other",
                () -> write(
                        "other",
                        change -> change.purchase(
                                PurchaseSamples.of("p3", Kind.CHECKOUT, State.GRANTED, paid("pi_1", null), null))));
        assertThat(ofPayment("pi_1")).contains(new TenantPurchase("acme", first));
        assertThat(find("other", "p3")).contains(bare("p3"));
    }

    @Test
    final void refusesASecondOpenCharge() {
        write("acme", change -> change.purchase(PurchaseSamples.of("auto", Kind.AUTO, State.UNKNOWN)));
        assertRefused(
                "acme",
                () -> write("acme", change -> change.purchase(PurchaseSamples.of("m", Kind.MANUAL, State.CREATED))));
        write("acme", change -> change.purchase(PurchaseSamples.of("page", Kind.CHECKOUT, State.PROCESSING)));
        write("other", change -> change.purchase(PurchaseSamples.of("auto2", Kind.AUTO, State.PROCESSING)));

        write(
                "acme",
                change -> change.purchase(PurchaseSamples.of("auto", Kind.AUTO, State.FAILED))
                        .purchase(PurchaseSamples.of("m", Kind.MANUAL, State.CREATED)));
        assertThat(loaded("acme")).extracting(Purchase::id).containsExactlyInAnyOrder("m", "page");
    }

    @Test
    final void refusesMoreThanTheCapThatARowNames() {
        write("acme", change -> change.purchase(capped("a1", cap("slice:1", 1))));
        assertRefused("acme", () -> write("acme", change -> change.purchase(capped("a2", cap("slice:1", 1)))));
        assertRefused("acme", () -> write("acme", change -> change.purchase(capped("a2", cap("slice:1", 4)))));
        assertRefused("acme", () -> write("acme", change -> change.purchase(capped("a2", cap("slice:1", 0)))));
        assertRefused(
                "acme",
                () -> write("acme", change -> change.purchase(capped("a2", new Purchase.Cap("s", 2, 3, 5001, 5000)))));
        assertRefused(
                "acme",
                () -> write("acme", change -> change.purchase(capped("a2", new Purchase.Cap("s", 2, 3, 999, 5000)))));
        write("acme", change -> change.purchase(capped("a2", cap("slice:2", 1))));
        writeNamed("a1", change -> change.purchase(capped("a1", null)).purchase(capped("a3", cap("slice:1", 1))));
        write("other", change -> change.purchase(capped("b1", cap("slice:1", 1))));
        assertThat(find("acme", "a3").map(Purchase::cap)).contains(cap("slice:1", 1));
        assertThat(find("acme", "a1")).contains(capped("a1", null));
    }

    /** Writes a change of the tenant acme that is about a purchase, which is loaded whatever its state. */
    private void writeNamed(String purchaseId, UnaryOperator<ChangeBuilder> change) {
        AccountRequest request = new AccountRequest("acme", false, Set.of(), Set.of(), Set.of(purchaseId));
        store().inTransaction(transaction -> {
            Account before = only(transaction.lock(List.of(request)), "acme");
            transaction.apply(List.of(change.apply(ChangeBuilder.of(before)).build()));
            return before;
        });
    }

    private static Purchase capped(String id, Purchase.@Nullable Cap cap) {
        return PurchaseSamples.of(id, Kind.AUTO, State.FAILED, Purchase.Payment.NONE, cap);
    }

    @Test
    final void refusesCreditsWithoutTheMoney() {
        write("acme", change -> change.lot(1));
        for (Purchase.Payment payment : List.of(
                Purchase.Payment.NONE,
                payment(null, 7, 0),
                payment(Money.of(999, "usd"), 7, 0),
                payment(Money.of(1000, "eur"), 7, 0),
                payment(PurchaseSamples.PRICE, 0, 0),
                payment(PurchaseSamples.PRICE, 7, -1))) {
            Purchase granted = PurchaseSamples.of("p1", Kind.MANUAL, State.GRANTED, payment, null);
            assertRefused("acme", () -> write("acme", change -> change.purchase(granted)));
        }
    }

    private static Purchase.Payment payment(@Nullable Money received, long grantId, long refunded) {
        return new Purchase.Payment("pi_1", null, received, refunded, 0, 0, null, grantId, 0);
    }

    @Test
    final void givesPurchasesInPagesNewestFirst() {
        List<Purchase> newestFirst = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            Purchase one = made(PurchaseSamples.of("p" + i, Kind.MANUAL, State.FAILED), Samples.later(i / 2));
            write("acme", change -> change.purchase(one));
            newestFirst.add(0, one);
        }
        write("other", change -> change.purchase(bare("p9")));
        for (int limit : new int[] {1, 2, 3, 100}) {
            List<Purchase> found = new ArrayList<>();
            List<Purchase> page;
            Purchase before = null;
            do {
                Purchase from = before;
                page = store().read(reader -> reader.purchases("acme", from, limit));
                found.addAll(page);
                before = page.isEmpty() ? before : page.get(page.size() - 1);
            } while (page.size() == limit);
            assertThat(found).isEqualTo(newestFirst);
        }
    }

    @Test
    final void givesDuePurchasesInPages() {
        write(
                "b",
                change -> change.purchase(due(PurchaseSamples.of("p2", Kind.MANUAL, State.SENT), Samples.later(10)))
                        .purchase(due(bare("p1"), Samples.later(5)))
                        .purchase(bare("never")));
        write(
                "a",
                change -> change.purchase(due(bare("p9"), Samples.later(10)))
                        .purchase(due(bare("p8"), Samples.later(11))));
        for (int limit : new int[] {1, 2, 100}) {
            List<String> found = new ArrayList<>();
            List<TenantPurchase> page;
            TenantPurchase after = null;
            do {
                TenantPurchase from = after;
                page = dueBy(10, from, limit);
                page.forEach(
                        one -> found.add(one.tenantId() + "/" + one.purchase().id()));
                after = page.isEmpty() ? after : page.get(page.size() - 1);
            } while (page.size() == limit);
            assertThat(found).containsExactly("a/p9", "b/p1", "b/p2");
        }
        assertThat(dueBy(4, null, 9)).isEmpty();
    }

    private List<TenantPurchase> dueBy(long seconds, @Nullable TenantPurchase after, int limit) {
        return store().read(reader -> reader.duePurchases(Samples.later(seconds), after, limit));
    }

    private List<String> suspended(String after, int limit) {
        return store().read(reader -> reader.suspended(after, limit));
    }

    @Test
    final void givesSuspendedTenantsInPages() {
        Breaker suspended = new Breaker(3, null, true, null, false, 0, false, null);
        for (String tenant : List.of("c", "a", "b")) {
            write(
                    tenant,
                    change -> change.purchasing(
                            new Purchasing("seed " + tenant, 0, null, suspended, Spending.NONE, List.of())));
        }
        write("d", change -> change.purchasing(Purchasing.begun("seed d")));
        assertThat(suspended("", 2)).containsExactly("a", "b");
        assertThat(suspended("b", 2)).containsExactly("c");
        write("c", change -> change.purchasing(Purchasing.begun("seed c")));
        assertThat(suspended("b", 2)).isEmpty();
    }

    @Test
    final void countsWhatKeepsAutomaticPurchasesFromBeingMade() {
        assertThat(breakers()).isEqualTo(new BreakerCounts(0, 0, 0));
        Breaker suspended = new Breaker(3, null, true, null, false, 0, false, null);
        Breaker stopped = new Breaker(0, null, false, null, false, 0, false, new Attribution("ann", "asked"));
        Breaker disputed = new Breaker(0, null, false, null, false, 2, false, null);
        Breaker lockedToo = new Breaker(3, null, true, null, false, 0, true, new Attribution("ann", "asked"));
        List<Breaker> breakers = List.of(suspended, suspended, stopped, disputed, lockedToo, Breaker.CLOSED);
        for (int i = 0; i < breakers.size(); i++) {
            writeBreaker("wants " + i, PurchaseSamples.WISH, breakers.get(i));
            writeBreaker("never wanted " + i, null, breakers.get(i));
        }
        assertThat(breakers()).isEqualTo(new BreakerCounts(3, 2, 2));
    }

    private BreakerCounts breakers() {
        return store().read(reader -> reader.breakers());
    }

    private void writeBreaker(String tenant, @Nullable AutoPurchase wish, Breaker breaker) {
        write(
                tenant,
                change -> change.purchasing(
                        new Purchasing("seed " + tenant, 0, wish, breaker, Spending.NONE, List.of())));
    }

    @Test
    final void movesPurchasesOfATenantToAPseudonym() {
        AutoPurchase auto = requireNonNull(PurchaseSamples.fullState().auto());
        Purchasing state = new Purchasing("seed", 3, auto, Breaker.CLOSED, Spending.NONE, List.of());
        Purchase granted = PurchaseSamples.of("p1", Kind.CHECKOUT, State.GRANTED, paid("pi_1", "cs_1"), null);
        write("acme", change -> change.purchasing(state).purchase(granted).purchase(bare("p2")));
        store().inTransaction(transaction -> {
            Account account = lock(transaction, "acme", false);
            transaction.apply(List.of(
                    ChangeBuilder.of(account).standing(Account.Standing.ERASED).build()));
            transaction.pseudonymise("acme", "erased-1");
            return account;
        });
        assertThat(account("acme").purchasing()).isNull();
        assertThat(find("acme", "p1")).isEmpty();
        assertThat(find("erased-1", "p1")).contains(granted);
        assertThat(ofPayment("pi_1")).contains(new TenantPurchase("erased-1", granted));
        assertThat(account("erased-1").purchasing()).isEqualTo(state.with(List.of(bare("p2"))));
    }

    @Test
    final void writesNoPurchaseOfAChangeThatIsRefused() {
        Account older = write("acme", change -> change.purchase(bare("p1")));
        write("acme", change -> change.lot(6));
        assertRefused(
                "acme",
                () -> store().inTransaction(transaction -> {
                    lock(transaction, "acme", false);
                    transaction.apply(
                            List.of(ChangeBuilder.of(older).purchase(bare("p2")).build()));
                    return older;
                }));
        assertThat(find("acme", "p2")).isEmpty();
        assertThat(loaded("acme")).containsExactly(bare("p1"));
    }
}
