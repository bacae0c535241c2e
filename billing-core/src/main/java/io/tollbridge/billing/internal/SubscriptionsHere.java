// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tollbridge.billing.InvalidArgumentException;
import io.tollbridge.billing.account.Subscription;
import io.tollbridge.billing.payment.RecordKind;
import io.tollbridge.billing.reconcile.DriftFinding;
import io.tollbridge.billing.reconcile.DriftKind;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.PaymentGateway;
import io.tollbridge.billing.webhook.HandlerResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Every subscription that counts as alive here: is it still alive at the payment service? One request for each. */
final class SubscriptionsHere implements DriftCheck {
    private static final int PAGE = 25;

    private final PaymentGateway gateway;
    private final BillingStore store;
    private final RecordComparison comparison;

    SubscriptionsHere(PaymentGateway gateway, BillingStore store, RecordComparison comparison) {
        this.gateway = gateway;
        this.store = store;
        this.comparison = comparison;
    }

    @Override
    public String name() {
        return "SUBSCRIPTIONS_HERE";
    }

    @Override
    public Page page(String position, Instant since, Instant now) {
        List<String> tenants = store.read(reader -> reader.tenants(position, PAGE));
        List<Drift> drifts = new ArrayList<>();
        for (String tenantId : tenants) {
            Subscription ruling = store.read(reader -> reader.account(tenantId)).subscription();
            if (ruling != null && !ruling.local() && !ruling.status().terminal()) {
                compare(tenantId, ruling.id(), now).ifPresent(drifts::add);
            }
        }
        return new Page(drifts, tenants.size(), tenants.size() == PAGE ? tenants.get(PAGE - 1) : null);
    }

    @Override
    public Optional<List<Drift>> again(DriftFinding finding, Instant now) {
        String tenantId = finding.tenantId();
        return finding.kind() == DriftKind.SUBSCRIPTION_UNKNOWN && tenantId != null
                ? Optional.of(compare(tenantId, finding.subject(), now).stream().toList())
                : Optional.empty();
    }

    private Optional<Drift> compare(String tenantId, String id, Instant now) {
        Optional<byte[]> record;
        try {
            record = gateway.retrieve(RecordKind.SUBSCRIPTION, id);
        } catch (InvalidArgumentException noIdOfTheService) {
            record = Optional.empty();
        }
        if (record.isEmpty() && !gateway.webhooks().connectedAccounts().isEmpty()) {
            // why nothing: it may be of a connected account, of which nothing can be read
            return Optional.empty();
        }
        if (record.isEmpty()) {
            return Optional.of(RecordComparison.person(
                    DriftKind.SUBSCRIPTION_UNKNOWN,
                    RecordKind.SUBSCRIPTION,
                    id,
                    tenantId,
                    "the account and mode of the API key have no such subscription; was the key changed?"));
        }
        HandlerResult read = comparison.read(RecordKind.SUBSCRIPTION, new String(record.get(), UTF_8), now);
        return comparison.compare(RecordKind.SUBSCRIPTION, id, read);
    }
}
