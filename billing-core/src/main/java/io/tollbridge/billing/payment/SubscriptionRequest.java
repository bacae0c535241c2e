// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.payment;

/**
 * A subscription to be paid with the customer's stored card, without a page.
 *
 * <p>When the first payment fails or needs the customer, no subscription is made and the call fails with
 * {@code PAYMENT_DECLINED}: use a checkout page then.
 *
 * @param key of the stored attempt
 * @param tenantId for whom; sent as metadata
 * @param customerId the tenant's customer
 * @param priceId the service's price
 * @param quantity how many, 1 or more
 * @param trialDays days before the first payment, 0 for none
 */
public record SubscriptionRequest(
        RequestKey key, String tenantId, String customerId, String priceId, long quantity, int trialDays) {
    public SubscriptionRequest {
        CheckoutRequest.positive(quantity);
        CheckoutRequest.trial(trialDays);
    }
}
