// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas.app;

import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.servlet.WebhookServlet;
import java.io.IOException;
import java.net.URI;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Jetty on a free port of this machine. */
final class WebServer implements AutoCloseable {
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    private WebServer(ServletContextHandler context) {
        connector.setHost("127.0.0.1");
        connector.setPort(0);
        server.addConnector(connector);
        server.setHandler(context);
    }

    static WebServer start(BillingService billing, Checkout checkout, CurrentTenant currentTenant) throws Exception {
        SaasEndpoints endpoints = new SaasEndpoints(billing);
        Buying buying = new Buying(billing);
        ServletContextHandler context = new ServletContextHandler();
        // tag::mount[]
        context.addServlet(new ServletHolder(new WebhookServlet(billing.webhooks())), "/webhooks/stripe");
        // end::mount[]
        mount(context, "/signups", endpoints::signUp, currentTenant);
        mount(context, "/emails", endpoints::sendEmail, currentTenant);
        mount(context, "/campaigns", endpoints::writeCampaign, currentTenant);
        mount(context, "/reports", endpoints::exportReport, currentTenant);
        mount(context, "/subscriptions", checkout::subscribe, currentTenant);
        mount(context, "/subscriptions/stored-card", checkout::subscribeWithStoredCard, currentTenant);
        mount(context, "/bundles", buying::onAPage, currentTenant);
        mount(context, "/automatic-purchases", buying::byItself, currentTenant);
        mount(context, "/portal", checkout::portal, currentTenant);
        mount(context, "/portal/returns", buying::cardMayHaveChanged, currentTenant);
        mount(context, "/cancellations", checkout::cancel, currentTenant);
        WebServer server = new WebServer(context);
        server.server.start();
        return server;
    }

    private static void mount(
            ServletContextHandler context, String path, Endpoint endpoint, CurrentTenant currentTenant) {
        context.addServlet(new ServletHolder(new EndpointServlet(endpoint, currentTenant)), path);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + connector.getLocalPort());
    }

    @Override
    public void close() throws IOException {
        try {
            server.stop();
        } catch (Exception failure) {
            throw new IOException("the web server did not stop", failure);
        }
    }
}
