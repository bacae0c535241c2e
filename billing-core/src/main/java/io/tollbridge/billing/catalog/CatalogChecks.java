// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.catalog;

import io.tollbridge.billing.ErrorCode;
import io.tollbridge.billing.InvalidArgumentException;

/** What every part of a catalog must hold to. */
final class CatalogChecks {
    private static final int MAX_ID = 255;

    private CatalogChecks() {}

    static void id(String what, String id) {
        if (id.isBlank() || id.length() > MAX_ID) {
            throw new InvalidArgumentException(
                    ErrorCode.CATALOG_INVALID,
                    "a " + what + " needs an id of 1 to " + MAX_ID + " characters that is not blank, not \"" + id
                            + "\"");
        }
    }

    static void notNegative(String what, long value) {
        if (value < 0) {
            throw new InvalidArgumentException(
                    ErrorCode.CATALOG_INVALID, "the " + what + " must be 0 or more, not " + value);
        }
    }
}
