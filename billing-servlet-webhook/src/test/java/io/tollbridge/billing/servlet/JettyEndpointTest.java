// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet;

final class JettyEndpointTest extends WebhookEndpointSuite {
    JettyEndpointTest() {
        super(JettyServer::launch);
    }
}
