// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** CPU time of a process and its children, from Linux's {@code /proc}. Elsewhere there is none to be had. */
public final class ServerCpu {
    private static final Path PROC = Path.of("/proc");
    private static final int PARENT = 1;
    private static final int USER_TIME = 11;
    private static final int SYSTEM_TIME = 12;
    private static final int REAPED_SYSTEM_TIME = 14;
    /** USER_HZ, which is 100 on every architecture that the server's binaries are made for. */
    private static final long NANOS_OF_TICK = TimeUnit.SECONDS.toNanos(1) / 100;

    private final long root;

    ServerCpu(long root) {
        this.root = root;
    }

    /** Nanoseconds of CPU so far, those of children that have ended included; empty where it cannot be told. */
    public OptionalLong nanos() {
        String[] own = fields(PROC.resolve(Long.toString(root)));
        if (own.length == 0) {
            return OptionalLong.empty();
        }
        long ticks = sum(own, USER_TIME, REAPED_SYSTEM_TIME);
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                String[] fields = fields(process);
                if (fields.length > 0 && Long.parseLong(fields[PARENT]) == root) {
                    ticks += sum(fields, USER_TIME, SYSTEM_TIME);
                }
            }
        } catch (IOException error) {
            throw new UncheckedIOException("/proc could not be listed", error);
        }
        return OptionalLong.of(ticks * NANOS_OF_TICK);
    }

    private static long sum(String[] fields, int first, int last) {
        long sum = 0;
        for (int i = first; i <= last; i++) {
            sum += Long.parseLong(fields[i]);
        }
        return sum;
    }

    /** What follows the command's name in {@code stat}: state, parent, ...; nothing when the process is gone. */
    private static String[] fields(Path process) {
        try {
            String stat = Files.readString(process.resolve("stat"));
            return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        } catch (NoSuchFileException gone) {
            return new String[0];
        } catch (IOException error) {
            // why: a process that ends while it is read gives ESRCH
            return new String[0];
        }
    }
}
