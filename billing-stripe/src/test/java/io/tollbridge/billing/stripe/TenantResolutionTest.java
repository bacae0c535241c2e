// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import io.tollbridge.billing.testkit.stripe.ApiRendering;
import io.tollbridge.billing.testkit.stripe.StripeEvent;
import io.tollbridge.billing.testkit.stripe.StripeEvents;
import io.tollbridge.billing.testkit.stripe.StripeInvoice;
import io.tollbridge.billing.testkit.stripe.StripeSubscription;
import io.tollbridge.billing.webhook.HandlerResult;
import io.tollbridge.billing.webhook.TenantLink;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whose an event is. */
class TenantResolutionTest {
    private static final Instant START = Instant.parse("2026-11-01T10:00:00Z");
    private static final Instant END = Instant.parse("2026-12-01T10:00:00Z");
    private static final Catalog CATALOG = Catalog.builder()
            .plan(Plan.monthly("pro", 5_000).stripePrice("price_pro"))
            .build();

    private final StripeSubscription pro = StripeSubscription.active("sub_1", "cus_1", "price_pro", START, END);

    @ParameterizedTest
    @EnumSource
    void theLinkedTenantWinsOverTheMetadata(ApiRendering rendering) {
        for (StripeEvent event : events(rendering, pro.tenant("other"))) {
            assertApplied(event, "acme", null, new TenantLink("acme", "cus_1", false));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theMetadataLinksACustomerToATenantThatHasNone(ApiRendering rendering) {
        TenantLink link = new TenantLink("acme", "cus_1", false);

        for (StripeEvent event : events(rendering, pro.tenant("acme"))) {
            assertApplied(event, "acme", link);
            assertApplied(event, "acme", link, new TenantLink("acme", "cus_live", true));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTenantThatHasAnotherCustomerIsAConflict(ApiRendering rendering) {
        for (StripeEvent event : events(rendering, pro.tenant("acme"))) {
            assertThat(handled(event, new TenantLink("acme", "cus_2", false)))
                    .isInstanceOfSatisfying(
                            HandlerResult.Quarantine.class,
                            quarantine -> assertThat(quarantine.why())
                                    .contains("customer cus_1 is tenant acme, which is linked to customer cus_2"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void withoutLinkAndHintTheEventWaits(ApiRendering rendering) {
        for (StripeEvent event : events(rendering, pro)) {
            assertThat(handled(event, new TenantLink("acme", "cus_1", true)))
                    .isInstanceOfSatisfying(
                            HandlerResult.Retry.class,
                            retry -> assertThat(retry.why()).contains("customer cus_1 is not linked to a tenant yet"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aHintThatIsNoTenantIdIsKeptAside(ApiRendering rendering) {
        for (String hint : List.of("  ", "x".repeat(256))) {
            for (StripeEvent event : events(rendering, pro.tenant(hint))) {
                assertThat(handled(event)).isInstanceOf(HandlerResult.Quarantine.class);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theCustomerMayBeExpanded(ApiRendering rendering) {
        for (StripeEvent event : events(rendering, pro)) {
            StripeEvent expanded = replaced(
                    event, "\"customer\": \"cus_1\"", "\"customer\": {\"id\": \"cus_1\", \"object\": \"customer\"}");

            assertApplied(expanded, "acme", null, new TenantLink("acme", "cus_1", false));
        }
    }

    @ParameterizedTest
    @EnumSource
    void anEventWithoutCustomerIsKeptAside(ApiRendering rendering) {
        for (StripeEvent event : events(rendering, pro)) {
            assertThat(handled(replaced(event, "\"customer\": \"cus_1\"", "\"customer\": null")))
                    .isInstanceOfSatisfying(
                            HandlerResult.Quarantine.class,
                            quarantine -> assertThat(quarantine.why()).contains("data.object.customer is missing"));
        }
    }

    @Test
    void theTestkitWritesTheKeyThatIsRead() {
        assertThat(events(ApiRendering.DAHLIA_2026_07_29, pro.tenant("acme"))
                        .get(0)
                        .json())
                .contains("\"" + StripeMetadata.TENANT + "\": \"acme\"");
    }

    private static List<StripeEvent> events(ApiRendering rendering, StripeSubscription subscription) {
        StripeEvents stripe = StripeEvents.in(rendering);
        return List.of(
                stripe.subscriptionCreated(subscription, START),
                stripe.invoicePaid(StripeInvoice.first("in_1", subscription), START));
    }

    private static StripeEvent replaced(StripeEvent event, String part, String replacement) {
        assertThat(event.json()).contains(part);
        return new StripeEvent(
                event.id(), event.type(), event.created(), event.json().replace(part, replacement));
    }

    private static HandlerResult handled(StripeEvent event, TenantLink... links) {
        return Received.handled(event, LinkedCustomers.of(CATALOG, links));
    }

    private static void assertApplied(
            StripeEvent event, String tenant, @Nullable TenantLink link, TenantLink... links) {
        assertThat(handled(event, links)).isInstanceOfSatisfying(HandlerResult.Apply.class, apply -> {
            assertThat(apply.link()).isEqualTo(link);
            assertThat(apply.commands()).hasSize(1);
            assertThat(apply.commands().get(0).tenantId()).isEqualTo(tenant);
        });
    }
}
