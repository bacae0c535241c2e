// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Ids that are unique for ever: 128 random bits in hexadecimal. Thread-safe. */
final class RandomIds {
    private static final int BYTES = 16;

    private final SecureRandom random = new SecureRandom();

    String next() {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
