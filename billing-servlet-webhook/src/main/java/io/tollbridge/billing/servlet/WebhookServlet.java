// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet;

import io.tollbridge.billing.BillingConfigurationException;
import io.tollbridge.billing.webhook.Webhooks;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * The webhook endpoint as a servlet, at whatever path the host maps it to. Thread-safe.
 *
 * <p>Answers: 200 when the event is committed or was before; 400 when it is not genuine or not an event, with the reason
 * in one word; 405 for anything but POST; 413 for a body over the limit; 503 with an empty body when it could not be
 * stored, so that the sender tries again. No answer holds any part of a request or of a stack trace.
 *
 * <pre>{@code
 * var registration = servletContext.addServlet("stripe", new WebhookServlet(billing.webhooks()));
 * registration.addMapping("/webhooks/stripe");
 * registration.setAsyncSupported(true);
 * }</pre>
 */
public final class WebhookServlet extends HttpServlet {
    /** The largest body that is read by default, in bytes: 1 MiB. Stripe's largest events are a fraction of it. */
    public static final int DEFAULT_MAX_BODY_BYTES = WebhookExchange.DEFAULT_MAX_BODY_BYTES;

    private static final long serialVersionUID = 1;

    private final transient WebhookExchange exchange;

    /** An endpoint with the default limit. */
    public WebhookServlet(Webhooks webhooks) {
        this(webhooks, DEFAULT_MAX_BODY_BYTES);
    }

    /**
     * An endpoint.
     *
     * @param webhooks where the events go
     * @param maxBodyBytes the largest body that is read, 1 byte to 64 MiB
     * @throws BillingConfigurationException when the limit is out of bounds
     */
    public WebhookServlet(Webhooks webhooks, int maxBodyBytes) {
        this.exchange = new WebhookExchange(webhooks, maxBodyBytes);
    }

    /** Answers a request of any method. */
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        exchange.answer(request, response);
    }
}
