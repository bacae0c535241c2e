// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import io.tollbridge.billing.payment.CustomerAttempt;
import io.tollbridge.billing.spi.TenantCustomer;
import io.tollbridge.billing.webhook.TenantLink;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * What is stored about customers, besides their links. Immutable.
 *
 * @param emails billing e-mails by tenant
 * @param modes the rest, by tenant and mode
 */
record CustomerRows(PersistentMap<String, String> emails, PersistentMap<LinkRows.Side, Mode> modes) {
    static CustomerRows empty() {
        return new CustomerRows(
                PersistentMap.empty(),
                PersistentMap.emptyBy(Comparator.comparing(LinkRows.Side::id).thenComparing(LinkRows.Side::livemode)));
    }

    /** What there is for one mode. */
    record Mode(@Nullable String toldEmail, @Nullable CustomerAttempt attempt) {}

    TenantCustomer customer(String tenantId, boolean livemode, LinkRows links) {
        Mode mode = modes.get(new LinkRows.Side(tenantId, livemode));
        return new TenantCustomer(
                tenantId,
                livemode,
                links.ofTenant(tenantId, livemode).map(TenantLink::customerId).orElse(null),
                emails.get(tenantId),
                mode == null ? null : mode.toldEmail(),
                mode == null ? null : mode.attempt());
    }

    CustomerRows with(TenantCustomer customer) {
        String email = customer.email();
        return new CustomerRows(
                email == null ? emails.without(customer.tenantId()) : emails.with(customer.tenantId(), email),
                modes.with(
                        new LinkRows.Side(customer.tenantId(), customer.livemode()),
                        new Mode(customer.toldEmail(), customer.attempt())));
    }

    CustomerRows without(String tenantId) {
        return new CustomerRows(
                emails.without(tenantId),
                modes.without(new LinkRows.Side(tenantId, true)).without(new LinkRows.Side(tenantId, false)));
    }
}
