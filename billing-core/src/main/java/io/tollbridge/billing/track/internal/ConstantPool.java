// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.track.internal;

import java.io.DataInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The constants of a class file, as far as calls need them (Java Virtual Machine Specification, 4.4). */
final class ConstantPool {
    private static final int UTF8 = 1;
    private static final int LONG = 5;
    private static final int DOUBLE = 6;
    private static final int CLASS = 7;
    private static final int STRING = 8;
    private static final int METHOD = 10;
    private static final int INTERFACE_METHOD = 11;
    private static final int HANDLE = 15;
    private static final int METHOD_TYPE = 16;
    private static final int INVOKE_DYNAMIC = 18;
    private static final int MODULE = 19;
    private static final int PACKAGE = 20;

    private final int[] tags;
    private final int[][] parts;
    private final @Nullable String[] texts;

    private ConstantPool(int size) {
        tags = new int[size];
        parts = new int[size][2];
        texts = new String[size];
    }

    static ConstantPool read(DataInputStream file) throws IOException {
        ConstantPool pool = new ConstantPool(file.readUnsignedShort());
        for (int i = 1; i < pool.tags.length; i++) {
            int tag = file.readUnsignedByte();
            pool.tags[i] = tag;
            switch (tag) {
                case UTF8 -> pool.texts[i] = file.readUTF();
                case LONG, DOUBLE -> {
                    file.skipNBytes(8);
                    i++; // why: these take two places
                }
                case CLASS, STRING, METHOD_TYPE, MODULE, PACKAGE -> pool.parts[i][0] = file.readUnsignedShort();
                case HANDLE -> {
                    pool.parts[i][0] = file.readUnsignedByte();
                    pool.parts[i][1] = file.readUnsignedShort();
                }
                default -> {
                    pool.parts[i][0] = file.readUnsignedShort();
                    pool.parts[i][1] = file.readUnsignedShort();
                }
            }
        }
        return pool;
    }

    String text(int index) {
        String text = texts[index];
        return text == null ? "" : text;
    }

    /** The methods that an instruction with this operand calls, now or by what it makes. */
    int[] members(int operand, List<int[]> bootstraps) {
        if (tags[operand] == METHOD || tags[operand] == INTERFACE_METHOD) {
            return new int[] {operand};
        } else if (tags[operand] != INVOKE_DYNAMIC) {
            return new int[0];
        }
        return Arrays.stream(bootstraps.get(parts[operand][0]))
                .filter(argument -> tags[argument] == HANDLE)
                .map(handle -> parts[handle][1])
                .filter(member -> tags[member] == METHOD || tags[member] == INTERFACE_METHOD)
                .toArray();
    }

    SelfCalls.Call call(String caller, int member) {
        String owner = text(parts[parts[member][0]][0]).replace('/', '.');
        int[] nameAndType = parts[parts[member][1]];
        return new SelfCalls.Call(caller, owner, text(nameAndType[0]), text(nameAndType[1]));
    }
}
