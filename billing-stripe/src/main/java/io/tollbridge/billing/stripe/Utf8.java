// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

/** Characters of more than one byte, as RFC 3629 allows them: shortest form, no surrogates, none above U+10FFFF. */
final class Utf8 {
    static final int MALFORMED = -1;

    private Utf8() {}

    /** Where the character that begins at {@code start}, with a byte above 127, ends; {@link #MALFORMED} if it is none. */
    static int end(byte[] in, int start) {
        int first = in[start] & 0xff;
        int length;
        int least = 0x80;
        int most = 0xbf;
        if (first >= 0xc2 && first <= 0xdf) {
            length = 2;
        } else if (first >= 0xe0 && first <= 0xef) {
            length = 3;
            least = first == 0xe0 ? 0xa0 : least;
            most = first == 0xed ? 0x9f : most;
        } else if (first >= 0xf0 && first <= 0xf4) {
            length = 4;
            least = first == 0xf0 ? 0x90 : least;
            most = first == 0xf4 ? 0x8f : most;
        } else {
            return MALFORMED;
        }
        int end = start + length;
        if (end > in.length) {
            return MALFORMED;
        }
        for (int i = start + 1; i < end; i++) {
            int one = in[i] & 0xff;
            if (one < least || one > most) {
                return MALFORMED;
            }
            least = 0x80;
            most = 0xbf;
        }
        return end;
    }
}
