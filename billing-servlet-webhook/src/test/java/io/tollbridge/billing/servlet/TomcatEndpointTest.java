// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.catalina.util.ServerInfo;
import org.junit.jupiter.api.Test;

/** Run by the build in Tomcat 10.1 and once more in Tomcat 11. */
final class TomcatEndpointTest extends WebhookEndpointSuite {
    TomcatEndpointTest() {
        super(TomcatServer::launch);
    }

    @Test
    void thisIsTheTomcatThatTheBuildMeans() {
        assertThat(ServerInfo.getServerNumber()).startsWith(System.getProperty("tomcat.expected", "10.1."));
    }
}
