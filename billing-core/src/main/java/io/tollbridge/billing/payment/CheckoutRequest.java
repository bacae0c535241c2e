// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.payment;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.InvalidArgumentException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A page on which a customer pays. What is sold and for how much is the host's to say; nothing of it may come from the
 * user's browser.
 *
 * @param key of the stored attempt
 * @param tenantId for whom; sent as metadata of the page, the payment and the subscription
 * @param customerId the tenant's customer
 * @param item what is sold
 * @param successUrl where the browser goes after paying: a path, or an address below the configured public URL. Arriving
 *     there proves nothing; credits come with the webhook
 * @param cancelUrl where the browser goes otherwise, likewise
 * @param expiresAt from 30 minutes to 24 hours ahead, null for the service's 24 hours
 */
public record CheckoutRequest(
        RequestKey key,
        String tenantId,
        String customerId,
        Item item,
        String successUrl,
        String cancelUrl,
        @Nullable Instant expiresAt) {

    /** What a page sells. */
    public sealed interface Item {}

    /**
     * Credits, paid once.
     *
     * @param purchaseId the stored purchase; sent as metadata of the page and the payment
     * @param name what the customer reads
     * @param unitAmount the price of one
     * @param quantity how many, 1 or more
     * @param saveCard true to keep the card for later purchases without the customer, which the page then says
     * @param invoice true to have the service write an invoice when it is paid, which it may charge for
     */
    public record CreditBundle(
            String purchaseId, String name, Money unitAmount, long quantity, boolean saveCard, boolean invoice)
            implements Item {
        /** Without an invoice. */
        public CreditBundle(String purchaseId, String name, Money unitAmount, long quantity, boolean saveCard) {
            this(purchaseId, name, unitAmount, quantity, saveCard, false);
        }

        public CreditBundle {
            unitAmount.chargeable();
            positive(quantity);
        }
    }

    /**
     * A subscription.
     *
     * @param priceId the service's price
     * @param quantity how many, 1 or more
     * @param trialDays days before the first payment, 0 for none, 730 at most
     */
    public record PlanSubscription(String priceId, long quantity, int trialDays) implements Item {
        public PlanSubscription {
            positive(quantity);
            trial(trialDays);
        }
    }

    static void positive(long quantity) {
        if (quantity < 1) {
            throw new InvalidArgumentException(
                    ErrorCode.AMOUNT_INVALID, "a quantity must be 1 or more, not " + quantity);
        }
    }

    static void trial(int days) {
        if (days < 0 || days > 730) {
            throw new InvalidArgumentException(ErrorCode.ARGUMENT_INVALID, "a trial has 0 to 730 days, not " + days);
        }
    }
}
