// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.reconcile;

import io.tollbridge.billing.payment.GatewayException;
import java.time.Instant;

/**
 * Compares what is stored here with what the payment service has on record, and mends what differs. Started nodes do it
 * by themselves, as {@link Healing} says; these calls are for operators.
 *
 * <p>Needs a gateway that can be asked, which for Stripe means an API key. Without one, every call throws
 * {@link io.tollbridge.billing.BillingConfigurationException}. Calls take as long as the service does; never make them
 * in a request or a transaction. Thread-safe.
 */
public interface Reconciliation {
    /**
     * Fetches the events since a time from the service's own list and stores those that no webhook brought, as if it had
     * brought them: under the same key, so that a webhook that comes later is a duplicate. Workers process them
     * afterwards. Safe to repeat; a failure half-way leaves the newest ones stored.
     *
     * @param since events made then or later; the service keeps them for 30 days
     * @return how many were missing and are stored now
     * @throws GatewayException when the service cannot be read
     */
    int backfill(Instant since);

    /**
     * Compares. What a repair would do is tried in transactions that are rolled back, so that the report tells it
     * exactly; the only thing written is what time alone has brought about.
     *
     * @throws GatewayException when the service cannot be read
     * @throws io.tollbridge.billing.InvalidArgumentException when {@code from} is not of an earlier report
     */
    DriftReport report(DriftQuery query);

    /**
     * Mends a finding. The record is read and compared again first, so an old finding does no harm. What is done are the
     * very commands that a webhook about the record makes, under the same business keys: a webhook that comes later
     * changes nothing, and repeating the repair changes nothing. One transaction; a crash leaves all of it or nothing.
     *
     * @throws GatewayException when the service cannot be read
     * @throws io.tollbridge.billing.InvalidArgumentException when actor or reason is missing
     */
    RepairReceipt repair(DriftFinding finding, RepairDecision decision);
}
