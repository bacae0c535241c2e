// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Bits that stand for a request. */
final class Fingerprint {
    private static final int ID_BYTES = 16;

    private Fingerprint() {}

    /**
     * 64 bits for the parts, in order, so that a key that is reused for another request is noticed. Every part is told apart
     * from its neighbours; null is a part too.
     */
    static long of(@Nullable Object... parts) {
        return ByteBuffer.wrap(digest(parts)).getLong();
    }

    /** 128 bits for the parts, in hexadecimal: an id that is the same for the same parts, and for no others. */
    static String id(@Nullable Object... parts) {
        return HexFormat.of().formatHex(digest(parts), 0, ID_BYTES);
    }

    private static byte[] digest(@Nullable Object... parts) {
        MessageDigest sha256 = sha256();
        for (Object part : parts) {
            byte[] text = part == null ? new byte[0] : part.toString().getBytes(StandardCharsets.UTF_8);
            int length = part == null ? -1 : text.length;
            sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(length).flip());
            sha256.update(text);
        }
        return sha256.digest();
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
