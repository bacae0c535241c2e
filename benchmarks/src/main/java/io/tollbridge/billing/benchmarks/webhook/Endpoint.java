// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.webhook;

import jakarta.servlet.Servlet;

/** Somebody who takes webhooks. */
interface Endpoint extends AutoCloseable {
    /** Its name, under which its round trips are counted. */
    String name();

    /** What answers the requests. */
    Servlet servlet();

    /** A query of what is stored: the ids of events, and their payloads. */
    String stored();

    @Override
    void close();
}
