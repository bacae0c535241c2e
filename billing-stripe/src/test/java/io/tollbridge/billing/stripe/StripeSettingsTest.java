// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollbridge.billing.BillingConfigurationException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StripeSettingsTest {
    @Test
    void refusesToBuildWithoutAWebhookSecret() {
        assertThatThrownBy(() -> StripeSettings.builder().livemode(false).build())
                .isInstanceOf(BillingConfigurationException.class)
                .hasMessageContaining("webhookSecret(\"whsec_...\")");
    }

    @Test
    void refusesToBuildWithoutTheMode() {
        assertThatThrownBy(
                        () -> StripeSettings.builder().webhookSecret("whsec_1").build())
                .isInstanceOf(BillingConfigurationException.class)
                .hasMessageContaining("livemode(true)")
                .hasMessageContaining("livemode(false)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                | environment variable",
                "'   '             | environment variable",
                "sk_live_hush      | API key",
                "rk_test_hush      | API key",
                "hush              | signing secret",
                "whsec_            | signing secret",
                "' whsec_hush'     | signing secret",
                "'whsec_hush '     | trim it",
                "'whsec_hu sh'     | trim it",
                "whsec_hushé       | trim it",
            })
    void namesTheFixForAMistakenSecretButNotTheSecret(String secret, String fix) {
        assertThatThrownBy(() -> StripeSettings.builder().webhookSecret(secret))
                .isInstanceOf(BillingConfigurationException.class)
                .hasMessageContaining(fix)
                .hasMessageNotContaining("hush");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT0.5S", "PT24H0.001S"})
    void boundsTheSignatureTolerance(Duration tolerance) {
        assertThatThrownBy(() -> StripeSettings.builder().signatureTolerance(tolerance))
                .isInstanceOf(BillingConfigurationException.class)
                .hasMessageContaining("1 second to 24 hours");
    }

    @Test
    void refusesAnAccountThatIsNone() {
        assertThatThrownBy(() -> StripeSettings.builder().account("cus_1"))
                .isInstanceOf(BillingConfigurationException.class)
                .hasMessageContaining("acct_");
    }

    @Test
    void neverShowsASecret() {
        StripeSettings settings = StripeSettings.builder()
                .webhookSecret("whsec_hush")
                .webhookSecret("whsec_hush2")
                .livemode(true)
                .account("acct_1")
                .freePrice("price_free")
                .build();

        assertThat(settings)
                .hasToString(
                        "StripeSettings[no API key, 2 webhook secret(s), live mode, accounts [acct_1], signature tolerance PT5M,"
                                + " free prices [price_free]]");
        assertThat(StripeService.create(settings).toString()).doesNotContain("hush");
    }
}
