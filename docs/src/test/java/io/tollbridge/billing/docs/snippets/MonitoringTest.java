// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.docs.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.CreditType;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.micrometer.BillingMeters;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.testkit.InMemoryBillingStore;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("docs/monitoring/README.md")
class MonitoringTest {
    @Test
    @DisplayName("meters that are bound before the service is built count from its first charge")
    void counts() {
        BillingStore store = InMemoryBillingStore.create();
        Catalog catalog = Catalog.builder().build();
        MeterRegistry registry = new SimpleMeterRegistry();
        // tag::meters[]
        BillingMeters meters = BillingMeters.create();
        meters.bindTo(registry);
        BillingService billing = BillingService.builder()
                .store(store)
                .catalog(catalog)
                .listener(meters)
                .build();
        // end::meters[]
        billing.addCredits("acme", 10, CreditType.BUNDLE);
        billing.deductCredits("acme", 3);
        billing.close();

        assertThat(registry.get("tollbridge.deductions")
                        .tag("result", "charged")
                        .counter()
                        .count())
                .isEqualTo(1);
    }
}
