// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.account.Hold;
import io.tollbridge.billing.account.Subscription;
import io.tollbridge.billing.account.SubscriptionStatus;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.ledger.Pool;
import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.payment.CustomerAttempt;
import io.tollbridge.billing.spi.AccountChange;
import io.tollbridge.billing.spi.DueTenant;
import io.tollbridge.billing.spi.JobState;
import io.tollbridge.billing.spi.TenantCustomer;
import io.tollbridge.billing.webhook.TenantLink;
import io.tollbridge.billing.webhook.WebhookEventKey;
import io.tollbridge.billing.webhook.WebhookRecord;
import io.tollbridge.billing.webhook.WebhookStatus;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Part of {@link BillingStoreContract}: what concerns a tenant as a whole, and jobs. */
public abstract class TenantStoreContract extends StoreContract {
    /** For subclasses. */
    protected TenantStoreContract() {}

    private void rich(String tenantId) {
        Subscription subscription = Samples.subscription(SubscriptionStatus.ACTIVE, Samples.T0);
        write(
                tenantId,
                change -> change.slice(Samples.slice(1, 9, 0, 0))
                        .subscription(subscription)
                        .operation("k:1", 7)
                        .leg(EntryType.GRANT, Pool.SUBSCRIPTION, 1, 9, 9)
                        .hold(Samples.hold("k:open", Samples.T0))
                        .hold(Samples.ended(Samples.hold("k:ended", Samples.T0), Hold.State.RELEASED))
                        .usage(Samples.use(Samples.DAY, "LLM", 2))
                        .tell(Samples.renewed("renewed", Samples.T0))
                        .silent(new AccountChange.SilentOperation("k:silent", 3, 9, Samples.T0)));
    }

    @Test
    final void movesEverythingOfATenantToAPseudonym() {
        rich("acme");
        rich("other");
        Everything before = everything("acme");
        Everything other = everything("other");
        store().inTransaction(transaction -> {
            Account account = lock(transaction, "acme", false);
            transaction.apply(List.of(
                    ChangeBuilder.of(account).standing(Account.Standing.ERASED).build()));
            transaction.pseudonymise("acme", "erased-1");
            return account;
        });

        Everything moved = everything("erased-1");
        assertThat(moved.ledger()).isEqualTo(before.ledger());
        assertThat(moved.grants()).isEqualTo(before.grants());
        assertThat(moved.usage()).isEqualTo(before.usage());
        assertThat(moved.notifications()).isEqualTo(before.notifications());
        assertThat(moved.account().standing()).isEqualTo(Account.Standing.ERASED);
        assertThat(moved.account().head()).isEqualTo(before.account().head());
        assertThat(moved.account().subscription()).isEqualTo(before.account().subscription());
        assertThat(operation("erased-1", "k:1")).isNotNull();
        assertThat(operation("erased-1", "k:silent")).isNotNull();
        assertThat(openHolds("erased-1")).containsExactly("k:open");

        Account left = account("acme");
        assertThat(left).isEqualTo(Account.erased("acme", left.version()));
        assertThat(left.version()).isGreaterThan(before.account().version() + 1);
        assertThat(ledger("acme")).isEmpty();
        assertThat(grants("acme")).isEmpty();
        assertThat(usage("acme")).isEmpty();
        assertThat(notifications("acme")).isEmpty();
        assertThat(operation("acme", "k:1")).isNull();
        assertThat(operation("acme", "k:silent")).isNull();
        assertThat(openHolds("acme")).isEmpty();
        assertThat(everything("other")).isEqualTo(other);
    }

    @Test
    final void movesNothingOfATenantThatIsNotLocked() {
        rich("acme");
        assertThatThrownBy(() -> store().inTransaction(transaction -> {
                    transaction.pseudonymise("acme", "erased-1");
                    return transaction;
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(account("erased-1").version()).isZero();
    }

    private List<String> openHolds(String tenantId) {
        return store().inTransaction(transaction -> {
            lock(transaction, tenantId, false);
            return transaction.openHolds(tenantId).stream().map(Hold::id).toList();
        });
    }

    @Test
    final void forgetsCustomersAndWhatEventsSayOfThem() {
        store().inTransaction(transaction -> transaction.link(new TenantLink("acme", "cus_live", true)));
        store().inTransaction(transaction -> transaction.link(new TenantLink("acme", "cus_test", false)));
        store().inTransaction(transaction -> transaction.link(new TenantLink("other", "cus_liver", true)));
        event("evt_live", "{\"customer\":\"cus_live\"}", null);
        event("evt_test", "{\"customer\":\"cus_test\"}", "kept aside");
        event("evt_other", "{\"customer\":\"cus_liver\"}", null);
        for (int i = 0; i < 2; i++) {
            store().inTransaction(transaction -> {
                transaction.forget("acme");
                return transaction;
            });
        }

        assertThat(customerOf("acme", true)).isEmpty();
        assertThat(customerOf("acme", false)).isEmpty();
        assertThat(customerOf("other", true)).isPresent();
        assertThat(row("evt_live").event().payload()).isEqualTo("{}");
        assertThat(row("evt_live").status()).isEqualTo(WebhookStatus.IGNORED);
        assertThat(row("evt_test").event().payload()).isEqualTo("{}");
        assertThat(row("evt_test").status()).isEqualTo(WebhookStatus.QUARANTINED);
        assertThat(row("evt_other").event().payload()).contains("cus_liver");
        assertThat(row("evt_other").status()).isEqualTo(WebhookStatus.RECEIVED);
        store().inTransaction(transaction -> transaction.link(new TenantLink("new", "cus_live", true)));
        assertThat(customerOf("new", true)).isPresent();
    }

    @Test
    final void forgetsEmailsAndOpenAttempts() {
        for (String tenantId : List.of("acme", "other")) {
            for (boolean livemode : new boolean[] {true, false}) {
                store().inTransaction(transaction -> {
                    transaction.lockCustomer(tenantId, livemode);
                    transaction.saveCustomer(customer(tenantId, livemode));
                    return transaction;
                });
            }
        }
        store().inTransaction(transaction -> {
            transaction.forget("acme");
            return transaction;
        });

        for (boolean livemode : new boolean[] {true, false}) {
            assertThat(customerRow("acme", livemode)).isEqualTo(TenantCustomer.unknown("acme", livemode));
            assertThat(customerRow("other", livemode)).isEqualTo(customer("other", livemode));
        }
    }

    private static TenantCustomer customer(String tenantId, boolean livemode) {
        String email = tenantId + "@example.com";
        CustomerAttempt attempt = new CustomerAttempt(tenantId, "attempt of " + tenantId, Samples.T0, email);
        return new TenantCustomer(tenantId, livemode, null, email, "old " + email, attempt);
    }

    private TenantCustomer customerRow(String tenantId, boolean livemode) {
        return store().inTransaction(transaction -> transaction.lockCustomer(tenantId, livemode));
    }

    private Optional<TenantLink> customerOf(String tenantId, boolean livemode) {
        return store().read(reader -> reader.linkOfTenant(tenantId, livemode));
    }

    private Optional<JobState> job(String name) {
        return store().read(reader -> reader.job(name));
    }

    private void event(String id, String payload, @Nullable String quarantine) {
        WebhookEventKey key = new WebhookEventKey("", true, id);
        assertThat(store().inbox().insert(Samples.event(key, payload), Samples.T0, quarantine))
                .isTrue();
    }

    private WebhookRecord row(String id) {
        return store().inbox().list(null, 10).stream()
                .filter(webhook -> webhook.event().key().eventId().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    final void keepsEveryStandingAndMutedThresholds() {
        int muted = 0;
        for (Account.Standing standing : Account.Standing.values()) {
            int bits = ++muted;
            Account written = write("acme", change -> change.standing(standing).mutedThresholds(bits));
            assertThat(account("acme")).isEqualTo(written);
            assertThat(locked("acme")).isEqualTo(written);
        }
    }

    @Test
    final void leavesHoldsOfLockedTenantsAlone() {
        write("acme", change -> change.hold(Samples.hold("k:1", Samples.T0)).standing(Account.Standing.LOCKED));
        write("other", change -> change.hold(Samples.hold("k:1", Samples.T0)));
        List<DueTenant> due = store().read(reader -> reader.due(Samples.later(1), "", 10));
        assertThat(due).extracting(DueTenant::tenantId).containsExactly("other");
    }

    @Test
    final void keepsTheDetailOfANotification() {
        Notification detailed = new Notification(
                "drift:1",
                Notification.Kind.DRIFT,
                Notification.Status.SUPPRESSED,
                0,
                List.of(),
                "d".repeat(2_000),
                Samples.T0);
        write("acme", change -> change.tell(detailed));
        assertThat(notifications("acme")).containsExactly(detailed);
    }

    @Test
    final void keepsHowFarAJobIs() {
        assertThat(job("JOB")).isEmpty();
        for (JobState state : List.of(
                new JobState("", Samples.T0),
                new JobState(Samples.longest('t'), Samples.later(5)),
                new JobState("", Samples.later(9)))) {
            store().inTransaction(transaction -> {
                transaction.saveJob("JOB", state);
                return state;
            });
            assertThat(job("JOB")).contains(state);
        }
        assertThat(job("OTHER")).isEmpty();
    }
}
