// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.event;

import io.tollbridge.billing.reconcile.DriftKind;
import io.tollbridge.billing.webhook.WebhookStatus;
import java.time.Duration;

/** Something that has happened, after its commit. Later versions may have more kinds of events. */
public sealed interface BillingEvent {
    /** One deduction, hold or capture was answered. */
    record Deduction(Answer answer) implements BillingEvent {
        /** How it was answered. */
        public enum Answer {
            /** Credits moved. */
            CHARGED,
            /** There were too few credits. */
            INSUFFICIENT,
            /** Its key had been used before; nothing was charged again. */
            REPEATED,
            /** The account was locked, or the request could not be. */
            REJECTED,
            /** The caller got an exception because of the store or a full queue. */
            FAILED
        }
    }

    /**
     * A batch of commands left for the database and is back.
     *
     * @param commands how many it carried
     * @param took from its beginning to the answers of its callers
     */
    record Flight(int commands, Duration took) implements BillingEvent {}

    /** A webhook request was answered. */
    record WebhookReceived(Receipt receipt) implements BillingEvent {
        /** How it was answered. */
        public enum Receipt {
            /** Stored, to be processed or for a person. */
            STORED,
            /** Stored before. */
            DUPLICATE,
            /** Not genuine, or not an event. */
            REFUSED,
            /** Not stored; the sender is to send it again. */
            FAILED
        }
    }

    /**
     * A stored webhook event was worked on.
     *
     * @param status what became of it; {@code RECEIVED} when it is to be tried again
     * @param lag from when the payment service made the event until now
     */
    record WebhookProcessed(WebhookStatus status, Duration lag) implements BillingEvent {}

    /**
     * What lies in the inbox; told every few seconds by a node that was started.
     *
     * @param waiting how many events wait to be processed, those that are to be tried again included
     * @param quarantined how many wait for a person
     * @param oldest for how long the oldest waiting one has been stored, zero when none waits
     */
    record WebhookBacklog(long waiting, long quarantined, Duration oldest) implements BillingEvent {}

    /**
     * What keeps automatic purchases from being made; told every minute by a node that was started.
     *
     * @param suspended how many tenants that want them are suspended after failures
     * @param stopped how many an admin has stopped
     * @param disputed how many are locked by a dispute
     * @param halted true while the kill switch is on
     */
    record PurchaseBreakers(long suspended, long stopped, long disputed, boolean halted) implements BillingEvent {}

    /**
     * The daily comparison with the payment service found something that differs.
     *
     * @param kind how
     * @param mending what became of it
     */
    record RecordDrift(DriftKind kind, Mending mending) implements BillingEvent {
        /** What became of it. */
        public enum Mending {
            /** It was mended. */
            REPAIRED,
            /** It was not; a person must look. */
            REPORTED
        }
    }

    /** A ledger was found not to add up; told each night until it is mended. */
    record LedgerDrift(String tenantId) implements BillingEvent {}

    /** An attempt to deliver a notification over a channel ended. */
    record NotificationSent(String channel, Ending ending) implements BillingEvent {
        /** How it ended. */
        public enum Ending {
            /** It was sent. */
            SENT,
            /** It failed and is tried again. */
            FAILED,
            /** It can never be delivered over this channel. */
            UNDELIVERABLE,
            /** It failed too often, or became too old. */
            GIVEN_UP
        }
    }

    /**
     * An attempt to buy reached a state.
     *
     * @param result which
     * @param automatic true when the library bought by itself
     */
    record Purchase(Result result, boolean automatic) implements BillingEvent {
        /** What became of it. */
        public enum Result {
            /** Paid and granted. */
            GRANTED,
            /** Refused, or not paid. */
            FAILED,
            /** Given up, or out of time, before it was paid. */
            CANCELED,
            /** Another amount or currency came than was asked for; a person must look. */
            MISMATCH,
            /** The customer must confirm it. */
            ACTION_REQUIRED,
            /** Nobody knows yet whether it was paid. */
            UNKNOWN
        }
    }
}
