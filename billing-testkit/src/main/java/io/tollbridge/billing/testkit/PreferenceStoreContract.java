// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.notification.Notification.Kind;
import io.tollbridge.billing.notification.NotificationMute;
import io.tollbridge.billing.spi.DueNotification;
import io.tollbridge.billing.spi.DueTenant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Part of {@link BillingStoreContract}: what tenants have muted, and what is told about the whole installation. */
public abstract class PreferenceStoreContract extends StoreContract {
    private static final NotificationMute EVERYWHERE = NotificationMute.of(Kind.RENEWED);
    private static final NotificationMute BY_MAIL = NotificationMute.of(Kind.RENEWED, "mail");
    private static final NotificationMute LONGEST = NotificationMute.of(Kind.USAGE_THRESHOLD, "c".repeat(30));

    /** For subclasses. */
    protected PreferenceStoreContract() {}

    private void choose(String tenantId, NotificationMute mute, boolean muted) {
        store().inTransaction(transaction -> {
            Account account = lock(transaction, tenantId, true);
            transaction.mute(tenantId, mute, muted);
            return account;
        });
    }

    private Set<NotificationMute> mutes(String tenantId) {
        return store().read(reader -> reader.mutes(tenantId));
    }

    private static Notification trouble(String key, int hour) {
        return new Notification(
                key,
                Kind.WEBHOOK_TROUBLE,
                Notification.Status.PENDING,
                0,
                List.of(),
                "at hour " + hour,
                Samples.later(3_600L * hour));
    }

    private void tellOperators(Notification notification) {
        store().inTransaction(transaction -> {
            transaction.tellOperators(notification);
            return notification;
        });
    }

    @Test
    final void keepsAndForgetsEachWishOfEachTenant() {
        assertThat(mutes("acme")).isEmpty();
        for (int i = 0; i < 2; i++) {
            choose("acme", EVERYWHERE, true);
            choose("acme", BY_MAIL, true);
            choose("acme", LONGEST, true);
            choose("other", BY_MAIL, true);
            assertThat(mutes("acme")).containsExactlyInAnyOrder(EVERYWHERE, BY_MAIL, LONGEST);
        }
        choose("acme", BY_MAIL, false);
        choose("acme", BY_MAIL, false);
        assertThat(mutes("acme")).containsExactlyInAnyOrder(EVERYWHERE, LONGEST);
        assertThat(mutes("other")).containsExactly(BY_MAIL);
    }

    @Test
    final void tellsTheWishesOfSeveralTenantsInsideATransaction() {
        choose("acme", EVERYWHERE, true);
        choose("other", BY_MAIL, true);
        choose("silent", BY_MAIL, true);
        choose("silent", BY_MAIL, false);
        Map<String, Set<NotificationMute>> found = store().inTransaction(transaction -> {
            lock(transaction, "acme", false);
            transaction.mute("acme", BY_MAIL, true);
            return transaction.mutes(List.of("acme", "silent", "unknown"));
        });
        assertThat(found).isEqualTo(Map.of("acme", Set.of(EVERYWHERE, BY_MAIL)));
    }

    @Test
    final void keepsNothingThatWasRolledBackAndNothingOfATenantThatIsNotLocked() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> store().inTransaction(transaction -> {
                    lock(transaction, "acme", true);
                    transaction.mute("acme", EVERYWHERE, true);
                    transaction.tellOperators(trouble("lost", 1));
                    throw new IllegalArgumentException("the work fails");
                }));
        assertThatThrownBy(() -> store().inTransaction(transaction -> {
                    transaction.mute("acme", EVERYWHERE, true);
                    return transaction;
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(mutes("acme")).isEmpty();
        assertThat(notifications("")).isEmpty();
    }

    @Test
    final void keepsNoWishOfATenantThatIsNotStored() {
        store().inTransaction(transaction -> {
            Account account = lock(transaction, "acme", false);
            transaction.mute("acme", EVERYWHERE, true);
            return account;
        });
        assertThat(mutes("acme")).isEmpty();
        assertThat(account("acme").version()).isZero();
    }

    @Test
    final void movesWishesToThePseudonym() {
        choose("acme", EVERYWHERE, true);
        choose("other", BY_MAIL, true);
        store().inTransaction(transaction -> {
            Account account = lock(transaction, "acme", false);
            transaction.pseudonymise("acme", "erased-1");
            return account;
        });
        assertThat(mutes("acme")).isEmpty();
        assertThat(mutes("erased-1")).containsExactly(EVERYWHERE);
        assertThat(mutes("other")).containsExactly(BY_MAIL);
    }

    @Test
    final void tellsOperatorsOnceUnderEachKeyAndDeliversIt() {
        tellOperators(trouble("first", 1));
        tellOperators(trouble("first", 2));
        tellOperators(trouble("second", 3));
        assertThat(notifications("")).containsExactly(trouble("second", 3), trouble("first", 1));
        List<DueNotification> due = store().outbox().claim("w1", Samples.later(999_999), Samples.later(1_000_999), 10);
        assertThat(due).extracting(DueNotification::tenantId).containsExactly("", "");
    }

    @Test
    final void whatIsToldToOperatorsMakesNoTenantKnown() {
        tellOperators(trouble("first", 1));
        List<String> tenants = store().read(reader -> reader.tenants("", 10));
        List<DueTenant> due = store().read(reader -> reader.due(Samples.later(9_999_999), "", 10));
        assertThat(tenants).isEmpty();
        assertThat(due).isEmpty();
    }

    @Test
    final void manyMayTellOperatorsTheSameAtOnce() {
        List<Notification> told = Race.run(
                6,
                racer -> retrying(transaction -> {
                    transaction.tellOperators(trouble("same", 1));
                    return trouble("same", 1);
                }));
        assertThat(told).hasSize(6);
        assertThat(notifications("")).containsExactly(trouble("same", 1));
    }
}
