// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Makes ids that look and measure like Stripe's. The same seed gives the same ids in the same order. */
final class Ids {
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private final RandomGenerator random;

    Ids(long seed) {
        random = new SplittableRandom(seed);
    }

    synchronized String next(String prefix) {
        return next(prefix, 24);
    }

    synchronized String next(String prefix, int length) {
        StringBuilder id = new StringBuilder(prefix).append('_');
        for (int i = 0; i < length; i++) {
            id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return id.toString();
    }
}
