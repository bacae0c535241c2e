// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.notification;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that a tenant is told once. It is written in the transaction of the change that it tells of: a crash leaves
 * both or neither.
 *
 * @param key unique in the tenant, so that the same thing is never told twice
 * @param kind what is told
 * @param status what becomes of it
 * @param threshold percent of the allowance for {@link Kind#USAGE_THRESHOLD}, else 0
 * @param crossed all thresholds that were crossed at once, lowest first; empty for other kinds
 * @param detail what else there is to say, null when there is nothing; never personal data
 * @param at when it became due
 */
public record Notification(
        String key,
        Kind kind,
        Status status,
        int threshold,
        List<Integer> crossed,
        @Nullable String detail,
        Instant at) {
    public Notification {
        crossed = List.copyOf(crossed);
    }

    /** A notification without details. */
    public Notification(String key, Kind kind, Status status, int threshold, List<Integer> crossed, Instant at) {
        this(key, kind, status, threshold, crossed, null, at);
    }

    /** This notification, recorded only because the tenant has muted it. */
    public Notification suppressed() {
        return new Notification(key, kind, Status.SUPPRESSED, threshold, crossed, detail, at);
    }

    /** What can be told. The names are stored. */
    public enum Kind {
        /** 75, 90 or 100 percent of the slice's allowance are used (R17). */
        USAGE_THRESHOLD,
        /** A new slice replaced the one before (R7). */
        RENEWED,
        /** The subscription will end and is not renewed. */
        CANCEL_SCHEDULED,
        /** A hold was released because its time was over. */
        HOLD_EXPIRED,
        /** For operators: the ledger does not add up; the detail names where and by how much. */
        DRIFT,
        /** A payment failed; the customer must see to it. */
        PAYMENT_FAILED,
        /** The trial ends soon. */
        TRIAL_ENDING,
        /** A payment is disputed. */
        DISPUTE,
        /**
         * For operators, about the whole installation and hence of no tenant: events were set aside for a person, or
         * requests come whose signatures do not fit. Once a day for each trouble.
         */
        WEBHOOK_TROUBLE,
        /** Bundles were bought by themselves and paid; the detail says how many credits for how much. */
        AUTO_PURCHASED,
        /** Bundles were bought by somebody and paid. */
        PURCHASED,
        /** Bundles could not be bought by themselves; the detail says why. */
        AUTO_PURCHASE_FAILED,
        /** Bundles that somebody wanted could not be paid. */
        PURCHASE_FAILED,
        /** The customer must confirm a payment. */
        PURCHASE_ACTION_REQUIRED,
        /** Nothing more is bought by itself in this period. */
        PURCHASE_CAP_REACHED,
        /** For operators: money came that is not what was ordered. */
        PURCHASE_MISMATCH;

        /** True when a tenant cannot choose not to be told, because money or access is at stake. */
        public boolean locked() {
            return switch (this) {
                case PAYMENT_FAILED,
                        DISPUTE,
                        AUTO_PURCHASED,
                        PURCHASED,
                        AUTO_PURCHASE_FAILED,
                        PURCHASE_FAILED,
                        PURCHASE_ACTION_REQUIRED,
                        PURCHASE_CAP_REACHED,
                        PURCHASE_MISMATCH -> true;
                case USAGE_THRESHOLD, RENEWED, CANCEL_SCHEDULED, HOLD_EXPIRED, DRIFT, TRIAL_ENDING, WEBHOOK_TROUBLE ->
                    false;
            };
        }

        /** True when it is meant for those who run the installation: a sender must not send it to the tenant. */
        public boolean forOperators() {
            return this == DRIFT || this == WEBHOOK_TROUBLE || this == PURCHASE_MISMATCH;
        }
    }

    /** What becomes of a notification. The names are stored. */
    public enum Status {
        /** To be delivered. */
        PENDING,
        /** Recorded only: a higher threshold was crossed at the same moment and is delivered instead. */
        SUPERSEDED,
        /** Recorded only: the tenant has muted it. */
        SUPPRESSED
    }
}
