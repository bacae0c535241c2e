// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.account;

import java.time.Instant;

/**
 * What makes an operation happen once (R4). Unique in its tenant.
 *
 * @param stored the key in its stored form; the first character keeps callers' keys, business facts and our own apart
 * @param fingerprint stands for the payload of a caller's request, so that a reused key is noticed; 0 where any payload
 *     of the same key is the same fact
 */
public record OperationKey(String stored, long fingerprint) {
    private static final String CALLER = "k:";
    private static final String FACT = "f:";
    private static final String GENERATED = "o:";

    /** The idempotency key of a caller. */
    public static OperationKey caller(String key, long fingerprint) {
        return new OperationKey(CALLER + key, fingerprint);
    }

    /** A fact of the outside world, such as a paid period. */
    public static OperationKey fact(String fact) {
        return new OperationKey(FACT + fact, 0);
    }

    /** A fact that can be stated in one way only: the same fact with another fingerprint is a conflict. */
    static OperationKey fact(String fact, long fingerprint) {
        return new OperationKey(FACT + fact, fingerprint);
    }

    /** A key that was made for a caller who gave none, so that an unknown commit can be looked up. */
    public static OperationKey generated(String id) {
        return new OperationKey(GENERATED + id, 0);
    }

    /** The key of the slice of a subscription that begins at the given instant (R6). */
    public static OperationKey slice(String subscriptionId, Instant start) {
        return fact(sliceFact(subscriptionId, start));
    }

    static String sliceFact(String subscriptionId, Instant start) {
        return slicesOf(subscriptionId) + start.toEpochMilli();
    }

    private static String slicesOf(String subscriptionId) {
        return "slice:" + subscriptionId + ":";
    }

    /** True for the fact of a {@link Grant} that is a slice of a subscription, granted or passed over; not its trial. */
    public static boolean isSliceOf(String subscriptionId, String fact) {
        return fact.startsWith(slicesOf(subscriptionId));
    }

    /** True when the key was chosen by a caller. */
    public boolean isCallers() {
        return stored.startsWith(CALLER);
    }

    /** True when the key was made for a caller who gave none. */
    public boolean isGenerated() {
        return stored.startsWith(GENERATED);
    }

    /** The key without the mark of its origin. */
    public String text() {
        return stored.substring(2);
    }
}
