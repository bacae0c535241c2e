// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.doctor;

/**
 * One thing that was looked at.
 *
 * @param severity how bad it is
 * @param check what was looked at
 * @param subject which one, such as a price id; empty where there is only one
 * @param message what was found; no secret, no personal data
 * @param fix what to do, empty when nothing is to be done
 */
public record Finding(Severity severity, Check check, String subject, String message, String fix) {
    /** How bad it is. */
    public enum Severity {
        /** As it must be. */
        OK,
        /** Works, but will surprise somebody. */
        WARNING,
        /** Does not work, or could not be looked at. */
        ERROR
    }

    /** What is looked at. */
    public enum Check {
        /** The tables. */
        SCHEMA,
        /** The API key and its mode. */
        KEY,
        /** This machine's clock against the payment service's. */
        CLOCK,
        /** The webhook endpoint: address, events, API version. */
        WEBHOOK,
        /** The customer portal's configuration. */
        PORTAL,
        /** A price of the catalog. */
        PRICE,
        /** A bundle of the catalog. */
        BUNDLE,
        /** The kill switch of automatic purchases; only told while it is on. */
        AUTO_PURCHASE
    }
}
