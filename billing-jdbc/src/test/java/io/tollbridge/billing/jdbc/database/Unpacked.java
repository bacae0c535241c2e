// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.jdbc.database;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** Server binaries of the class path, unpacked under {@code target} once. */
final class Unpacked {
    private Unpacked() {}

    private interface Work {
        void run() throws IOException;
    }

    /** Copies a folder of a jar; files in {@code bin} and {@code scripts} become executable. */
    static Path folder(String resource, Path into) {
        return once(resource, into, () -> {
            JarURLConnection connection = (JarURLConnection) url(resource).openConnection();
            try (JarFile jar = connection.getJarFile()) {
                for (JarEntry entry : Collections.list(jar.entries())) {
                    if (entry.getName().startsWith(resource) && !entry.isDirectory()) {
                        copy(jar, entry, into.resolve(entry.getName().substring(resource.length())));
                    }
                }
            }
        });
    }

    /** Unpacks a compressed tar file of the class path. */
    static Path archive(String resource, Path into) {
        return once(resource, into, () -> {
            Path archive = into.resolve("archive.tar.gz");
            try (InputStream in = url(resource).openStream()) {
                Files.copy(in, archive, StandardCopyOption.REPLACE_EXISTING);
            }
            int status = ServerProcess.run(
                    into.resolve("unpack.log"), List.of("tar", "xzf", archive.toString(), "-C", into.toString()));
            if (status != 0) {
                throw new IOException("tar ended with status " + status);
            }
            Files.delete(archive);
        });
    }

    /** One JVM unpacks, and the others that run tests of this module wait for it. */
    private static Path once(String resource, Path into, Work work) {
        try {
            Files.createDirectories(into);
            try (FileChannel lock =
                    FileChannel.open(into.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                lock.lock();
                Path done = into.resolve("unpacked");
                if (!Files.exists(done)) {
                    work.run();
                    Files.createFile(done);
                }
            }
            return into;
        } catch (IOException error) {
            throw new UncheckedIOException(resource + " could not be unpacked", error);
        }
    }

    private static void copy(JarFile jar, JarEntry entry, Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        try (InputStream in = jar.getInputStream(entry)) {
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        }
        boolean program = entry.getName().contains("/bin/") || entry.getName().contains("/scripts/");
        if (program && !file.toFile().setExecutable(true)) {
            throw new IOException(file + " could not be made executable");
        }
    }

    private static URL url(String resource) {
        URL url = Unpacked.class.getClassLoader().getResource(resource);
        if (url == null) {
            throw new IllegalStateException(resource + " is not on the class path");
        }
        return url;
    }
}
