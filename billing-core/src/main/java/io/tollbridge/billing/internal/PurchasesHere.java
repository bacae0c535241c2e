// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.account.PaymentCommand;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.payment.Money;
import io.tollbridge.billing.payment.PaymentTruth;
import io.tollbridge.billing.payment.RecordKind;
import io.tollbridge.billing.reconcile.DriftFinding;
import io.tollbridge.billing.reconcile.DriftKind;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.PaymentGateway;
import io.tollbridge.billing.spi.TenantPurchase;
import io.tollbridge.billing.webhook.HandlerResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Every purchase of late that counts as paid here: does the payment service have the money? The payment is read after the
 * purchase, and a payment that has succeeded stays so; what differs is therefore no race.
 */
final class PurchasesHere implements DriftCheck {
    private static final int TENANTS = 25;
    private static final int PAGE = 100;

    private final PaymentGateway gateway;
    private final BillingStore store;
    private final RecordComparison comparison;

    PurchasesHere(PaymentGateway gateway, BillingStore store, RecordComparison comparison) {
        this.gateway = gateway;
        this.store = store;
        this.comparison = comparison;
    }

    @Override
    public String name() {
        return "PURCHASES_HERE";
    }

    @Override
    public Page page(String position, Instant since, Instant now) {
        List<String> tenants = store.read(reader -> reader.tenants(position, TENANTS));
        List<Drift> drifts = new ArrayList<>();
        int looked = 0;
        for (String tenantId : tenants) {
            for (Purchase purchase : granted(tenantId, since)) {
                looked++;
                compare(tenantId, purchase).ifPresent(drifts::add);
            }
        }
        return new Page(
                drifts, Math.max(looked, tenants.size()), tenants.size() == TENANTS ? tenants.get(TENANTS - 1) : null);
    }

    private List<Purchase> granted(String tenantId, Instant since) {
        List<Purchase> granted = new ArrayList<>();
        Purchase last = null;
        List<Purchase> page;
        do {
            Purchase before = last;
            page = store.read(reader -> reader.purchases(tenantId, before, PAGE));
            for (Purchase purchase : page) {
                last = purchase;
                if (purchase.createdAt().isBefore(since)) {
                    return granted;
                } else if (purchase.state() == Purchase.State.GRANTED) {
                    granted.add(purchase);
                }
            }
        } while (page.size() == PAGE);
        return granted;
    }

    @Override
    public Optional<List<Drift>> again(DriftFinding finding, Instant now) {
        if (finding.kind() != DriftKind.GRANTED_NOT_PAID) {
            return Optional.empty();
        }
        Optional<TenantPurchase> found = store.read(reader -> reader.purchaseOfPayment(finding.subject()));
        return Optional.of(found.filter(one -> one.purchase().state() == Purchase.State.GRANTED)
                .flatMap(one -> compare(one.tenantId(), one.purchase()))
                .map(List::of)
                .orElse(List.of()));
    }

    private Optional<Drift> compare(String tenantId, Purchase purchase) {
        String paymentId = purchase.payment().paymentId();
        if (paymentId == null) {
            return Optional.of(person(tenantId, purchase, purchase.id(), "no payment of it was ever stored"));
        }
        PaymentTruth truth = gateway.truth(paymentId).orElse(null);
        if (truth == null) {
            // why asked again: a gateway may keep payments, and no record of what became of them
            return gateway.retrieve(RecordKind.PAYMENT, paymentId).isPresent()
                    ? Optional.empty()
                    : Optional.of(person(
                            tenantId,
                            purchase,
                            paymentId,
                            "the account and mode of the API key have no such payment; was the key changed?"));
        }
        if (truth.state() != PaymentTruth.State.SUCCEEDED) {
            return comparison.compare(RecordKind.PAYMENT, paymentId, unpaid(tenantId, purchase, truth));
        }
        Money received = new Money(truth.received(), truth.ordered().currency());
        return received.equals(purchase.order().price())
                ? Optional.empty()
                : Optional.of(person(tenantId, purchase, paymentId, "the payment took " + received));
    }

    private static HandlerResult unpaid(String tenantId, Purchase purchase, PaymentTruth truth) {
        return HandlerResult.apply(new PaymentCommand.SettlePayment(
                tenantId, purchase.id(), truth, false, purchase.payment().truthAt(), true, null));
    }

    private static Drift person(String tenantId, Purchase purchase, String subject, String what) {
        Purchase.Order order = purchase.order();
        return RecordComparison.person(
                DriftKind.GRANTED_NOT_PAID,
                RecordKind.PAYMENT,
                subject,
                tenantId,
                "purchase " + purchase.id() + " granted " + order.credits() + " credits for " + order.price() + ", but "
                        + what + "; look at it in the dashboard, and correct the credits with billing.admin()");
    }
}
