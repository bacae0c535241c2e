// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.BillingStoreException;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.jdbc.database.TestDatabase;
import io.tollbridge.billing.webhook.TenantLink;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A tenant has one customer in each mode, and a customer one tenant. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class LinkTest {
    private final JdbcBillingStore store;
    private final String tenant = Samples.fresh("tenant");
    private final String customer = Samples.fresh("cus");

    LinkTest(TestDatabase database) {
        store = JdbcBillingStore.builder(database.sharedBy(LinkTest.class))
                .schemaMode(SchemaMode.NONE)
                .build();
    }

    @Test
    void aLinkIsFoundFromBothSidesInItsMode() {
        TenantLink live = new TenantLink(tenant, customer, true);

        assertThat(link(live)).isEmpty();
        assertThat(link(live)).isEmpty();

        assertThat(store.<Optional<TenantLink>>read(reader -> reader.linkOfTenant(tenant, true)))
                .contains(live);
        assertThat(store.<Optional<TenantLink>>read(reader -> reader.linkOfCustomer(customer, true)))
                .contains(live);
        assertThat(store.<Optional<TenantLink>>read(reader -> reader.linkOfTenant(tenant, false)))
                .isEmpty();
        assertThat(store.<Optional<TenantLink>>read(reader -> reader.linkOfCustomer(customer, false)))
                .isEmpty();
    }

    @Test
    void aTenantMayHaveACustomerInEachMode() {
        TenantLink live = new TenantLink(tenant, customer, true);
        TenantLink test = new TenantLink(tenant, customer, false);

        assertThat(link(live)).isEmpty();
        assertThat(link(test)).isEmpty();

        assertThat(store.<Optional<TenantLink>>read(reader -> reader.linkOfTenant(tenant, false)))
                .contains(test);
        assertThat(store.<Optional<TenantLink>>read(reader -> reader.linkOfCustomer(customer, true)))
                .contains(live);
    }

    @Test
    void whatStandsInTheWayIsReturnedAndStays() {
        TenantLink first = new TenantLink(tenant, customer, true);
        link(first);

        assertThat(link(new TenantLink(tenant, Samples.fresh("cus"), true))).contains(first);
        assertThat(link(new TenantLink(Samples.fresh("other"), customer, true))).contains(first);
        assertThat(store.<Optional<TenantLink>>read(reader -> reader.linkOfTenant(tenant, true)))
                .contains(first);
    }

    @RepeatedTest(5)
    void ofTenantsThatLinkOneCustomerAtOnceExactlyOneWins() throws Exception {
        List<TenantLink> links = IntStream.range(0, 4)
                .mapToObj(i -> new TenantLink(Samples.fresh("racer"), customer, true))
                .toList();

        List<Optional<TenantLink>> results = InParallel.run(links.stream()
                .map(link -> (Callable<Optional<TenantLink>>) () -> link(link))
                .toList());

        TenantLink winner = store.<Optional<TenantLink>>read(reader -> reader.linkOfCustomer(customer, true))
                .orElseThrow();
        assertThat(results).filteredOn(Optional::isEmpty).hasSize(1);
        assertThat(results).filteredOn(Optional::isPresent).containsOnly(Optional.of(winner));
        assertThat(results.get(links.indexOf(winner))).isEmpty();
    }

    @RepeatedTest(5)
    void ofCustomersThatOneTenantLinksAtOnceExactlyOneWins() throws Exception {
        List<TenantLink> links = IntStream.range(0, 4)
                .mapToObj(i -> new TenantLink(tenant, Samples.fresh("cus"), false))
                .toList();

        List<Optional<TenantLink>> results = InParallel.run(links.stream()
                .map(link -> (Callable<Optional<TenantLink>>) () -> link(link))
                .toList());

        TenantLink winner = store.<Optional<TenantLink>>read(reader -> reader.linkOfTenant(tenant, false))
                .orElseThrow();
        assertThat(results).filteredOn(Optional::isEmpty).hasSize(1);
        assertThat(results).filteredOn(Optional::isPresent).containsOnly(Optional.of(winner));
    }

    /** Links as the core does: again when told of contention. */
    private Optional<TenantLink> link(TenantLink link) {
        while (true) {
            try {
                return store.inTransaction(transaction -> transaction.link(link));
            } catch (BillingStoreException failure) {
                if (failure.code() != ErrorCode.STORE_CONTENTION) {
                    throw failure;
                }
            }
        }
    }
}
