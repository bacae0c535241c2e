// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.testkit.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.AutoPurchaseSettings;
import io.tollbridge.billing.BillingServiceBuilder;
import io.tollbridge.billing.account.CreditPolicy;
import io.tollbridge.billing.account.Purchase;
import io.tollbridge.billing.catalog.Bundle;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import io.tollbridge.billing.notification.Notification;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** What scenarios of purchases have in common: two bundles, a customer with a card, a payment service that is told. */
public abstract class PurchaseScenario extends Scenario {
    static final String CUSTOMER = "cus_acme";
    static final String CONSENT = "I agree that bundles are bought when credits run low.";

    final ScriptedPayments payments = new ScriptedPayments();

    /** For subclasses. */
    protected PurchaseScenario() {}

    @Override
    protected BillingServiceBuilder configure(BillingServiceBuilder builder) {
        return builder.gateway(payments);
    }

    /** A catalog with the plan "plan" and the bundles of the rules. */
    static Catalog catalog(long allowance) {
        return Catalog.builder()
                .feature("SEND_EMAIL", 1)
                .plan(Plan.monthly("plan", allowance))
                .bundle(Bundle.of("pack500", 500).price(1000, "usd"))
                .bundle(Bundle.of("pack1000", 1000).price(3000, "usd"))
                .build();
    }

    /** A tenant with so many subscription credits of 1000 left, and a card. */
    final void givenCard(long left) {
        givenCard(CreditPolicy.DEFAULT, left);
    }

    final void givenCard(CreditPolicy policy, long left) {
        build(catalog(1000), policy);
        giveTenant(TENANT, left, 1000, 0);
        billing().customers().link(TENANT, CUSTOMER);
        payments.card(CUSTOMER, "fp_1");
    }

    /** The same with bundles bought by themselves. */
    final void givenAuto(long left) {
        givenAuto(left, AutoPurchaseSettings.of("pack500"));
    }

    final void givenAuto(long left, AutoPurchaseSettings settings) {
        givenCard(left);
        enable(settings);
    }

    final void enable(AutoPurchaseSettings settings) {
        billing().autoPurchase().enable(TENANT, settings, CONSENT, "user-1");
    }

    /** Lets the background work do what is due. */
    final void work() {
        billing().runDueWork();
    }

    final List<Purchase> purchases() {
        return billing().purchases().history(TENANT, null, 100);
    }

    final Purchase onlyPurchase() {
        assertThat(purchases()).hasSize(1);
        return purchases().get(0);
    }

    final void assertStates(Purchase.State... newestFirst) {
        assertThat(purchases()).extracting(Purchase::state).containsExactly(newestFirst);
    }

    /** How often the tenant was told of something. */
    final long told(Notification.Kind kind) {
        return billing().notifications().list(TENANT, 100).stream()
                .filter(one -> one.kind() == kind)
                .count();
    }

    final String detail(Notification.Kind kind) {
        return billing().notifications().list(TENANT, 100).stream()
                .filter(one -> one.kind() == kind)
                .map(one -> String.valueOf(one.detail()))
                .findFirst()
                .orElse("");
    }

    /** Whatever happened: no attempt was sent as a new one twice, and the money equals what was granted. */
    @AfterEach
    final void moneyAndCreditsAgree() {
        assertThat(payments.sentTwice()).as("sent twice").isEmpty();
    }
}
