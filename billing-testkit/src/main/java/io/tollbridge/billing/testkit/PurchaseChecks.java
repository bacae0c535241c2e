// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import io.tollbridge.billing.BillingStoreException;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.account.Purchase;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** Refuses purchases that a database's keys and constraints refuse. */
final class PurchaseChecks {
    private PurchaseChecks() {}

    static void check(String tenantId, Purchase purchase) {
        Purchase.Order order = purchase.order();
        Purchase.Payment payment = purchase.payment();
        Purchase.Cap cap = purchase.cap();
        boolean sound = order.quantity() > 0
                && order.credits() > 0
                && order.price().minorUnits() > 0
                && payment.refunded() >= 0
                && payment.lost() >= 0
                && payment.atRisk() >= 0
                && payment.clawedDebt() >= 0
                && payment.grantId() >= 0;
        boolean paid = purchase.state() != Purchase.State.GRANTED
                || (payment.grantId() > 0 && order.price().equals(payment.received()));
        boolean within = cap == null
                || (cap.number() >= 1
                        && cap.number() <= cap.limit()
                        && cap.minorUnits() >= order.price().minorUnits()
                        && cap.minorUnits() <= cap.minorUnitsLimit());
        if (!sound || !paid || !within) {
            throw failed("purchase " + purchase.id() + " of tenant " + tenantId + " breaks a constraint: " + purchase);
        }
    }

    /** A tenant's purchases: one charge at a time, each part of a cap once. */
    static void checkTogether(String tenantId, Collection<Purchase> purchases) {
        Set<Object> taken = new HashSet<>();
        for (Purchase purchase : purchases) {
            Purchase.Cap cap = purchase.cap();
            if (purchase.charging() && !taken.add("charging")) {
                throw failed("tenant " + tenantId + " would have two open charges, the second is " + purchase.id());
            }
            if (cap != null && !taken.add(cap.period() + "#" + cap.number())) {
                throw failed("tenant " + tenantId + " would use number " + cap.number() + " of " + cap.period()
                        + " twice, the second time for purchase " + purchase.id());
            }
        }
    }

    static BillingStoreException failed(String message) {
        return new BillingStoreException(ErrorCode.STORE_FAILED, message, null);
    }
}
