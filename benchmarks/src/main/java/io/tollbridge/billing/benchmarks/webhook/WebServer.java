// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.benchmarks.webhook;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.NetworkConnector;
import org.eclipse.jetty.server.Server;

/** One Jetty as it comes, with every endpoint on a path of its own: connector and threads are the same for all. */
record WebServer(Server jetty) implements AutoCloseable {
    static WebServer start(List<Endpoint> endpoints) {
        ServletContextHandler context = new ServletContextHandler();
        context.setContextPath("/");
        endpoints.forEach(endpoint -> context.addServlet(new ServletHolder(endpoint.servlet()), path(endpoint)));
        Server jetty = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        jetty.setHandler(context);
        try {
            jetty.start();
        } catch (Exception error) {
            throw new IllegalStateException("Jetty does not start", error);
        }
        return new WebServer(jetty);
    }

    static String path(Endpoint endpoint) {
        return "/" + endpoint.name() + "/webhooks/stripe";
    }

    int port() {
        return ((NetworkConnector) jetty.getConnectors()[0]).getLocalPort();
    }

    @Override
    public void close() {
        try {
            jetty.stop();
        } catch (Exception error) {
            throw new IllegalStateException("Jetty does not stop", error);
        }
    }
}
