// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc;

import org.jdbi.v3.core.statement.PreparedBatch;

/** Runs batches of writes. */
final class Writes {
    private static final int[] NONE = {};

    private Writes() {}

    /** Runs the batch in one round trip where the driver can; does nothing when it is empty. */
    static int[] execute(PreparedBatch batch) {
        try (batch) {
            return batch.size() == 0 ? NONE : batch.execute();
        }
    }
}
