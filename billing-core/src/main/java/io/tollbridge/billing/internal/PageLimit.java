// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.InvalidArgumentException;

/** The bound of everything that is read in pages. */
final class PageLimit {
    private static final int MOST = 1_000;

    private PageLimit() {}

    static int checked(int limit) {
        if (limit < 1 || limit > MOST) {
            throw new InvalidArgumentException(
                    ErrorCode.ARGUMENT_INVALID, "a limit must be 1 to " + MOST + ", not " + limit);
        }
        return limit;
    }
}
