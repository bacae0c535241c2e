// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

/** Everything that is asked of Stripe, by what it is about. Thread-safe. */
record StripeCalls(
        StripeSettings settings,
        String apiKey,
        StripeApi api,
        CustomerCalls customers,
        PortalCalls portal,
        SubscriptionCalls subscriptions,
        PurchaseCalls purchases,
        CheckoutCalls checkout,
        ReceiptCalls receipts,
        RecordCalls records) {
    static StripeCalls of(StripeSettings settings, String apiKey) {
        StripeApi api = StripeApi.of(settings, apiKey);
        RecordCalls records = new RecordCalls(api);
        ReturnUrls returnUrls = new ReturnUrls(settings.publicUrl().orElse(null));
        return new StripeCalls(
                settings,
                apiKey,
                api,
                new CustomerCalls(api, records),
                new PortalCalls(api, returnUrls),
                new SubscriptionCalls(api, records),
                new PurchaseCalls(api, records, returnUrls),
                new CheckoutCalls(api, records, returnUrls),
                new ReceiptCalls(records),
                records);
    }

    /** A look at the account as it is now. */
    AccountFacts facts() {
        return new AccountFacts(settings, apiKey, api);
    }

    /** Never the key. */
    @Override
    public String toString() {
        return "StripeCalls[" + settings + "]";
    }
}
