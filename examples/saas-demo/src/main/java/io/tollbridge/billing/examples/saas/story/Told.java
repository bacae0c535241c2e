// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas.story;

/**
 * A balance as the story tells it.
 *
 * @param subscription credits of the plan
 * @param bundle credits that roll over
 * @param frozen bundle credits that are out of reach while a bank disputes their payment
 * @param debt credits that are owed, because they were used and their money was given back
 */
public record Told(long subscription, long bundle, long frozen, long debt) {
    /** A balance with nothing frozen and nothing owed. */
    public Told(long subscription, long bundle) {
        this(subscription, bundle, 0, 0);
    }

    @Override
    public String toString() {
        return subscription + " from the plan + " + bundle + " in bundles"
                + (frozen == 0 ? "" : "; " + frozen + " frozen") + (debt == 0 ? "" : "; " + debt + " owed");
    }
}
