// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import io.tollbridge.billing.notification.Notification;
import io.tollbridge.billing.payment.Money;
import io.tollbridge.billing.payment.PaymentTruth;
import java.util.List;

/** Telling of disputes, once of each and once more when an inquiry becomes one. */
final class DisputeNotices {
    private DisputeNotices() {}

    static void tell(Draft draft, PaymentTruth truth, String what) {
        for (PaymentTruth.Dispute dispute : truth.disputes()) {
            if (dispute.phase() == PaymentTruth.Phase.OVER) {
                continue;
            }
            boolean inquiry = dispute.phase() == PaymentTruth.Phase.INQUIRY;
            String about = "dispute " + dispute.id() + " about " + what;
            String currency = truth.ordered().currency();
            draft.tell(new Notification(
                    "dispute:" + dispute.id() + (inquiry ? ":inquiry" : ""),
                    Notification.Kind.DISPUTE,
                    Notification.Status.PENDING,
                    0,
                    List.of(),
                    inquiry
                            ? about + ": the bank asks, no money was taken"
                            : about + ": " + new Money(dispute.minorUnits(), currency) + " were taken back",
                    draft.now()));
        }
    }
}
