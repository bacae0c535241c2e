// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tollbridge.billing.webhook.TenantLink;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Links of tenants to Stripe customers: one to one in each mode. */
public abstract class LinkStoreContract extends StoreContract {
    private static final TenantLink LINK = new TenantLink("acme", "cus_1", true);

    /** For subclasses. */
    protected LinkStoreContract() {}

    private Optional<TenantLink> link(TenantLink link) {
        return store().inTransaction(transaction -> transaction.link(link));
    }

    private Optional<TenantLink> ofTenant(String tenantId, boolean livemode) {
        return store().read(reader -> reader.linkOfTenant(tenantId, livemode));
    }

    private Optional<TenantLink> ofCustomer(String customerId, boolean livemode) {
        return store().read(reader -> reader.linkOfCustomer(customerId, livemode));
    }

    @Test
    final void findsALinkFromBothSides() {
        assertThat(link(LINK)).isEmpty();
        assertThat(ofTenant("acme", true)).contains(LINK);
        assertThat(ofCustomer("cus_1", true)).contains(LINK);
        assertThat(ofTenant("acme", false)).isEmpty();
        assertThat(ofCustomer("cus_1", false)).isEmpty();
        assertThat(ofTenant("cus_1", true)).isEmpty();
    }

    @Test
    final void linkingTheSamePairAgainChangesNothing() {
        assertThat(link(LINK)).isEmpty();
        assertThat(link(LINK)).isEmpty();
        assertThat(ofTenant("acme", true)).contains(LINK);
    }

    @Test
    final void aTenantHasACustomerInEachMode() {
        TenantLink test = new TenantLink("acme", "cus_1", false);
        assertThat(link(LINK)).isEmpty();
        assertThat(link(test)).isEmpty();
        assertThat(ofTenant("acme", true)).contains(LINK);
        assertThat(ofTenant("acme", false)).contains(test);
        assertThat(link(new TenantLink("other", "cus_2", false))).isEmpty();
    }

    @Test
    final void saysWhichOtherTenantTheCustomerBelongsTo() {
        assertThat(link(LINK)).isEmpty();
        assertThat(link(new TenantLink("other", "cus_1", true))).contains(LINK);
        assertThat(ofTenant("other", true)).isEmpty();
        assertThat(ofCustomer("cus_1", true)).contains(LINK);
    }

    @Test
    final void saysWhichOtherCustomerTheTenantIs() {
        assertThat(link(LINK)).isEmpty();
        assertThat(link(new TenantLink("acme", "cus_2", true))).contains(LINK);
        assertThat(ofCustomer("cus_2", true)).isEmpty();
        assertThat(ofTenant("acme", true)).contains(LINK);
    }

    @Test
    final void aLinkThatStandsInTheWayLeavesTheTransactionUsable() {
        assertThat(link(LINK)).isEmpty();
        store().inTransaction(transaction -> {
            assertThat(transaction.link(new TenantLink("other", "cus_1", true))).contains(LINK);
            return write(transaction, "other", change -> change.lot(5));
        });
        assertThat(account("other").bundleCredits()).isEqualTo(5);
    }

    @Test
    final void aLinkIsWrittenWithTheRestOfItsTransactionOrNotAtAll() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> store().inTransaction(transaction -> {
                    assertThat(transaction.link(LINK)).isEmpty();
                    write(transaction, "acme", change -> change.lot(5));
                    throw new IllegalArgumentException("the work fails");
                }));
        assertThat(ofTenant("acme", true)).isEmpty();
        assertThat(ofCustomer("cus_1", true)).isEmpty();
        assertThat(link(new TenantLink("other", "cus_1", true))).isEmpty();
    }

    @Test
    final void tellsTenantsAndCustomersApartThatAreEasilyConfused() {
        for (String id : Samples.EASILY_CONFUSED) {
            assertThat(link(new TenantLink(id, id, true))).isEmpty();
        }
        for (String id : Samples.EASILY_CONFUSED) {
            assertThat(ofTenant(id, true)).contains(new TenantLink(id, id, true));
            assertThat(ofCustomer(id, true)).contains(new TenantLink(id, id, true));
        }
    }

    @Test
    final void ofManyTenantsThatWantOneCustomerOneGetsIt() {
        List<Optional<TenantLink>> answers = Race.run(
                8,
                racer -> retrying(transaction -> transaction.link(new TenantLink("tenant " + racer, "cus_1", true))));
        TenantLink winner = ofCustomer("cus_1", true).orElseThrow();
        assertThat(answers).filteredOn(Optional::isEmpty).hasSize(1);
        assertThat(answers)
                .filteredOn(Optional::isPresent)
                .allSatisfy(other -> assertThat(other).contains(winner));
    }

    @Test
    final void ofManyCustomersForOneTenantOneIsLinked() {
        List<Optional<TenantLink>> answers = Race.run(
                8, racer -> retrying(transaction -> transaction.link(new TenantLink("acme", "cus_" + racer, true))));
        TenantLink winner = ofTenant("acme", true).orElseThrow();
        assertThat(answers).filteredOn(Optional::isEmpty).hasSize(1);
        assertThat(answers)
                .filteredOn(Optional::isPresent)
                .allSatisfy(other -> assertThat(other).contains(winner));
    }
}
