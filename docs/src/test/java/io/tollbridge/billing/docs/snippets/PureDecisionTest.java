// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.docs.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.account.Account;
import io.tollbridge.billing.account.AccountDecider;
import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.account.CreditPolicy;
import io.tollbridge.billing.account.Decision;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("docs/architecture.md")
class PureDecisionTest {
    private final Catalog catalog =
            Catalog.builder().plan(Plan.monthly("free", 50)).build();

    @Test
    @DisplayName("a decision needs an account, a command and the time")
    void decides() {
        // tag::decide[]
        AccountDecider decider = new AccountDecider(catalog, CreditPolicy.DEFAULT);
        Account before = Account.unknown("acme");
        Command command = new Command.StartLocalPlan("acme", "free");
        Decision decision = decider.decide(before, command, Instant.parse("2026-03-01T09:00:00Z"));
        long spendable = decision.after().spendable(); // 50
        int ledgerRows = decision.entries().size(); // 1: GRANT +50
        // end::decide[]

        assertThat(spendable).isEqualTo(50);
        assertThat(ledgerRows).isEqualTo(1);
        assertThat(before).isEqualTo(Account.unknown("acme"));
    }
}
