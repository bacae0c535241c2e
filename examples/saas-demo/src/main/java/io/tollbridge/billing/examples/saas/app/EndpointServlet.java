// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Finds out whose request it is, has the endpoint do its work, and answers in JSON. */
final class EndpointServlet extends HttpServlet {
    private static final long serialVersionUID = 1;
    private static final String TENANT_HEADER = "X-Tenant";

    private final transient Endpoint endpoint;
    private final transient CurrentTenant currentTenant;

    EndpointServlet(Endpoint endpoint, CurrentTenant currentTenant) {
        this.endpoint = endpoint;
        this.currentTenant = currentTenant;
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Reply reply = reply(request);
        response.setStatus(reply.status());
        response.setContentType("application/json");
        response.getOutputStream().write(reply.body().toString().getBytes(UTF_8));
    }

    private Reply reply(HttpServletRequest request) {
        // A real host takes the tenant from the login, never from what a client can choose.
        String tenantId = request.getHeader(TENANT_HEADER);
        if (tenantId == null || tenantId.isBlank()) {
            return Reply.of(400).with("error", "NO_TENANT").with("message", "Send the header " + TENANT_HEADER + ".");
        }
        try {
            return currentTenant.as(tenantId, () -> endpoint.post(tenantId, request));
        } catch (Exception failure) {
            return Problems.of(failure);
        }
    }
}
