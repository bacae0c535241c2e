// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.stripe.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.model.Subscription;
import com.stripe.param.billingportal.ConfigurationCreateParams;
import com.stripe.param.billingportal.SessionCreateParams;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

class PortalTest extends SubscribedTest {
    private com.stripe.model.billingportal.Session open(String customer) throws StripeException {
        return client.v1()
                .billingPortal()
                .sessions()
                .create(SessionCreateParams.builder()
                        .setCustomer(customer)
                        .setReturnUrl("http://localhost/account")
                        .build());
    }

    @Test
    void aCustomerCancelsOnThePageWhichSetsTheMomentAndNotTheFlag() throws Exception {
        Subscription subscription = subscribe(payer("pm_card_visa"), monthly(2_000));
        URI page = URI.create(open(subscription.getCustomer()).getUrl());

        HttpResponse<String> answer = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build()
                .send(
                        HttpRequest.newBuilder(page)
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        "action=cancel&subscription=" + subscription.getId()))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(answer.body()).contains("http://localhost/account", subscription.getId());
        assertThat(fresh(subscription).getCancelAtPeriodEnd()).isFalse();
        assertThat(fresh(subscription).getCancelAt())
                .isEqualTo(end(subscription).getEpochSecond());
    }

    @Test
    void aCustomerKeepsASubscriptionAfterAll() throws StripeException {
        Subscription subscription = subscribe(payer("pm_card_visa"), monthly(2_000));
        stripe.control().cancelInPortal(subscription.getId());

        stripe.control().keepInPortal(subscription.getId());
        stripe.clock().advanceTo(end(subscription));

        assertThat(fresh(subscription).getStatus()).isEqualTo("active");
    }

    @Test
    void aCustomerSwitchesAndPaysTheDifference() throws StripeException {
        Subscription subscription = subscribe(payer("pm_card_visa"), monthly(2_000));

        stripe.control().switchInPortal(subscription.getId(), monthly(5_000).getId());

        assertThat(latest(subscription).getBillingReason()).isEqualTo("subscription_update");
        assertThat(latest(subscription).getAmountPaid()).isEqualTo(3_000);
    }

    @Test
    void withoutSavedSettingsThereIsNoPortalUnlessAConfigurationIsNamed() throws StripeException {
        stripe.control().removePortalSettings();
        String customer = customer().getId();
        assertThatThrownBy(() -> open(customer)).isInstanceOf(InvalidRequestException.class);

        var configuration = client.v1()
                .billingPortal()
                .configurations()
                .create(ConfigurationCreateParams.builder()
                        .setFeatures(ConfigurationCreateParams.Features.builder()
                                .setInvoiceHistory(ConfigurationCreateParams.Features.InvoiceHistory.builder()
                                        .setEnabled(true)
                                        .build())
                                .build())
                        .build());

        assertThat(configuration.getFeatures().getInvoiceHistory().getEnabled()).isTrue();
        assertThat(client.v1()
                        .billingPortal()
                        .sessions()
                        .create(SessionCreateParams.builder()
                                .setCustomer(customer)
                                .setConfiguration(configuration.getId())
                                .build())
                        .getUrl())
                .startsWith(stripe.apiBase());
    }

    @Test
    void theStandardConfigurationIsListed() throws StripeException {
        assertThat(client.v1().billingPortal().configurations().list().getData())
                .singleElement()
                .satisfies(one -> assertThat(one.getIsDefault()).isTrue());
    }
}
