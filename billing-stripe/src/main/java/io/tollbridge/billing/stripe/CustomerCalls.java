// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import com.stripe.param.CustomerCreateParams;
import com.stripe.param.CustomerUpdateParams;
import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.payment.CustomerAttempt;
import io.tollbridge.billing.payment.GatewayCustomer;
import io.tollbridge.billing.payment.GatewayException;
import io.tollbridge.billing.payment.PaymentMethod;
import io.tollbridge.billing.payment.RecordKind;
import io.tollbridge.billing.payment.RecordPage;
import io.tollbridge.billing.payment.RecordQuery;
import io.tollbridge.billing.payment.RequestKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Customers. */
final class CustomerCalls {
    /** How far this installation's clock and Stripe's may be apart when a list is cut by time. */
    private static final Duration SLACK = Duration.ofDays(1);

    private final StripeApi api;
    private final RecordCalls records;

    CustomerCalls(StripeApi api, RecordCalls records) {
        this.api = api;
        this.records = records;
    }

    GatewayCustomer create(CustomerAttempt attempt, Instant now) {
        String what = "creating the customer of tenant " + attempt.tenantId();
        boolean spent = true;
        Answer answer = null;
        if (KeyLife.known(attempt.startedAt(), now)) {
            answer = api.post(
                    what, attempt.key(), (v1, options) -> v1.customers().create(params(attempt), options));
            if (!(answer instanceof Answer.InDoubt doubt)) {
                return customer(Failures.done(what, answer));
            }
            spent = doubt.spent();
        }
        Optional<GatewayCustomer> found = find(attempt);
        if (found.isEmpty() && !spent && answer != null) {
            throw Failures.of(what, answer);
        }
        return found.orElseThrow(() -> new GatewayException(
                ErrorCode.GATEWAY_ATTEMPT_SPENT,
                what + " has failed, and this attempt will not be carried out any more; store a new one",
                null,
                null,
                null));
    }

    private static CustomerCreateParams params(CustomerAttempt attempt) {
        CustomerCreateParams.Builder params = CustomerCreateParams.builder()
                .putMetadata(StripeMetadata.TENANT, attempt.tenantId())
                .putMetadata(StripeMetadata.ATTEMPT, attempt.key().value());
        if (attempt.email() != null) {
            params.setEmail(attempt.email());
        }
        return params.build();
    }

    /** Lists the customers of the time when the attempt can have been carried out; Stripe's search may be late. */
    private Optional<GatewayCustomer> find(CustomerAttempt attempt) {
        RecordQuery query = RecordQuery.of(RecordKind.CUSTOMER)
                .created(
                        attempt.startedAt().minus(SLACK),
                        attempt.startedAt().plus(KeyLife.MOST).plus(SLACK));
        for (Optional<RecordQuery> page = Optional.of(query); page.isPresent(); ) {
            RecordPage found = records.list(page.get());
            for (RecordPage.StoredRecord one : found.records()) {
                StripeJson customer = StripeJson.of(one.payload());
                if (attempt.key().value().equals(metadata(customer, StripeMetadata.ATTEMPT))) {
                    return Optional.of(customer(customer));
                }
            }
            page = found.next(page.get());
        }
        return Optional.empty();
    }

    Optional<GatewayCustomer> get(String customerId) {
        return records.read(RecordKind.CUSTOMER, customerId, "").map(CustomerCalls::customer);
    }

    void updateEmail(String customerId, String email) {
        // why a random key: setting the same address twice is harmless, and an old key would bring an old one back
        RequestKey key = new RequestKey("email", UUID.randomUUID().toString(), 1);
        String what = "changing the e-mail of customer " + customerId;
        Failures.done(
                what,
                api.post(
                        what,
                        key,
                        (v1, options) -> v1.customers()
                                .update(
                                        customerId,
                                        CustomerUpdateParams.builder()
                                                .setEmail(email)
                                                .build(),
                                        options)));
    }

    Optional<PaymentMethod> defaultPaymentMethod(String customerId) {
        StripeJson customer = records.read(
                        RecordKind.CUSTOMER, customerId, "?expand[]=invoice_settings.default_payment_method")
                .orElse(null);
        if (customer == null || Boolean.TRUE.equals(customer.flag("deleted"))) {
            return Optional.empty();
        }
        StripeJson settings = customer.expanded("invoice_settings");
        StripeJson method = settings == null ? null : settings.expanded("default_payment_method");
        if (method == null) {
            method = ofSubscriptions(customerId);
        }
        if (method == null) {
            method = keptOnPage(customerId);
        }
        return Optional.ofNullable(method).map(CustomerCalls::method);
    }

    /** Checkout stores the card with the subscription, not with the customer. */
    private @Nullable StripeJson ofSubscriptions(String customerId) {
        RecordQuery query = RecordQuery.of(RecordKind.SUBSCRIPTION).where(RecordQuery.Filter.CUSTOMER, customerId);
        for (RecordPage.StoredRecord one :
                records.list(query, "expand[]=data.default_payment_method").records()) {
            StripeJson method = StripeJson.of(one.payload()).expanded("default_payment_method");
            if (method != null) {
                return method;
            }
        }
        return null;
    }

    /**
     * What paid last on a page that said that it would be kept, as long as it is the customer's. Stripe keeps it with the
     * customer, but never makes it the default.
     */
    private @Nullable StripeJson keptOnPage(String customerId) {
        RecordQuery query = RecordQuery.of(RecordKind.PAYMENT).where(RecordQuery.Filter.CUSTOMER, customerId);
        for (RecordPage.StoredRecord one :
                records.list(query, "expand[]=data.payment_method").records()) {
            StripeJson payment = StripeJson.of(one.payload());
            StripeJson method = payment.expanded("payment_method");
            boolean kept = "succeeded".equals(payment.text("status"))
                    && "off_session".equals(payment.text("setup_future_usage"));
            if (kept && method != null && customerId.equals(method.reference("customer"))) {
                return method;
            }
        }
        return null;
    }

    private static PaymentMethod method(StripeJson method) {
        String type = method.mandatory("type", method.text("type"));
        StripeJson details = method.expanded(type);
        return new PaymentMethod(
                method.mandatory("id", method.reference("id")),
                type,
                details == null ? null : details.text("fingerprint"));
    }

    private static GatewayCustomer customer(StripeJson customer) {
        return new GatewayCustomer(
                customer.mandatory("id", customer.reference("id")),
                Boolean.TRUE.equals(customer.flag("deleted")),
                metadata(customer, StripeMetadata.TENANT),
                customer.text("email"));
    }

    static @Nullable String metadata(StripeJson object, String key) {
        StripeJson metadata = object.expanded("metadata");
        return metadata == null ? null : metadata.text(key);
    }
}
