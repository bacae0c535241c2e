// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tollbridge.billing.benchmarks.harness.DatabaseServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What an endpoint has answered with 200, and whether it has kept its word. For one thread. */
final class Sent {
    private static final long STRETCH = 100_000_000;
    private static final int FETCH = 1_000;
    /** Payloads of so many are compared, of the others the length. */
    private static final int COMPARED = 50;

    private final EventTemplate template = new EventTemplate();
    private final List<Integer> stretches = new ArrayList<>();

    /** Numbers that no event has had before. */
    long nextNumbers() {
        return stretches.size() * STRETCH;
    }

    /** Adds the events of the numbers that were asked for last. */
    void add(int events) {
        stretches.add(events);
    }

    int events() {
        return stretches.stream().mapToInt(Integer::intValue).sum();
    }

    /**
     * Compares.
     *
     * @throws IllegalStateException unless every event is stored exactly once, as it was sent, and no other
     */
    void verify(DatabaseServer server, Endpoint endpoint) {
        Set<String> missing = new HashSet<>();
        for (int stretch = 0; stretch < stretches.size(); stretch++) {
            for (int i = 0; i < stretches.get(stretch); i++) {
                missing.add(EventTemplate.id(stretch * STRETCH + i));
            }
        }
        int rows = 0;
        try (var pool = server.loader(endpoint.name());
                Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.setFetchSize(FETCH);
                try (ResultSet row = statement.executeQuery(endpoint.stored())) {
                    while (row.next()) {
                        String id = row.getString(1);
                        String payload = row.getString(2);
                        if (!missing.remove(id)) {
                            throw new IllegalStateException(
                                    endpoint.name() + " has " + id + " twice, or nobody sent it");
                        }
                        if (rows++ % COMPARED == 0) {
                            compare(id, payload);
                        }
                    }
                }
            }
        } catch (SQLException error) {
            throw new IllegalStateException("the events of " + endpoint.name() + " could not be read", error);
        }
        if (!missing.isEmpty()) {
            throw new IllegalStateException(
                    endpoint.name() + " has lost " + missing.size() + " events that it answered with 200");
        }
    }

    private void compare(String id, String payload) {
        byte[] sent = template.event(Long.parseLong(id.substring(id.length() - EventTemplate.DIGITS)));
        if (!new String(sent, UTF_8).equals(payload)) {
            throw new IllegalStateException(id + " is not stored as it was sent");
        }
    }
}
