// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet;

import io.tollbridge.billing.BillingConfigurationException;
import io.tollbridge.billing.webhook.Webhooks;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * The webhook endpoint as a filter, for hosts whose one servlet takes every path. It answers exactly one path, as
 * {@link WebhookServlet} does, and passes everything else on untouched. Thread-safe.
 *
 * <p>Map it in front of filters that read bodies, check logins or CSRF tokens: the signature is the login here. An
 * embedded Tomcat runs filters only on paths that some servlet is mapped to as well.
 */
public final class WebhookFilter implements Filter {
    /** The path that is answered by default, relative to the context. */
    public static final String DEFAULT_PATH = "/webhooks/stripe";

    private final WebhookExchange exchange;
    private final String path;

    /** An endpoint at the default path with the default limit. */
    public WebhookFilter(Webhooks webhooks) {
        this(webhooks, DEFAULT_PATH);
    }

    /**
     * An endpoint with the default limit.
     *
     * @param webhooks where the events go
     * @param path the one path that is answered, relative to the context; begins with a slash
     * @throws BillingConfigurationException when the path is not one
     */
    public WebhookFilter(Webhooks webhooks, String path) {
        this(webhooks, path, WebhookExchange.DEFAULT_MAX_BODY_BYTES);
    }

    /**
     * An endpoint.
     *
     * @param webhooks where the events go
     * @param path the one path that is answered, relative to the context; begins with a slash
     * @param maxBodyBytes the largest body that is read, 1 byte to 64 MiB
     * @throws BillingConfigurationException when the path is not one or the limit is out of bounds
     */
    public WebhookFilter(Webhooks webhooks, String path, int maxBodyBytes) {
        if (!path.startsWith("/") || path.contains("*") || path.contains("?") || path.contains(";")) {
            throw new BillingConfigurationException("the webhook filter answers one path, such as " + DEFAULT_PATH
                    + "; it begins with a slash and has no wildcard, not as in \"" + path + "\"");
        }
        this.exchange = new WebhookExchange(webhooks, maxBodyBytes);
        this.path = path;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request instanceof HttpServletRequest http
                && response instanceof HttpServletResponse answer
                && path.equals(pathInContext(http))) {
            exchange.answer(http, answer);
        } else {
            chain.doFilter(request, response);
        }
    }

    /** The path as the container has decoded and normalised it, however the servlet behind is mapped. */
    private static String pathInContext(HttpServletRequest request) {
        String rest = request.getPathInfo();
        return rest == null ? request.getServletPath() : request.getServletPath() + rest;
    }
}
