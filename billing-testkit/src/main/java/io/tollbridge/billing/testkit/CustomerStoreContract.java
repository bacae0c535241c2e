// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tollbridge.billing.payment.CustomerAttempt;
import io.tollbridge.billing.spi.TenantCustomer;
import io.tollbridge.billing.webhook.TenantLink;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Billing e-mails and attempts to make customers, in each mode. */
public abstract class CustomerStoreContract extends StoreContract {
    private static final Instant AT = Instant.parse("2026-03-01T10:00:00.123Z");

    /** For subclasses. */
    protected CustomerStoreContract() {}

    private static CustomerAttempt attempt(String id, @Nullable String email) {
        return new CustomerAttempt("acme", id, AT, email);
    }

    private TenantCustomer read(boolean livemode) {
        return store().read(reader -> reader.customer("acme", livemode));
    }

    private TenantCustomer change(boolean livemode, UnaryOperator<TenantCustomer> change) {
        return retrying(transaction -> {
            TenantCustomer changed = change.apply(transaction.lockCustomer("acme", livemode));
            transaction.saveCustomer(changed);
            return changed;
        });
    }

    private Optional<TenantLink> link(TenantLink link) {
        return retrying(transaction -> transaction.link(link));
    }

    @Test
    final void nothingIsKnownOfATenantThatNobodySpokeOf() {
        assertThat(read(true)).isEqualTo(TenantCustomer.unknown("acme", true));
        TenantCustomer locked = retrying(transaction -> transaction.lockCustomer("acme", true));
        assertThat(locked).isEqualTo(TenantCustomer.unknown("acme", true));
    }

    @Test
    final void keepsEverythingAsItWasGivenWithItsLongestAndItsMissingForm() {
        String longest = "é".repeat(127) + "@" + "x".repeat(127);
        TenantCustomer full =
                change(true, stored -> stored.withEmail(longest).told(longest).attempting(attempt("a1", longest)));
        assertThat(read(true)).isEqualTo(full);

        TenantCustomer bare = change(true, stored -> stored.told(null).attempting(attempt("a2", null)));
        assertThat(read(true)).isEqualTo(bare);
        assertThat(bare.email()).isEqualTo(longest);

        assertThat(change(true, stored -> stored.attempting(null)).attempt()).isNull();
        assertThat(read(true).attempt()).isNull();
    }

    @Test
    final void theEmailIsOneForBothModesAndTheRestIsNot() {
        change(true, stored -> stored.withEmail("a@b").told("a@b").attempting(attempt("a1", "a@b")));

        assertThat(read(false)).isEqualTo(new TenantCustomer("acme", false, null, "a@b", null, null));
        change(false, stored -> stored.attempting(attempt("a2", null)));
        assertThat(read(true).attempt()).isEqualTo(attempt("a1", "a@b"));
    }

    @Test
    final void aLinkIsShownAndCanBeEnded() {
        TenantLink link = new TenantLink("acme", "cus_1", true);
        assertThat(link(link)).isEmpty();
        change(true, stored -> stored.withEmail("a@b"));
        assertThat(read(true).customerId()).isEqualTo("cus_1");
        assertThat(read(false).customerId()).isNull();

        change(true, TenantCustomer::unlinked);
        assertThat(read(true)).isEqualTo(new TenantCustomer("acme", true, null, "a@b", null, null));
        assertThat(store().<Boolean>read(
                                reader -> reader.linkOfCustomer("cus_1", true).isPresent()))
                .isFalse();
        assertThat(link(new TenantLink("other", "cus_1", true))).isEmpty();
    }

    @Test
    final void whatATransactionThatFailsHasWrittenIsNotThere() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> store().inTransaction(transaction -> {
                    transaction.saveCustomer(
                            transaction.lockCustomer("acme", true).attempting(attempt("a1", null)));
                    throw new IllegalArgumentException("the work fails");
                }));
        assertThat(read(true).attempt()).isNull();
    }

    @Test
    final void ofManyThatBeginAnAttemptAtOnceOneBeginsItAndAllSeeIt() {
        List<CustomerAttempt> seen = Race.run(8, racer -> {
            TenantCustomer begun = change(
                    true, stored -> stored.attempt() == null ? stored.attempting(attempt("a" + racer, null)) : stored);
            return java.util.Objects.requireNonNull(begun.attempt());
        });
        assertThat(new HashSet<>(seen)).containsExactly(read(true).attempt());
    }
}
