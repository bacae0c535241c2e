// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.webhook;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The process that sends load. For one thread. */
final class Load implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 10;

    private final Process process;
    private final PrintStream orders;
    private final BufferedReader outcomes;

    private Load(Process process) {
        this.process = process;
        orders = new PrintStream(process.getOutputStream(), true, US_ASCII);
        outcomes = new BufferedReader(new InputStreamReader(process.getInputStream(), US_ASCII));
    }

    /** Starts the process with the Java and the classes of this one. */
    static Load start() {
        ProcessBuilder command = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xms256m",
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-classpath",
                        System.getProperty("java.class.path"),
                        LoadGenerator.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        try {
            return new Load(command.start());
        } catch (IOException error) {
            throw new UncheckedIOException("the load generator did not start", error);
        }
    }

    /** Has the events of an order signed. Nothing is sent yet. */
    void prepare(Order order) {
        orders.println(order.line());
        String answer = answer();
        if (!answer.equals(LoadGenerator.READY)) {
            throw new IllegalStateException("the load generator has answered " + answer);
        }
    }

    /** Sends what was prepared and waits until all of it is answered. */
    Outcome send() {
        orders.println(LoadGenerator.GO);
        return Outcome.parse(answer());
    }

    private String answer() {
        try {
            String line = outcomes.readLine();
            if (line == null) {
                throw new IllegalStateException("the load generator has failed; what it said is above");
            }
            return line;
        } catch (IOException error) {
            throw new UncheckedIOException("the load generator does not answer", error);
        }
    }

    @Override
    public void close() {
        orders.close();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
