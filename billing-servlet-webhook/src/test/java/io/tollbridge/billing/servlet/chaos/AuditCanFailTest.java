// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.Charge;
import io.tollbridge.billing.CreditType;
import io.tollbridge.billing.PurchaseOrder;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.payment.PurchaseAttempt;
import io.tollbridge.billing.spi.PaymentGateway;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * An audit that finds nothing is worth something only if it finds what is there. Each test spoils the books of one tenant,
 * all of which were sound before, in the way in which a defect would.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditCanFailTest {
    private static final int LANE = 0;
    private static final long USED = 950;

    private DataSource database;
    private ChaosJourney journey;
    private int used;

    @BeforeAll
    void everythingIsSound() {
        database = Ground.H2.empty(LANE);
        journey = calm(database, 11, UnaryOperator.identity());
        journey.tenants().forEach(tenant -> live(journey, tenant));
        assertThat(journey.rest()).isTrue();
        assertThat(journey.audit()).isEmpty();
    }

    @AfterAll
    void close() {
        journey.close();
    }

    private static ChaosJourney calm(DataSource database, int tenants, UnaryOperator<PaymentGateway> twist) {
        return new ChaosJourney(1, database, new ChaosJourney.Plan(tenants, 0, false, twist));
    }

    /** Subscribed, used, and one bundle bought by itself. */
    private static void live(ChaosJourney journey, Tenant tenant) {
        Fleet fleet = journey.fleet();
        String customer = fleet.billing().customers().ensureStripeCustomer(tenant.id);
        tenant.isCustomer(customer);
        fleet.stripe.control().changeCard(customer, "pm_card_visa");
        fleet.hands.post("/v1/subscriptions", "customer=" + customer, "items[0][price]=" + fleet.host.starter());
        // why more than once: on a busy machine Stripe may not answer in time, and the worker tries again later
        for (int i = 0; i < 30 && !fleet.billing().canPerformAction(tenant.id, USED); i++) {
            fleet.stripe.clock().advance(Duration.ofMinutes(1));
            fleet.stripe.webhooks().deliver();
            fleet.billing().runDueWork();
        }
        fleet.billing().autoPurchase().enable(tenant.id, tenant.settings, "I agree.", "user-1");
        tenant.charged(fleet.billing().deductCredits(tenant.id, USED));
        fleet.billing().runDueWork();
    }

    /** A tenant whose books no other test spoils. */
    private Tenant next() {
        return journey.tenants().get(used++);
    }

    private void assertFound(Tenant tenant, String what) {
        assertThat(journey.audit())
                .anyMatch(finding -> finding.matches("(?s).*" + tenant.id + "[ :].*") && finding.contains(what));
    }

    private void sql(String statement, Tenant tenant) {
        try (Connection connection = database.getConnection();
                PreparedStatement prepared = connection.prepareStatement(statement)) {
            prepared.setString(1, tenant.id);
            assertThat(prepared.executeUpdate()).isPositive();
        } catch (SQLException error) {
            throw new IllegalStateException(error);
        }
    }

    @Test
    void aGatewayThatChargesTwiceIsFound() {
        UnaryOperator<PaymentGateway> twice = gateway -> (PaymentGateway) Proxy.newProxyInstance(
                PaymentGateway.class.getClassLoader(), new Class<?>[] {PaymentGateway.class}, (self, method, given) -> {
                    try {
                        if (given != null && given[0] instanceof PurchaseAttempt attempt) {
                            gateway.purchaseCredits(new PurchaseAttempt(
                                    attempt.tenantId(),
                                    attempt.purchaseId(),
                                    attempt.number() + 100,
                                    attempt.customerId(),
                                    attempt.paymentMethodId(),
                                    attempt.amount(),
                                    attempt.description(),
                                    attempt.firstSentAt()));
                        }
                        return method.invoke(gateway, given);
                    } catch (InvocationTargetException thrown) {
                        throw Objects.requireNonNull(thrown.getCause());
                    }
                });
        try (ChaosJourney twisted = calm(Ground.H2.empty(LANE + 1), 1, twice)) {
            live(twisted, twisted.tenants().get(0));
            twisted.rest();
            assertThat(twisted.audit()).anyMatch(finding -> finding.contains("paid twice"));
        }
    }

    @Test
    void aPurchaseWhoseGrantWasNotWrittenDownIsFound() {
        Tenant tenant = next();
        sql("UPDATE billing_purchases SET state = 'FAILED' WHERE tenant_id = ?", tenant);
        assertFound(tenant, "at Stripe it was paid");
    }

    @Test
    void aHandlerThatGrantsOnceMoreIsFound() {
        Tenant tenant = next();
        journey.fleet().billing().addCredits(tenant.id, Host.PACK_CREDITS, CreditType.BUNDLE);
        assertFound(tenant, "was granted 1000 credits of bundles and paid for 500");
    }

    @Test
    void aSliceThatIsGrantedOnceMoreIsFound() {
        Tenant tenant = next();
        journey.fleet().billing().resetSubscriptionCredits(tenant.id);
        assertFound(tenant, "granted");
    }

    @Test
    void aRefundThatNobodyHeardOfIsFound() {
        Tenant tenant = next();
        Fleet fleet = journey.fleet();
        Purchase bought =
                fleet.billing().purchases().history(tenant.id, null, 1).get(0);
        fleet.hands.post("/v1/refunds", "payment_intent=" + bought.payment().paymentId(), "amount=500");
        fleet.stripe.webhooks().loseWaiting();
        assertFound(tenant, "are to be taken back");
    }

    @Test
    void aChargeThatGotLostIsFound() {
        Tenant tenant = next();
        tenant.charged(new Charge(9_999, 5, 0, 0, 0, 0, false));
        assertFound(tenant, "was told that operation 9999 charged 5");
    }

    @Test
    void aChargeThatWasMadeTwiceIsFound() {
        Tenant tenant = next();
        journey.fleet().billing().deductCredits(tenant.id, 3);
        assertFound(tenant, "of which nobody was told");
    }

    @Test
    void aCapThatIsExceededIsFound() {
        Tenant tenant = next();
        Tenant modest = new Tenant(tenant.id, tenant.settings.atMost(1, Host.PACK_PRICE - 1));
        Fleet fleet = journey.fleet();
        List<String> findings =
                new Audit(fleet.billing(), fleet.store, fleet.host, Records.of(fleet.hands)).findings(List.of(modest));
        assertThat(findings).anyMatch(finding -> finding.contains(tenant.id + " agreed to"));
    }

    @Test
    void aPurchaseThatIsLeftOpenIsFound() {
        Tenant tenant = next();
        journey.fleet().billing().purchases().checkout(PurchaseOrder.of(tenant.id, Host.PACK));
        assertFound(tenant, "has the open purchase");
    }

    @Test
    void aLedgerThatWasTamperedWithIsFound() {
        Tenant tenant = next();
        sql("UPDATE credit_transactions SET amount = amount + 1 WHERE tenant_id = ? AND seq = 1", tenant);
        assertThat(journey.audit()).anyMatch(finding -> finding.contains(tenant.id) && finding.contains("add up"));
    }

    @Test
    void anEventThatIsLeftAsideIsFound() {
        try (Connection connection = database.getConnection();
                PreparedStatement prepared = connection.prepareStatement("UPDATE stripe_webhooks SET status ="
                        + " 'QUARANTINED' WHERE event_id = (SELECT MIN(event_id) FROM stripe_webhooks)")) {
            assertThat(prepared.executeUpdate()).isPositive();
        } catch (SQLException error) {
            throw new IllegalStateException(error);
        }
        assertThat(journey.audit()).anyMatch(finding -> finding.contains("an event is left as QUARANTINED"));
    }

    @Test
    void aPurchaseThatWasForbiddenIsFound() {
        Tenant tenant = next();
        Tenant strict = new Tenant(tenant.id, tenant.settings);
        strict.forbidden();
        strict.roundBegins(journey.fleet().now().minusSeconds(10_000_000));
        strict.allowed(journey.fleet().now());
        Fleet fleet = journey.fleet();
        List<String> findings =
                new Audit(fleet.billing(), fleet.store, fleet.host, Records.of(fleet.hands)).findings(List.of(strict));
        assertThat(findings).anyMatch(finding -> finding.contains("when it was forbidden"));
    }
}
