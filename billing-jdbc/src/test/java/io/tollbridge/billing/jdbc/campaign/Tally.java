// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc.campaign;

import io.tollbridge.billing.Charge;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What all callers together were told about one tenant. Thread-safe. */
final class Tally {
    final String tenant;
    /** What spendable and held credits less debt have gained. */
    final LongAdder gained = new LongAdder();

    final LongAdder held = new LongAdder();
    final LongAdder used = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder waived = new LongAdder();
    /** The answers to keys that several callers use. */
    final Map<String, Charge> shared = new ConcurrentHashMap<>();

    Tally(String tenant) {
        this.tenant = tenant;
    }

    void charged(Charge charge) {
        gained.add(-charge.charged());
        used.add(charge.charged());
    }
}
