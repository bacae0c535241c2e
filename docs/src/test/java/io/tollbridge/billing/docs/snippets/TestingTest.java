// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.docs.snippets;

import static io.tollbridge.billing.testkit.assertion.BillingAssertions.assertThat;
import static io.tollbridge.billing.testkit.assertion.BillingAssertions.assertThatNotifications;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.param.PriceCreateParams;
import io.tollbridge.billing.BillingService;
import io.tollbridge.billing.CreditType;
import io.tollbridge.billing.Deduction;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import io.tollbridge.billing.jdbc.JdbcBillingStore;
import io.tollbridge.billing.ledger.EntryType;
import io.tollbridge.billing.payment.RequestKey;
import io.tollbridge.billing.payment.SubscriptionRequest;
import io.tollbridge.billing.spi.BillingStore;
import io.tollbridge.billing.spi.PaymentGateway;
import io.tollbridge.billing.stripe.StripeService;
import io.tollbridge.billing.stripe.StripeSettings;
import io.tollbridge.billing.testkit.MovableClock;
import io.tollbridge.billing.testkit.assertion.LedgerInvariants;
import io.tollbridge.billing.testkit.junit.BillingExtension;
import io.tollbridge.billing.testkit.junit.BillingTestbed;
import io.tollbridge.billing.testkit.stripe.ApiRendering;
import io.tollbridge.billing.testkit.stripe.StripeEvents;
import io.tollbridge.billing.testkit.stripe.StripeInvoice;
import io.tollbridge.billing.testkit.stripe.StripeSubscription;
import io.tollbridge.billing.testkit.stripe.fake.FakeStripe;
import io.tollbridge.billing.testkit.stripe.fake.Fault;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("docs/testing.md")
class TestingTest {
    @Nested
    // tag::unit[]
    class AnswersTest {
        @RegisterExtension
        final BillingExtension extension = BillingExtension.builder()
                .catalog(Catalog.builder()
                        .feature("LLM")
                        .plan(Plan.monthly("free", 50))
                        .build())
                .build();

        @Test
        void answersAreChargedAndTheAllowanceComesBackAfterAMonth(BillingService billing, BillingTestbed testbed) {
            billing.subscriptions().startLocalPlan("acme", "free");
            billing.deductCredits(Deduction.of("acme").feature("LLM").cost(40));

            assertThat(billing.getCreditBalance("acme"))
                    .hasSubscriptionCredits(10)
                    .hasNoDebt();
            assertThat(billing.ledger().page("acme", 0, 100)).containsEntry(EntryType.DEDUCT, -40);
            assertThatNotifications(billing.notifications().list("acme", 100)).tellsThreshold(75);

            testbed.advance(Duration.ofDays(31));
            assertThat(billing.getCreditBalance("acme")).hasSubscriptionCredits(50);
        }
    }
    // end::unit[]

    @Nested
    class StripeJourneyTest {
        private final AtStripe atStripe = new AtStripe();

        @RegisterExtension
        final BillingExtension extension = atStripe.extension();

        @Test
        void anInvoiceThatIsPaidGrantsThePlan(BillingService billing, MovableClock clock, BillingTestbed testbed) {
            String price = atStripe.price;
            // tag::event[]
            Instant now = clock.instant();
            StripeSubscription subscription = StripeSubscription.active(
                            "sub_1", "cus_1", price, now, now.plus(Duration.ofDays(31)))
                    .tenant("acme");
            StripeEvents events = StripeEvents.in(ApiRendering.DAHLIA_2026_07_29);
            testbed.receive(events.invoicePaid(StripeInvoice.first("in_1", subscription), now));

            assertThat(billing.getCreditBalance("acme")).hasSubscriptionCredits(1_000);
            // end::event[]
        }

        @Test
        void aTenantSubscribesAndIsRenewed(
                BillingService billing, FakeStripe stripe, PaymentGateway gateway, BillingTestbed testbed) {
            String price = atStripe.price;
            // tag::journey[]
            String customer = billing.customers().ensureStripeCustomer("acme");
            stripe.control().changeCard(customer, "pm_card_visa");
            gateway.createSubscription(
                    new SubscriptionRequest(new RequestKey("subscribe", "acme", 1), "acme", customer, price, 1, 0));
            testbed.settle(); // the fake delivers its webhooks, the service works on them
            assertThat(billing.getCreditBalance("acme")).hasSubscriptionCredits(1_000);

            billing.deductCredits("acme", 400);
            testbed.advance(Duration.ofDays(32)); // Stripe renews, takes the money and says so
            assertThat(billing.getCreditBalance("acme")).hasSubscriptionCredits(1_000);
            // end::journey[]
        }

        @Test
        void nothingIsGrantedTwiceWhenAnswersAreLostAndEventsComeTwice(
                BillingService billing, FakeStripe stripe, PaymentGateway gateway, BillingTestbed testbed) {
            String customer = billing.customers().ensureStripeCustomer("acme");
            stripe.control().changeCard(customer, "pm_card_visa");
            SubscriptionRequest request = new SubscriptionRequest(
                    new RequestKey("subscribe", "acme", 1), "acme", customer, atStripe.price, 1, 0);
            // tag::chaos[]
            stripe.chaos().next("POST /v1/subscriptions", Fault.DROP_AFTER); // done, but nobody hears of it
            stripe.webhooks().chaos().shuffled().duplicates(100).twins(100);
            gateway.createSubscription(request);
            testbed.settle();

            assertThat(stripe.requests().to("POST /v1/subscriptions")).hasSize(2); // one key, one subscription
            assertThat(billing.getCreditBalance("acme")).hasSubscriptionCredits(1_000);
            // end::chaos[]
        }
    }

    // tag::stripe[]
    static final class AtStripe {
        String price = "";

        BillingExtension extension() {
            return BillingExtension.builder()
                    .catalogAtStripe(this::catalog)
                    .gateway((stripe, webhookSecret) -> StripeService.create(StripeSettings.builder()
                            .livemode(false)
                            .apiKey(stripe.key())
                            .apiBase(stripe.apiBase())
                            .webhookSecret(webhookSecret)
                            .publicUrl("http://localhost:8080")
                            .build()))
                    .build();
        }

        private Catalog catalog(FakeStripe stripe) {
            StripeClient client = StripeClient.builder()
                    .setApiKey(stripe.key())
                    .setApiBase(stripe.apiBase())
                    .build();
            PriceCreateParams monthly = PriceCreateParams.builder()
                    .setCurrency("usd")
                    .setUnitAmount(20_00L)
                    .setProductData(PriceCreateParams.ProductData.builder()
                            .setName("Pro")
                            .build())
                    .setRecurring(PriceCreateParams.Recurring.builder()
                            .setInterval(PriceCreateParams.Recurring.Interval.MONTH)
                            .build())
                    .build();
            try {
                price = client.v1().prices().create(monthly).getId();
            } catch (StripeException e) {
                throw new IllegalStateException(e);
            }
            return Catalog.builder()
                    .plan(Plan.monthly("pro", 1_000).stripePrice(price))
                    .build();
        }
    }
    // end::stripe[]

    @Test
    @DisplayName("the check names tenant, finding and explanation when somebody has changed a row")
    void invariantsFail() throws SQLException {
        JdbcDataSource dataSource = new JdbcDataSource();
        dataSource.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        BillingStore store = JdbcBillingStore.create(dataSource);
        try (BillingService billing = BillingService.builder()
                .store(store)
                .catalog(Catalog.builder().build())
                .clock(MovableClock.at("2026-03-01T10:00:00Z"))
                .build()) {
            billing.addCredits("acme", 500, CreditType.BUNDLE);
            // tag::invariants[]
            LedgerInvariants.check(billing, store); // throws nothing: every ledger adds up
            // end::invariants[]
            try (Connection connection = dataSource.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.executeUpdate("UPDATE credit_grants SET remaining = 1000 WHERE tenant_id = 'acme'");
            }
            assertThatThrownBy(() -> LedgerInvariants.check(billing, store))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("tenant acme")
                    .hasMessageContaining("GRANT_BALANCE grant 1, off by 500");
        }
    }
}
