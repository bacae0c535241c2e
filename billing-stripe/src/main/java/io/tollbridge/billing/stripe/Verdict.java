// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

/** What one sending of a request came to. */
enum Verdict {
    /** Carried out, or read. */
    DONE,
    /** Understood and not carried out. */
    REFUSED,
    /** Turned away before anything was looked at. */
    LIMITED,
    /** Another request with the same key is being carried out. */
    BUSY,
    /** Nobody knows: a broken connection, a time-out, an error of the server, an answer that makes no sense. */
    DOUBTFUL,
    /** Never left: there was no connection. */
    NOT_SENT;

    static Verdict of(Reply reply) {
        int status = reply.status();
        // why: whatever the status, what is not JSON was not written by Stripe
        if (!reply.readable() || status < 200 || (status >= 300 && status < 400) || status >= 500) {
            return DOUBTFUL;
        }
        return switch (status) {
            case 409 -> BUSY;
            case 429 -> LIMITED;
            default -> status < 300 ? DONE : REFUSED;
        };
    }

    /** True when sending again, under the same key, may come to something else. */
    boolean repeatable() {
        return this != DONE && this != REFUSED;
    }

    /** True when the request, or another one with its key, may have been carried out. */
    boolean inDoubt() {
        return this == DOUBTFUL || this == BUSY;
    }
}
