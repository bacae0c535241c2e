// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.ledger;

import java.util.Arrays;
import java.util.HexFormat;

/** The 32-byte SHA-256 that links a ledger row to the one before it. Immutable. */
public final class ChainHash {
    /** Length in bytes. */
    public static final int LENGTH = 32;

    /**
     * What the first row of a ledger is linked to. It does not depend on the tenant id, so that an erased tenant's
     * ledger still verifies under its pseudonym.
     */
    public static final ChainHash GENESIS = new ChainHash(new byte[LENGTH]);

    private final byte[] bytes;

    private ChainHash(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Wraps a copy of the given bytes.
     *
     * @param bytes exactly {@value #LENGTH} bytes
     * @throws IllegalArgumentException when the length is another
     */
    public static ChainHash of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a chain hash has " + LENGTH + " bytes, not " + bytes.length);
        }
        return new ChainHash(bytes.clone());
    }

    /** Returns a copy of the bytes. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /** The link of {@code entry} to the row before it: SHA-256 of {@code previous} and the canonical row. */
    public static ChainHash link(ChainHash previous, LedgerEntry entry) {
        return new ChainHash(CanonicalRow.digest(previous.bytes, entry));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChainHash hash && Arrays.equals(bytes, hash.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The hash in lower-case hexadecimal. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
