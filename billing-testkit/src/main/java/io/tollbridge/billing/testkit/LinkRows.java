// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import io.tollbridge.billing.webhook.TenantLink;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which Stripe customer each tenant is. Immutable.
 *
 * @param byTenant links by tenant and mode
 * @param byCustomer the same links by customer and mode
 */
record LinkRows(PersistentMap<Side, TenantLink> byTenant, PersistentMap<Side, TenantLink> byCustomer) {
    static LinkRows empty() {
        Comparator<Side> order = Comparator.comparing(Side::id).thenComparing(Side::livemode);
        return new LinkRows(PersistentMap.emptyBy(order), PersistentMap.emptyBy(order));
    }

    /** One side of a link: a tenant or a customer in one mode. */
    record Side(String id, boolean livemode) {}

    Optional<TenantLink> ofTenant(String tenantId, boolean livemode) {
        return Optional.ofNullable(byTenant.get(new Side(tenantId, livemode)));
    }

    Optional<TenantLink> ofCustomer(String customerId, boolean livemode) {
        return Optional.ofNullable(byCustomer.get(new Side(customerId, livemode)));
    }

    /** Another link of the same tenant or the same customer. */
    Optional<TenantLink> inTheWayOf(TenantLink link) {
        return ofCustomer(link.customerId(), link.livemode())
                .or(() -> ofTenant(link.tenantId(), link.livemode()))
                .filter(other -> !other.equals(link));
    }

    /** The tenant's links in both modes. */
    List<TenantLink> ofTenant(String tenantId) {
        return Stream.of(true, false)
                .flatMap(livemode -> ofTenant(tenantId, livemode).stream())
                .toList();
    }

    LinkRows without(TenantLink link) {
        return new LinkRows(
                byTenant.without(new Side(link.tenantId(), link.livemode())),
                byCustomer.without(new Side(link.customerId(), link.livemode())));
    }

    LinkRows with(TenantLink link) {
        return new LinkRows(
                byTenant.with(new Side(link.tenantId(), link.livemode()), link),
                byCustomer.with(new Side(link.customerId(), link.livemode()), link));
    }

    LinkRows withoutTenant(String tenantId, boolean livemode) {
        return ofTenant(tenantId, livemode)
                .map(link -> new LinkRows(
                        byTenant.without(new Side(tenantId, livemode)),
                        byCustomer.without(new Side(link.customerId(), livemode))))
                .orElse(this);
    }
}
