// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollbridge.billing.BillingConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointConfigurationTest {
    private final RecordingWebhooks webhooks = new RecordingWebhooks();

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 64 * 1024 * 1024 + 1, Integer.MAX_VALUE})
    void refusesALimitThatIsNone(int limit) {
        assertThatThrownBy(() -> new WebhookServlet(webhooks, limit))
                .isInstanceOf(BillingConfigurationException.class)
                .hasMessageContaining("1 to 67108864 bytes");
        assertThatThrownBy(() -> new WebhookFilter(webhooks, "/hooks", limit))
                .isInstanceOf(BillingConfigurationException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "webhooks", "/*", "/webhooks/*", "*.do", "/a?b=c", "/a;b", "https://example.com/hooks"})
    void refusesAPathThatIsNotOne(String path) {
        assertThatThrownBy(() -> new WebhookFilter(webhooks, path))
                .isInstanceOf(BillingConfigurationException.class)
                .hasMessageContaining("/webhooks/stripe");
    }

    @Test
    void hasTheDefaultsThatAreDocumented() {
        assertThat(WebhookFilter.DEFAULT_PATH).isEqualTo("/webhooks/stripe");
        assertThat(WebhookServlet.DEFAULT_MAX_BODY_BYTES).isEqualTo(1_048_576);
        assertThatCode(() -> new WebhookFilter(webhooks, "/", 1)).doesNotThrowAnyException();
    }
}
