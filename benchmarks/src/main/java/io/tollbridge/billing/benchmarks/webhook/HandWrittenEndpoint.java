// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonParseException;
import com.stripe.exception.SignatureVerificationException;
import com.stripe.model.Event;
import com.stripe.net.Webhook;
import com.zaxxer.hikari.HikariDataSource;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * What Stripe's documentation shows, made durable: the SDK proves and parses, one statement stores, each in auto-commit.
 * The table has a primary key and no further index.
 */
final class HandWrittenEndpoint implements Endpoint {
    private static final String TABLE = """
            CREATE TABLE webhook_events (
                event_id varchar(255) PRIMARY KEY,
                type varchar(255) NOT NULL,
                created bigint NOT NULL,
                payload text NOT NULL,
                received_at timestamptz NOT NULL DEFAULT now(),
                processed_at timestamptz
            )""";
    private static final String INSERT =
            "INSERT INTO webhook_events (event_id, type, created, payload) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING";

    private final String name;
    private final HikariDataSource pool;

    HandWrittenEndpoint(String name, HikariDataSource pool, int connections) {
        this.name = name;
        this.pool = pool;
        pool.setMaximumPoolSize(connections);
        try (Connection connection = pool.getConnection();
                PreparedStatement create = connection.prepareStatement(TABLE)) {
            create.execute();
        } catch (SQLException error) {
            throw new IllegalStateException("the table of " + name + " could not be made", error);
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Servlet servlet() {
        return new Receiver(pool);
    }

    @Override
    public String stored() {
        return "SELECT event_id, payload FROM " + name + ".webhook_events";
    }

    @Override
    public void close() {
        pool.close();
    }

    private static final class Receiver extends HttpServlet {
        private static final long serialVersionUID = 1;

        private final transient HikariDataSource pool;

        Receiver(HikariDataSource pool) {
            this.pool = pool;
        }

        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            String payload = new String(request.getInputStream().readAllBytes(), UTF_8);
            Event event;
            try {
                event = Webhook.constructEvent(payload, request.getHeader("Stripe-Signature"), SignedEvents.SECRET);
            } catch (SignatureVerificationException | JsonParseException error) {
                response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
                return;
            }
            try (Connection connection = pool.getConnection();
                    PreparedStatement insert = connection.prepareStatement(INSERT)) {
                insert.setString(1, event.getId());
                insert.setString(2, event.getType());
                insert.setLong(3, event.getCreated());
                insert.setString(4, payload);
                insert.executeUpdate();
                response.setStatus(HttpServletResponse.SC_OK);
            } catch (SQLException error) {
                response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            }
        }
    }
}
