// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.exception.StripeException;
import com.stripe.param.PriceCreateParams;
import com.stripe.param.ProductCreateParams;
import com.stripe.param.WebhookEndpointCreateParams;
import com.stripe.param.WebhookEndpointCreateParams.ApiVersion;
import com.stripe.param.WebhookEndpointCreateParams.EnabledEvent;
import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.catalog.Bundle;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import io.tollbridge.billing.catalog.PriceTerms.Interval;
import io.tollbridge.billing.doctor.Diagnosis;
import io.tollbridge.billing.doctor.Finding;
import io.tollbridge.billing.doctor.Finding.Check;
import io.tollbridge.billing.doctor.Finding.Severity;
import io.tollbridge.billing.testkit.InMemoryBillingStore;
import io.tollbridge.billing.testkit.stripe.fake.FakeStripe;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DoctorTest {
    // why the real time: the Date header of an HTTP server tells it
    private final FakeStripe stripe = FakeStripe.start(InstantSource.system());

    @AfterEach
    void close() {
        stripe.close();
    }

    private Diagnosis examine(Catalog catalog) {
        return examine(catalog, stripe.clock());
    }

    private Diagnosis examine(Catalog catalog, InstantSource clock) {
        return examine(catalog, clock, FakeAccount.gateway(stripe));
    }

    private static Diagnosis examine(Catalog catalog, InstantSource clock, StripeService gateway) {
        return BillingService.builder()
                .store(InMemoryBillingStore.create())
                .catalog(catalog)
                .gateway(gateway)
                .clock(clock)
                .build()
                .doctor();
    }

    private String price(long amount, PriceCreateParams.Recurring.@Nullable Interval interval) {
        try {
            var v1 = FakeAccount.client(stripe).v1();
            String product = v1.products()
                    .create(ProductCreateParams.builder().setName("Pro").build())
                    .getId();
            PriceCreateParams.Builder params = PriceCreateParams.builder()
                    .setProduct(product)
                    .setCurrency("usd")
                    .setUnitAmount(amount);
            if (interval != null) {
                params.setRecurring(PriceCreateParams.Recurring.builder()
                        .setInterval(interval)
                        .build());
            }
            return v1.prices().create(params.build()).getId();
        } catch (StripeException e) {
            throw new AssertionError(e);
        }
    }

    private void endpoint(String url, @Nullable ApiVersion version, EnabledEvent... events) {
        try {
            WebhookEndpointCreateParams.Builder params =
                    WebhookEndpointCreateParams.builder().setUrl(url);
            for (EnabledEvent event : events) {
                params.addEnabledEvent(event);
            }
            if (version != null) {
                params.setApiVersion(version);
            }
            FakeAccount.client(stripe).v1().webhookEndpoints().create(params.build());
        } catch (StripeException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Finding> of(Diagnosis diagnosis, Check check) {
        return diagnosis.findings().stream()
                .filter(finding -> finding.check() == check)
                .toList();
    }

    @Test
    void aSoundInstallationIsHealthy() {
        String price = price(20_00, PriceCreateParams.Recurring.Interval.MONTH);
        endpoint("http://localhost:8080/webhooks/stripe", ApiVersion.VERSION_2026_07_29_DAHLIA, EnabledEvent.ALL);

        Diagnosis diagnosis = examine(Catalog.builder()
                .plan(Plan.monthly("pro", 5_000).stripePrice(price, 20_00, "usd", Interval.MONTH))
                .bundle(Bundle.of("pack500", 500).price(10_00, "usd"))
                .build());

        assertThat(diagnosis.problems()).as(diagnosis.report()).noneMatch(finding -> finding.check() != Check.PORTAL);
        assertThat(of(diagnosis, Check.KEY)).extracting(Finding::severity).containsExactly(Severity.OK);
        assertThat(of(diagnosis, Check.CLOCK)).extracting(Finding::severity).containsExactly(Severity.OK);
        assertThat(of(diagnosis, Check.PRICE)).extracting(Finding::severity).containsExactly(Severity.OK);
        assertThat(of(diagnosis, Check.WEBHOOK)).extracting(Finding::severity).containsExactly(Severity.OK);
        assertThat(of(diagnosis, Check.SCHEMA)).extracting(Finding::severity).containsExactly(Severity.OK);
    }

    @Test
    void aPriceThatIsNotWhatTheCatalogSaysIsAnErrorWithItsFix() {
        String price = price(25_00, PriceCreateParams.Recurring.Interval.YEAR);

        Diagnosis diagnosis = examine(Catalog.builder()
                .plan(Plan.monthly("pro", 5_000)
                        .stripePrice(price, 20_00, "usd", Interval.MONTH)
                        .stripePrice("price_nowhere"))
                .build());

        assertThat(diagnosis.healthy()).isFalse();
        assertThat(of(diagnosis, Check.PRICE))
                .allSatisfy(finding -> {
                    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
                    assertThat(finding.fix()).isNotBlank();
                })
                .extracting(Finding::message)
                .anyMatch(message -> message.contains("25.00 USD") && message.contains("20.00 USD"))
                .anyMatch(message -> message.contains("by the year"))
                .anyMatch(message -> message.contains("does not exist"));
        assertThat(diagnosis.report()).contains("fix: ");
    }

    @Test
    void aPriceOfNothingAndAPriceThatIsPaidOnceAreNamed() {
        String free = price(0, PriceCreateParams.Recurring.Interval.MONTH);
        String once = price(5_00, null);

        Diagnosis diagnosis = examine(Catalog.builder()
                .plan(Plan.monthly("free", 50).stripePrice(free))
                .plan(Plan.monthly("once", 50).stripePrice(once))
                .build());

        assertThat(of(diagnosis, Check.PRICE))
                .anySatisfy(finding -> {
                    assertThat(finding.subject()).isEqualTo(free);
                    assertThat(finding.fix()).contains("freePrice(\"" + free + "\")");
                })
                .anySatisfy(finding -> {
                    assertThat(finding.subject()).isEqualTo(once);
                    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
                });
    }

    @Test
    void aMissingEndpointIsAnErrorThatNamesTheUrlTheEventsAndTheVersion() {
        endpoint("http://localhost:8080/elsewhere", null, EnabledEvent.ALL);

        assertThat(of(examine(Catalog.builder().build()), Check.WEBHOOK))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
                    assertThat(finding.message()).contains("http://localhost:8080/webhooks/stripe");
                    assertThat(finding.fix()).contains("invoice.paid").contains("2026-07-29.dahlia");
                });
    }

    @Test
    void anEndpointThatLacksEventsOrAVersionIsNamed() {
        endpoint("http://localhost:8080/webhooks/stripe", null, EnabledEvent.INVOICE__PAID);

        assertThat(of(examine(Catalog.builder().build()), Check.WEBHOOK))
                .anySatisfy(finding -> {
                    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
                    assertThat(finding.message())
                            .contains("customer.subscription.updated")
                            .doesNotContain("invoice.paid");
                })
                .anySatisfy(finding -> assertThat(finding.message()).contains("no API version of its own"));
    }

    @Test
    void aConnectedAccountIsNamedAsOneThatIsNotLookedAfter() {
        StripeService gateway = StripeService.create(FakeAccount.settings(stripe, "whsec_1", FakeAccount.PATIENT)
                .account("acct_connected")
                .build());

        assertThat(of(examine(Catalog.builder().build(), stripe.clock(), gateway), Check.WEBHOOK))
                .filteredOn(finding -> finding.subject().equals("acct_connected"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
                    assertThat(finding.message()).contains("neither fetched nor found");
                });
    }

    @Test
    void aClockThatIsWrongIsNamed() {
        Diagnosis diagnosis = examine(
                Catalog.builder().build(), () -> stripe.clock().instant().plus(Duration.ofMinutes(10)));

        assertThat(of(diagnosis, Check.CLOCK)).singleElement().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Severity.ERROR);
            assertThat(finding.fix()).contains("NTP");
        });
    }

    @Test
    void aRevokedKeyIsNamedButNotShown() {
        stripe.revoke(stripe.key());

        Diagnosis diagnosis = examine(Catalog.builder().build());

        assertThat(diagnosis.healthy()).isFalse();
        assertThat(of(diagnosis, Check.KEY)).singleElement().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Severity.ERROR);
            assertThat(finding.fix()).contains("API key").contains("401");
        });
        assertThat(diagnosis.report()).doesNotContain(stripe.key());
    }

    @Test
    void aBundleThatNoCardCanPayIsAnError() {
        assertThat(of(
                        examine(Catalog.builder()
                                .bundle(Bundle.of("pack", 500).price(1_005, "kwd"))
                                .build()),
                        Check.BUNDLE))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("1000"));
    }

    @Test
    void withoutAnApiKeyTheFixIsNamed() {
        Diagnosis diagnosis = BillingService.builder()
                .store(InMemoryBillingStore.create())
                .catalog(Catalog.builder().build())
                .clock(() -> Instant.EPOCH)
                .gateway(StripeService.create(StripeSettings.builder()
                        .webhookSecret("whsec_1")
                        .livemode(false)
                        .build()))
                .build()
                .doctor();

        assertThat(diagnosis.report()).contains("apiKey(");
    }
}
