// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.track.internal;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads from a class file which methods the code of a class calls on its own class, method references and lambdas
 * included. A class whose file cannot be read, such as one that was made at run time, has none that we know of. The
 * format is that of the Java Virtual Machine Specification, chapter 4.
 */
final class SelfCalls {
    /**
     * A call.
     *
     * @param caller name of the method that calls; of the surrounding method for a lambda
     * @param owner binary name of the class on which the method is called
     * @param name name of the method that is called
     * @param descriptor its parameters and result, as in class files
     */
    record Call(String caller, String owner, String name, String descriptor) {}

    private SelfCalls() {}

    /** All calls of methods of classes in the code of a type. */
    static Set<Call> of(Class<?> type) {
        String file = type.getName().substring(type.getName().lastIndexOf('.') + 1) + ".class";
        try (InputStream bytes = type.getResourceAsStream(file)) {
            return bytes == null ? Set.of() : read(new DataInputStream(bytes));
        } catch (IOException | ArrayIndexOutOfBoundsException | ClassCastException unreadable) {
            return Set.of();
        }
    }

    private static Set<Call> read(DataInputStream file) throws IOException {
        file.readLong(); // magic and version
        ConstantPool pool = ConstantPool.read(file);
        file.skipNBytes(6); // access, this, super
        file.skipNBytes(2L * file.readUnsignedShort()); // interfaces
        for (int fields = file.readUnsignedShort(); fields > 0; fields--) {
            file.skipNBytes(6);
            skipAttributes(file);
        }
        List<Code> codes = new ArrayList<>();
        for (int methods = file.readUnsignedShort(); methods > 0; methods--) {
            file.skipNBytes(2);
            String name = pool.text(file.readUnsignedShort());
            file.skipNBytes(2);
            for (int attributes = file.readUnsignedShort(); attributes > 0; attributes--) {
                boolean code = pool.text(file.readUnsignedShort()).equals("Code");
                byte[] content = file.readNBytes(file.readInt());
                if (code) {
                    codes.add(new Code(caller(name), content));
                }
            }
        }
        List<int[]> bootstraps = new ArrayList<>();
        for (int attributes = file.readUnsignedShort(); attributes > 0; attributes--) {
            boolean methods = pool.text(file.readUnsignedShort()).equals("BootstrapMethods");
            int length = file.readInt();
            if (methods) {
                readBootstraps(file, bootstraps);
            } else {
                file.skipNBytes(length);
            }
        }
        Set<Call> calls = new LinkedHashSet<>();
        for (Code code : codes) {
            for (int reference : code.references()) {
                for (int member : pool.members(reference, bootstraps)) {
                    calls.add(pool.call(code.method(), member));
                }
            }
        }
        return calls;
    }

    /** The name in the source: javac calls the body of a lambda {@code lambda$name$0}. */
    private static String caller(String name) {
        String[] parts = name.split("\\$", -1);
        return parts.length > 2 && parts[0].equals("lambda") ? parts[1] : name;
    }

    private static void skipAttributes(DataInputStream file) throws IOException {
        for (int attributes = file.readUnsignedShort(); attributes > 0; attributes--) {
            file.skipNBytes(2);
            file.skipNBytes(file.readInt());
        }
    }

    private static void readBootstraps(DataInputStream file, List<int[]> bootstraps) throws IOException {
        for (int methods = file.readUnsignedShort(); methods > 0; methods--) {
            file.skipNBytes(2);
            int[] arguments = new int[file.readUnsignedShort()];
            for (int i = 0; i < arguments.length; i++) {
                arguments[i] = file.readUnsignedShort();
            }
            bootstraps.add(arguments);
        }
    }
}
