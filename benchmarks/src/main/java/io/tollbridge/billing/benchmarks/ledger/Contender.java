// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.ledger;

/** A way to charge tenants, durably and once for each key. Thread-safe. */
interface Contender extends AutoCloseable {
    /** Its name, which is also its schema's and under which its round trips are counted. */
    String name();

    /** Charges one credit. Has committed when it returns. */
    void charge(Use use);

    /**
     * Fails unless the database holds exactly what was answered.
     *
     * @throws IllegalStateException with what does not add up
     */
    void verify(Tally answered);

    @Override
    void close();
}
