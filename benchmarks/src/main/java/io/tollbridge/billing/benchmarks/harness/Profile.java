// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/** A flight recording of this JVM, which holds the client's side of every contender. */
public final class Profile implements AutoCloseable {
    private static final int SHOWN = 25;

    private final Recording recording;
    private final Path file;

    private Profile(Recording recording, Path file) {
        this.recording = recording;
        this.file = file;
    }

    /** Begins to record. */
    public static Profile start(Path file) {
        try {
            Recording recording = new Recording(Configuration.getConfiguration("profile"));
            recording.start();
            return new Profile(recording, file);
        } catch (IOException error) {
            throw new UncheckedIOException("no flight recording could be begun", error);
        } catch (ParseException error) {
            throw new IllegalStateException("the JDK's own settings of a flight recording are wrong", error);
        }
    }

    /** Writes the recording to its file, and says where samples fell: in the library, and by topmost method. */
    public void hottest(Report report) {
        Map<String, Integer> top = new HashMap<>();
        Map<String, Integer> ours = new HashMap<>();
        int samples = 0;
        try {
            recording.stop();
            recording.dump(file);
            for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
                RecordedStackTrace stack = event.getStackTrace();
                if (event.getEventType().getName().equals("jdk.ExecutionSample") && stack != null) {
                    samples++;
                    List<RecordedFrame> frames = stack.getFrames();
                    top.merge(name(frames.get(0)), 1, Integer::sum);
                    frames.stream()
                            .map(Profile::name)
                            .filter(Profile::isOurs)
                            .findFirst()
                            .ifPresent(name -> ours.merge(name, 1, Integer::sum));
                }
            }
        } catch (IOException error) {
            throw new UncheckedIOException("the flight recording could not be kept", error);
        }
        report.line("flight recording of " + samples + " samples: " + file.toAbsolutePath());
        report.table(shares("topmost method", top, samples));
        report.table(shares("topmost method of the library", ours, samples));
    }

    private static boolean isOurs(String name) {
        return name.startsWith("io.tollbridge.billing.") && !name.startsWith("io.tollbridge.billing.benchmarks.");
    }

    private static String name(RecordedFrame frame) {
        return frame.getMethod().getType().getName() + "." + frame.getMethod().getName();
    }

    private static TextTable shares(String heading, Map<String, Integer> samples, int all) {
        TextTable table = new TextTable(heading, "% of samples");
        samples.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
                .limit(SHOWN)
                .forEach(entry -> table.row(entry.getKey(), Spread.text(100.0 * entry.getValue() / all)));
        return table;
    }

    @Override
    public void close() {
        recording.close();
    }
}
