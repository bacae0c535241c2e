// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a ledger row that its hash covers: format version, then every field in a fixed order; numbers are
 * big-endian 64-bit, texts UTF-8 with their length in front, a missing text has length -1. Two different rows never
 * have the same bytes. The tenant id is left out on purpose (see {@link ChainHash#GENESIS}).
 */
final class CanonicalRow {
    private static final byte FORMAT = 1;
    private static final int FIXED_PART = 1 + 9 * Long.BYTES;

    private CanonicalRow() {}

    static byte[] digest(byte[] previous, LedgerEntry entry) {
        MessageDigest sha256 = sha256();
        sha256.update(previous);
        sha256.update(bytes(entry));
        return sha256.digest();
    }

    private static ByteBuffer bytes(LedgerEntry entry) {
        byte @Nullable [][] texts = {
            utf8(entry.type().name()),
            utf8(entry.pool().name()),
            utf8(entry.feature()),
            utf8(entry.key()),
            utf8(entry.actor()),
            utf8(entry.reason())
        };
        int size = FIXED_PART;
        for (byte @Nullable [] text : texts) {
            size += Integer.BYTES + (text == null ? 0 : text.length);
        }
        ByteBuffer row = ByteBuffer.allocate(size);
        row.put(FORMAT);
        row.putLong(entry.seq()).putLong(entry.operationId()).putLong(entry.relatedOperationId());
        row.putLong(entry.grantId()).putLong(entry.amount()).putLong(entry.balanceAfter());
        row.putLong(entry.spendableAfter()).putLong(entry.fingerprint());
        row.putLong(entry.at().toEpochMilli());
        for (byte @Nullable [] text : texts) {
            row.putInt(text == null ? -1 : text.length);
            if (text != null) {
                row.put(text);
            }
        }
        return row.flip();
    }

    private static byte @Nullable [] utf8(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            // why: every Java platform must have SHA-256 (java.security.MessageDigest)
            throw new IllegalStateException("this Java runtime has no SHA-256", impossible);
        }
    }
}
