// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What was asked for on the command line.
 *
 * @param bench which benchmark
 * @param only names of the cases to run, all when empty
 * @param quick whether to say the same in less time
 * @param rounds how many rounds, the benchmark's own number when empty
 * @param profile whether to record a flight recording
 * @param record whether docs/performance.md is to show this run
 * @param directory for the database's files and recordings
 */
public record Settings(
        String bench,
        Set<String> only,
        boolean quick,
        OptionalInt rounds,
        boolean profile,
        boolean record,
        Path directory) {
    public Settings {
        only = Set.copyOf(only);
    }

    static Settings ofSystemProperties() {
        String rounds = System.getProperty("bench.rounds", "");
        return new Settings(
                System.getProperty("bench", ""),
                Arrays.stream(System.getProperty("bench.only", "").split(",", -1))
                        .filter(name -> !name.isBlank())
                        .map(String::strip)
                        .collect(Collectors.toSet()),
                Boolean.getBoolean("quick"),
                rounds.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(rounds)),
                Boolean.getBoolean("bench.profile"),
                Boolean.getBoolean("bench.record"),
                Path.of("target"));
    }

    /** Whether the case of that name is to be run. */
    public boolean wants(String name) {
        return only.isEmpty() || only.contains(name);
    }
}
