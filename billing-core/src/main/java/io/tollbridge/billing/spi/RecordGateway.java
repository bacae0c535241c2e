// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.spi;

import io.tollbridge.billing.payment.GatewayException;
import io.tollbridge.billing.payment.GatewayFacts;
import io.tollbridge.billing.payment.PaymentTruth;
import io.tollbridge.billing.payment.RecordKind;
import io.tollbridge.billing.payment.RecordPage;
import io.tollbridge.billing.payment.RecordQuery;
import java.util.Optional;
import java.util.Set;

/**
 * Reading what the payment service has on record: the truth to which webhooks are hints. Lists, never the service's
 * search, which is late. Every failure is a {@link GatewayException}. Thread-safe.
 */
public interface RecordGateway {
    /** False when nothing can be read, for want of an API key; then nothing is compared or fetched in the background. */
    default boolean canRead() {
        return true;
    }

    /**
     * A record as it is now, in JSON of the API version that this library is written for. An invoice comes with all its
     * lines, up to 1,000; so it does in a {@linkplain #list list}.
     *
     * @return the bytes of the answer, UTF-8; empty when there is no such record
     */
    Optional<byte[]> retrieve(RecordKind kind, String id);

    /** A page of records. */
    RecordPage list(RecordQuery query);

    /**
     * All that is on record about a payment: how far it has come, what was given back of it, what is disputed. Reads
     * several lists; never call it inside a database transaction.
     *
     * @return empty when there is no such payment, and of a gateway that keeps no such records, as by default
     */
    default Optional<PaymentTruth> truth(String paymentId) {
        return Optional.empty();
    }

    /**
     * What the service says about the account.
     *
     * @param priceIds prices to look up
     */
    GatewayFacts inspect(Set<String> priceIds);
}
