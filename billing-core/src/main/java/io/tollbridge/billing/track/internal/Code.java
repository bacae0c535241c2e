// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.track.internal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The instructions of a method (Java Virtual Machine Specification, chapter 6). */
final class Code {
    private static final int TABLE_SWITCH = 170;
    private static final int LOOKUP_SWITCH = 171;
    private static final int INVOKE_VIRTUAL = 182;
    private static final int INVOKE_DYNAMIC = 186;
    private static final int WIDE = 196;
    private static final int IINC = 132;

    /** How many bytes follow each instruction up to the last one, in order; the switches and wide are computed. */
    private static final String OPERANDS = "0".repeat(16) // constants
            + "12122" // bipush, sipush, ldc
            + "11111" // loads
            + "0".repeat(28)
            + "11111" // stores
            + "0".repeat(73)
            + "2" // iinc
            + "0".repeat(20)
            + "2".repeat(16) // jumps, jsr
            + "1" // ret
            + "00" // switches
            + "0".repeat(6) // returns
            + "2222" // fields
            + "22244" // calls
            + "212" // new
            + "00" // length, throw
            + "22" // casts
            + "00" // monitors
            + "0" // wide
            + "322" // multianewarray, null jumps
            + "44"; // long jumps

    private final String method;
    private final byte[] attribute;

    /** The code of the method of that name, in its Code attribute. */
    Code(String method, byte[] attribute) {
        this.method = method;
        this.attribute = attribute;
    }

    String method() {
        return method;
    }

    /** The operands of all instructions that call a method. */
    List<Integer> references() {
        List<Integer> found = new ArrayList<>();
        ByteBuffer code = ByteBuffer.wrap(attribute);
        int start = 8; // why: stack, locals and the length stand before the instructions
        int end = start + code.getInt(4);
        for (int at = start; at < end; at += length(code, at, at - start)) {
            int instruction = Byte.toUnsignedInt(code.get(at));
            if (instruction >= INVOKE_VIRTUAL && instruction <= INVOKE_DYNAMIC) {
                found.add(Short.toUnsignedInt(code.getShort(at + 1)));
            }
        }
        return found;
    }

    private static int length(ByteBuffer code, int at, int offset) {
        int instruction = Byte.toUnsignedInt(code.get(at));
        int padding = 3 - offset % 4;
        return switch (instruction) {
            case TABLE_SWITCH -> {
                int low = code.getInt(at + 1 + padding + 4);
                int high = code.getInt(at + 1 + padding + 8);
                yield 1 + padding + 12 + 4 * (high - low + 1);
            }
            case LOOKUP_SWITCH -> 1 + padding + 8 + 8 * code.getInt(at + 1 + padding + 4);
            case WIDE -> Byte.toUnsignedInt(code.get(at + 1)) == IINC ? 6 : 4;
            default -> 1 + OPERANDS.charAt(instruction) - '0';
        };
    }
}
