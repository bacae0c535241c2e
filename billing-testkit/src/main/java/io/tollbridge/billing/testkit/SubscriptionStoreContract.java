// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.account.NewestChange;
import io.tollbridge.billing.account.PeriodPayment;
import io.tollbridge.billing.account.Subscription;
import io.tollbridge.billing.account.SubscriptionStatus;
import io.tollbridge.billing.spi.AccountRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Subscriptions: the one that rules, and those that do not and are only loaded when asked for. */
public abstract class SubscriptionStoreContract extends StoreContract {
    private static final Subscription RULING =
            Samples.subscription("sub_1", SubscriptionStatus.ACTIVE, Samples.later(1));
    private static final Subscription ENDED =
            Samples.subscription("sub_2", SubscriptionStatus.CANCELED, Samples.later(2));

    /** For subclasses. */
    protected SubscriptionStoreContract() {}

    private Account loaded(String tenantId, String... subscriptionIds) {
        AccountRequest request = new AccountRequest(tenantId, false, Set.of(), Set.of(subscriptionIds));
        return store().inTransaction(transaction -> Samples.sorted(only(transaction.lock(List.of(request)), tenantId)));
    }

    private List<Subscription> others(String tenantId, String... subscriptionIds) {
        return loaded(tenantId, subscriptionIds).otherSubscriptions();
    }

    @Test
    final void keepsEveryFieldOfASubscriptionThatDoesNotRule() {
        Subscription full = new Subscription(
                Samples.longest('s'),
                Samples.longest('p'),
                Long.MAX_VALUE,
                SubscriptionStatus.UNPAID,
                Samples.BEFORE_EPOCH,
                Samples.later(3),
                Samples.later(4),
                Samples.later(5),
                Samples.LAST_YEAR_OF_SQL,
                true,
                Samples.later(7),
                Samples.later(8),
                new NewestChange(Samples.later(9), 18, Samples.later(10)),
                List.of());
        Subscription bare = Samples.subscription("sub_bare", SubscriptionStatus.INCOMPLETE, null);
        write("acme", change -> change.other(full).other(bare));
        assertThat(others("acme", full.id())).containsExactly(full);
        assertThat(others("acme", bare.id())).containsExactly(bare);
        assertThat(account("acme").subscription()).as("none rules").isNull();
    }

    @Test
    final void keepsThePaymentsOfASubscriptionThatWentBack() {
        long most = Long.MAX_VALUE;
        PeriodPayment full = new PeriodPayment(
                Samples.longest('y'),
                Samples.BEFORE_EPOCH,
                Samples.LAST_YEAR_OF_SQL,
                most,
                most,
                most,
                most,
                Samples.later(9),
                Samples.later(1),
                most,
                most,
                most);
        PeriodPayment bare =
                new PeriodPayment("pi 2", Samples.T0, Samples.later(1), 1, 0, 0, 0, Samples.later(2), null, 0, 0, 0);
        Subscription ruling = RULING.withPayments(List.of(full, bare));
        Subscription other = ENDED.withPayments(List.of(bare));
        write("acme", change -> change.subscription(ruling).other(other));
        assertThat(account("acme").subscription()).isEqualTo(ruling);
        assertThat(others("acme", "sub_2")).containsExactly(other);
        assertThat(read("acme", "sub_1")).contains(ruling);
        assertThat(read("acme", "sub_2")).contains(other);
        assertThat(read("acme", "sub_3")).isEmpty();
        assertThat(read("ghost", "sub_1")).isEmpty();

        write("acme", change -> change.other(ENDED));
        assertThat(read("acme", "sub_2")).as("none any more").contains(ENDED);
    }

    private Optional<Subscription> read(String tenantId, String subscriptionId) {
        return store().read(reader -> reader.subscription(tenantId, subscriptionId));
    }

    @Test
    final void keepsEveryStatusOfASubscriptionThatDoesNotRule() {
        for (SubscriptionStatus status : SubscriptionStatus.values()) {
            Subscription other = Samples.subscription("sub_2", status, Samples.later(60));
            write("acme", change -> change.other(other));
            assertThat(others("acme", "sub_2")).containsExactly(other);
        }
    }

    @Test
    final void loadsOnlyTheSubscriptionsThatAreAskedFor() {
        Subscription third = Samples.subscription("sub_3", SubscriptionStatus.PAUSED, null);
        Account written =
                write("acme", change -> change.subscription(RULING).other(ENDED).other(third));
        assertThat(account("acme")).as("reading loads no others").isEqualTo(written);
        assertThat(locked("acme")).isEqualTo(written);
        assertThat(others("acme", "sub_2")).containsExactly(ENDED);
        assertThat(others("acme", "sub_3", "sub_2", "sub_unknown")).containsExactly(ENDED, third);
        assertThat(others("ghost", "sub_2")).isEmpty();
        assertThat(loaded("ghost", "sub_2")).isEqualTo(Account.unknown("ghost"));
    }

    @Test
    final void loadsForEachTenantWhatIsAskedForThatTenant() {
        Subscription same = Samples.subscription("sub_2", SubscriptionStatus.PAST_DUE, null);
        write("a", change -> change.other(ENDED));
        write("b", change -> change.subscription(RULING).other(same));
        write("c", change -> change.other(ENDED));
        Map<String, Account> locked = store().inTransaction(transaction -> transaction.lock(List.of(
                new AccountRequest("c", false, Set.of(), Set.of("sub_1")),
                new AccountRequest("b", false, Set.of("k:1"), Set.of("sub_2")),
                new AccountRequest("a", false, Set.of(), Set.of()))));
        assertThat(requireNonNull(locked.get("a")).otherSubscriptions()).isEmpty();
        assertThat(requireNonNull(locked.get("b")).otherSubscriptions()).containsExactly(same);
        assertThat(requireNonNull(locked.get("c")).otherSubscriptions()).isEmpty();
    }

    @Test
    final void doesNotLoadTheRulingOneTwice() {
        Account written = write("acme", change -> change.subscription(RULING).other(ENDED));
        assertThat(loaded("acme", "sub_1")).isEqualTo(written);
        assertThat(others("acme", "sub_1", "sub_2")).containsExactly(ENDED);
    }

    @Test
    final void keepsTheOthersWhenTheRulingOneChanges() {
        write("acme", change -> change.subscription(RULING).other(ENDED));
        Subscription changed = Samples.subscription("sub_1", SubscriptionStatus.PAST_DUE, null);
        Account written = write("acme", change -> change.subscription(changed));
        assertThat(account("acme")).isEqualTo(written);
        assertThat(others("acme", "sub_2")).containsExactly(ENDED);
    }

    @Test
    final void keepsTheFormerRulingOneWhenAnotherTakesOver() {
        write("acme", change -> change.subscription(RULING));
        Subscription next = Samples.subscription("sub_9", SubscriptionStatus.TRIALING, Samples.later(9));
        Account written = write("acme", change -> change.subscription(next));
        assertThat(account("acme")).isEqualTo(written);
        assertThat(account("acme").subscription()).isEqualTo(next);
        assertThat(others("acme", "sub_1", "sub_9")).containsExactly(RULING);

        Subscription late = Samples.subscription("sub_1", SubscriptionStatus.CANCELED, null);
        write("acme", change -> change.other(late));
        assertThat(account("acme").subscription()).isEqualTo(next);
        assertThat(others("acme", "sub_1")).containsExactly(late);
    }

    @Test
    final void letsOneRuleThatWasWrittenBefore() {
        write("acme", change -> change.subscription(RULING).other(ENDED));
        Account written = write("acme", change -> change.rules(ENDED));
        assertThat(account("acme")).isEqualTo(written);
        assertThat(others("acme", "sub_1", "sub_2")).containsExactly(RULING);

        Account back = write("acme", change -> change.subscription(RULING));
        assertThat(account("acme")).isEqualTo(back);
        assertThat(others("acme", "sub_1", "sub_2")).containsExactly(ENDED);
    }

    @Test
    final void leavesTheAccountAloneWhenOnlyAnotherSubscriptionIsWritten() {
        Account before = write("acme", change -> change.subscription(RULING).lot(9));
        Account after = write("acme", change -> change.other(ENDED));
        assertThat(account("acme")).isEqualTo(after);
        assertThat(account("acme").subscription()).isEqualTo(RULING);
        assertThat(account("acme").grants()).isEqualTo(before.grants());
    }

    @Test
    final void tellsSubscriptionsApartWhoseIdsAreEasilyConfused() {
        write("acme", change -> {
            long quantity = 0;
            for (String id : Samples.EASILY_CONFUSED) {
                change.other(numbered(id, ++quantity));
            }
            return change;
        });
        write("other", change -> change.other(numbered("acme", 99)));
        long quantity = 0;
        for (String id : Samples.EASILY_CONFUSED) {
            assertThat(others("acme", id)).as(id).containsExactly(numbered(id, ++quantity));
        }
        String[] all = Samples.EASILY_CONFUSED.toArray(String[]::new);
        assertThat(others("acme", all)).hasSize(all.length);
        assertThat(others("other", all)).containsExactly(numbered("acme", 99));
    }

    private static Subscription numbered(String id, long quantity) {
        return new Subscription(
                id,
                "pro",
                quantity,
                SubscriptionStatus.ACTIVE,
                Samples.T0,
                null,
                null,
                null,
                null,
                false,
                Samples.T0,
                null,
                null,
                List.of());
    }

    @Test
    final void writesNoSubscriptionOfAChangeThatIsRefused() {
        Account older = write("acme", change -> change.subscription(RULING));
        write("acme", change -> change.lot(6));
        assertRefused(
                "acme",
                () -> store().inTransaction(transaction -> {
                    lock(transaction, "acme", false);
                    transaction.apply(
                            List.of(ChangeBuilder.of(older).other(ENDED).build()));
                    return older;
                }));
        assertThat(others("acme", "sub_2")).isEmpty();
    }
}
