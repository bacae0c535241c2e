// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit;

import java.util.function.UnaryOperator;

/** What is committed: one snapshot replaced by the next. Thread-safe. */
final class Committed {
    private volatile Snapshot current = Snapshot.empty();

    Snapshot current() {
        return current;
    }

    /**
     * Replaces what is committed, in one step.
     *
     * @param change from what is committed to what is to be; nothing changes when it throws
     * @return what was committed immediately before
     */
    synchronized Snapshot change(UnaryOperator<Snapshot> change) {
        Snapshot before = current;
        current = change.apply(before);
        return before;
    }
}
