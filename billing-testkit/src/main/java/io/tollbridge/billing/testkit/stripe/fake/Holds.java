// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Requests to be kept waiting. Thread-safe. */
final class Holds {
    private final List<Hold> holds = new CopyOnWriteArrayList<>();

    Hold add(String endpoint) {
        Hold hold = new Hold(endpoint);
        holds.add(hold);
        return hold;
    }

    void pass(Request request) {
        claim(request).ifPresent(Hold::pass);
    }

    private synchronized Optional<Hold> claim(Request request) {
        Optional<Hold> wanted =
                holds.stream().filter(hold -> hold.concerns(request)).findFirst();
        wanted.ifPresent(Hold::claim);
        return wanted;
    }

    void releaseAll() {
        holds.forEach(Hold::close);
    }
}
