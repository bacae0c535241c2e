// SPDX-License-Identifier: Apache-2.0
package io.tollbridge.billing.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollbridge.billing.account.AccountDecider;
import io.tollbridge.billing.account.Attribution;
import io.tollbridge.billing.account.Command;
import io.tollbridge.billing.account.CreditPolicy;
import io.tollbridge.billing.account.OpeningBalance;
import io.tollbridge.billing.account.PaidPeriod;
import io.tollbridge.billing.catalog.Catalog;
import io.tollbridge.billing.catalog.Plan;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Opening balances, and the paid periods of Stripe that are swept afterwards. */
class ImportTest {
    private static final String T = "acme";
    private static final Instant END = Instant.parse("2026-03-15T00:00:00Z");

    private final FakeStore store = new FakeStore();
    private final Catalog catalog = Catalog.builder()
            .plan(Plan.monthly("starter", 1_000).stripePrice("price_starter"))
            .build();
    private Instant now = Instant.parse("2026-03-01T10:00:00Z");
    private final CommandExecutor executor =
            new CommandExecutor(store, new AccountDecider(catalog, CreditPolicy.DEFAULT), () -> now);

    private void imports(@Nullable String subscriptionId) {
        executor.execute(new Command.Open(
                T,
                new OpeningBalance(new OpeningBalance.OpenPeriod("starter", subscriptionId, 400, END), 0),
                Attribution.NONE));
    }

    private void paid(Instant start, Instant end) {
        executor.execute(
                new Command.OpenSlice(T, new PaidPeriod("sub_1", "starter", 1, start, end, start, false, start)));
    }

    private long credits() {
        assertThat(new LedgerVerifier(new FakeReader(store.rows()), T).verify().findings())
                .isEmpty();
        return store.rows().tenant(T).account.subscriptionCredits();
    }

    @Test
    void anImportedYearGoesOnByTheMonth() {
        imports("sub_1");
        paid(Instant.parse("2025-09-15T00:00:00Z"), Instant.parse("2026-09-15T00:00:00Z"));
        assertThat(credits()).isEqualTo(400);
        now = END;
        executor.execute(new Command.Settle(T));
        assertThat(credits()).isEqualTo(1_000);
    }

    @Test
    void anImportWithoutASubscriptionIsNotGrantedAgainByTheSweep() {
        imports(null);
        paid(Instant.parse("2026-02-15T00:00:00Z"), END);
        assertThat(credits()).isEqualTo(400);
        now = END;
        paid(END, Instant.parse("2026-04-15T00:00:00Z"));
        assertThat(credits()).isEqualTo(1_000);
    }
}
