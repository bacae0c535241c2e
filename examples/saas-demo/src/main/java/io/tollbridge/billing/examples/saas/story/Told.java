// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas.story;

/**
 * A balance as the story tells it.
 *
 * @param subscription credits of the plan
 * @param bundle credits that roll over
 */
public record Told(long subscription, long bundle) {
    @Override
    public String toString() {
        return subscription + " from the plan + " + bundle + " in bundles";
    }
}
