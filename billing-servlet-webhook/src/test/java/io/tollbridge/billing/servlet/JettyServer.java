// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet;

import jakarta.servlet.ServletContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.NetworkConnector;

/** Jetty 12.1 with its Jakarta EE 10 servlets. */
public record JettyServer(org.eclipse.jetty.server.Server jetty) implements Server {
    /** Starts it on a free port of 127.0.0.1. */
    public static Server launch(String contextPath, Consumer<ServletContext> application) {
        ServletContextHandler context = new ServletContextHandler();
        context.setContextPath(contextPath.isEmpty() ? "/" : contextPath);
        context.addServletContainerInitializer((types, servletContext) -> application.accept(servletContext));
        org.eclipse.jetty.server.Server jetty =
                new org.eclipse.jetty.server.Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        jetty.setHandler(context);
        try {
            jetty.start();
        } catch (Exception e) {
            throw new IllegalStateException("Jetty does not start", e);
        }
        return new JettyServer(jetty);
    }

    @Override
    public int port() {
        return ((NetworkConnector) jetty.getConnectors()[0]).getLocalPort();
    }

    @Override
    public void close() {
        try {
            jetty.stop();
        } catch (Exception e) {
            throw new IllegalStateException("Jetty does not stop", e);
        }
    }
}
