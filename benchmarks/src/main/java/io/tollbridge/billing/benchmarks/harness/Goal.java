// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.harness;

/**
 * What a result is to be.
 *
 * @param limit the least, or the most
 * @param atLeast whether more is better
 */
public record Goal(double limit, boolean atLeast) {
    /** At least so much. */
    public static Goal atLeast(double limit) {
        return new Goal(limit, true);
    }

    /** At most so much. */
    public static Goal atMost(double limit) {
        return new Goal(limit, false);
    }

    String text() {
        return (atLeast ? ">= " : "<= ") + Spread.text(limit);
    }

    String verdict(double value) {
        if (!Double.isFinite(value)) {
            return "not measured here";
        }
        return (atLeast ? value >= limit : value <= limit) ? "met" : "MISSED";
    }
}
