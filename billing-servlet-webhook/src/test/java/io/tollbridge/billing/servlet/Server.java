// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet;

import jakarta.servlet.ServletContext;
import java.util.function.Consumer;

/** A running servlet container on a free port of 127.0.0.1. */
public interface Server extends AutoCloseable {
    /** Where it listens. */
    int port();

    @Override
    void close();

    /** Starts one. */
    interface Launcher {
        /**
         * Starts a container with one application.
         *
         * @param contextPath empty for the root
         * @param application registers its servlets and filters
         */
        Server launch(String contextPath, Consumer<ServletContext> application);
    }
}
