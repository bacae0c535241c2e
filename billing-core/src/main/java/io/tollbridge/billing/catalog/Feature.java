// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.catalog;

import org.jspecify.annotations.Nullable;

/**
 * A billable action.
 *
 * @param name the host's name for it, 1-255 characters
 * @param cost credits for one use, 0 or more; null when each call must say its cost
 */
public record Feature(String name, @Nullable Long cost) {
    public Feature {
        CatalogChecks.id("feature", name);
        if (cost != null) {
            CatalogChecks.notNegative("cost of feature " + name, cost);
        }
    }
}
