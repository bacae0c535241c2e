// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** 64 bits that stand for a request, so that a key that is reused for another request is noticed. */
final class Fingerprint {
    private Fingerprint() {}

    /** The fingerprint of the parts, in order. Every part is told apart from its neighbours; null is a part too. */
    static long of(@Nullable Object... parts) {
        MessageDigest sha256 = sha256();
        for (Object part : parts) {
            byte[] text = part == null ? new byte[0] : part.toString().getBytes(StandardCharsets.UTF_8);
            int length = part == null ? -1 : text.length;
            sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(length).flip());
            sha256.update(text);
        }
        return ByteBuffer.wrap(sha256.digest()).getLong();
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
