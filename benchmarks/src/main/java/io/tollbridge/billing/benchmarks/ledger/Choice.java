// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.ledger;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Which tenant is charged next. Immutable. */
interface Choice {
    int next(SplittableRandom random);

    /** Every ordinary tenant as likely as any other. */
    static Choice uniform(Tenants tenants) {
        return random -> random.nextInt(tenants.ordinary());
    }

    /** Always the same one. */
    static Choice hot(Tenants tenants) {
        return random -> tenants.hot();
    }

    /** The n-th tenant with a likelihood of 1/n: the first of 10,000 gets a tenth of everything. */
    static Choice zipf(Tenants tenants) {
        double[] cumulated = new double[tenants.ordinary()];
        double sum = 0;
        for (int i = 0; i < cumulated.length; i++) {
            sum += 1.0 / (i + 1);
            cumulated[i] = sum;
        }
        double all = sum;
        return random -> {
            int found = Arrays.binarySearch(cumulated, random.nextDouble() * all);
            return Math.min(found < 0 ? -found - 1 : found, cumulated.length - 1);
        };
    }
}
