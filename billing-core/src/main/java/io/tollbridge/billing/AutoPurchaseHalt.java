// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the kill switch stands, and who used it last: stored, the same on all nodes and after restarts.
 *
 * @param halted true while no automatic purchase is sent
 * @param halt the last {@link AutoPurchaseService#haltAll}, null when there never was one
 * @param resumption the last {@link AutoPurchaseService#resumeAll}, null when there never was one
 */
public record AutoPurchaseHalt(
        boolean halted, @Nullable Use halt, @Nullable Use resumption) {
    /**
     * One use of the switch.
     *
     * @param at when
     * @param actor who
     * @param reason why
     */
    public record Use(Instant at, String actor, String reason) {
        /** For people. */
        @Override
        public String toString() {
            return "by " + actor + " at " + at + ": " + reason;
        }
    }
}
