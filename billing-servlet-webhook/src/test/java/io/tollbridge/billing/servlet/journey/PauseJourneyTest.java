// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet.journey;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.account.CreditPolicy;
import io.tollbridge.billing.notification.Notification;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Group B, third part: trials, and subscriptions that stand still. */
@ParameterizedClass(name = "{0}")
@EnumSource
class PauseJourneyTest extends Journey {
    private static final Instant TRIAL_END = P1.plus(Duration.ofDays(14));

    PauseJourneyTest(Place place) {
        super(place);
    }

    @Test
    @DisplayName("B22: a trial grants its credits once and the first paid period replaces them")
    void grantsTheTrialOnce() {
        begin(P1, CreditPolicy.DEFAULT);
        subscribe(here().sold.starter(), "trial_period_days=14");
        here().deliver();
        assertThat(atStripe().get("status").getAsString()).isEqualTo("trialing");
        assertThat(ledgerSince(0)).containsExactly("GRANT SUBSCRIPTION 100");
        billing().deductCredits(TENANT, 40);
        int rows = ledger().size();

        arrivesUntil(TRIAL_END.minus(Duration.ofDays(3)));
        assertThat(told()).containsOnlyOnce(Notification.Kind.TRIAL_ENDING);
        arrivesUntil(TRIAL_END);
        assertCredits(60, 0, 0);
        arrivesUntil(TRIAL_END.plus(DRAFT));

        assertThat(ledgerSince(rows)).containsExactly("EXPIRE SUBSCRIPTION -60", "GRANT SUBSCRIPTION 1000");
        assertThat(nextReset()).isEqualTo(Instant.parse("2026-05-15T10:00:00Z"));
    }

    @Test
    @DisplayName("B23: a trial that ends without a card loses its credits until it is resumed and paid")
    void pausesAfterTheTrial() {
        begin(P1, CreditPolicy.DEFAULT);
        String customer = billing().customers().ensureStripeCustomer(TENANT);
        subscription(here().subscribe(
                        customer,
                        here().sold.starter(),
                        "trial_period_days=14",
                        "trial_settings[end_behavior][missing_payment_method]=pause"));
        here().deliver();
        billing().deductCredits(TENANT, 40);
        assertCredits(60, 0, 0);
        int rows = ledger().size();

        arrivesUntil(TRIAL_END);
        assertThat(atStripe().get("status").getAsString()).isEqualTo("paused");
        assertThat(ledgerSince(rows)).containsExactly("EXPIRE SUBSCRIPTION -60");
        assertCredits(0, 0, 0);

        timeIs(TRIAL_END.plus(Duration.ofDays(3)));
        here().account.pays(customer, "pm_card_visa");
        here().account.post("/v1/subscriptions/" + subscription() + "/resume");
        here().deliver();

        assertCredits(1_000, 0, 0);
        assertThat(ledgerSince(rows)).containsExactly("EXPIRE SUBSCRIPTION -60", "GRANT SUBSCRIPTION 1000");
        assertThat(nextReset()).isEqualTo(Instant.parse("2026-05-18T10:00:00Z"));
    }

    @Test
    @DisplayName("B25: with paused collection the credits end with the slice without any webhook, and come back with a"
            + " payment")
    void endsCreditsWhenCollectionIsPaused() {
        givenSubscribed(400, 0);
        int rows = ledger().size();
        timeIs(P1.plus(Duration.ofDays(20)));
        here().account.post("/v1/subscriptions/" + subscription(), "pause_collection[behavior]=void");
        here().deliver();
        assertCredits(400, 0, 0);

        timeIs(P2);
        assertThat(ledgerSince(rows)).containsExactly("EXPIRE SUBSCRIPTION -400");
        assertCredits(0, 0, 0);

        arrivesUntil(P2.plus(Duration.ofDays(2)));
        here().account.post("/v1/subscriptions/" + subscription(), "pause_collection=");
        here().deliver();
        assertCredits(0, 0, 0);
        arrivesUntil(P3.plus(DRAFT));

        assertCredits(1_000, 0, 0);
        assertThat(ledgerSince(rows)).containsExactly("EXPIRE SUBSCRIPTION -400", "GRANT SUBSCRIPTION 1000");
    }
}
