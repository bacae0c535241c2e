// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.servlet.journey;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Group B, last part: a period's money is given back. */
@ParameterizedClass(name = "{0}")
@EnumSource
class PeriodRefundJourneyTest extends Journey {
    PeriodRefundJourneyTest(Place place) {
        super(place);
    }

    @Test
    @DisplayName(
            "B34: a renewal that is refunded in full loses what is left of its slice, bundles stay, nothing is owed")
    void takesWhatIsLeftOfTheSlice() {
        givenSubscribed(700, 0);
        arrivesUntil(P2.plus(DRAFT));
        leave(400, 300);
        int rows = ledger().size();
        String customer = billing().customers().customerOf(TENANT).orElseThrow();
        String payment = here().account.newestPayment(customer);

        here().account.refund(payment, 20_00);
        here().deliver();

        assertCredits(0, 300, 0);
        assertThat(ledgerSince(rows)).containsExactly("CLAWBACK_SUB SUBSCRIPTION -400");
        here().account
                .events("&type=charge.refunded")
                .forEach(event -> assertThat(here().send(event)).isEqualTo(200));
        here().work();
        assertThat(ledgerSince(rows)).hasSize(1);
        arrivesUntil(P3.plus(DRAFT));
        assertCredits(1_000, 300, 0);
    }
}
