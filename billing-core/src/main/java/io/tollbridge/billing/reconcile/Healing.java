// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.reconcile;

/** What a node's background work does about facts that no webhook brought. */
public enum Healing {
    /**
     * Fetches missed events on start and hourly; compares all records daily and carries out what a webhook would have
     * brought about. What needs a person is logged. The default.
     */
    REPAIR,
    /** Fetches missed events; compares all records daily, and only logs what differs. */
    REPORT,
    /** Fetches missed events, and compares nothing by itself. */
    BACKFILL,
    /** Nothing; for hosts that call {@link Reconciliation} by themselves. */
    NONE
}
