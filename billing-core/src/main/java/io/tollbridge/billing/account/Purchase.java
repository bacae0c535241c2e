// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import io.tollbridge.billing.payment.Decline;
import io.tollbridge.billing.payment.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One purchase of bundles, from the wish to the money and back (R13-R16). Immutable.
 *
 * @param id unique in the installation for ever; part of the key of the charge, so that it is never used twice
 * @param kind how it came about
 * @param state what has become of it
 * @param order what is bought for how much
 * @param attempt what is sent to the payment service
 * @param payment what the payment service has told
 * @param cap which part of the tenant's cap it uses up; null when it uses up none
 * @param failure why the last attempt failed, null when none did
 * @param by who wanted it and why
 * @param createdAt when it was stored
 * @param dueAt when somebody must look after it if nothing else happens, null when nobody must
 */
public record Purchase(
        String id,
        Kind kind,
        State state,
        Order order,
        Attempt attempt,
        Payment payment,
        @Nullable Cap cap,
        @Nullable Decline failure,
        Attribution by,
        Instant createdAt,
        @Nullable Instant dueAt) {

    /** How a purchase came about. The names are stored. */
    public enum Kind {
        /** By itself, when credits ran low. */
        AUTO,
        /** By somebody's word, with the stored means of payment. */
        MANUAL,
        /** By the customer, on a page of the payment service. */
        CHECKOUT
    }

    /** What has become of a purchase. The names are stored. */
    public enum State {
        /** Stored, nothing sent. */
        CREATED,
        /** Sent, or about to be: the outcome is not stored yet. */
        SENT,
        /** The bank has not decided. */
        PROCESSING,
        /** The customer must act: confirm the payment, or pay on the page. */
        ACTION_REQUIRED,
        /** Nobody knows; the money may have been taken. */
        UNKNOWN,
        /** Paid, and the credits are granted. */
        GRANTED,
        /** The bank or the payment service refused; nothing can be collected any more. */
        FAILED,
        /** Given up; nothing can be collected any more. */
        CANCELED,
        /** The page's time was over. */
        EXPIRED,
        /** Money came that is not what was ordered; an operator must see to it. */
        MISMATCH;

        /** True while the outcome is open. */
        public boolean open() {
            return this == CREATED || this == SENT || this == PROCESSING || this == ACTION_REQUIRED || this == UNKNOWN;
        }
    }

    /**
     * What is bought. Frozen: a change of the catalog never changes it.
     *
     * @param bundleId the catalog's bundle
     * @param quantity how many bundles, 1 or more
     * @param credits all credits together
     * @param price the price of all together
     */
    public record Order(String bundleId, long quantity, long credits, Money price) {}

    /**
     * What is sent to the payment service. Frozen when it is first sent.
     *
     * @param number which attempt of the purchase, 1 or more
     * @param customerId the tenant's customer, null as long as nothing is sent
     * @param paymentMethodId what is charged; null for a page, and as long as nothing is sent
     * @param description on the customer's receipt, null as long as nothing is sent
     * @param fingerprint of everything that is sent, null as long as nothing is; for a page, what it is opened with, from
     *     the beginning
     * @param firstSentAt when it was stored that it is about to be sent, null before
     */
    public record Attempt(
            int number,
            @Nullable String customerId,
            @Nullable String paymentMethodId,
            @Nullable String description,
            @Nullable String fingerprint,
            @Nullable Instant firstSentAt) {
        /** The first attempt, of which nothing is sent. */
        public static final Attempt FIRST = new Attempt(1, null, null, null, null, null);
    }

    /**
     * What the payment service has told, and what followed from it.
     *
     * @param paymentId its id of the payment, null as long as it is not known; no two purchases share one
     * @param sessionId its id of the page, null when there is none; no two purchases share one
     * @param received what was taken, null as long as nothing is known to be
     * @param refunded minor units that were given back
     * @param lost minor units that were lost in disputes
     * @param atRisk minor units that open disputes are about
     * @param truthAt when that was asked for; what was asked for earlier never overrules it
     * @param grantId the lot, 0 as long as nothing is granted
     * @param clawedDebt how much of the tenant's debt was made by taking credits of this purchase back
     */
    public record Payment(
            @Nullable String paymentId,
            @Nullable String sessionId,
            @Nullable Money received,
            long refunded,
            long lost,
            long atRisk,
            @Nullable Instant truthAt,
            long grantId,
            long clawedDebt) {
        /** Nothing is known. */
        public static final Payment NONE = new Payment(null, null, null, 0, 0, 0, null, 0, 0);

        Payment withPaymentId(@Nullable String id) {
            return new Payment(
                    id == null ? paymentId : id,
                    sessionId,
                    received,
                    refunded,
                    lost,
                    atRisk,
                    truthAt,
                    grantId,
                    clawedDebt);
        }

        Payment withSessionId(String id) {
            return new Payment(paymentId, id, received, refunded, lost, atRisk, truthAt, grantId, clawedDebt);
        }

        Payment withReceived(Money money) {
            return new Payment(paymentId, sessionId, money, refunded, lost, atRisk, truthAt, grantId, clawedDebt);
        }

        /** What was asked for at that time; what was known before remains as it is. */
        Payment asOf(Instant truth) {
            Instant latest = truthAt != null && truthAt.isAfter(truth) ? truthAt : truth;
            return new Payment(paymentId, sessionId, received, refunded, lost, atRisk, latest, grantId, clawedDebt);
        }

        /** After one more reading: what began to be read before it never overrules it. */
        Payment readAfter(Instant now) {
            // why later than now: so that no reading that began in this millisecond passes for a newer one
            return asOf(truthAt == null || now.isAfter(truthAt) ? now.plusMillis(1) : truthAt.plusMillis(1));
        }

        Payment withGrant(long id) {
            return new Payment(paymentId, sessionId, received, refunded, lost, atRisk, truthAt, id, clawedDebt);
        }
    }

    /**
     * Which part of the tenant's cap an automatic purchase uses up (R16). The store refuses a row that exceeds the limits
     * written in it, and a second row of the same period and number.
     *
     * @param period what the cap is counted in, a name of {@link Spending#period}
     * @param number which automatic purchase of the period, 1 or more
     * @param limit the most there may be
     * @param minorUnits what those up to this one cost together
     * @param minorUnitsLimit the most that they may
     */
    public record Cap(String period, int number, int limit, long minorUnits, long minorUnitsLimit) {}

    /** True while the outcome is open. */
    public boolean open() {
        return state.open();
    }

    /** True while it is an open charge of the stored means of payment, of which a tenant has one at most. */
    public boolean charging() {
        return open() && kind != Kind.CHECKOUT;
    }

    /** True when its credits can be expected without the customer going to a page. */
    public boolean expected() {
        return charging() || (open() && (state == State.PROCESSING || state == State.UNKNOWN));
    }

    /** How the reasons of all ledger rows begin that move credits because money of this purchase has moved. */
    public String reversalReason() {
        return "purchase " + id + " of ";
    }

    Purchase in(State next, @Nullable Instant newDueAt) {
        return new Purchase(
                id, kind, next, order, attempt, payment, cap, failure, by, createdAt, next.open() ? newDueAt : null);
    }

    Purchase with(Attempt changed) {
        return new Purchase(id, kind, state, order, changed, payment, cap, failure, by, createdAt, dueAt);
    }

    Purchase with(Payment changed) {
        return new Purchase(id, kind, state, order, attempt, changed, cap, failure, by, createdAt, dueAt);
    }

    Purchase withCap(@Nullable Cap changed) {
        return new Purchase(id, kind, state, order, attempt, payment, changed, failure, by, createdAt, dueAt);
    }

    Purchase withFailure(@Nullable Decline why) {
        return new Purchase(id, kind, state, order, attempt, payment, cap, why, by, createdAt, dueAt);
    }
}
