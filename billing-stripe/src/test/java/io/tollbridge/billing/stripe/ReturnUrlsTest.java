// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollbridge.billing.BillingConfigurationException;
import io.tollbridge.billing.InvalidArgumentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReturnUrlsTest {
    private final ReturnUrls urls = new ReturnUrls(ReturnUrls.checkedBase("https://example.com/app"));

    @ParameterizedTest
    @CsvSource({
        "/app/billing, https://example.com/app/billing",
        "/app, https://example.com/app",
        "/app/billing?tab=credits&x=1, https://example.com/app/billing?tab=credits&x=1",
        "https://example.com/app/x, https://example.com/app/x",
        "https://EXAMPLE.com:443/app/x, https://EXAMPLE.com:443/app/x",
        "/app/a/../b, https://example.com/app/b",
    })
    void leadsBackToTheHostsOwnPages(String url, String whole) {
        assertThat(urls.checked(url)).isEqualTo(whole);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/app/",
                "https://example.com.evil.example/app/",
                "https://example.com@evil.example/app/",
                "https://evil.example@example.com/app/",
                "//evil.example/app/",
                "http://example.com/app/",
                "https://example.com:8443/app/",
                "https://example.com/other",
                "https://example.com/apple",
                "https://example.com/app/../other",
                "/app/../other",
                "/app/%2e%2e/other",
                "/app/..%2fother",
                "/app\\..\\other",
                "/\\evil.example",
                "/other",
                "app/billing",
                "javascript:alert(1)",
                "data:text/html,x",
                "",
                " /app/",
                "https:///app/",
                "/app/\nSet-Cookie: x"
            })
    void leadsNowhereElse(String url) {
        assertThatThrownBy(() -> urls.checked(url))
                .isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("https://example.com/app")
                .hasMessageNotContaining("evil");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.com",
                "ftp://example.com",
                "https://u@example.com",
                "https://example.com?x=1",
                "/app",
                ""
            })
    void refusesAPublicUrlThatIsNone(String url) {
        assertThatThrownBy(() -> ReturnUrls.checkedBase(url))
                .isInstanceOf(BillingConfigurationException.class)
                .hasMessageContaining("https://app.example.com");
    }

    @Test
    void withoutAPublicUrlThereIsNoWayBack() {
        assertThatThrownBy(() -> new ReturnUrls(null).checked("/app"))
                .isInstanceOf(BillingConfigurationException.class)
                .hasMessageContaining("publicUrl");
    }
}
