// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tollbridge.billing.BillingConfigurationException;
import io.tollbridge.billing.BillingException;
import io.tollbridge.billing.webhook.WebhookReceipt;
import io.tollbridge.billing.webhook.WebhookRejectedException;
import io.tollbridge.billing.webhook.Webhooks;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request and its answer, for servlet and filter alike. Thread-safe. */
final class WebhookExchange {
    static final int DEFAULT_MAX_BODY_BYTES = 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(WebhookExchange.class);
    private static final int MAX_LIMIT = 64 * 1024 * 1024;
    private static final String SIGNATURE = "Stripe-Signature";

    private final Webhooks webhooks;
    private final int maxBodyBytes;

    WebhookExchange(Webhooks webhooks, int maxBodyBytes) {
        if (maxBodyBytes < 1 || maxBodyBytes > MAX_LIMIT) {
            throw new BillingConfigurationException(
                    "the largest webhook body must be 1 to " + MAX_LIMIT + " bytes, not " + maxBodyBytes);
        }
        this.webhooks = webhooks;
        this.maxBodyBytes = maxBodyBytes;
    }

    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!request.getMethod().equals("POST")) {
            response.setHeader("Allow", "POST");
            end(response, HttpServletResponse.SC_METHOD_NOT_ALLOWED);
            return;
        }
        if (request.getContentLengthLong() > maxBodyBytes) {
            end(response, HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
            return;
        }
        byte[] body = read(request);
        if (body == null) {
            reject(response, "BODY_INCOMPLETE");
        } else if (body.length > maxBodyBytes) {
            end(response, HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
        } else if (body.length == 0 || body.length < request.getContentLengthLong()) {
            LOG.warn(
                    "Rejected a webhook request: {} bytes of its body were left to read, {} were announced. If a filter"
                            + " in front reads bodies or form parameters, mount the webhook endpoint before it: the"
                            + " signature is proven on the bytes that were sent",
                    body.length,
                    request.getContentLengthLong() < 0 ? "none" : request.getContentLengthLong());
            reject(response, "BODY_ALREADY_READ");
        } else {
            receive(body, request.getHeader(SIGNATURE), response);
        }
    }

    /** The body, or its first bytes when it is over the limit; null when it did not come in whole. */
    private byte @Nullable [] read(HttpServletRequest request) {
        try {
            // why: the announced length may be absent or a lie, so that only counting helps
            return request.getInputStream().readNBytes(maxBodyBytes + 1);
        } catch (IllegalStateException e) {
            // what containers throw when getReader() was called before
            return new byte[0];
        } catch (IOException | RuntimeException e) {
            LOG.debug("A webhook request broke off: {}", e.getClass().getName());
            return null;
        }
    }

    private void receive(byte[] body, @Nullable String signature, HttpServletResponse response) throws IOException {
        try {
            WebhookReceipt receipt = webhooks.receive(body, signature);
            LOG.debug("Webhook {}", receipt);
            end(response, HttpServletResponse.SC_OK);
        } catch (WebhookRejectedException e) {
            LOG.warn("Rejected a webhook request: {}", e.getMessage());
            reject(response, e.reason().name());
        } catch (BillingException e) {
            LOG.warn(
                    "A webhook could not be stored and is asked for again: {} {}",
                    e.code(),
                    e.getMessage(),
                    FailureTrace.of(e));
            end(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        } catch (RuntimeException | Error e) {
            // why: a container's own error page may show a stack trace
            LOG.error("A webhook could not be stored and is asked for again", FailureTrace.of(e));
            end(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        }
    }

    /** Names the reason, which Stripe shows beside the failed delivery. */
    private static void reject(HttpServletResponse response, String reason) throws IOException {
        byte[] text = reason.getBytes(US_ASCII);
        response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
        response.setContentType("text/plain");
        response.setContentLength(text.length);
        response.getOutputStream().write(text);
    }

    private static void end(HttpServletResponse response, int status) {
        response.setStatus(status);
        response.setContentLength(0);
    }
}
