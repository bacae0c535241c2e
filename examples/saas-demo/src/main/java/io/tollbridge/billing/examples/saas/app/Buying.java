// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas.app;

import io.tollbridge.billing.AutoPurchaseSettings;
import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.CheckoutResult;
import io.tollbridge.billing.PurchaseOrder;
import jakarta.servlet.http.HttpServletRequest;

/** Credits for money: on a page of Stripe's, or by themselves when few are left. */
final class Buying {
    /** What the customer is shown beside the switch. It is kept as it was, with who agreed and when. */
    private static final String CONSENT =
            "When I have fewer than 50 credits, charge my card 10.00 USD for 100 more, at most twice a month.";

    private static final AutoPurchaseSettings AGREED =
            AutoPurchaseSettings.of(SaasCatalog.PACK).threshold(50).atMost(2, 20_00);

    private final BillingService billing;

    Buying(BillingService billing) {
        this.billing = billing;
    }

    /** Answers with the page on which to pay for a bundle. Asked again, it is the same page. */
    Reply onAPage(String tenantId, HttpServletRequest request) {
        CheckoutResult result = billing.purchases()
                .checkout(PurchaseOrder.of(tenantId, SaasCatalog.PACK)
                        .returnTo("/thanks", "/credits")
                        .by("ann", "button"));
        if (result instanceof CheckoutResult.Opened opened) {
            return Reply.of(201)
                    .with("page", opened.page().id())
                    .with("url", opened.page().url().toString());
        }
        return Reply.of(409).with("error", "UNDER_WAY").with("message", "Credits are being bought already.");
    }

    /** The customer agrees to be charged without being asked each time. */
    Reply byItself(String tenantId, HttpServletRequest request) {
        billing.autoPurchase().enable(tenantId, AGREED, CONSENT, "ann");
        return Reply.of(200).with("agreed", CONSENT);
    }

    /** Stripe's portal leads back here. Another card ends the wait after one that was refused. */
    Reply cardMayHaveChanged(String tenantId, HttpServletRequest request) {
        billing.autoPurchase().paymentMethodChanged(tenantId);
        return Reply.of(200)
                .with("suspended", billing.autoPurchase().status(tenantId).suspended());
    }
}
