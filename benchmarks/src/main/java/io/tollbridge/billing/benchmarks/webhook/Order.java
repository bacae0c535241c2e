// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.webhook;

import java.time.Duration;

/**
 * A stretch of load.
 *
 * @param port of the server, on the loopback
 * @param path of the endpoint
 * @param firstNumber of the events, which are numbered from there on
 * @param connections that send at the same time, each waiting for its answer
 * @param events how many are signed before the clock runs; more are not sent
 * @param ramp how long it is sent before it is measured
 * @param time how long it is measured
 */
record Order(int port, String path, long firstNumber, int connections, int events, Duration ramp, Duration time) {
    /** The order as a line of text. */
    String line() {
        return String.join(
                " ",
                String.valueOf(port),
                path,
                String.valueOf(firstNumber),
                String.valueOf(connections),
                String.valueOf(events),
                ramp.toString(),
                time.toString());
    }

    /** The order of a line of text. */
    static Order parse(String line) {
        String[] fields = line.split(" ", -1);
        return new Order(
                Integer.parseInt(fields[0]),
                fields[1],
                Long.parseLong(fields[2]),
                Integer.parseInt(fields[3]),
                Integer.parseInt(fields[4]),
                Duration.parse(fields[5]),
                Duration.parse(fields[6]));
    }
}
