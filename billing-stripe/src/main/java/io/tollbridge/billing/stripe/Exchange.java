// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import org.jspecify.annotations.Nullable;

/** One call and all its sendings. Belongs to one thread. */
final class Exchange {
    private int sendings;
    private boolean inDoubt;
    private @Nullable Verdict last;
    private @Nullable Reply reply;
    private @Nullable Exception broken;

    /** One more sending has come to something. */
    void sent(Verdict verdict, @Nullable Reply answer, @Nullable Exception failure) {
        sendings++;
        inDoubt |= verdict.inDoubt();
        last = verdict;
        reply = answer;
        broken = failure;
    }

    /** What the last sending came to, null when there was none. */
    @Nullable
    Verdict last() {
        return last;
    }

    @Nullable
    Reply reply() {
        return reply;
    }

    @Nullable
    Exception broken() {
        return broken;
    }

    /** True when any sending may have been carried out. */
    boolean inDoubt() {
        return inDoubt;
    }

    int sendings() {
        return sendings;
    }
}
