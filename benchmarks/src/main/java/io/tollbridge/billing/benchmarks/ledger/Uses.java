// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.ledger;

import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/** Makes up uses, each with a new random key, as callers would send. For one thread. */
final class Uses {
    static final List<String> FEATURES = List.of("GENERATE_CAMPAIGN", "SEND_EMAIL", "SUMMARIZE", "TRANSLATE");

    private final Tenants tenants;
    private final Choice choice;
    private final SplittableRandom random;

    Uses(Tenants tenants, Choice choice, SplittableRandom random) {
        this.tenants = tenants;
        this.choice = choice;
        this.random = random;
    }

    Use next() {
        int tenant = choice.next(random);
        String feature = FEATURES.get(random.nextInt(FEATURES.size()));
        String key = new UUID(random.nextLong(), random.nextLong()).toString();
        return new Use(tenant, tenants.id(tenant), feature, key);
    }
}
