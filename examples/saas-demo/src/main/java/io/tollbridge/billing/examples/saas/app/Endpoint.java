// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.examples.saas.app;

import jakarta.servlet.http.HttpServletRequest;

/** What one address does for the tenant of the request. */
interface Endpoint {
    Reply post(String tenantId, HttpServletRequest request) throws Exception;
}
