// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet;

final class TomcatEndpointTest extends WebhookEndpointSuite {
    TomcatEndpointTest() {
        super(TomcatServer::launch);
    }
}
